// SPDX-License-Identifier: Apache-2.0

#include "index/inverted_index.h"

#include <algorithm>

#include "base/parallel.h"

namespace nuskha::internal {
namespace {

// Holders of a hot key that each later holder is linked to.
constexpr size_t kFirstHolders = 4;
constexpr size_t kPreviousHolders = 8;

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
                             BlockPool* pool, const KeysOf& keys_of)
    : cap_(frequency_cap) {
  std::vector<Groups> groups;
  {
    PartitionedKeys keys(documents, expected_keys, threads, pool, keys_of);
    stats_.keys = keys.entries();
    groups.resize(keys.partitions());
    ParallelFor(threads, groups.size(), 1, [&](const Piece& piece) {
      groups[piece.begin] = GroupPartition(keys, piece.begin);
    });
    key_counts_ = keys.TakeCounts();
  }
  Join(&groups);
  MakeForward(documents);
}

InvertedIndex::Groups InvertedIndex::GroupPartition(const PartitionedKeys& keys,
                                                    size_t partition) {
  std::vector<uint64_t> entries;
  keys.Gather(partition, &entries);
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

void InvertedIndex::Join(std::vector<Groups>* groups) {
  size_t postings = 0, count = 0;
  for (const Groups& part : *groups) {
    postings += part.documents.size();
    count += part.sizes.size();
    stats_.keys -= part.repeated_in.size();
    for (const uint32_t doc : part.repeated_in) --key_counts_[doc];
  }
  postings_.reserve(postings);
  group_begin_.reserve(count + 1);
  group_begin_.push_back(0);
  for (Groups& part : *groups) {
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
    part = {};  // so that there are never two copies of all
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
  // The lists are out of the near caches: look everywhere at once.
  const auto groups = std::span(forward_).subspan(
      forward_begin_[doc], forward_begin_[doc + 1] - forward_begin_[doc]);
  for (const uint32_t group : groups) __builtin_prefetch(&group_begin_[group]);
  for (const uint32_t group : groups) {
    __builtin_prefetch(&postings_[group_begin_[group]]);
  }
  for (const uint32_t group : groups) {
    const uint32_t* const begin = &postings_[group_begin_[group]];
    const uint32_t* const end = postings_.data() + group_begin_[group + 1];
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
