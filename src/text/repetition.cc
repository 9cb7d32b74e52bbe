// SPDX-License-Identifier: Apache-2.0

#include "text/repetition.h"

#include <algorithm>
#include <numeric>
#include <string_view>

#include "base/hash.h"

namespace nuskha::internal {

void RepetitionFinder::Find(const Tokens& tokens,
                            std::span<const uint32_t> hashes) {
  first_.clear();
  keys_.clear();
  const size_t n = tokens.paragraphs.size();
  if (n < 2) return;
  for (size_t p = 0; p < n; ++p) {
    const auto words = ParagraphWords(tokens, hashes, p);
    if (words.size() < kMinHeadline) continue;
    const std::string_view bytes(reinterpret_cast<const char*>(words.data()),
                                 words.size_bytes());
    keys_.push_back({Hash64(bytes), static_cast<uint32_t>(p)});
  }
  std::ranges::sort(keys_);
  for (size_t i = 1, head = 0; i < keys_.size(); ++i) {
    if (keys_[i].hash != keys_[head].hash) head = i;
    if (i == head) continue;
    const uint32_t first = keys_[head].paragraph;
    const uint32_t again = keys_[i].paragraph;
    if (!std::ranges::equal(ParagraphWords(tokens, hashes, first),
                            ParagraphWords(tokens, hashes, again))) {
      continue;
    }
    if (first_.empty()) {
      first_.resize(n);
      std::iota(first_.begin(), first_.end(), uint32_t{0});
    }
    first_[again] = first;
  }
}

}  // namespace nuskha::internal
