// SPDX-License-Identifier: Apache-2.0

#include "text/content.h"

#include <algorithm>

namespace nuskha::internal {

void Content::clear() {
  stretches_.clear();
  size_ = 0;
}

void Content::Append(TokenRange tokens) {
  if (tokens.size() == 0) return;
  if (!stretches_.empty() && stretches_.back().tokens.end == tokens.begin) {
    stretches_.back().tokens.end = tokens.end;
  } else {
    stretches_.push_back({tokens, size_});
  }
  size_ += tokens.size();
}

void Content::Erase(uint32_t from, uint32_t to,
                    std::vector<TokenRange>* erased) {
  before_.swap(stretches_);
  clear();
  for (const Stretch& stretch : before_) {
    const uint32_t size = stretch.tokens.size();
    // [from, to) within this stretch.
    const uint32_t begin =
        std::clamp(from, stretch.first_word, stretch.first_word + size) -
        stretch.first_word + stretch.tokens.begin;
    const uint32_t end =
        std::clamp(to, stretch.first_word, stretch.first_word + size) -
        stretch.first_word + stretch.tokens.begin;
    Append({stretch.tokens.begin, begin});
    if (begin < end) erased->push_back({begin, end});
    Append({end, stretch.tokens.end});
  }
}

}  // namespace nuskha::internal
