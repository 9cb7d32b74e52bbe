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

  // True if `text` holds one of the fragments. (True also if it holds the last
  // m bytes of one only: callers check what is found.)
  bool MayBeIn(std::string_view text) const;

 private:
  struct Block {
    uint32_t bytes;    // 4 bytes of a fragment's tail
    uint32_t offset;   // where they stand in it
    std::string tail;  // the last m bytes of the fragment
  };

  size_t length_ = 0;          // m
  std::vector<Block> blocks_;  // by bytes
  HashBitmap<12> bitmap_;
};

}  // namespace nuskha::internal

#endif  // NUSKHA_SRC_TEXT_FRAGMENT_FINDER_H_
