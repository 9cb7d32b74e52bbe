// SPDX-License-Identifier: Apache-2.0
//
// What is known about the w5 of a collection that several documents hold: one
// value a w5. Most lookups end at one bit.

#ifndef NUSKHA_SRC_INDEX_GRAM_TABLE_H_
#define NUSKHA_SRC_INDEX_GRAM_TABLE_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <vector>

#include "base/huge_pages.h"
#include "index/document_store.h"

namespace nuskha::internal {

// Immutable once built; safe to share.
class GramTable {
 public:
  struct Entry {
    uint64_t key;
    uint64_t value;
  };

  // leading: which bits of a hash are the key; the highest ones. Keys differ.
  GramTable(uint64_t leading, const std::vector<std::vector<Entry>>& parts);

  // The value of a w5 by its hash; null: none.
  const uint64_t* Find(uint64_t hash) const {
    const uint64_t bit = hash >> bitmap_shift_;
    if ((bitmap_[bit / 64] >> (bit % 64) & 1) == 0) return nullptr;
    return FindSlot(hash & leading_);
  }

  // Calls fn(i, value) for each hashes[i] that is there, in their order: the
  // same as Find() of each, without waiting for memory at each.
  template <typename Function>
  void FindAll(std::span<const uint64_t> hashes, Function&& fn) const {
    constexpr size_t kAtOnce = 64;
    uint32_t hits[kAtOnce];
    for (size_t begin = 0; begin < hashes.size(); begin += kAtOnce) {
      const auto some =
          hashes.subspan(begin, std::min(kAtOnce, hashes.size() - begin));
      for (const uint64_t hash : some) {
        __builtin_prefetch(&bitmap_[(hash >> bitmap_shift_) / 64]);
      }
      size_t count = 0;
      for (uint32_t i = 0; i < some.size(); ++i) {
        const uint64_t bit = some[i] >> bitmap_shift_;
        hits[count] = i;
        count += bitmap_[bit / 64] >> (bit % 64) & 1;
      }
      for (size_t k = 0; k < count; ++k) {
        __builtin_prefetch(&slots_[(some[hits[k]] & leading_) >> slot_shift_]);
      }
      for (size_t k = 0; k < count; ++k) {
        const uint64_t* const value = FindSlot(some[hits[k]] & leading_);
        if (value != nullptr) fn(begin + hits[k], *value);
      }
    }
  }

  size_t size() const { return size_; }

  // Calls fn(value) for each w5, in no order that means anything.
  template <typename Function>
  void ForEach(Function&& fn) const {
    for (const Entry& slot : slots_) {
      if (slot.key != kFree) fn(slot.value);
    }
  }

 private:
  // The bits below the leading ones are zero in every key.
  static constexpr uint64_t kFree = 1;

  const uint64_t* FindSlot(uint64_t key) const;

  uint64_t leading_;
  size_t size_ = 0;
  uint32_t slot_shift_;
  uint32_t bitmap_shift_;
  HugeVector<Entry> slots_;  // kFree: empty
  HugeVector<uint64_t> bitmap_;
};

// Holders of one w5 -> its value; nullopt leaves it out. `holders`: ascending,
// each once, may be changed. `worker` is in [0, threads).
using DescribeGram = std::function<std::optional<uint64_t>(
    std::vector<uint32_t>* holders, size_t worker)>;

struct GramOptions {
  size_t threads = 1;
  uint64_t seed = 0;
};

inline constexpr uint32_t kNoClass = 0xffffffff;
// Fewer holders say nothing about habit.
inline constexpr size_t kMinHolders = 3;

// Describes every w5 that at least kMinHolders documents of one class hold
// (and a few that fewer hold). classes: shape [documents]; documents of
// kNoClass and of fewer than 5 words are left out.
// Time: two passes over all w5. Memory: half a byte for each w5, at most
// 1 GiB, and 8 bytes in blocks of the documents' pool for each that returns.
// Throws as Arena does.
GramTable DescribeGrams(const DocumentStore& documents,
                        std::span<const uint32_t> classes,
                        const GramOptions& options,
                        const DescribeGram& describe);

}  // namespace nuskha::internal

#endif  // NUSKHA_SRC_INDEX_GRAM_TABLE_H_
