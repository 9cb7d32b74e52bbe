// SPDX-License-Identifier: Apache-2.0
//
// The second table of the sampled index: every w5 of every short document, and
// of the long ones those w5 that some short document has.

#ifndef NUSKHA_SRC_INDEX_SHORT_TABLE_H_
#define NUSKHA_SRC_INDEX_SHORT_TABLE_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "index/candidate_index.h"
#include "index/document_store.h"
#include "index/inverted_index.h"
#include "nuskha/shingle.h"

namespace nuskha::internal {

// Documents of fewer w5 than this are short.
inline constexpr size_t kShortShingles = 64;

inline bool IsShort(std::span<const uint32_t> words) {
  return ShingleCount(words.size(), kCandidateWidth) < kShortShingles;
}

class ShortTable {
 public:
  ShortTable(const DocumentStore& documents, const CandidateOptions& options);

  // As InvertedIndex::Count(), over pairs of which at least one is short.
  void Count(uint32_t doc, CandidateScratch* scratch) const;

  // Keys that `doc` could share: distinct ones for a short document, all its
  // w5 for a long one, of which the table holds a part.
  uint32_t key_count(uint32_t doc) const {
    return is_short_[doc] != 0 ? index_->key_count(doc) : shingle_counts_[doc];
  }
  CandidateStats stats() const;

 private:
  std::vector<uint8_t> is_short_;         // shape [documents]
  std::vector<uint32_t> shingle_counts_;  // shape [documents]
  std::unique_ptr<InvertedIndex> index_;  // null: no short document
};

}  // namespace nuskha::internal

#endif  // NUSKHA_SRC_INDEX_SHORT_TABLE_H_
