// SPDX-License-Identifier: Apache-2.0

#ifndef NUSKHA_SRC_INDEX_KEY_NUMBERS_H_
#define NUSKHA_SRC_INDEX_KEY_NUMBERS_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "base/hash.h"

namespace nuskha::internal {

// Numbers keys in the order in which they come.
class KeyNumbers {
 public:
  // The number of `key`; the next one if it is new.
  uint32_t operator[](uint64_t key) {
    size_t i = Find(key);
    if (slots_[i].number == kNone) {
      slots_[i] = {key, size_++};
      if (size_ * size_t{2} > slots_.size()) {
        Grow();
        i = Find(key);
      }
    }
    return slots_[i].number;
  }
  uint32_t size() const { return size_; }

 private:
  static constexpr uint32_t kNone = 0xffffffff;
  struct Slot {
    uint64_t key = 0;
    uint32_t number = kNone;
  };

  size_t Find(uint64_t key) const {
    const size_t mask = slots_.size() - 1;
    size_t i = Mix64(key) & mask;
    while (slots_[i].number != kNone && slots_[i].key != key)
      i = (i + 1) & mask;
    return i;
  }
  void Grow() {
    std::vector<Slot> old(slots_.size() * 2);
    old.swap(slots_);
    for (const Slot& slot : old) {
      if (slot.number != kNone) slots_[Find(slot.key)] = slot;
    }
  }

  std::vector<Slot> slots_ = std::vector<Slot>(1024);
  uint32_t size_ = 0;
};

// A set of hashes, 8 bytes a slot.
class KeySet {
 public:
  bool Contains(uint64_t key) const {
    return key == 0 ? has_zero_ : slots_[Find(key)] == key;
  }
  void Insert(uint64_t key) {
    if (key == 0) {
      has_zero_ = true;
      return;
    }
    uint64_t& slot = slots_[Find(key)];
    if (slot == key) return;
    slot = key;
    if (++size_ * 3 > slots_.size() * 2) Grow();
  }

 private:
  size_t Find(uint64_t key) const {
    const size_t mask = slots_.size() - 1;
    size_t i = Mix64(key) & mask;
    while (slots_[i] != 0 && slots_[i] != key) i = (i + 1) & mask;
    return i;
  }
  void Grow() {
    std::vector<uint64_t> old(slots_.size() * 2);
    old.swap(slots_);
    for (const uint64_t key : old) {
      if (key != 0) slots_[Find(key)] = key;
    }
  }

  std::vector<uint64_t> slots_ = std::vector<uint64_t>(1024);  // 0: free
  size_t size_ = 0;
  bool has_zero_ = false;
};

}  // namespace nuskha::internal

#endif  // NUSKHA_SRC_INDEX_KEY_NUMBERS_H_
