// SPDX-License-Identifier: Apache-2.0

#include "nuskha/detector.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "base/status_util.h"
#include "detect/news.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "nuskha/compare.h"
#include "reference/random_texts.h"

namespace nuskha {
namespace {

using reference::MakeDocument;
using reference::Rng;
using reference::Words;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::StartsWith;

void ExpectRefused(const DetectorOptions& options, const char* name) {
  const absl::Status status = Detector::Create(options).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << name;
  EXPECT_THAT(internal::StatusMessage(status), StartsWith(name));
}

TEST(DetectorCreateTest, NamesTheOptionThatIsOutOfRange) {
  ExpectRefused({.sampling_rate = 0}, "sampling_rate");
  ExpectRefused({.sampling_rate = 65537}, "sampling_rate");
  ExpectRefused({.minhash_threshold = 0}, "minhash_threshold");
  ExpectRefused({.minhash_threshold = 1.01}, "minhash_threshold");
  ExpectRefused({.minhash_threshold = std::nan("")}, "minhash_threshold");
  ExpectRefused({.threads = 0}, "threads");
  ExpectRefused({.threads = 1025}, "threads");
  ExpectRefused({.frequency_cap = 1}, "frequency_cap");
  ExpectRefused({.min_score = -0.1}, "min_score");
  ExpectRefused({.min_score = 1.1}, "min_score");
  ExpectRefused({.min_score = std::nan("")}, "min_score");
}

TEST(DetectorCreateTest, AcceptsTheEndsOfTheRanges) {
  EXPECT_TRUE(Detector::Create({.sampling_rate = 1,
                                .minhash_threshold = 1,
                                .threads = 1024,
                                .frequency_cap = 2,
                                .min_score = 0})
                  .ok());
  EXPECT_TRUE(Detector::Create({.sampling_rate = 65536, .min_score = 1}).ok());
}

TEST(DetectorTest, NoneAndOneDocument) {
  Detector detector = Detector::Create({}).value();
  EXPECT_EQ(detector.size(), 0u);
  EXPECT_THAT(detector.Run().value(), IsEmpty());
  EXPECT_EQ(detector.Add(MakeDocument(Words(100, 5)), "").value(), 0u);
  EXPECT_EQ(detector.size(), 1u);
  EXPECT_THAT(detector.Run().value(), IsEmpty());
}

// What was planted is found and named, by every way to candidates; MinHash is
// only asked for what resembles as a whole.
TEST(DetectorTest, FindsWhatWasPlanted) {
  const News news = MakeNews(1, 25);
  for (const CandidateMethod method :
       {CandidateMethod::kSampled, CandidateMethod::kExact,
        CandidateMethod::kMinHash}) {
    Detector detector =
        MakeDetector(news, {.candidates = method, .min_score = 0.05});
    std::map<std::pair<uint32_t, uint32_t>, Relation> found;
    const std::vector<Match> matches = detector.Run().value();
    for (const Match& match : matches) {
      found[{match.a, match.b}] = match.relation;
    }
    for (const auto& [pair, relation] : news.planted) {
      if (method == CandidateMethod::kMinHash &&
          (relation == Relation::kPartial || relation == Relation::kPassage)) {
        continue;
      }
      // One quotation of 26 shingles is not always sampled.
      if (method == CandidateMethod::kSampled &&
          relation == Relation::kPassage) {
        continue;
      }
      ASSERT_TRUE(found.contains(pair))
          << RelationName(relation) << " " << pair.second;
      EXPECT_EQ(RelationName(found[pair]), RelationName(relation));
    }
  }
}

TEST(DetectorTest, MatchesAscendAndEqualCompare) {
  const News news = MakeNews(2, 15);
  Detector detector = MakeDetector(news, {.min_score = 0.4});
  const std::vector<Match> matches = detector.Run().value();
  ASSERT_FALSE(matches.empty());
  for (size_t i = 0; i < matches.size(); ++i) {
    const Match& match = matches[i];
    EXPECT_LT(match.a, match.b);
    if (i > 0) {
      EXPECT_LT(std::pair(matches[i - 1].a, matches[i - 1].b),
                std::pair(match.a, match.b));
    }
    EXPECT_NE(match.relation, Relation::kNothing);
    EXPECT_GE(std::max(match.a_in_b, match.b_in_a), 0.4);
    EXPECT_TRUE(SameMatch(match, detector.Compare(match.a, match.b).value()));
    Match alone =
        Compare(news.documents[match.a], news.documents[match.b]).value();
    alone.a = match.a;
    alone.b = match.b;
    EXPECT_TRUE(SameMatch(match, alone));
  }
}

TEST(DetectorTest, ComparesPairsThatWereNoCandidates) {
  Detector detector = Detector::Create({.min_score = 1}).value();
  const Document a = MakeDocument(Words{1, 2, 3, 4, 5});
  const Document b = MakeDocument(Words{1, 2, 3, 9});
  detector.Add(a, "").value();
  detector.Add(b, "").value();
  EXPECT_THAT(detector.Run().value(), IsEmpty());
  EXPECT_EQ(detector.stats().candidates, 0u);
  const Match match = detector.Compare(0, 1).value();
  EXPECT_DOUBLE_EQ(match.a_in_b, 1.0 / 3);
  EXPECT_DOUBLE_EQ(match.b_in_a, 1.0 / 2);
  EXPECT_DOUBLE_EQ(detector.Compare(1, 0).value().a_in_b, 1.0 / 2);
}

TEST(DetectorTest, MayGrowAndRunAgain) {
  Rng rng(3);
  const Document document =
      MakeDocument(reference::RandomWords(rng, 90, 1000000));
  Detector detector = Detector::Create({}).value();
  detector.Add(document, "").value();
  detector.Add(document, "").value();
  EXPECT_THAT(detector.Run().value(), SizeIs(1));
  EXPECT_THAT(detector.Run().value(), SizeIs(1));
  Detector moved = std::move(detector);
  EXPECT_EQ(moved.Add(document, "").value(), 2u);
  EXPECT_EQ(moved.Compare(0, 2).value().relation, Relation::kExact);
  EXPECT_THAT(moved.Run().value(), SizeIs(3));
}

TEST(DetectorTest, IsolatedSourcesAreNotMatchedInThemselves) {
  Rng rng(4);
  const Document document =
      MakeDocument(reference::RandomWords(rng, 90, 1000000));
  const char* sources[] = {"x", "x", "y", "", ""};
  for (const bool isolate : {false, true}) {
    Detector detector = Detector::Create({.isolate_sources = isolate}).value();
    for (const char* source : sources) detector.Add(document, source).value();
    size_t inside = 0;
    const std::vector<Match> matches = detector.Run().value();
    for (const Match& match : matches) inside += match.b == 1;
    EXPECT_EQ(inside, isolate ? 0u : 1u);
    // Documents without a source are of no one source.
    EXPECT_THAT(matches, SizeIs(isolate ? 9 : 10));
    EXPECT_EQ(detector.stats().candidates, matches.size());
    EXPECT_EQ(detector.Compare(0, 1).value().relation,
              isolate ? Relation::kNothing : Relation::kExact);
    EXPECT_EQ(detector.Compare(0, 2).value().relation, Relation::kExact);
  }
}

// What BuildClusters() asks must not bring back what the run left out.
TEST(DetectorTest, CompareLeavesOutWhatTheRunDoes) {
  Rng rng(6);
  Words words = reference::RandomWords(rng, 90, 1000000);
  const Document document = MakeDocument(words);
  words[45] = 1000001;
  const Document edited = MakeDocument(words);
  Detector isolated = Detector::Create({.isolate_sources = true}).value();
  for (const char* source : {"x", "y", "x"}) {
    isolated.Add(document, source).value();
  }
  EXPECT_THAT(isolated.Run().value(), SizeIs(2));
  EXPECT_EQ(isolated.Compare(0, 1).value().relation, Relation::kExact);
  Match match = isolated.Compare(0, 2).value();
  EXPECT_EQ(match.relation, Relation::kNothing);
  EXPECT_EQ(match.jaccard, 1);
  EXPECT_EQ(match.confidence, 0);

  for (const double min_score : {0.3, 0.99}) {
    Detector strict = Detector::Create({.min_score = min_score}).value();
    strict.Add(document, "").value();
    strict.Add(edited, "").value();
    const bool matched = !strict.Run().value().empty();
    EXPECT_EQ(matched, min_score < 0.9);
    match = strict.Compare(0, 1).value();
    EXPECT_EQ(match.relation != Relation::kNothing, matched);
    EXPECT_GT(match.a_in_b, 0.9);
  }
}

TEST(DetectorTest, DocumentsWithoutTextAreMatchedOnTheirTitles) {
  Rng rng(5);
  const Words headline = reference::RandomWords(rng, 9, 1000000);
  Document title_only;
  title_only.title = headline;
  Document with_text = MakeDocument(reference::RandomWords(rng, 50, 1000000));
  with_text.title = headline;
  Document all_boilerplate = title_only;
  all_boilerplate.all_words = 12;
  const Document empty;
  Detector detector = Detector::Create({}).value();
  for (const Document& document :
       {title_only, with_text, all_boilerplate, empty, empty, title_only}) {
    detector.Add(document, "").value();
  }
  const std::vector<Match> matches = detector.Run().value();
  ASSERT_THAT(matches, SizeIs(1));
  EXPECT_EQ(std::pair(matches[0].a, matches[0].b), std::pair(0u, 5u));
  EXPECT_EQ(matches[0].relation, Relation::kExact);
  EXPECT_EQ(matches[0].words_a, 9u);
}

std::string InventedText(Rng& rng, size_t words) {
  std::string text;
  for (size_t i = 0; i < words; ++i) {
    for (size_t letters = 3 + reference::Below(rng, 6); letters > 0;
         --letters) {
      text += static_cast<char>('a' + reference::Below(rng, 26));
    }
    text += i % 60 == 59 ? ".\n" : " ";
  }
  return text;
}

TEST(DetectorTest, AnalyzesArticles) {
  Rng rng(6);
  const std::string text = InventedText(rng, 200);
  std::string loud = text;
  for (char& c : loud) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
  const std::string other = InventedText(rng, 200);
  const std::string preview = text.substr(0, 300);
  Detector detector = Detector::Create({}).value();
  for (const std::string& t : {text, other, loud, preview}) {
    detector.Add(Article{.text = t}).value();
  }
  const std::vector<Match> matches = detector.Run().value();
  ASSERT_THAT(matches, SizeIs(3));
  EXPECT_EQ(matches[0].b, 2u);
  EXPECT_EQ(matches[0].relation, Relation::kExact);
  EXPECT_EQ(matches[1].b, 3u);
  EXPECT_EQ(matches[1].relation, Relation::kPartial);
  EXPECT_TRUE(matches[1].container_is_a);
}

TEST(DetectorTest, StatsSayWhatWasDone) {
  const News news = MakeNews(7, 10);
  Detector detector = MakeDetector(news, {});
  const size_t found = detector.Run().value().size();
  const RunStats& stats = detector.stats();
  EXPECT_GE(stats.candidates, stats.verified);
  EXPECT_GE(stats.verified, found);
  EXPECT_GT(stats.keys, 0u);
  EXPECT_GT(stats.shared_keys, 0u);
  EXPECT_GE(stats.hottest, 2u);
  EXPECT_LT(stats.hottest_example, detector.size());
  EXPECT_EQ(stats.hot_keys, 0u);

  Detector minhash =
      MakeDetector(news, {.candidates = CandidateMethod::kMinHash});
  minhash.Run().value();
  const Banding want = ChooseBanding(DetectorOptions().minhash_threshold, 128);
  EXPECT_EQ(minhash.stats().banding.bands, want.bands);
  EXPECT_EQ(minhash.stats().banding.rows, want.rows);
}

}  // namespace
}  // namespace nuskha
