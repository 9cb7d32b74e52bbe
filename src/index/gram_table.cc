// SPDX-License-Identifier: Apache-2.0

#include "index/gram_table.h"

#include <algorithm>
#include <bit>

#include "base/parallel.h"
#include "index/partitioned_keys.h"
#include "shingle/all_shingles.h"

namespace nuskha::internal {
namespace {

// Entries held at once; a larger collection is gone through several times.
constexpr size_t kEntriesAtOnce = size_t{1} << 26;
// Counters that tell which entries of a partition can reach kMinHolders.
constexpr uint32_t kCounterBits = 16;

// Entries of a partition whose w5 has, in their class, kMinHolders entries:
// on news 9 of 10 have not, and need no sorting. `counters`: scratch.
void KeepFrequent(std::span<const uint32_t> classes,
                  std::vector<uint8_t>* counters,
                  std::vector<uint64_t>* entries) {
  counters->assign(size_t{1} << kCounterBits, 0);
  const auto counter = [&](uint64_t entry) -> uint8_t& {
    const uint32_t mixed = static_cast<uint32_t>(entry >> 32) ^
                           classes[static_cast<uint32_t>(entry)] * 0x9e3779b1u;
    return (*counters)[mixed * 0x85ebca6bu >> (32 - kCounterBits)];
  };
  for (const uint64_t entry : *entries) {
    uint8_t& count = counter(entry);
    count = static_cast<uint8_t>(count + (count < kMinHolders ? 1 : 0));
  }
  size_t kept = 0;
  for (const uint64_t entry : *entries) {
    (*entries)[kept] = entry;
    kept += counter(entry) >= kMinHolders ? 1 : 0;
  }
  entries->resize(kept);
}

// Scratch of one worker.
struct Scratch {
  std::vector<uint64_t> hashes;
  std::vector<uint64_t> entries;
  std::vector<uint8_t> counters;
  std::vector<uint32_t> holders;
};

void DescribePartition(const PartitionedKeys& keys, size_t partition,
                       std::span<const uint32_t> classes, size_t worker,
                       const DescribeGram& describe, Scratch* scratch,
                       std::vector<GramTable::Entry>* described) {
  std::vector<uint64_t>& entries = scratch->entries;
  keys.Gather(partition, &entries);
  KeepFrequent(classes, &scratch->counters, &entries);
  if (entries.empty()) return;
  SortEntries(&entries);
  entries.erase(std::unique(entries.begin(), entries.end()), entries.end());
  for (size_t begin = 0; begin < entries.size();) {
    const uint64_t residual = entries[begin] >> 32;
    scratch->holders.clear();
    for (; begin < entries.size() && entries[begin] >> 32 == residual;
         ++begin) {
      scratch->holders.push_back(static_cast<uint32_t>(entries[begin]));
    }
    if (scratch->holders.size() < kMinHolders) continue;
    if (const auto value = describe(&scratch->holders, worker)) {
      const auto low = static_cast<uint32_t>(residual);
      described->push_back({keys.LeadingOf(partition, low), *value});
    }
  }
}

}  // namespace

GramTable::GramTable(uint64_t leading,
                     const std::vector<std::vector<Entry>>& parts)
    : leading_(leading) {
  for (const std::vector<Entry>& part : parts) size_ += part.size();
  const size_t capacity = std::bit_ceil(size_ * 2 + 2);
  slot_shift_ = 64 - static_cast<uint32_t>(std::countr_zero(capacity));
  slots_.assign(capacity, {kFree, 0});
  // 16 bits a key: 1 in 16 of the others goes on to the slots.
  const size_t bits = std::max<size_t>(64, capacity * 8);
  bitmap_shift_ = 64 - static_cast<uint32_t>(std::countr_zero(bits));
  bitmap_.assign(bits / 64, 0);
  for (const std::vector<Entry>& part : parts) {
    for (const Entry& entry : part) {
      size_t i = entry.key >> slot_shift_;
      while (slots_[i].key != kFree) i = (i + 1) & (capacity - 1);
      slots_[i] = entry;
      const uint64_t bit = entry.key >> bitmap_shift_;
      bitmap_[bit / 64] |= uint64_t{1} << (bit % 64);
    }
  }
}

const uint64_t* GramTable::FindSlot(uint64_t key) const {
  size_t i = key >> slot_shift_;
  while (slots_[i].key != kFree) {
    if (slots_[i].key == key) return &slots_[i].value;
    i = (i + 1) & (slots_.size() - 1);
  }
  return nullptr;
}

GramTable DescribeGrams(const DocumentStore& documents,
                        std::span<const uint32_t> classes,
                        const GramOptions& options,
                        const DescribeGram& describe) {
  size_t grams = 0;
  for (uint32_t doc = 0; doc < documents.size(); ++doc) {
    if (classes[doc] == kNoClass) continue;
    grams += ShingleCount(documents.words(doc).size(), kCandidateWidth);
  }
  const size_t rounds = std::bit_ceil(grams / kEntriesAtOnce + 1);
  std::vector<Scratch> scratch(options.threads);
  std::vector<std::vector<GramTable::Entry>> parts;
  uint64_t leading = 0;
  // Each round takes the keys with its number in the lowest bits.
  for (size_t round = 0; round < rounds; ++round) {
    const PartitionedKeys keys(
        documents.size(), grams / rounds, options.threads,
        [&](uint32_t doc, size_t worker, std::vector<uint64_t>* out) {
          const auto words = documents.words(doc);
          if (classes[doc] == kNoClass || words.size() < kCandidateWidth) {
            return;
          }
          std::vector<uint64_t>& hashes = scratch[worker].hashes;
          AllShingles(words, kCandidateWidth, options.seed, &hashes);
          if (rounds == 1) {
            out->insert(out->end(), hashes.begin(), hashes.end());
            return;
          }
          for (const uint64_t hash : hashes) {
            if ((hash & (rounds - 1)) == round) out->push_back(hash);
          }
        });
    leading = keys.LeadingBits();
    const size_t first = parts.size();
    parts.resize(first + keys.partitions());
    ParallelFor(options.threads, keys.partitions(), 1, [&](const Piece& piece) {
      DescribePartition(keys, piece.begin, classes, piece.worker, describe,
                        &scratch[piece.worker], &parts[first + piece.begin]);
    });
  }
  return GramTable(leading, parts);
}

}  // namespace nuskha::internal
