// SPDX-License-Identifier: Apache-2.0

#include "base/huge_pages.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <limits>
#include <new>

namespace nuskha::internal {
namespace {

TEST(HugePagesTest, IsAVectorBelowAndAboveTheSizeOfAPage) {
  for (const size_t count : {size_t{1}, kHugePage / 8 - 1, kHugePage / 8,
                             kHugePage / 8 + 1, 3 * kHugePage / 8}) {
    HugeVector<uint64_t> all(count, 7);
    EXPECT_EQ(reinterpret_cast<uintptr_t>(all.data()) % alignof(uint64_t), 0);
    if (count * 8 >= kHugePage) {
      EXPECT_EQ(reinterpret_cast<uintptr_t>(all.data()) % kHugePage, 0);
    }
    all.front() = 1;
    all.back() = 2;
    const HugeVector<uint64_t> copy = all;
    all.clear();
    EXPECT_EQ(copy.back(), 2u);
    EXPECT_EQ(copy.size(), count);
  }
}

TEST(HugePagesTest, MoreThanThereCanBeIsBadAlloc) {
  HugePageAllocator<uint64_t> allocator;
  EXPECT_THROW(allocator.allocate(std::numeric_limits<size_t>::max() / 8),
               std::bad_alloc);
}

}  // namespace
}  // namespace nuskha::internal
