// SPDX-License-Identifier: Apache-2.0
//
// Which documents share rare words, whatever their form: two translations of
// one text have hardly a run of words in common, but its names, and those in
// the same order.

#ifndef NUSKHA_SRC_INDEX_RARE_STEMS_H_
#define NUSKHA_SRC_INDEX_RARE_STEMS_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "index/document_store.h"

namespace nuskha::internal {

// A rare stem that stands once in a document, and where.
struct Anchor {
  uint32_t stem;
  uint32_t word;  // index into the words of the document

  friend auto operator<=>(const Anchor&, const Anchor&) = default;
};

// Stems of a run, numbered from 0 in the order in which they come. A stem is
// rare if at least 2 documents have it, and at most 1 in 100 and 400. In fewer
// than 400 documents: at most 4, in fewer than 40 at most 1 in 10; in fewer
// than 20 nothing is told rare from common.
//
// Immutable; safe to share. Time O(words); memory: 4 bytes a word, 12 for each
// anchor, 12 for each different stem. The candidates of a document cost at most
// 400 steps an anchor.
class RareStems {
 public:
  // Fewer common anchors are no candidate: their order would say nothing.
  static constexpr uint32_t kMinAnchors = 10;
  static constexpr size_t kMinDocuments = 20;

  // The most documents a rare stem may stand in; 0: none is rare.
  static uint32_t Limit(size_t documents);

  // documents: with their light stems.
  explicit RareStems(const DocumentStore& documents);

  // The stem of each word of a document.
  std::span<const uint32_t> stems(uint32_t doc) const { return stems_[doc]; }

  // Ascending by stem.
  std::span<const Anchor> anchors(uint32_t doc) const {
    return std::span(anchors_).subspan(
        anchors_begin_[doc], anchors_begin_[doc + 1] - anchors_begin_[doc]);
  }

  // Number of different stems.
  size_t size() const { return frequency_.size(); }

  // ln(documents / documents that have it).
  double weight(uint32_t stem) const;

  struct Scratch {
    std::vector<uint32_t> counts;  // zero between calls
    std::vector<uint32_t> touched;
  };

  // Replaces *candidates by the documents before `doc` that have at least
  // kMinAnchors anchors of the same stems, ascending.
  void Before(uint32_t doc, Scratch* scratch,
              std::vector<uint32_t>* candidates) const;

 private:
  void NumberStems(const DocumentStore& documents);
  void ListAnchors();
  void IndexAnchors();

  uint32_t limit_;
  Arena<uint32_t> arena_;
  std::vector<std::span<const uint32_t>> stems_;  // shape [documents]
  std::vector<uint32_t> frequency_;               // documents of each stem
  std::vector<Anchor> anchors_;
  std::vector<uint64_t> anchors_begin_;  // shape [documents + 1]
  std::vector<uint32_t> holders_;        // documents of each stem's anchors
  std::vector<uint64_t> holders_begin_;  // shape [stems + 1]
};

}  // namespace nuskha::internal

#endif  // NUSKHA_SRC_INDEX_RARE_STEMS_H_
