// SPDX-License-Identifier: Apache-2.0
//
// From the bytes of a rewritten text back to those of its source.

#ifndef NUSKHA_SRC_TEXT_OFFSET_MAP_H_
#define NUSKHA_SRC_TEXT_OFFSET_MAP_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "nuskha/article.h"

namespace nuskha::internal {

// Both texts are cut into the same number of pieces. A copied piece maps byte
// by byte; any other piece maps as a whole.
// Call order: Clear, (AddCopied | AddReplaced)*, then ToSource.
class OffsetMap {
 public:
  void Clear();

  // The next `size` bytes are equal in both texts.
  void AddCopied(size_t size);

  // The next `source_size` bytes of the source became `size` bytes.
  void AddReplaced(size_t source_size, size_t size);

  // The source bytes of the non-empty `span` of the rewritten text. O(log n).
  ByteSpan ToSource(ByteSpan span) const;

 private:
  struct Piece {
    uint32_t begin;
    uint32_t source_begin;
    bool copied;
  };

  std::vector<Piece> pieces_;
  uint32_t end_ = 0;
  uint32_t source_end_ = 0;
};

}  // namespace nuskha::internal

#endif  // NUSKHA_SRC_TEXT_OFFSET_MAP_H_
