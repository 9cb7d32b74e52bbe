// SPDX-License-Identifier: Apache-2.0

#include "nuskha/minhash.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <random>
#include <span>
#include <string>
#include <vector>

#include "base/status_util.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "nuskha/shingle.h"
#include "sketch/minhash_kernels.h"

namespace nuskha {
namespace {

using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::vector<uint64_t> RandomShingles(size_t n, uint64_t seed) {
  std::mt19937_64 rng(seed);
  std::vector<uint64_t> shingles(n);
  std::ranges::generate(shingles, rng);
  return shingles;
}

MinHasher MakeHasher(uint32_t width) {
  return MinHasher::Create({.width = width}).value();
}

std::vector<uint32_t> SketchOf(const MinHasher& hasher,
                               std::span<const uint64_t> shingles) {
  std::vector<uint32_t> lanes(hasher.width());
  hasher.Sketch(shingles, lanes);
  return lanes;
}

TEST(MinHasherCreateTest, RejectsWidthOutOfRange) {
  for (const uint32_t width : {0u, MinHasher::kMaxWidth + 1}) {
    const absl::Status status = MinHasher::Create({.width = width}).status();
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
    EXPECT_THAT(internal::StatusMessage(status),
                HasSubstr("not " + std::to_string(width)));
  }
  EXPECT_EQ(MakeHasher(MinHasher::kMaxWidth).width(), MinHasher::kMaxWidth);
  EXPECT_EQ(MakeHasher(1).width(), 1u);
}

TEST(MinHasherTest, FamilyIdSeparatesIncomparableSignatures) {
  const MinHasher base = MakeHasher(64);
  EXPECT_EQ(base.family_id(), MakeHasher(64).family_id());
  EXPECT_NE(base.family_id(), MakeHasher(65).family_id());
  EXPECT_NE(base.family_id(),
            MinHasher::Create({.width = 64, .seed = 1}).value().family_id());
}

// Signatures live on disk: these lanes may change only together with the
// algorithm revision inside family_id(). They come from a separate
// implementation, tests/reference/golden_hashes.py.
TEST(MinHasherGoldenTest, LanesAreStableAcrossReleasesAndPlatforms) {
  const std::vector<uint64_t> pair = {0x0123456789abcdef, 0xfedcba9876543210};
  EXPECT_THAT(SketchOf(MakeHasher(4), pair),
              ElementsAre(758481558, 1204248282, 361676626, 2469696842));

  const std::vector<uint32_t> words = {0, 1, 0xffffffff, 0x80000000,
                                       7, 7, 0xdeadbeef, 0x12345678};
  std::vector<uint64_t> shingles;
  EXPECT_TRUE(ShingleHashes(words, 5, MinHashOptions().seed, &shingles).ok());
  const MinHasher hasher = MinHasher::Create({.width = 6, .seed = 42}).value();
  EXPECT_THAT(SketchOf(hasher, shingles),
              ElementsAre(618168627, 14822655, 115495573, 1681080828,
                          1685766315, 110222084));
}

TEST(MinHasherPropertyTest, EmptySetHasOnlyEmptyLanes) {
  EXPECT_THAT(SketchOf(MakeHasher(128), {}), Each(MinHasher::kEmptyLane));
}

TEST(MinHasherPropertyTest, EmptySetsAreSimilarToNothing) {
  const MinHasher hasher = MakeHasher(128);
  const auto empty = SketchOf(hasher, {});
  const auto full = SketchOf(hasher, RandomShingles(50, 1));
  EXPECT_EQ(EstimateJaccard(empty, empty), 0);
  EXPECT_EQ(EstimateJaccard(empty, full), 0);
  EXPECT_EQ(EstimateJaccard(full, full), 1);
}

TEST(MinHasherPropertyTest, OrderAndRepetitionDoNotMatter) {
  const MinHasher hasher = MakeHasher(128);
  std::vector<uint64_t> shingles = RandomShingles(500, 1);
  const std::vector<uint32_t> expected = SketchOf(hasher, shingles);
  const std::vector<uint64_t> repeats(shingles.begin(), shingles.begin() + 100);

  shingles.insert(shingles.end(), repeats.begin(), repeats.end());
  std::ranges::shuffle(shingles, std::mt19937_64(2));

  EXPECT_EQ(SketchOf(hasher, shingles), expected);
}

TEST(MinHasherPropertyTest, MergeIsTheSketchOfTheUnion) {
  const MinHasher hasher = MakeHasher(128);
  const std::vector<uint64_t> all = RandomShingles(300, 3);
  const auto left = std::span(all).first(200);
  const auto right = std::span(all).last(200);  // overlaps `left` by 100

  std::vector<uint32_t> merged = SketchOf(hasher, left);
  MergeSignature(merged, SketchOf(hasher, right));
  EXPECT_EQ(merged, SketchOf(hasher, all));

  MergeSignature(merged, SketchOf(hasher, {}));
  EXPECT_EQ(merged, SketchOf(hasher, all));
}

// The header promises a standard error of sqrt(J(1-J)/width). Over 200
// independent pairs the mean error must stay within 4 standard errors of zero,
// and the variance within 40% of the promise: a sample variance of 200 draws
// scatters by sqrt(2/200) = 10%, and 40% is four of those.
void CheckError(double jaccard) {
  constexpr uint32_t kWidth = 128;
  constexpr int kPairs = 200;
  const MinHasher hasher = MakeHasher(kWidth);
  double sum = 0, sum_of_squares = 0;
  for (int pair = 0; pair < kPairs; ++pair) {
    const auto all = RandomShingles(1000, static_cast<uint64_t>(pair));
    const auto shared = static_cast<size_t>(1000 * jaccard);
    const size_t own = (1000 - shared) / 2;
    const auto only_b = std::span(all).subspan(shared + own);
    std::vector<uint64_t> b(all.data(), all.data() + shared);
    b.insert(b.end(), only_b.begin(), only_b.end());

    const double estimate =
        EstimateJaccard(SketchOf(hasher, std::span(all).first(shared + own)),
                        SketchOf(hasher, b));
    sum += estimate - jaccard;
    sum_of_squares += (estimate - jaccard) * (estimate - jaccard);
  }
  const double variance = jaccard * (1 - jaccard) / kWidth;
  EXPECT_NEAR(sum / kPairs, 0, 4 * std::sqrt(variance / kPairs));
  EXPECT_NEAR(sum_of_squares / kPairs, variance, 0.4 * variance);
}

TEST(MinHasherPropertyTest, ErrorIsAsPromisedAtLowSimilarity) {
  CheckError(0.1);
}
TEST(MinHasherPropertyTest, ErrorIsAsPromisedInTheMiddle) { CheckError(0.5); }
TEST(MinHasherPropertyTest, ErrorIsAsPromisedAtHighSimilarity) {
  CheckError(0.8);
}
TEST(MinHasherPropertyTest, ErrorIsAsPromisedNearEquality) { CheckError(0.95); }

// Every kernel this machine can run, at every width around its blocks, equals
// the definition in minhash_kernels.h.
TEST(MinHashKernelTest, AllKernelsEqualTheDefinition) {
  std::mt19937_64 rng(4);
  std::vector<uint32_t> multipliers(68), offsets(68), start(68);
  for (size_t i = 0; i < multipliers.size(); ++i) {
    multipliers[i] = static_cast<uint32_t>(rng()) | 1;
    offsets[i] = static_cast<uint32_t>(rng());
    // Some lanes hold a minimum already.
    start[i] = i % 3 == 0 ? static_cast<uint32_t>(rng()) >> (i % 8)
                          : MinHasher::kEmptyLane;
  }
  for (const auto& kernel : internal::SupportedMinHashKernels()) {
    SCOPED_TRACE(kernel.name);
    for (size_t width = 0; width <= multipliers.size(); ++width) {
      for (const size_t n : {0u, 1u, 2u, 7u, 64u}) {
        const auto shingles = RandomShingles(n, 6 + n);
        std::vector<uint32_t> got(start.begin(),
                                  start.begin() + static_cast<int64_t>(width));
        std::vector<uint32_t> want = got;
        for (size_t i = 0; i < width; ++i) {
          for (const uint64_t x : shingles) {
            const uint64_t lane =
                multipliers[i] * (x % (1ull << 32)) + offsets[i];
            want[i] = std::min(want[i], static_cast<uint32_t>(lane));
          }
        }
        kernel.update(shingles.data(), shingles.size(), multipliers.data(),
                      offsets.data(), got.data(), width);
        ASSERT_EQ(got, want) << "width=" << width << " n=" << n;
      }
    }
  }
}

TEST(MinHashKernelTest, ScalarIsAlwaysThereAndLast) {
  ASSERT_FALSE(internal::SupportedMinHashKernels().empty());
  EXPECT_EQ(internal::SupportedMinHashKernels().back().name, "scalar");
}

}  // namespace
}  // namespace nuskha
