// SPDX-License-Identifier: Apache-2.0
//
// An inverted index built by partitioning and grouping: no global sort, no
// hash map. Two keys that fall together only make a candidate more.

#ifndef NUSKHA_SRC_INDEX_INVERTED_INDEX_H_
#define NUSKHA_SRC_INDEX_INVERTED_INDEX_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "index/candidate_index.h"
#include "index/partitioned_keys.h"

namespace nuskha::internal {

class InvertedIndex {
 public:
  // frequency_cap 0: no cap. `documents`: how many there are.
  // expected_keys: a guess at the number of (key, document) entries; only
  // speed depends on it. `pool`: for the entries, while the index is built.
  InvertedIndex(size_t documents, size_t expected_keys, size_t threads,
                uint32_t frequency_cap, BlockPool* pool, const KeysOf& keys_of);

  // Adds 1 to scratch->counts[d] for every key that `doc` shares with an
  // earlier document d, and lists d in scratch->touched at its first count.
  // With `only` (shape [documents]), documents whose flag is 0 are passed over
  // unless only[doc] is set.
  void Count(uint32_t doc, const std::vector<uint8_t>* only,
             CandidateScratch* scratch) const;

  // Distinct keys of a document.
  uint32_t key_count(uint32_t doc) const { return key_counts_[doc]; }
  const CandidateStats& stats() const { return stats_; }

 private:
  struct Groups {
    std::vector<uint32_t> documents;  // posting lists, back to back
    std::vector<uint32_t> sizes;
    std::vector<uint32_t> repeated_in;  // a document per entry too many
  };

  static Groups GroupPartition(const PartitionedKeys& keys, size_t partition);
  void Join(std::vector<Groups>* groups);
  void MakeForward(size_t documents);

  uint32_t cap_;
  std::vector<uint32_t> key_counts_;  // shape [documents]
  // Only keys of two documents or more are kept.
  std::vector<uint32_t> postings_;
  std::vector<uint64_t> group_begin_;    // shape [groups + 1]
  std::vector<uint32_t> forward_;        // groups of each document
  std::vector<uint64_t> forward_begin_;  // shape [documents + 1]
  CandidateStats stats_;
};

}  // namespace nuskha::internal

#endif  // NUSKHA_SRC_INDEX_INVERTED_INDEX_H_
