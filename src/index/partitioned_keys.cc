// SPDX-License-Identifier: Apache-2.0

#include "index/partitioned_keys.h"

#include <algorithm>
#include <bit>

namespace nuskha::internal {
namespace {

// Documents whose keys are gathered before they are scattered to partitions.
constexpr size_t kDocumentsPerPiece = 512;
// Entries of a partition: 8 bytes each, so that one fits a second-level cache.
constexpr size_t kEntriesPerPartition = size_t{1} << 15;
constexpr uint32_t kMaxPartitionBits = 12;
// Entries of a partition that lie together, at least, where there are many
// partitions: a page, so that they can be read from a file.
constexpr size_t kEntriesPerSlice = 512;

uint32_t PartitionBits(size_t entries) {
  const size_t wanted = entries / kEntriesPerPartition + 1;
  return std::min(kMaxPartitionBits,
                  static_cast<uint32_t>(std::bit_width(wanted)));
}

}  // namespace

PartitionedKeys::PartitionedKeys(size_t documents, size_t expected_keys,
                                 size_t threads, BlockPool* pool,
                                 const KeysOf& keys_of)
    : partition_bits_(PartitionBits(expected_keys)),
      pool_(pool),
      counts_(documents) {
  for (size_t i = 0; i < threads; ++i) arenas_.emplace_back(pool);
  const size_t per_document = expected_keys / std::max<size_t>(1, documents);
  const size_t grain =
      std::max(kDocumentsPerPiece, kEntriesPerSlice * partitions() /
                                       std::max<size_t>(1, per_document));
  pieces_.resize(PieceCount(documents, grain));
  ParallelFor(threads, documents, grain, [&](const internal::Piece& range) {
    pieces_[range.number] =
        MakePiece(range, keys_of, per_document * (range.end - range.begin),
                  &arenas_[range.worker]);
  });
}

PartitionedKeys::Piece PartitionedKeys::MakePiece(const internal::Piece& range,
                                                  const KeysOf& keys_of,
                                                  size_t expected_keys,
                                                  Arena<uint64_t>* arena) {
  std::vector<uint64_t> keys;
  keys.reserve(expected_keys * 5 / 4);
  std::vector<uint32_t> ends;  // keys up to the end of each document
  ends.reserve(range.end - range.begin);
  for (size_t doc = range.begin; doc < range.end; ++doc) {
    const size_t before = keys.size();
    keys_of(static_cast<uint32_t>(doc), range.worker, &keys);
    counts_[doc] = static_cast<uint32_t>(keys.size() - before);
    ends.push_back(static_cast<uint32_t>(keys.size()));
  }
  Piece piece;
  piece.partition.assign(partitions() + 1, 0);
  const uint32_t shift = 64 - partition_bits_;
  for (const uint64_t key : keys) ++piece.partition[(key >> shift) + 1];
  for (size_t i = 1; i <= partitions(); ++i) {
    piece.partition[i] += piece.partition[i - 1];
  }
  const std::span<uint64_t> entries = arena->Allocate(keys.size());
  std::vector<uint32_t> next(piece.partition.begin(),
                             piece.partition.end() - 1);
  size_t i = 0;
  for (size_t doc = range.begin; doc < range.end; ++doc) {
    for (; i < ends[doc - range.begin]; ++i) {
      const uint64_t residual = (keys[i] << partition_bits_) >> 32;
      entries[next[keys[i] >> shift]++] = residual << 32 | doc;
    }
  }
  piece.entries = entries;
  return piece;
}

size_t PartitionedKeys::entries() const {
  size_t count = 0;
  for (const Piece& piece : pieces_) count += piece.entries.size();
  return count;
}

void PartitionedKeys::Gather(size_t partition,
                             std::vector<uint64_t>* entries) const {
  entries->clear();
  std::vector<char> buffer;
  for (const Piece& piece : pieces_) {
    const uint32_t begin = piece.partition[partition];
    const auto slice =
        piece.entries.subspan(begin, piece.partition[partition + 1] - begin);
    const auto* const read = reinterpret_cast<const uint64_t*>(
        pool_->Read(slice.data(), slice.size_bytes(), &buffer));
    entries->insert(entries->end(), read, read + slice.size());
  }
}

// One counting pass on the top bits of the residual, small sorts inside the
// buckets, which hold a few distinct residuals each.
void SortEntries(std::vector<uint64_t>* entries) {
  const size_t n = entries->size();
  const auto bits = static_cast<uint32_t>(std::bit_width(n / 8 + 1));
  std::vector<uint32_t> begin((size_t{1} << bits) + 1);
  for (const uint64_t entry : *entries) ++begin[(entry >> (64 - bits)) + 1];
  for (size_t i = 1; i < begin.size(); ++i) begin[i] += begin[i - 1];
  std::vector<uint64_t> sorted(n);
  std::vector<uint32_t> next(begin.begin(), begin.end() - 1);
  for (const uint64_t entry : *entries) {
    sorted[next[entry >> (64 - bits)]++] = entry;
  }
  for (size_t bucket = 0; bucket + 1 < begin.size(); ++bucket) {
    if (begin[bucket + 1] - begin[bucket] < 2) continue;
    std::sort(sorted.begin() + begin[bucket],
              sorted.begin() + begin[bucket + 1]);
  }
  entries->swap(sorted);
}

}  // namespace nuskha::internal
