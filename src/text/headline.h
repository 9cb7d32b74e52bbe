// SPDX-License-Identifier: Apache-2.0
//
// When two lines are the same headline, and when a first line is one.

#ifndef NUSKHA_SRC_TEXT_HEADLINE_H_
#define NUSKHA_SRC_TEXT_HEADLINE_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "nuskha/article.h"
#include "nuskha/normalize.h"
#include "text/repetition.h"

namespace nuskha::internal {

struct Line {
  std::span<const uint32_t> words;  // hashes of the standard words
  std::string_view text;            // the bytes they were made from
  // Whether a site's name of 1, 2, ... words stands at the end; -1: not asked
  // yet. Reading `text` once a paragraph would be quadratic.
  mutable std::array<int8_t, 5> suffix = {-1, -1, -1, -1, -1};
};

// True if both have kMinHeadline words or more and the same words, but for a
// site's name that one of them may have behind a dash or bar ("T - Site").
bool SameHeadline(const Line& a, const Line& b);

// True if the first paragraph of a text without a title field is its headline:
// it is repeated and an article follows; or, with `may_be_first_line`, it has
// at most 30 words and a blank line follows.
bool StartsWithHeadline(std::string_view text, const Tokens& tokens,
                        std::span<const uint32_t> hashes,
                        const RepetitionFinder& repetition,
                        bool may_be_first_line);

}  // namespace nuskha::internal

#endif  // NUSKHA_SRC_TEXT_HEADLINE_H_
