// SPDX-License-Identifier: Apache-2.0
//
// A set of shingle hashes that is filled, probed and forgotten thousands of
// times a second: open addressing, emptied by raising an epoch.

#ifndef NUSKHA_SRC_VERIFY_SHINGLE_SET_H_
#define NUSKHA_SRC_VERIFY_SHINGLE_SET_H_

#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace nuskha::internal {

class ShingleSet {
 public:
  // Replaces the set. Allocates only to grow.
  void Assign(std::span<const uint64_t> hashes) {
    const size_t capacity = std::bit_ceil(hashes.size() * 2 + 2);
    if (slots_.size() < capacity) slots_.assign(capacity, {});
    mask_ = capacity - 1;
    NextEpoch();
    size_ = 0;
    for (const uint64_t hash : hashes) {
      Slot& slot = Find(hash);
      if (slot.epoch == epoch_) continue;
      slot = {hash, epoch_, 0};
      ++size_;
    }
  }

  // Distinct hashes in the set.
  size_t size() const { return size_; }

  bool Contains(uint64_t hash) {
    return !slots_.empty() && Find(hash).epoch == epoch_;
  }

  // Distinct hashes of `probe` that are in the set.
  size_t CountShared(std::span<const uint64_t> probe) {
    if (slots_.empty()) return 0;
    if (++round_ == 0) {  // wrapped: forget the marks of old rounds
      for (Slot& slot : slots_) slot.seen = 0;
      round_ = 1;
    }
    size_t shared = 0;
    for (const uint64_t hash : probe) {
      Slot& slot = Find(hash);
      if (slot.epoch != epoch_ || slot.seen == round_) continue;
      slot.seen = round_;
      ++shared;
    }
    return shared;
  }

 private:
  struct Slot {
    uint64_t hash = 0;
    uint32_t epoch = 0;
    uint32_t seen = 0;
  };

  // The slot of `hash`, or the free one where it would go. Shingle hashes are
  // well mixed: the low bits choose the slot.
  Slot& Find(uint64_t hash) {
    size_t i = hash & mask_;
    while (slots_[i].epoch == epoch_ && slots_[i].hash != hash) {
      i = (i + 1) & mask_;
    }
    return slots_[i];
  }

  void NextEpoch() {
    if (++epoch_ != 0) return;
    slots_.assign(slots_.size(), {});
    epoch_ = 1;
  }

  std::vector<Slot> slots_;
  size_t mask_ = 0;
  size_t size_ = 0;
  uint32_t epoch_ = 0;
  uint32_t round_ = 0;
};

}  // namespace nuskha::internal

#endif  // NUSKHA_SRC_VERIFY_SHINGLE_SET_H_
