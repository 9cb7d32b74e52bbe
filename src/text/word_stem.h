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

#include "nuskha/document.h"
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

// Lists each word once, with its stem. Most of a text needs a load and a
// comparison a word.
class StemLister {
 public:
  StemLister() { Forget(); }

  // Every word is new again.
  void Forget();

  // Appends the words among tokens [begin, end) that were not listed before.
  // hashes: the WordHash of each token of `tokens`. light: receives the same
  // words with the hashes of what StemArabic() leaves; may be null.
  void List(const Tokens& tokens, std::span<const uint32_t> hashes,
            size_t begin, size_t end, std::vector<WordWithStem>* listed,
            std::vector<WordWithStem>* light = nullptr);

 private:
  // 128 kB: second-level caches have room for the rest of the reading.
  static constexpr size_t kRecent = size_t{1} << 16;

  size_t Place(uint32_t word) const;
  size_t Find(uint32_t word) const;
  bool AddToKnown(uint32_t word);

  // The last word of each low half: its high half; 0: not known.
  std::vector<uint16_t> recent_;
  std::vector<uint32_t> known_;  // open addressing; 0: free
  std::vector<uint32_t> rare_;   // scratch: tokens that recent_ missed
  size_t known_count_ = 0;
  bool knows_zero_ = false;
};

}  // namespace nuskha::internal

#endif  // NUSKHA_SRC_TEXT_WORD_STEM_H_
