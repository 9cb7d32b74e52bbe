// SPDX-License-Identifier: Apache-2.0
//
// All documents of an index as their keys have them: segments, and the newest
// in memory.

#ifndef NUSKHA_SRC_STORE_KNOWN_H_
#define NUSKHA_SRC_STORE_KNOWN_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <set>
#include <span>
#include <unordered_map>
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

  // Without gaps, from number 0; delta follows. After segments are added, call
  // Recount(); before they are replaced, Settle().
  std::vector<std::shared_ptr<const Segment>> segments;
  Delta delta;
  // Change it by Remove().
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

  // Whether an article counts for recurrence: if of its source none below
  // `number` that counts has its words or its opening.
  // REQUIRES: delta.LinkSpecials()
  bool Counts(const DocumentInfo& info, uint32_t number) const;

  // Removes documents, also ones that are added later. What counts for
  // recurrence is then what would if they had never been there. Cost: lists of
  // the words and openings of those that counted.
  void Remove(std::span<const uint32_t> numbers);
  // Whether lists have holders that were removed: no merge has dropped them.
  bool has_hidden() const { return hidden_ > 0; }

  // Of segments that were written before documents were removed: brings what
  // counts for recurrence up to date. REQUIRES: delta.size() == 0
  void Recount();
  // Of documents of segments: those that count if their segment says they do
  // not, and the other way round.
  const NumberSet& changed() const { return changed_; }
  // Segments, of documents from `first` on, are going to be replaced by one
  // that has no removed documents and for which nothing is changed.
  void Settle(uint32_t first);

 private:
  // A document, and which of its WordingKeys() led to it.
  struct Visit {
    uint32_t number;
    size_t which;
    friend auto operator<=>(const Visit&, const Visit&) = default;
  };
  using Visits = std::set<Visit>;

  const Segment& SegmentOf(uint32_t number) const;
  uint32_t FirstCounting(uint64_t key) const;
  bool IsBlocked(const DocumentInfo& info, uint32_t number) const;
  void Flip(uint32_t number);
  void CountArticle(const DocumentInfo& info, uint32_t number, uint32_t one);
  void Uncount(const DocumentInfo& info, uint32_t number);
  void VisitNext(const DocumentInfo& info, uint32_t number, size_t which,
                 Visits* visits) const;
  void VisitOne(Visit visit, Visits* visits);
  std::vector<uint32_t> HideRemoved();
  std::vector<uint32_t> FindRelated(std::vector<uint32_t> documents) const;

  // Of segments, what removals have changed since they were written.
  size_t hidden_ = 0;
  NumberSet changed_;
  std::unordered_map<uint64_t, uint32_t> counting_;      // by WordingKeys()
  std::unordered_map<uint32_t, uint32_t> sources_;       // modulo 2^32
  std::unordered_map<uint64_t, uint32_t> source_stems_;  // source << 32 | stem
};

}  // namespace nuskha::internal

#endif  // NUSKHA_SRC_STORE_KNOWN_H_
