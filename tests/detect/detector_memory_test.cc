// SPDX-License-Identifier: Apache-2.0
//
// A limit of memory changes where words and keys lie, and nothing else.

#include <string>
#include <vector>

#include "detect/news.h"
#include "gtest/gtest.h"
#include "nuskha/detector.h"

namespace nuskha {
namespace {

struct Outcome {
  std::vector<Match> matches;
  RunStats stats;
};

Outcome RunWith(const News& news, const DetectorOptions& options) {
  Detector detector = Detector::Create(options).value();
  for (size_t i = 0; i < news.documents.size(); ++i) {
    detector
        .Add(news.documents[i], i % 3 == 0 ? "one" : "other",
             static_cast<int64_t>(i) * 3600)
        .value();
  }
  Outcome outcome;
  outcome.matches = detector.Run().value();
  outcome.stats = detector.stats();
  return outcome;
}

TEST(DetectorMemoryTest, MatchesAreTheSame) {
  const News news = MakeNews(11, 300);
  for (const CandidateMethod method :
       {CandidateMethod::kSampled, CandidateMethod::kMinHash,
        CandidateMethod::kExact}) {
    const Outcome all = RunWith(news, {.candidates = method});
    EXPECT_EQ(all.stats.spilled, 0u);
    EXPECT_GT(all.matches.size(), news.planted.size() / 2);
    for (const uint32_t threads : {1u, 3u}) {
      const Outcome some = RunWith(
          news, {.candidates = method, .threads = threads, .memory = 1});
      EXPECT_GT(some.stats.spilled, uint64_t{1} << 18);
      EXPECT_EQ(some.stats.keys, all.stats.keys);
      EXPECT_EQ(some.stats.recurrent_grams, all.stats.recurrent_grams);
      EXPECT_EQ(some.stats.candidates, all.stats.candidates);
      ASSERT_EQ(some.matches.size(), all.matches.size());
      for (size_t i = 0; i < all.matches.size(); ++i) {
        const Match& a = all.matches[i];
        const Match& b = some.matches[i];
        EXPECT_EQ(a.a, b.a);
        EXPECT_EQ(a.b, b.b);
        EXPECT_EQ(a.relation, b.relation);
        EXPECT_EQ(a.confidence, b.confidence);
        EXPECT_EQ(a.jaccard, b.jaccard);
        EXPECT_EQ(a.shared_words, b.shared_words);
      }
    }
  }
}

TEST(DetectorMemoryTest, AFolderThatIsNotThereIsAnError) {
  const News news = MakeNews(12, 300);
  Detector detector =
      Detector::Create({.memory = 1, .temporary_folder = "/nowhere"}).value();
  absl::Status status;
  for (size_t i = 0; i < news.documents.size() && status.ok(); ++i) {
    status = detector.Add(news.documents[i], "").status();
  }
  if (status.ok()) status = detector.Run().status();
  EXPECT_EQ(status.code(), absl::StatusCode::kAborted);
  EXPECT_NE(std::string(status.message()).find("/nowhere"), std::string::npos);
  EXPECT_EQ(detector.Run().status().code(),
            absl::StatusCode::kResourceExhausted);
}

}  // namespace
}  // namespace nuskha
