// SPDX-License-Identifier: Apache-2.0
//
// All documents of an index as their keys have them: segments, and the newest
// in memory.

#ifndef NUSKHA_SRC_STORE_KNOWN_H_
#define NUSKHA_SRC_STORE_KNOWN_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <vector>

#include "index/stem_table.h"
#include "store/delta.h"
#include "store/merge.h"
#include "store/segment.h"

namespace nuskha::internal {

// The documents of one key, ascending; removed ones among them.
class Holders {
 public:
  size_t size() const { return size_; }
  uint32_t operator[](size_t i) const;
  // Number of holders below `number`.
  size_t Before(uint32_t number) const;

 private:
  friend class Known;
  struct Piece {
    const Segment* segment;
    PostingKind kind;
    Segment::List list;
  };

  std::vector<Piece> pieces_;
  std::vector<uint32_t> newest_;
  size_t size_ = 0;
};

// Not thread-safe while it is changed; read-only use is.
class Known {
 public:
  Known() : delta(0) {}

  // Without gaps, from number 0; delta follows.
  std::vector<std::shared_ptr<const Segment>> segments;
  Delta delta;
  NumberSet removed;
  StemTable stems;
  // End of the last segment that was found, with documents that the database
  // may not have.
  uint32_t beyond = 0;

  uint32_t next() const { return delta.end(); }
  uint64_t sum() const;
  // The first segment in which damage was met; null: none was.
  const Segment* damaged() const;

  // REQUIRES: number < next()
  DocumentInfo Info(uint32_t number) const;
  void Topics(uint32_t number, std::vector<uint32_t>* topics) const;
  bool IsThere(uint32_t number) const;

  // Calls fn for each key, by its place in `keys`, that has a holder.
  // REQUIRES: the delta has linked this kind
  void ForEachKey(PostingKind kind, std::span<const uint64_t> keys,
                  const std::function<void(size_t, const Holders&)>& fn) const;

  // Articles of a source that count, and headlines of these with a stem.
  uint32_t ArticlesOf(uint32_t source) const;
  uint32_t Headlines(uint32_t source, uint32_t stem) const;

  // Whether `keys` is the first article of its source with these words and
  // with this opening, of those below `number`: then it counts.
  // REQUIRES: delta.LinkSpecials()
  bool Counts(const DocumentKeys& keys, uint32_t number) const;

 private:
  const Segment& SegmentOf(uint32_t number) const;
};

}  // namespace nuskha::internal

#endif  // NUSKHA_SRC_STORE_KNOWN_H_
