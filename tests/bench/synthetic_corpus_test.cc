// SPDX-License-Identifier: Apache-2.0
//
// The planted truth of bench/scale: what the figures of recall rest on.

#include "../../bench/scale/synthetic_corpus.h"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "../../bench/scale/zipf.h"

namespace nuskha::scale {
namespace {

constexpr uint64_t kArticles = 4000;

CorpusOptions Options(uint64_t seed = 1) {
  return {.seed = seed,
          .planted_share = .25,
          .stop_words = NUSKHA_SOURCE_DIR "/data/stop_words.tsv"};
}

// Making the tables of a corpus takes longer than the articles.
SyntheticCorpus& Corpus() {
  static SyntheticCorpus& corpus = *new SyntheticCorpus(Options());
  return corpus;
}

TEST(SyntheticCorpusTest, CopiesAreOfEarlierOriginals) {
  uint64_t copies = 0;
  for (uint64_t n = 0; n < kArticles; ++n) {
    const uint64_t original = Corpus().Original(n);
    EXPECT_EQ(original == n, Corpus().PlantingOf(n) == Planting::kNone);
    EXPECT_LE(original, n);
    EXPECT_EQ(Corpus().PlantingOf(original), Planting::kNone);
    copies += original != n;
  }
  EXPECT_NEAR(static_cast<double>(copies) / kArticles, .25, .03);
}

TEST(SyntheticCorpusTest, AnArticleIsAFunctionOfSeedAndNumber) {
  SyntheticCorpus again(Options());
  SyntheticCorpus other(Options(2));
  SyntheticArticle a, b, c;
  for (const uint64_t n : {7u, 0u, 3999u, 7u}) {  // in any order
    Corpus().Make(n, &a);
    again.Make(n, &b);
    other.Make(n, &c);
    EXPECT_EQ(a.title, b.title);
    EXPECT_EQ(a.text, b.text);
    EXPECT_EQ(a.words, b.words);
    EXPECT_EQ(a.source, b.source);
    EXPECT_NE(a.text, c.text);
  }
}

TEST(SyntheticCorpusTest, ContainmentIsWhatThePlantingMakesIt) {
  struct Bounds {
    double least, most;
  };
  // An edit of one word costs three shingles at most.
  constexpr std::array<Bounds, kPlantingNames.size()> kBounds = {{{1, 1},
                                                                  {1, 1},
                                                                  {1, 1},
                                                                  {1, 1},
                                                                  {.8, 1},
                                                                  {.5, .95},
                                                                  {.25, .8},
                                                                  {1, 1},
                                                                  {.5, .7}}};
  SyntheticArticle article, source;
  std::set<Planting> seen;
  for (uint64_t n = 0; n < kArticles; ++n) {
    const Planting planting = Corpus().PlantingOf(n);
    if (planting == Planting::kNone) continue;
    seen.insert(planting);
    Corpus().Make(n, &article);
    const double containment = Corpus().Containment(n, article);
    const Bounds bounds = kBounds[static_cast<size_t>(planting)];
    EXPECT_GE(containment, bounds.least) << n;
    EXPECT_LE(containment, bounds.most) << n;
    Corpus().Make(Corpus().Original(n), &source);
    EXPECT_NE(article.source, source.source);
    if (planting == Planting::kExact) {
      EXPECT_EQ(article.words, source.words);
    }
  }
  EXPECT_EQ(seen.size(), kPlantingNames.size() - 1);
}

TEST(SyntheticCorpusTest, UnrelatedArticlesHaveLittleInCommon) {
  SyntheticArticle article;
  Corpus().Make(5, &article);
  EXPECT_GE(article.words.size(), 200U);
  EXPECT_LE(article.words.size(), 400U);
  const std::set<uint64_t> words(article.words.begin(), article.words.end());
  EXPECT_GT(words.size(), article.words.size() / 2);
}

TEST(ZipfTest, FrequenciesFollowTheLaw) {
  constexpr uint32_t kRanks = 50;
  constexpr int kDraws = 400'000;
  const Zipf zipf(kRanks, 1.02, 4);
  double sum = 0;
  for (uint32_t rank = 0; rank < kRanks; ++rank) {
    sum += std::pow(rank + 4, -1.02);
  }
  std::vector<int> counts(kRanks);
  Random random(3);
  for (int i = 0; i < kDraws; ++i) ++counts[zipf.Draw(&random)];
  for (uint32_t rank = 0; rank < kRanks; ++rank) {
    const double expected = kDraws * std::pow(rank + 4, -1.02) / sum;
    EXPECT_NEAR(counts[rank], expected, 5 * std::sqrt(expected)) << rank;
  }
}

}  // namespace
}  // namespace nuskha::scale
