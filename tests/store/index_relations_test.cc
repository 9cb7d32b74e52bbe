// SPDX-License-Identifier: Apache-2.0
//
// An index says of two articles what a batch run over all of them says.

#include <cmath>
#include <map>
#include <set>
#include <tuple>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "nuskha/detector.h"
#include "nuskha/index.h"
#include "store/articles.h"

namespace nuskha {
namespace {

using Pair = std::pair<uint32_t, uint32_t>;

const std::vector<Relation> kAll = {Relation::kExact,   Relation::kCopy,
                                    Relation::kPartial, Relation::kUpdate,
                                    Relation::kPassage, Relation::kTemplate};

// What is said of a pair, a before b.
using Verdict = std::tuple<Relation, bool, double, double, double, double>;

Verdict VerdictOf(const Match& match, bool swapped) {
  const bool container =
      match.relation == Relation::kPartial && match.container_is_a != swapped;
  return {match.relation,
          container,
          match.confidence,
          match.jaccard,
          swapped ? match.b_in_a : match.a_in_b,
          swapped ? match.a_in_b : match.b_in_a};
}

std::map<Pair, Verdict> BatchRun(const std::vector<OwnedArticle>& articles) {
  Detector detector = Detector::Create({}).value();
  for (const OwnedArticle& article : articles) {
    detector.Add(article.view()).value();
  }
  std::map<Pair, Verdict> pairs;
  const std::vector<Match> matches = detector.Run().value();
  for (const Match& match : matches) {
    pairs[{match.a, match.b}] = VerdictOf(match, false);
  }
  return pairs;
}

// Asks for each article; the number of an article is its place.
std::map<Pair, Verdict> AskForAll(const std::vector<OwnedArticle>& articles,
                                  const Index& index) {
  std::map<Pair, Verdict> pairs;
  for (uint32_t i = 0; i < articles.size(); ++i) {
    const IndexAnswer answer =
        index.Query(articles[i].view(), {.relations = kAll}).value();
    for (const IndexMatch& match : answer.matches) {
      const auto other = static_cast<uint32_t>(match.number);
      const bool swapped = i > other;
      pairs[{std::min(i, other), std::max(i, other)}] =
          VerdictOf(match.match, swapped);
    }
  }
  return pairs;
}

// Pairs that only one has, or that are judged otherwise.
size_t Differences(const std::map<Pair, Verdict>& want,
                   const std::map<Pair, Verdict>& got) {
  size_t differences = 0;
  for (const auto& [pair, verdict] : want) {
    const auto found = got.find(pair);
    differences += found == got.end() || found->second != verdict ? 1 : 0;
  }
  for (const auto& [pair, verdict] : got) {
    differences += want.contains(pair) ? 0 : 1;
  }
  return differences;
}

class IndexRelationsTest : public testing::TestWithParam<int> {};

TEST_P(IndexRelationsTest, AreThoseOfABatchRun) {
  const auto sources = static_cast<size_t>(GetParam());
  const std::vector<OwnedArticle> articles = MakeArticles(1, 50, sources);
  const TemporaryFolder folder;
  const std::string path = folder.file("index");
  ASSERT_TRUE(Index::Create(path, {.seed = kPublicSeed}).ok());
  {
    Index index = Index::Open(path, {}).value();
    std::vector<IndexStatus> statuses;
    ASSERT_EQ(index.AddMany(Views(articles), &statuses).value(),
              articles.size());
    EXPECT_THAT(statuses, testing::Each(IndexStatus::kNew));
  }
  const std::map<Pair, Verdict> want = BatchRun(articles);
  std::set<Relation> relations;
  for (const auto& [pair, verdict] : want)
    relations.insert(std::get<0>(verdict));
  EXPECT_GE(relations.size(), 5u);
  for (const bool compacted : {false, true}) {
    SCOPED_TRACE(compacted);
    Index index = Index::Open(path, {}).value();
    if (compacted) {
      ASSERT_TRUE(index.Compact().ok());
    }
    EXPECT_LE(Differences(want, AskForAll(articles, index)), want.size() / 100);
  }
  const Index reader = Index::Open(path, {.read_only = true}).value();
  EXPECT_LE(Differences(want, AskForAll(articles, reader)), want.size() / 100);
  EXPECT_TRUE(reader.Verify().ok());
}

INSTANTIATE_TEST_SUITE_P(Sources, IndexRelationsTest, testing::Values(0, 1, 3));

}  // namespace
}  // namespace nuskha
