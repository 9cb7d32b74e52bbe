// SPDX-License-Identifier: Apache-2.0

#include "sketch/sampled_keys.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <random>
#include <set>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace nuskha::internal {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<uint64_t> RandomHashes(size_t n, uint64_t seed) {
  std::mt19937_64 rng(seed);
  std::vector<uint64_t> hashes(n);
  std::ranges::generate(hashes, rng);
  return hashes;
}

std::vector<uint64_t> Keys(const std::vector<uint64_t>& hashes, uint64_t rate) {
  std::vector<uint64_t> keys = {1, 2, 3};  // to be replaced
  SampleKeys(hashes, rate, &keys);
  return keys;
}

TEST(SampleKeysTest, KeepsTextOrderAndRepeats) {
  const uint64_t low = 5, lower = 3, high = ~uint64_t{0};
  EXPECT_THAT(Keys({low, high, lower, low, high, 9, 7}, 8),
              ElementsAre(low, lower, low, 9, 7));
}

TEST(SampleKeysTest, LimitIsAnEighthOfTheRange) {
  const uint64_t last = std::numeric_limits<uint64_t>::max() / 8;
  EXPECT_THAT(Keys({0, 1, 2, last, last + 1}, 8), ElementsAre(0, 1, 2, last));
}

TEST(SampleKeysTest, RateOneKeepsAll) {
  const auto hashes = RandomHashes(100, 1);
  EXPECT_EQ(Keys(hashes, 1), hashes);
}

TEST(SampleKeysTest, TakesTheFourSmallestDistinctWhereFewAreSampled) {
  constexpr uint64_t kHigh = uint64_t{1} << 63;
  EXPECT_THAT(Keys({}, 8), IsEmpty());
  EXPECT_THAT(Keys({kHigh}, 8), ElementsAre(kHigh));
  EXPECT_THAT(Keys({kHigh, kHigh}, 8), ElementsAre(kHigh));
  EXPECT_THAT(
      Keys({kHigh + 5, kHigh + 1, 3, kHigh + 4, kHigh + 1, kHigh + 2}, 8),
      ElementsAre(3, kHigh + 1, kHigh + 2, kHigh + 4));
}

// One sampled shingle that stands four times is one key, not four.
TEST(SampleKeysTest, RepeatsAreNotCountedAsKeys) {
  constexpr uint64_t kHigh = uint64_t{1} << 63;
  const auto keys = Keys({3, kHigh, 3, kHigh + 1, 3, kHigh + 2, 3}, 8);
  EXPECT_EQ(std::set(keys.begin(), keys.end()).size(), 4u);
}

// The number of keys of n random hashes is binomial(n, 1 / rate): within 5
// standard deviations.
TEST(SampleKeysPropertyTest, RateIsAsPromised) {
  constexpr size_t kHashes = 200000;
  const auto hashes = RandomHashes(kHashes, 2);
  for (const uint64_t rate : {2u, 3u, 8u, 16u, 100u, 1000u}) {
    const double p = 1 / static_cast<double>(rate);
    EXPECT_NEAR(static_cast<double>(Keys(hashes, rate).size()), kHashes * p,
                5 * std::sqrt(kHashes * p * (1 - p)))
        << "rate " << rate;
  }
}

TEST(SampleKeysPropertyTest, AtLeastFourDistinctKeys) {
  for (size_t n = 0; n < 200; ++n) {
    for (const uint64_t rate : {1u, 8u, 65536u}) {
      const auto keys = Keys(RandomHashes(n, 100 + n), rate);
      EXPECT_GE(keys.size(), std::min(n, kMinKeys));
    }
  }
}

// A shared shingle is a key of both documents or of neither, whatever else
// they hold; only the floor of four may add keys above the limit.
TEST(SampleKeysPropertyTest, IsConsistentBetweenDocuments) {
  constexpr uint64_t kRate = 8;
  constexpr uint64_t kLimit = std::numeric_limits<uint64_t>::max() / kRate;
  for (uint64_t seed = 0; seed < 200; ++seed) {
    const auto all = RandomHashes(20 + seed * 3, 1000 + seed);
    const size_t third = all.size() / 3;
    const std::vector<uint64_t> a(all.data(), all.data() + all.size() - third);
    const std::vector<uint64_t> b(all.data() + third, all.data() + all.size());
    const auto keys_a = Keys(a, kRate), keys_b = Keys(b, kRate);
    for (size_t i = third; i + third < all.size(); ++i) {
      const bool in_a = std::ranges::count(keys_a, all[i]) > 0;
      const bool in_b = std::ranges::count(keys_b, all[i]) > 0;
      if (all[i] <= kLimit) {
        EXPECT_TRUE(in_a && in_b);
      } else {
        EXPECT_TRUE(!in_a || keys_a.size() == kMinKeys);
        EXPECT_TRUE(!in_b || keys_b.size() == kMinKeys);
      }
    }
  }
}

}  // namespace
}  // namespace nuskha::internal
