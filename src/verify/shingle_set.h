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
    const size_t capacity = std::bit_ceil(hashes.size() * 4 + 4);
    if (slots_.size() < capacity) slots_.assign(capacity, {});
    mask_ = capacity - 1;
    if (++epoch_ == 0) {  // wrapped: the marks of old sets would be believed
      slots_.assign(slots_.size(), {});
      epoch_ = 1;
    }
    size_ = 0;
    for (const uint64_t hash : hashes) {
      Slot& slot = Find(hash);
      size_ += slot.epoch != epoch_;
      slot = {Tag(hash), epoch_, 0};
    }
    round_ = 0;
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
      if (slot.epoch != epoch_) continue;
      shared += slot.seen != round_;
      slot.seen = round_;
    }
    return shared;
  }

 private:
  // 8 bytes, so that the set of an article stays in the first-level cache. The
  // slot's place and 32 further bits tell hashes apart: two of one article
  // fall together with probability 2^-32 times the share of taken slots.
  struct Slot {
    uint32_t tag = 0;
    uint16_t epoch = 0;
    uint16_t seen = 0;
  };

  static uint32_t Tag(uint64_t hash) {
    return static_cast<uint32_t>(hash >> 32);
  }

  // The slot of `hash`, or the free one where it would go. Shingle hashes are
  // well mixed: the low bits choose the slot.
  Slot& Find(uint64_t hash) {
    size_t i = hash & mask_;
    while (slots_[i].epoch == epoch_ && slots_[i].tag != Tag(hash)) {
      i = (i + 1) & mask_;
    }
    return slots_[i];
  }

  std::vector<Slot> slots_;
  size_t mask_ = 0;
  size_t size_ = 0;
  uint16_t epoch_ = 0;
  uint16_t round_ = 0;
};

}  // namespace nuskha::internal

#endif  // NUSKHA_SRC_VERIFY_SHINGLE_SET_H_
