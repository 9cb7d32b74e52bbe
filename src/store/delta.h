// SPDX-License-Identifier: Apache-2.0
//
// The newest documents of an index, in memory: what a segment has, growing.

#ifndef NUSKHA_SRC_STORE_DELTA_H_
#define NUSKHA_SRC_STORE_DELTA_H_

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "absl/status/statusor.h"
#include "store/segment.h"
#include "store/segment_writer.h"

namespace nuskha::internal {

// Not thread-safe while documents are added, or between Link() and Linked().
class Delta {
 public:
  // More entries than these make a segment.
  static constexpr size_t kFullPostings = size_t{1} << 20;
  static constexpr uint32_t kFullDocuments = uint32_t{1} << 18;
  // There is no room for more documents than these.
  static constexpr uint32_t kMostDocuments = (uint32_t{1} << 20) - 1;

  explicit Delta(uint32_t first) : first_(first) {}
  // Empty again, from `first` on; keeps the larger buffers.
  void Restart(uint32_t first);

  uint32_t first() const { return first_; }
  uint32_t size() const { return static_cast<uint32_t>(infos_.size()); }
  uint32_t end() const { return first_ + size(); }
  uint64_t sum() const { return sum_; }
  size_t postings() const { return lists_[0].entries.size(); }
  bool full() const {
    return postings() >= kFullPostings || size() >= kFullDocuments;
  }

  // checksum: of the row. The next number.
  void Add(const DocumentKeys& keys, uint64_t checksum,
           std::span<const WordWithStem> stems);
  // A number whose document was removed.
  void AddRemoved(uint64_t checksum, std::span<const WordWithStem> stems);
  // A document of a source counts for recurrence from now on, or no longer.
  void Flip(uint32_t document);

  // Lists are made when they are asked for: adding is then a mere copy.
  bool Linked() const;
  void Link();
  void LinkSpecials() { list(PostingKind::kSpecials).Link(); }

  // As of Segment; documents are numbers less first().
  const DocumentInfo& Info(uint32_t document) const { return infos_[document]; }
  std::span<const uint32_t> Topics(uint32_t document) const;
  // Where many keys are looked up, prefetch them first.
  void Prefetch(PostingKind kind, uint64_t key) const {
    const std::vector<Lists::Slot>& slots = list(kind).slots;
    if (!slots.empty()) __builtin_prefetch(&slots[key & (slots.size() - 1)]);
  }
  // Appends the documents of a key, ascending. REQUIRES: those are linked
  void Find(PostingKind kind, uint64_t key,
            std::vector<uint32_t>* documents) const;
  uint32_t ArticlesOf(uint32_t source) const;
  uint32_t Headlines(uint32_t source, uint32_t stem) const;

  // As a segment. REQUIRES: size() > 0
  absl::StatusOr<std::shared_ptr<const Segment>> Write(
      const std::string& folder, uint64_t family) const;

 private:
  // Key and document in one number, so that sorting is fast.
  static constexpr uint32_t kDocumentBits = 64 - kKeyBits;
  static_assert(kMostDocuments < (uint32_t{1} << kDocumentBits));
  static uint64_t Pack(uint64_t key, uint32_t document) {
    return key << kDocumentBits | document;
  }
  static Posting Unpack(uint64_t entry) {
    return {entry >> kDocumentBits,
            static_cast<uint32_t>(entry & ((1u << kDocumentBits) - 1))};
  }

  // Entries in order of addition, and chains of those of one key.
  struct Lists {
    struct Slot {
      uint64_t key = 0;
      uint32_t last = 0;  // number of the newest entry + 1; 0: free
    };
    std::vector<uint64_t> entries;
    std::vector<uint32_t> previous;  // of linked entries: number + 1; 0: none
    std::vector<Slot> slots;
    size_t used = 0;

    void Link();
    // Of a document that is not the newest. REQUIRES: all are linked
    void Insert(uint64_t key, uint32_t document);
    size_t Place(uint64_t key) const;
    void Grow();
  };

  Lists& list(PostingKind kind) { return lists_[static_cast<size_t>(kind)]; }
  const Lists& list(PostingKind kind) const {
    return lists_[static_cast<size_t>(kind)];
  }
  // Adds `one`, or takes it away, modulo 2^32.
  void CountArticle(uint32_t document, uint32_t one);

  uint32_t first_;
  uint64_t sum_ = 0;
  std::vector<DocumentInfo> infos_;
  std::vector<uint32_t> topics_;
  std::vector<uint32_t> topics_begin_;
  std::vector<WordWithStem> stems_;
  std::unordered_map<uint32_t, uint32_t> sources_;
  std::unordered_map<uint64_t, uint32_t> source_stems_;  // source << 32 | stem
  std::array<Lists, kPostingKinds> lists_;
};

}  // namespace nuskha::internal

#endif  // NUSKHA_SRC_STORE_DELTA_H_
