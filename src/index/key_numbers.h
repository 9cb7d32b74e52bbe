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

}  // namespace nuskha::internal

#endif  // NUSKHA_SRC_INDEX_KEY_NUMBERS_H_
