// SPDX-License-Identifier: Apache-2.0
//
// Stems for telling words that are new from words that are only inflected: one
// prefix and one suffix off, three letters left. Weaker than StemArabic(),
// which merges more and is wrong more often.

#ifndef NUSKHA_SRC_TEXT_WORD_STEM_H_
#define NUSKHA_SRC_TEXT_WORD_STEM_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "nuskha/normalize.h"

namespace nuskha::internal {

// The part of a standard token that is its stem.
std::string_view WordBase(std::string_view token);

// Hash of the stem of a standard token; never 0. The lowest bit says whether
// the word has three letters or more and does not begin with a digit: a word
// that headlines can be compared by. It is the same for all words of one stem.
uint32_t WordStem(std::string_view token);

// True if the word may stand for what a headline is about.
constexpr bool IsTopical(uint32_t stem) { return (stem & 1) != 0; }

// Stems of the commonest words, so that most of a text needs a load and a
// comparison a word. One per thread.
class StemCache {
 public:
  StemCache();

  // Appends the stems of tokens [begin, end) to *stems. hashes: shape
  // [tokens.size()], the WordHash of each.
  void Append(const Tokens& tokens, std::span<const uint32_t> hashes,
              size_t begin, size_t end, std::vector<uint32_t>* stems);

 private:
  // 256 kB: a second-level cache has room for the rest of the reading.
  static constexpr size_t kSlots = size_t{1} << 15;

  struct Slot {
    uint32_t word;
    uint32_t stem;
  };

  std::vector<Slot> slots_;  // by the low bits of the word
};

}  // namespace nuskha::internal

#endif  // NUSKHA_SRC_TEXT_WORD_STEM_H_
