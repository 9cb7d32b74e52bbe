// SPDX-License-Identifier: Apache-2.0

#include "base/per_thread.h"

#include <atomic>
#include <thread>

#include "gtest/gtest.h"

namespace nuskha::internal {
namespace {

std::atomic<int> alive{0};

struct Counted {
  Counted() { ++alive; }
  ~Counted() { --alive; }
  int value = 0;
};

TEST(PerThreadTest, EachThreadHasItsOwnUntilItEnds) {
  PerThread<Counted>().value = 1;
  PerThread<Counted, struct Other>().value = 2;
  EXPECT_EQ(PerThread<Counted>().value, 1);
  EXPECT_EQ((PerThread<Counted, struct Other>().value), 2);
  EXPECT_EQ(alive, 2);
  std::thread([] {
    EXPECT_EQ(PerThread<Counted>().value, 0);
    PerThread<Counted>().value = 3;
    EXPECT_EQ(PerThread<Counted>().value, 3);
    EXPECT_EQ(alive, 3);
  }).join();
  EXPECT_EQ(alive, 2);
  EXPECT_EQ(PerThread<Counted>().value, 1);
}

}  // namespace
}  // namespace nuskha::internal
