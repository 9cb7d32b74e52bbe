// SPDX-License-Identifier: Apache-2.0

#include "base/hash.h"

#include <bit>
#include <cstdint>
#include <random>

#include "gtest/gtest.h"

namespace nuskha::internal {
namespace {

// From the xxHash specification's own test program (sanity checks of XXH3):
// the 64-bit hash of the empty input with seed 0.
TEST(Hash64Test, IsXxh3) {
  EXPECT_EQ(Hash64(""), 0x2d06800538d394c2u);
  EXPECT_NE(Hash64("a"), Hash64("a", 1));
}

// A finisher that lets an input bit reach few output bits makes sampled keys
// follow the words: every flip must change about half of the 64 output bits.
TEST(Mix64Test, EveryInputBitReachesHalfOfTheOutput) {
  std::mt19937_64 rng(1);
  for (int bit = 0; bit < 64; ++bit) {
    int changed = 0;
    for (int i = 0; i < 1000; ++i) {
      const uint64_t x = rng();
      changed += std::popcount(Mix64(x) ^ Mix64(x ^ (uint64_t{1} << bit)));
    }
    EXPECT_NEAR(changed / 1000.0, 32, 1) << "bit " << bit;
  }
}

}  // namespace
}  // namespace nuskha::internal
