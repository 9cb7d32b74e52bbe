// SPDX-License-Identifier: Apache-2.0
//
// (key, document) entries in partitions that each fit a second-level cache:
// the first half of grouping by key without a global sort or a hash map. Keys
// are told apart by 32 bits beside their partition, so that an entry takes 8
// bytes.

#ifndef NUSKHA_SRC_INDEX_PARTITIONED_KEYS_H_
#define NUSKHA_SRC_INDEX_PARTITIONED_KEYS_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <utility>
#include <vector>

#include "base/block_pool.h"
#include "base/parallel.h"

namespace nuskha::internal {

// Appends the keys of document `doc` to *keys; `worker` is in [0, threads).
// Called once per document, from any thread.
using KeysOf = std::function<void(uint32_t doc, size_t worker,
                                  std::vector<uint64_t>* keys)>;

class PartitionedKeys {
 public:
  // `documents`: how many there are. expected_keys: a guess at the number of
  // entries; only speed depends on it. `pool`: for the entries; it must outlive
  // them. Throws as Arena does.
  PartitionedKeys(size_t documents, size_t expected_keys, size_t threads,
                  BlockPool* pool, const KeysOf& keys_of);

  size_t partitions() const { return size_t{1} << partition_bits_; }
  size_t entries() const;

  // Replaces *entries by those of one partition, each residual << 32 |
  // document, by document. The residual is the key without its partition.
  void Gather(size_t partition, std::vector<uint64_t>* entries) const;

  // The leading bits of a key: its partition and its residual.
  uint64_t Leading(uint64_t key) const { return key & LeadingBits(); }
  uint64_t LeadingOf(size_t partition, uint32_t residual) const {
    return uint64_t{partition} << (64 - partition_bits_) |
           uint64_t{residual} << (32 - partition_bits_);
  }
  uint64_t LeadingBits() const {
    return ~uint64_t{0} << (32 - partition_bits_);
  }

  // Keys of each document, repeats included; shape [documents].
  std::vector<uint32_t> TakeCounts() { return std::move(counts_); }

 private:
  struct Piece {
    std::span<const uint64_t> entries;
    std::vector<uint32_t> partition;  // shape [partitions + 1]: begins
  };

  Piece MakePiece(const internal::Piece& range, const KeysOf& keys_of,
                  size_t expected_keys, Arena<uint64_t>* arena);

  uint32_t partition_bits_;
  BlockPool* pool_;
  std::vector<Arena<uint64_t>> arenas_;  // shape [threads]
  std::vector<Piece> pieces_;
  std::vector<uint32_t> counts_;
};

// Sorts entries by residual and document in O(n): hashed residuals spread
// evenly.
void SortEntries(std::vector<uint64_t>* entries);

}  // namespace nuskha::internal

#endif  // NUSKHA_SRC_INDEX_PARTITIONED_KEYS_H_
