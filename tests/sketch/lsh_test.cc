// SPDX-License-Identifier: Apache-2.0

#include "nuskha/lsh.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <span>
#include <vector>

#include "gtest/gtest.h"
#include "nuskha/minhash.h"
#include "reference/random_texts.h"

namespace nuskha {
namespace {

TEST(CandidateProbabilityTest, FollowsTheFormula) {
  EXPECT_DOUBLE_EQ(CandidateProbability(0, {20, 6}), 0);
  EXPECT_DOUBLE_EQ(CandidateProbability(1, {20, 6}), 1);
  EXPECT_DOUBLE_EQ(CandidateProbability(0.5, {1, 1}), 0.5);
  EXPECT_DOUBLE_EQ(CandidateProbability(0.5, {2, 1}), 0.75);
  EXPECT_DOUBLE_EQ(CandidateProbability(0.5, {1, 2}), 0.25);
  // 14 bands of 8 rows at .8, as published for a well-known corpus: .924.
  EXPECT_NEAR(CandidateProbability(0.8, {14, 8}), 0.924, 0.0005);
}

bool IsCandidate(std::span<const uint32_t> a, std::span<const uint32_t> b,
                 Banding banding) {
  for (size_t band = 0; band < banding.bands; ++band) {
    const auto rows_a = a.subspan(band * banding.rows, banding.rows);
    const auto rows_b = b.subspan(band * banding.rows, banding.rows);
    if (std::ranges::equal(rows_a, rows_b)) return true;
  }
  return false;
}

// Signatures of random sets whose Jaccard is known become candidates as often
// as the formula says, within 4 standard deviations of the count.
TEST(CandidateProbabilityTest, IsWhatSignaturesDo) {
  constexpr int kPairs = 300;
  constexpr size_t kUnion = 200;
  const MinHasher hasher = MinHasher::Create({.width = 120}).value();
  std::vector<uint32_t> lanes_a(120), lanes_b(120);
  reference::Rng rng(1);
  for (const double jaccard : {0.2, 0.35, 0.5, 0.65, 0.8}) {
    const auto shared = static_cast<size_t>(kUnion * jaccard);
    const size_t own = (kUnion - shared) / 2;
    const Banding bandings[] = {{30, 4}, {20, 6}, {40, 3}, {12, 10}};
    int found[4] = {};
    for (int pair = 0; pair < kPairs; ++pair) {
      std::vector<uint64_t> all(kUnion);
      for (uint64_t& shingle : all) shingle = rng();
      const auto a = std::span(all).first(shared + own);
      std::vector<uint64_t> b(all.begin(), all.end());
      b.erase(b.begin() + static_cast<int64_t>(shared),
              b.begin() + static_cast<int64_t>(shared + own));
      hasher.Sketch(a, lanes_a);
      hasher.Sketch(b, lanes_b);
      for (size_t i = 0; i < 4; ++i) {
        found[i] += IsCandidate(lanes_a, lanes_b, bandings[i]);
      }
    }
    for (size_t i = 0; i < 4; ++i) {
      const double p = CandidateProbability(jaccard, bandings[i]);
      EXPECT_NEAR(found[i], kPairs * p,
                  4 * std::sqrt(kPairs * p * (1 - p)) + 0.5)
          << jaccard << " with " << bandings[i].bands << " bands";
    }
  }
}

TEST(ChooseBandingTest, UsesNoMoreLanesThanThereAre) {
  for (const uint32_t width : {1u, 2u, 16u, 100u, 128u, 255u}) {
    for (int percent = 1; percent <= 100; ++percent) {
      const Banding banding = ChooseBanding(percent / 100.0, width);
      EXPECT_GE(banding.bands, 1u);
      EXPECT_GE(banding.rows, 1u);
      EXPECT_LE(banding.bands * banding.rows, width);
    }
  }
}

TEST(ChooseBandingTest, TheDefaultFindsHalfEqualTexts) {
  const Banding banding = ChooseBanding(0.4, 128);
  EXPECT_GE(CandidateProbability(0.5, banding), 0.95);
  EXPECT_LE(CandidateProbability(0.05, banding), 0.05);
}

// A lower threshold never asks for less: the chance of every similarity falls
// as the threshold rises.
TEST(ChooseBandingTest, IsMonotoneInTheThreshold) {
  double before = 1;
  for (int percent = 5; percent <= 100; percent += 5) {
    const double now =
        CandidateProbability(0.5, ChooseBanding(percent / 100.0, 128));
    EXPECT_LE(now, before + 1e-12) << percent;
    before = now;
  }
  EXPECT_LT(before, 0.5);
}

// More lanes never hurt what is to be found.
TEST(ChooseBandingTest, MoreLanesFindMoreAtTheThreshold) {
  EXPECT_GT(CandidateProbability(0.5, ChooseBanding(0.5, 256)),
            CandidateProbability(0.5, ChooseBanding(0.5, 16)));
}

}  // namespace
}  // namespace nuskha
