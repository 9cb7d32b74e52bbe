// SPDX-License-Identifier: Apache-2.0
//
// Paragraphs of one text that stand in it more than once.

#ifndef NUSKHA_SRC_TEXT_REPETITION_H_
#define NUSKHA_SRC_TEXT_REPETITION_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "nuskha/normalize.h"

namespace nuskha::internal {

// Below this many words two headlines, or two paragraphs, are equal by chance.
inline constexpr size_t kMinHeadline = 3;
inline constexpr size_t kMinRepeat = 4;

// Keeps scratch buffers.
class RepetitionFinder {
 public:
  // Finds for each paragraph of at least kMinHeadline words the first one with
  // the same words. O(words + n log n) for n paragraphs: sorted rather than
  // hashed, so that no text can be made that takes longer.
  void Find(const Tokens& tokens, std::span<const uint32_t> hashes);

  // The first paragraph equal to p; p itself if there is none before it.
  size_t first(size_t p) const { return first_.empty() ? p : first_[p]; }

  // True if first(p) != p for any p.
  bool any() const { return !first_.empty(); }

 private:
  struct Key {
    uint64_t hash;
    uint32_t paragraph;
    friend auto operator<=>(const Key&, const Key&) = default;
  };

  std::vector<Key> keys_;
  std::vector<uint32_t> first_;  // empty: nothing is repeated
};

// text[at], as far as it exists.
inline std::string_view TextAt(std::string_view text, ByteSpan at) {
  const size_t begin = std::min<size_t>(at.begin, text.size());
  return text.substr(begin, std::max(at.begin, at.end) - at.begin);
}

inline std::span<const uint32_t> ParagraphWords(
    const Tokens& tokens, std::span<const uint32_t> hashes, size_t p) {
  const uint32_t begin = tokens.paragraph_begin(p);
  return hashes.subspan(begin, tokens.paragraphs[p].end - begin);
}

}  // namespace nuskha::internal

#endif  // NUSKHA_SRC_TEXT_REPETITION_H_
