// SPDX-License-Identifier: Apache-2.0

#include "verify/shingle_set.h"

#include <algorithm>
#include <cstdint>
#include <set>
#include <vector>

#include "gtest/gtest.h"
#include "reference/random_texts.h"

namespace nuskha::internal {
namespace {

using reference::Below;
using reference::Rng;

TEST(ShingleSetTest, HoldsNothingBeforeTheFirstAssign) {
  ShingleSet set;
  EXPECT_EQ(set.size(), 0u);
  EXPECT_FALSE(set.Contains(0));
  EXPECT_EQ(set.CountShared(std::vector<uint64_t>{0, 1}), 0u);
}

// One set, filled and forgotten again and again with many and few hashes that
// meet in the same slots; 0 is a hash like any other.
TEST(ShingleSetTest, EqualsStdSet) {
  Rng rng(1);
  ShingleSet set;
  for (int round = 0; round < 600; ++round) {
    const size_t pool = 1 + Below(rng, 60);
    std::vector<uint64_t> hashes(Below(rng, round % 50 == 0 ? 500 : 40));
    // Equal low bits: every hash wants the same few slots.
    for (uint64_t& hash : hashes) hash = Below(rng, pool) << 32;
    set.Assign(hashes);
    const std::set<uint64_t> want(hashes.begin(), hashes.end());
    ASSERT_EQ(set.size(), want.size());
    for (uint64_t i = 0; i < pool; ++i) {
      ASSERT_EQ(set.Contains(i << 32), want.contains(i << 32));
    }
    for (int again = 0; again < 2; ++again) {
      std::vector<uint64_t> probe(Below(rng, 40));
      for (uint64_t& hash : probe) hash = Below(rng, pool * 2) << 32;
      const std::set<uint64_t> distinct(probe.begin(), probe.end());
      ASSERT_EQ(set.CountShared(probe),
                static_cast<size_t>(std::ranges::count_if(
                    distinct, [&](uint64_t x) { return want.contains(x); })));
    }
  }
}

}  // namespace
}  // namespace nuskha::internal
