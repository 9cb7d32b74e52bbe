// SPDX-License-Identifier: Apache-2.0

#include "index/inverted_index.h"

#include <algorithm>
#include <bit>

#include "base/parallel.h"

namespace nuskha::internal {
namespace {

// Documents whose keys are gathered before they are scattered to partitions.
constexpr size_t kDocumentsPerPiece = 1024;
// Entries of a partition: 8 bytes each, so that one fits a second-level cache.
constexpr size_t kEntriesPerPartition = size_t{1} << 15;
constexpr uint32_t kMaxPartitionBits = 12;
// Holders of a hot key that each later holder is linked to.
constexpr size_t kFirstHolders = 4;
constexpr size_t kPreviousHolders = 8;

uint32_t PartitionBits(size_t entries) {
  const size_t wanted = entries / kEntriesPerPartition + 1;
  return std::min(kMaxPartitionBits,
                  static_cast<uint32_t>(std::bit_width(wanted)));
}

// Sorts `entries` (residual in the high half) by one counting pass on the top
// bits of the residual and small sorts inside the buckets: hashed residuals
// spread evenly, so a bucket holds a few distinct ones.
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

}  // namespace

void CandidateStats::Add(const CandidateStats& other) {
  keys += other.keys;
  shared_keys += other.shared_keys;
  hot_keys += other.hot_keys;
  if (other.largest > largest) {
    largest = other.largest;
    example = other.example;
  }
}

InvertedIndex::InvertedIndex(size_t documents, size_t expected_keys,
                             size_t threads, uint32_t frequency_cap,
                             const KeysOf& keys_of)
    : cap_(frequency_cap),
      partition_bits_(PartitionBits(expected_keys)),
      key_counts_(documents) {
  Partition(documents, threads, keys_of);
  std::vector<Groups> groups(size_t{1} << partition_bits_);
  ParallelFor(threads, groups.size(), 1, [&](const internal::Piece& piece) {
    groups[piece.begin] = GroupPartition(piece.begin);
  });
  pieces_.clear();
  pieces_.shrink_to_fit();
  Join(groups);
  MakeForward(documents);
}

void InvertedIndex::Partition(size_t documents, size_t threads,
                              const KeysOf& keys_of) {
  pieces_.resize(PieceCount(documents, kDocumentsPerPiece));
  const size_t partitions = size_t{1} << partition_bits_;
  ParallelFor(
      threads, documents, kDocumentsPerPiece,
      [&](const internal::Piece& range) {
        std::vector<uint64_t> keys;
        std::vector<uint32_t> ends;  // keys up to the end of each document
        ends.reserve(range.end - range.begin);
        for (size_t doc = range.begin; doc < range.end; ++doc) {
          keys_of(static_cast<uint32_t>(doc), range.worker, &keys);
          const size_t before = ends.empty() ? 0 : ends.back();
          key_counts_[doc] = static_cast<uint32_t>(keys.size() - before);
          ends.push_back(static_cast<uint32_t>(keys.size()));
        }
        Piece& piece = pieces_[range.number];
        piece.partition.assign(partitions + 1, 0);
        const uint32_t shift = 64 - partition_bits_;
        for (const uint64_t key : keys) ++piece.partition[(key >> shift) + 1];
        for (size_t i = 1; i <= partitions; ++i) {
          piece.partition[i] += piece.partition[i - 1];
        }
        piece.entries.resize(keys.size());
        std::vector<uint32_t> next(piece.partition.begin(),
                                   piece.partition.end() - 1);
        size_t i = 0;
        for (size_t doc = range.begin; doc < range.end; ++doc) {
          for (; i < ends[doc - range.begin]; ++i) {
            const uint64_t residual = (keys[i] << partition_bits_) >> 32;
            piece.entries[next[keys[i] >> shift]++] = residual << 32 | doc;
          }
        }
      });
  for (const Piece& piece : pieces_) stats_.keys += piece.entries.size();
}

InvertedIndex::Groups InvertedIndex::GroupPartition(size_t partition) const {
  std::vector<uint64_t> entries;
  for (const Piece& piece : pieces_) {
    entries.insert(entries.end(),
                   piece.entries.begin() + piece.partition[partition],
                   piece.entries.begin() + piece.partition[partition + 1]);
  }
  SortEntries(&entries);
  Groups groups;
  // A key that a document holds twice is one posting.
  size_t kept = 0;
  for (size_t i = 0; i < entries.size(); ++i) {
    if (i > 0 && entries[i] == entries[i - 1]) {
      groups.repeated_in.push_back(static_cast<uint32_t>(entries[i]));
    } else {
      entries[kept++] = entries[i];
    }
  }
  entries.resize(kept);
  for (size_t begin = 0; begin < entries.size();) {
    size_t end = begin + 1;
    while (end < entries.size() && entries[end] >> 32 == entries[begin] >> 32) {
      ++end;
    }
    if (end - begin > 1) {
      groups.sizes.push_back(static_cast<uint32_t>(end - begin));
      for (size_t i = begin; i < end; ++i) {
        groups.documents.push_back(static_cast<uint32_t>(entries[i]));
      }
    }
    begin = end;
  }
  return groups;
}

void InvertedIndex::Join(const std::vector<Groups>& groups) {
  size_t postings = 0, count = 0;
  for (const Groups& part : groups) {
    postings += part.documents.size();
    count += part.sizes.size();
    stats_.keys -= part.repeated_in.size();
    for (const uint32_t doc : part.repeated_in) --key_counts_[doc];
  }
  postings_.reserve(postings);
  group_begin_.reserve(count + 1);
  group_begin_.push_back(0);
  for (const Groups& part : groups) {
    for (const uint32_t size : part.sizes) {
      const uint64_t begin = group_begin_.back();
      group_begin_.push_back(begin + size);
      if (cap_ != 0 && size > cap_) ++stats_.hot_keys;
      if (size > stats_.largest) {
        stats_.largest = size;
        stats_.example = part.documents[begin - postings_.size()];
      }
    }
    postings_.insert(postings_.end(), part.documents.begin(),
                     part.documents.end());
  }
  stats_.shared_keys = count;
}

void InvertedIndex::MakeForward(size_t documents) {
  forward_begin_.assign(documents + 1, 0);
  for (const uint32_t doc : postings_) ++forward_begin_[doc + 1];
  for (size_t i = 1; i <= documents; ++i) {
    forward_begin_[i] += forward_begin_[i - 1];
  }
  forward_.resize(postings_.size());
  std::vector<uint64_t> next(forward_begin_.begin(), forward_begin_.end() - 1);
  for (size_t group = 0; group + 1 < group_begin_.size(); ++group) {
    for (uint64_t i = group_begin_[group]; i < group_begin_[group + 1]; ++i) {
      forward_[next[postings_[i]]++] = static_cast<uint32_t>(group);
    }
  }
}

void InvertedIndex::Count(uint32_t doc, const std::vector<uint8_t>* only,
                          CandidateScratch* scratch) const {
  const bool all = only == nullptr || (*only)[doc] != 0;
  const auto count = [&](const uint32_t* begin, const uint32_t* end) {
    for (const uint32_t* other = begin; other != end; ++other) {
      if (!all && (*only)[*other] == 0) continue;
      if (scratch->counts[*other]++ == 0) scratch->touched.push_back(*other);
    }
  };
  for (uint64_t i = forward_begin_[doc]; i < forward_begin_[doc + 1]; ++i) {
    const uint32_t* const begin = &postings_[group_begin_[forward_[i]]];
    const uint32_t* const end =
        postings_.data() + group_begin_[forward_[i] + 1];
    const uint32_t* const here = std::lower_bound(begin, end, doc);
    const auto before = static_cast<size_t>(here - begin);
    if (cap_ == 0 || static_cast<size_t>(end - begin) <= cap_ ||
        before <= kFirstHolders + kPreviousHolders) {
      count(begin, here);
    } else {
      count(begin, begin + kFirstHolders);
      count(here - kPreviousHolders, here);
    }
  }
}

}  // namespace nuskha::internal
