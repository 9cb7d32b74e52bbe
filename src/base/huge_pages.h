// SPDX-License-Identifier: Apache-2.0
//
// Vectors of huge pages, for large arrays that are read here and there: with
// small pages most of these reads would miss the TLB, too.

#ifndef NUSKHA_SRC_BASE_HUGE_PAGES_H_
#define NUSKHA_SRC_BASE_HUGE_PAGES_H_

#include <sys/mman.h>

#include <cstddef>
#include <cstdlib>
#include <vector>

#include "base/guarded.h"

namespace nuskha::internal {

inline constexpr size_t kHugePage = size_t{2} << 20;

// Asks for huge pages under an allocation of at least one of them. A wish:
// without them it is slower, and nothing else.
template <typename T>
struct HugePageAllocator {
  using value_type = T;

  HugePageAllocator() = default;
  template <typename U>
  explicit HugePageAllocator(const HugePageAllocator<U>&) {}

  T* allocate(size_t count) {
    if (count > (~size_t{0} - kHugePage) / sizeof(T)) EndOfMemory();
    size_t bytes = count * sizeof(T);
    void* at = nullptr;
    if (bytes < kHugePage) {
      at = std::malloc(bytes);
    } else {
      bytes = (bytes + kHugePage - 1) / kHugePage * kHugePage;
      at = std::aligned_alloc(kHugePage, bytes);
      if (at != nullptr) madvise(at, bytes, MADV_HUGEPAGE);
    }
    if (at == nullptr) EndOfMemory();
    return static_cast<T*>(at);
  }
  void deallocate(T* at, size_t) { std::free(at); }

  bool operator==(const HugePageAllocator&) const { return true; }
};

template <typename T>
using HugeVector = std::vector<T, HugePageAllocator<T>>;

}  // namespace nuskha::internal

#endif  // NUSKHA_SRC_BASE_HUGE_PAGES_H_
