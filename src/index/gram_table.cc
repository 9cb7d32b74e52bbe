// SPDX-License-Identifier: Apache-2.0

#include "index/gram_table.h"

#include <algorithm>
#include <atomic>
#include <bit>
#include <numeric>
#include <optional>

#include "base/huge_pages.h"
#include "base/parallel.h"
#include "index/partitioned_keys.h"
#include "shingle/all_shingles.h"

namespace nuskha::internal {
namespace {

constexpr size_t kDocumentsPerPiece = 64;
// About one w5 in this many passes the filter; only speed depends on it.
constexpr size_t kShareThatReturns = 4;
constexpr uint64_t kMostFilterBytes = uint64_t{1} << 30;
// Of the filter, which has four counters a byte.
constexpr uint64_t kGramsPerByte = 2;

// w5 of each class, 0 for those of fewer than kMinHolders documents.
std::vector<uint64_t> CountGrams(const DocumentStore& documents,
                                 std::span<const uint32_t> classes) {
  std::vector<uint64_t> grams;
  std::vector<uint32_t> holders;
  for (uint32_t doc = 0; doc < documents.size(); ++doc) {
    const uint32_t number = classes[doc];
    if (number == kNoClass) continue;
    if (number >= grams.size()) {
      grams.resize(number + size_t{1});
      holders.resize(grams.size());
    }
    grams[number] += ShingleCount(documents.word_count(doc), kCandidateWidth);
    ++holders[number];
  }
  for (size_t i = 0; i < grams.size(); ++i) {
    if (holders[i] < kMinHolders) grams[i] = 0;
  }
  return grams;
}

// Counts in two bits, up to 3, the w5 of each class that fall together: on news
// 9 of 10 w5 are held by fewer documents than kMinHolders, and go no further.
// Each class has a range of counters, so that those of a small one stay in a
// near cache while its documents are read.
// Counting Bloom filter with one hash function (Fan et al., "Summary cache",
// IEEE/ACM ToN 2000).
class GramFilter {
 public:
  // bytes: for all counters, about 64 more for each class. grams: shape
  // [classes]. shared: several threads will add.
  GramFilter(uint64_t bytes, std::span<const uint64_t> grams, bool shared)
      : shared_(shared) {
    const Product all =
        std::accumulate(grams.begin(), grams.end(), uint64_t{1});
    uint64_t end = 0;
    ranges_.reserve(grams.size());
    for (const uint64_t count : grams) {
      const uint64_t size =
          count == 0 ? 0
                     : kLeast + static_cast<uint64_t>(Product{count} * bytes *
                                                      kInByte / all);
      ranges_.push_back({end, size});
      end += size;
    }
    counters_.resize(end / kInByte + 1);
  }

  void Add(std::span<const uint64_t> hashes, uint32_t number) {
    const Range range = ranges_[number];
    Prefetch(hashes, range);
    if (shared_) {
      for (const uint64_t hash : hashes) AddShared(Place(hash, range));
    } else {
      for (const uint64_t hash : hashes) AddAlone(Place(hash, range));
    }
  }

  // Appends those that may return to *out.
  void Keep(std::span<const uint64_t> hashes, uint32_t number,
            std::vector<uint64_t>* out) const {
    const Range range = ranges_[number];
    Prefetch(hashes, range);
    size_t kept = out->size();
    out->resize(kept + hashes.size());
    for (const uint64_t hash : hashes) {
      // Written always, kept if it returns: no branch to predict.
      (*out)[kept] = hash;
      const uint64_t at = Place(hash, range);
      const int count = counters_[at / kInByte] >> (at % kInByte * 2) & 3;
      kept += count == 3 ? 1 : 0;
    }
    out->resize(kept);
  }

 private:
  static_assert(kMinHolders == 3);
  static constexpr uint64_t kInByte = 4;
  static constexpr uint64_t kLeast = 256;

  struct Range {
    uint64_t begin, size;
  };

  __extension__ using Product = unsigned __int128;
  static uint64_t Place(uint64_t hash, Range range) {
    return range.begin +
           static_cast<uint64_t>(Product{hash} * range.size >> 64);
  }

  // A counter is anywhere in its range: asked for before it is needed.
  void Prefetch(std::span<const uint64_t> hashes, Range range) const {
    for (const uint64_t hash : hashes) {
      __builtin_prefetch(&counters_[Place(hash, range) / kInByte], 1);
    }
  }

  // No branch: whether a w5 is new cannot be foreseen.
  void AddAlone(uint64_t at) {
    const uint64_t bit = at % kInByte * 2;
    uint8_t& byte = counters_[at / kInByte];
    const uint32_t full = (byte >> bit & 3) == 3;
    byte = static_cast<uint8_t>(byte + ((1 - full) << bit));
  }

  void AddShared(uint64_t at) {
    const uint64_t bit = at % kInByte * 2;
    const std::atomic_ref<uint8_t> counter(counters_[at / kInByte]);
    uint8_t seen = counter.load(std::memory_order_relaxed);
    while ((seen >> bit & 3) != 3 &&
           !counter.compare_exchange_weak(
               seen, static_cast<uint8_t>(seen + (1 << bit)),
               std::memory_order_relaxed)) {
    }
  }

  bool shared_;
  std::vector<Range> ranges_;  // shape [classes]
  HugeVector<uint8_t> counters_;
};

// Scratch of one worker.
struct Scratch {
  std::vector<uint64_t> hashes;
  std::vector<uint64_t> entries;
  std::vector<uint32_t> holders;
};

void DescribePartition(const PartitionedKeys& keys, size_t partition,
                       size_t worker, const DescribeGram& describe,
                       Scratch* scratch,
                       std::vector<GramTable::Entry>* described) {
  std::vector<uint64_t>& entries = scratch->entries;
  keys.Gather(partition, &entries);
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
  const size_t capacity = std::bit_ceil(size_ * 3 / 2 + 2);
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
  std::vector<Scratch> scratch(options.threads);
  const std::vector<uint64_t> grams = CountGrams(documents, classes);
  const auto hashes_of = [&](uint32_t doc,
                             size_t worker) -> std::span<const uint64_t> {
    std::vector<uint64_t>& hashes = scratch[worker].hashes;
    if (classes[doc] == kNoClass || grams[classes[doc]] == 0 ||
        documents.word_count(doc) < kCandidateWidth) {
      return {};
    }
    AllShingles(documents.words(doc), kCandidateWidth, options.seed, &hashes);
    return hashes;
  };
  const uint64_t all = std::accumulate(grams.begin(), grams.end(), uint64_t{0});
  const uint64_t filter_bytes = std::min(
      all / kGramsPerByte, documents.pool()->MostFor(kMostFilterBytes));
  std::optional<BlockPool::Room> room(std::in_place, documents.pool(),
                                      filter_bytes);
  std::optional<GramFilter> filter(std::in_place, filter_bytes, grams,
                                   options.threads > 1);
  ParallelFor(options.threads, documents.size(), kDocumentsPerPiece,
              [&](const Piece& piece) {
                for (size_t i = piece.begin; i < piece.end; ++i) {
                  const auto doc = static_cast<uint32_t>(i);
                  const auto hashes = hashes_of(doc, piece.worker);
                  if (!hashes.empty()) filter->Add(hashes, classes[doc]);
                }
              });
  const PartitionedKeys keys(
      documents.size(), all / kShareThatReturns, options.threads,
      documents.pool(),
      [&](uint32_t doc, size_t worker, std::vector<uint64_t>* out) {
        const auto hashes = hashes_of(doc, worker);
        if (!hashes.empty()) filter->Keep(hashes, classes[doc], out);
      });
  filter.reset();
  room.reset();
  std::vector<std::vector<GramTable::Entry>> parts(keys.partitions());
  ParallelFor(options.threads, keys.partitions(), 1, [&](const Piece& piece) {
    DescribePartition(keys, piece.begin, piece.worker, describe,
                      &scratch[piece.worker], &parts[piece.begin]);
  });
  return GramTable(keys.LeadingBits(), parts);
}

}  // namespace nuskha::internal
