// SPDX-License-Identifier: Apache-2.0

#include "nuskha/audit.h"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <vector>

#include "detect/news.h"
#include "gtest/gtest.h"
#include "nuskha/detector.h"

namespace nuskha {
namespace {

// The truth by definition: every pair with a document of the sample, which for
// the whole collection are all pairs.
uint64_t RelatedPairs(const Detector& detector, double least) {
  uint64_t pairs = 0;
  for (uint32_t b = 0; b < detector.size(); ++b) {
    for (uint32_t a = 0; a < b; ++a) {
      const Match match = detector.Compare(a, b).value();
      pairs += match.relation != Relation::kNothing &&
               std::max(match.a_in_b, match.b_in_a) >= least;
    }
  }
  return pairs;
}

TEST(AuditTest, TheWholeCollectionIsCountedByDefinition) {
  Detector detector = MakeDetector(MakeNews(1, 15), {.frequency_cap = 4});
  const std::vector<Match> matches = detector.Run().value();
  for (const uint32_t threads : {1u, 3u}) {
    const AuditReport report =
        Audit(detector, matches,
              {.documents = detector.size(), .threads = threads})
            .value();
    EXPECT_EQ(report.documents, detector.size());
    ASSERT_EQ(report.by_containment.size(), 4u);
    EXPECT_TRUE(report.by_jaccard.empty());
    for (const AuditRow& row : report.by_containment) {
      EXPECT_EQ(row.pairs, RelatedPairs(detector, row.least)) << row.least;
      const auto found = std::ranges::count_if(matches, [&](const Match& m) {
        return std::max(m.a_in_b, m.b_in_a) >= row.least;
      });
      EXPECT_EQ(row.found, static_cast<uint64_t>(found)) << row.least;
      EXPECT_LE(row.low, row.recall());
      EXPECT_GE(row.high, row.recall());
    }
    EXPECT_GT(report.by_containment[1].pairs, 20u);
  }
}

TEST(AuditTest, RefusesOptionsThatMeanNothing) {
  Detector detector = MakeDetector(MakeNews(1, 5), {});
  const std::vector<Match> matches = detector.Run().value();
  const double nan = std::numeric_limits<double>::quiet_NaN();
  for (const AuditOptions& options :
       {AuditOptions{.documents = 0}, AuditOptions{.min_score = nan},
        AuditOptions{.min_score = -.1}, AuditOptions{.min_score = 1.1},
        AuditOptions{.threads = 0}}) {
    EXPECT_TRUE(
        absl::IsInvalidArgument(Audit(detector, matches, options).status()));
  }
}

TEST(AuditTest, WhatIsMissingIsCounted) {
  Detector detector = MakeDetector(MakeNews(2, 40), {});
  std::vector<Match> matches = detector.Run().value();
  const AuditOptions all{.documents = detector.size()};
  const AuditRow before =
      Audit(detector, matches, all).value().by_containment[0];
  size_t i = 0;
  std::erase_if(matches, [&](const Match&) { return i++ % 2 == 0; });
  const AuditRow after =
      Audit(detector, matches, all).value().by_containment[0];
  EXPECT_EQ(after.pairs, before.pairs);
  EXPECT_EQ(after.found, matches.size());
  EXPECT_LT(after.high, before.recall());
  EXPECT_LT(after.low, 0.5);
  EXPECT_GT(after.high, 0.5);
}

// A small sample gives the same recall, with a wider interval around it.
TEST(AuditTest, SamplesAgreeWithTheWhole) {
  Detector detector = MakeDetector(MakeNews(3, 120), {});
  std::vector<Match> matches = detector.Run().value();
  size_t i = 0;
  std::erase_if(matches, [&](const Match&) { return i++ % 5 == 0; });
  int inside = 0;
  for (uint64_t seed = 0; seed < 40; ++seed) {
    const AuditRow row =
        Audit(detector, matches, {.documents = 60, .seed = seed})
            .value()
            .by_containment[0];
    inside += row.low <= 0.8 && 0.8 <= row.high;
  }
  EXPECT_GE(inside, 34);
}

TEST(AuditTest, MinHashRowsSayWhatBandsPromise) {
  Detector detector =
      MakeDetector(MakeNews(4, 60), {.candidates = CandidateMethod::kMinHash});
  const std::vector<Match> matches = detector.Run().value();
  const AuditReport report =
      Audit(detector, matches,
            {.documents = detector.size(), .banding = detector.stats().banding})
          .value();
  ASSERT_EQ(report.by_jaccard.size(), 10u);
  uint64_t pairs = 0;
  for (const AuditRow& row : report.by_jaccard) {
    pairs += row.pairs;
    if (row.pairs == 0) continue;
    const Banding banding = detector.stats().banding;
    EXPECT_GE(row.expected, CandidateProbability(row.least, banding) - 1e-9);
    EXPECT_LE(
        row.expected,
        CandidateProbability(std::min(1.0, row.least + 0.1), banding) + 1e-9);
  }
  EXPECT_EQ(pairs, report.by_containment[0].pairs);
  EXPECT_EQ(report.by_jaccard[9].found, report.by_jaccard[9].pairs);
}

TEST(AuditTest, NothingToCount) {
  Detector detector = Detector::Create({}).value();
  const AuditReport report = Audit(detector, {}, {.documents = 5}).value();
  EXPECT_EQ(report.documents, 0u);
  EXPECT_EQ(report.by_containment[0].pairs, 0u);
  EXPECT_EQ(report.by_containment[0].low, 0);
  EXPECT_EQ(report.by_containment[0].high, 1);
}

}  // namespace
}  // namespace nuskha
