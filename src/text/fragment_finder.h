// SPDX-License-Identifier: Apache-2.0
//
// Searches for several short strings at once, skipping like Wu and Manber ("A
// fast algorithm for multi-pattern searching", 1994): with m the length of the
// shortest string, only every (m - 3)rd position is looked at.

#ifndef NUSKHA_SRC_TEXT_FRAGMENT_FINDER_H_
#define NUSKHA_SRC_TEXT_FRAGMENT_FINDER_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "text/word_index.h"

namespace nuskha::internal {

class FragmentFinder {
 public:
  FragmentFinder() = default;

  // REQUIRES: every fragment has at least 4 bytes.
  explicit FragmentFinder(const std::vector<std::string>& fragments);

  bool empty() const { return blocks_.empty(); }

  // True if `text` holds one of the fragments.
  bool IsIn(std::string_view text) const;

 private:
  // 4 bytes out of the last m bytes of a fragment: its end, not its start, for
  // half of the Arabic nouns start with the article.
  struct Block {
    uint32_t bytes;
    uint32_t offset;  // where they stand in the fragment
    std::string fragment;
  };

  size_t length_ = 0;          // m
  std::vector<Block> blocks_;  // by bytes
  HashBitmap<12> bitmap_;
};

}  // namespace nuskha::internal

#endif  // NUSKHA_SRC_TEXT_FRAGMENT_FINDER_H_
