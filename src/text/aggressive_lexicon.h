// SPDX-License-Identifier: Apache-2.0
//
// Words of level aggressive. All are written as level standard leaves them.

#ifndef NUSKHA_SRC_TEXT_AGGRESSIVE_LEXICON_H_
#define NUSKHA_SRC_TEXT_AGGRESSIVE_LEXICON_H_

#include <span>
#include <string_view>

namespace nuskha::internal {

struct MonthName {
  std::string_view first;
  std::string_view second;  // empty if the name is one word
  int month;                // 1 to 12
  bool ambiguous;           // also a word: a month only next to a number
};

struct Spelling {
  std::string_view from;
  std::string_view to;
};

std::span<const MonthName> MonthNames();

// Whole words.
std::span<const Spelling> WordSpellings();

// Parts of words, replaced wherever they stand, in this order.
std::span<const Spelling> InfixSpellings();

}  // namespace nuskha::internal

#endif  // NUSKHA_SRC_TEXT_AGGRESSIVE_LEXICON_H_
