// SPDX-License-Identifier: Apache-2.0

#include "index/gram_table.h"

#include <algorithm>
#include <atomic>
#include <bit>
#include <optional>

#include "base/hash.h"
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

// Counts in two bits, up to 3, the w5 of each class that fall together: on news
// 9 of 10 w5 are held by fewer documents than kMinHolders, and go no further.
// Counting Bloom filter with one hash function (Fan et al., "Summary cache",
// IEEE/ACM ToN 2000).
class GramFilter {
 public:
  // At least 1.3 counters a w5, if they keep to `most`.
  static size_t BytesFor(size_t grams, uint64_t most) {
    return std::min(std::bit_ceil(grams / 3 + 64),
                    std::bit_floor(std::max<uint64_t>(most, 64)));
  }

  // bytes: a power of two. shared: several threads will add.
  GramFilter(size_t bytes, bool shared)
      : shared_(shared),
        shift_(62 - static_cast<uint32_t>(std::countr_zero(bytes))),
        counters_(bytes) {}

  void Add(uint64_t hash, uint64_t salt) {
    static_assert(kMinHolders == 3);
    const uint64_t at = Place(hash, salt);
    const uint32_t bit = at % 4 * 2;
    uint8_t& byte = counters_[at / 4];
    if (!shared_) {
      // No branch: whether a w5 is new cannot be foreseen.
      const uint32_t full = (byte >> bit & 3) == 3;
      byte = static_cast<uint8_t>(byte + ((1 - full) << bit));
      return;
    }
    const std::atomic_ref<uint8_t> counter(byte);
    uint8_t seen = counter.load(std::memory_order_relaxed);
    while ((seen >> bit & 3) != 3 &&
           !counter.compare_exchange_weak(
               seen, static_cast<uint8_t>(seen + (1 << bit)),
               std::memory_order_relaxed)) {
    }
  }

  // A counter is anywhere in memory: asked for before it is needed.
  void Prefetch(uint64_t hash, uint64_t salt) const {
    __builtin_prefetch(&counters_[Place(hash, salt) / 4], 1);
  }

  bool MayReturn(uint64_t hash, uint64_t salt) const {
    const uint64_t at = Place(hash, salt);
    return (counters_[at / 4] >> (at % 4 * 2) & 3) == 3;
  }

 private:
  uint64_t Place(uint64_t hash, uint64_t salt) const {
    return (hash ^ salt) >> shift_;
  }

  bool shared_;
  uint32_t shift_;
  HugeVector<uint8_t> counters_;
};

// Flips the bits that GramFilter looks at.
uint64_t SaltOf(uint32_t number) { return Mix64(number); }

size_t CountGrams(const DocumentStore& documents,
                  std::span<const uint32_t> classes) {
  size_t grams = 0;
  for (uint32_t doc = 0; doc < documents.size(); ++doc) {
    if (classes[doc] == kNoClass) continue;
    grams += ShingleCount(documents.word_count(doc), kCandidateWidth);
  }
  return grams;
}

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
  const auto hashes_of = [&](uint32_t doc,
                             size_t worker) -> std::span<const uint64_t> {
    std::vector<uint64_t>& hashes = scratch[worker].hashes;
    if (classes[doc] == kNoClass ||
        documents.word_count(doc) < kCandidateWidth) {
      return {};
    }
    AllShingles(documents.words(doc), kCandidateWidth, options.seed, &hashes);
    return hashes;
  };
  const size_t grams = CountGrams(documents, classes);
  const size_t filter_bytes =
      GramFilter::BytesFor(grams, documents.pool()->MostFor(kMostFilterBytes));
  std::optional<BlockPool::Room> room(std::in_place, documents.pool(),
                                      filter_bytes);
  std::optional<GramFilter> filter(std::in_place, filter_bytes,
                                   options.threads > 1);
  ParallelFor(options.threads, documents.size(), kDocumentsPerPiece,
              [&](const Piece& piece) {
                for (size_t i = piece.begin; i < piece.end; ++i) {
                  const auto doc = static_cast<uint32_t>(i);
                  const uint64_t salt = SaltOf(classes[doc]);
                  const auto hashes = hashes_of(doc, piece.worker);
                  for (const uint64_t hash : hashes) {
                    filter->Prefetch(hash, salt);
                  }
                  for (const uint64_t hash : hashes) filter->Add(hash, salt);
                }
              });
  const PartitionedKeys keys(
      documents.size(), grams / kShareThatReturns, options.threads,
      documents.pool(),
      [&](uint32_t doc, size_t worker, std::vector<uint64_t>* out) {
        const uint64_t salt = SaltOf(classes[doc]);
        const auto hashes = hashes_of(doc, worker);
        size_t kept = out->size();
        out->resize(kept + hashes.size());
        for (const uint64_t hash : hashes) filter->Prefetch(hash, salt);
        for (const uint64_t hash : hashes) {
          (*out)[kept] = hash;
          kept += filter->MayReturn(hash, salt) ? 1 : 0;
        }
        out->resize(kept);
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
