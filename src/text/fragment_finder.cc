// SPDX-License-Identifier: Apache-2.0

#include "text/fragment_finder.h"

#include <algorithm>

namespace nuskha::internal {
namespace {

constexpr size_t kBlock = sizeof(uint32_t);

}  // namespace

FragmentFinder::FragmentFinder(const std::vector<std::string>& fragments) {
  if (fragments.empty()) return;
  length_ = std::ranges::min(fragments, {}, &std::string::size).size();
  for (const std::string& fragment : fragments) {
    for (size_t offset = fragment.size() - length_;
         offset + kBlock <= fragment.size(); ++offset) {
      const uint32_t bytes = LoadBlock(fragment.data() + offset);
      blocks_.push_back({bytes, static_cast<uint32_t>(offset), fragment});
      bitmap_.Insert(HashBlock(bytes));
    }
  }
  std::ranges::sort(blocks_, {}, &Block::bytes);
}

bool FragmentFinder::IsIn(std::string_view text) const {
  if (text.size() < length_ || blocks_.empty()) return false;
  const size_t step = length_ - kBlock + 1;
  for (size_t at = 0; at + kBlock <= text.size(); at += step) {
    const uint32_t bytes = LoadBlock(text.data() + at);
    if (!bitmap_.MayContain(HashBlock(bytes))) continue;
    for (auto block =
             std::ranges::lower_bound(blocks_, bytes, {}, &Block::bytes);
         block != blocks_.end() && block->bytes == bytes; ++block) {
      if (at >= block->offset &&
          text.substr(at - block->offset).starts_with(block->fragment)) {
        return true;
      }
    }
  }
  return false;
}

}  // namespace nuskha::internal
