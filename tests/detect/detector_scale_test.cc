// SPDX-License-Identifier: Apache-2.0
//
// What a Detector promises about many documents: the same answer for any
// number of threads, the recall of sampling, and a cost that hot duplicates do
// not square.

#include <algorithm>
#include <cstdint>
#include <ctime>
#include <numeric>
#include <set>
#include <tuple>
#include <utility>
#include <vector>

#include "detect/news.h"
#include "gtest/gtest.h"
#include "nuskha/cluster.h"
#include "nuskha/detector.h"
#include "reference/cluster_rules.h"
#include "reference/random_texts.h"

namespace nuskha {
namespace {

using reference::Below;
using reference::MakeDocument;
using reference::Rng;
using reference::Words;

void ExpectEqualForAllThreads(CandidateMethod method) {
  const News news = MakeNews(1, 60);
  std::vector<Match> one;
  for (const uint32_t threads : {1u, 2u, 4u, 8u}) {
    Detector detector = MakeDetector(
        news, {.candidates = method, .threads = threads, .frequency_cap = 4});
    const std::vector<Match> matches = detector.Run().value();
    if (threads == 1) {
      one = matches;
      EXPECT_GT(one.size(), 100u);
    }
    EXPECT_TRUE(std::ranges::equal(matches, one, SameMatch)) << threads;
  }
}

TEST(DetectorScaleTest, ThreadsDoNotChangeSampledMatches) {
  ExpectEqualForAllThreads(CandidateMethod::kSampled);
}
TEST(DetectorScaleTest, ThreadsDoNotChangeExactMatches) {
  ExpectEqualForAllThreads(CandidateMethod::kExact);
}
TEST(DetectorScaleTest, ThreadsDoNotChangeMinHashMatches) {
  ExpectEqualForAllThreads(CandidateMethod::kMinHash);
}

using Pairs = std::set<std::pair<uint32_t, uint32_t>>;

Pairs PairsOf(Detector detector, double least_containment) {
  Pairs pairs;
  const std::vector<Match> matches = detector.Run().value();
  for (const Match& match : matches) {
    if (std::max(match.a_in_b, match.b_in_a) >= least_containment) {
      pairs.emplace(match.a, match.b);
    }
  }
  return pairs;
}

// The header's 99.9 % of the pairs with containment .8 or more, documents of
// 20 words or more: of the 1,500 pairs here, two may be missed.
TEST(DetectorScaleTest, SamplingFindsContainedTexts) {
  Rng rng(2);
  News news;
  for (int i = 0; i < 500; ++i) {
    const Words words =
        reference::RandomWords(rng, 60 + Below(rng, 400), 1000000);
    const size_t length = 20 + Below(rng, words.size() - 20);
    Words part =
        reference::Slice(words, Below(rng, words.size() - length + 1), length);
    for (size_t k = Below(rng, 20); k < part.size(); k += 20) part[k] ^= 1;
    news.documents.push_back(MakeDocument(words));
    news.documents.push_back(MakeDocument(part));
    news.documents.push_back(MakeDocument(words));
  }
  const Pairs exact =
      PairsOf(MakeDetector(news, {.candidates = CandidateMethod::kExact}), 0.8);
  const Pairs sampled = PairsOf(MakeDetector(news, {}), 0.8);
  EXPECT_GT(exact.size(), 1400u);
  EXPECT_TRUE(std::ranges::includes(exact, sampled));
  EXPECT_LE(exact.size() - sampled.size(), 2u);
}

// Previews of less than 64 shingles are never sampled away.
TEST(DetectorScaleTest, EveryShortPreviewIsFound) {
  Rng rng(3);
  News news;
  for (uint32_t i = 0; i < 400; ++i) {
    const Words words = reference::RandomWords(rng, 300, 1000000);
    const size_t length = 15 + Below(rng, 46);
    const Words preview = reference::Slice(words, 0, length);
    news.documents.push_back(MakeDocument(i % 2 == 0 ? words : preview));
    news.documents.push_back(MakeDocument(i % 2 == 0 ? preview : words));
  }
  EXPECT_EQ(PairsOf(MakeDetector(news, {.sampling_rate = 1000}), 1).size(),
            400u);
}

std::vector<Cluster> ClustersOf(Detector* detector) {
  std::vector<uint32_t> rank(detector->size());
  std::iota(rank.begin(), rank.end(), 0u);
  const std::vector<Match> matches = detector->Run().value();
  const auto compare = [&](uint32_t a, uint32_t b) {
    return detector->Compare(a, b).value();
  };
  std::vector<Cluster> clusters = BuildClusters(matches, rank, compare).value();
  EXPECT_EQ(reference::BrokenRules(clusters, matches, compare),
            std::vector<std::string>());
  return clusters;
}

void ExpectOneCluster(const Document& document, uint32_t documents) {
  Detector detector = Detector::Create({}).value();
  for (uint32_t i = 0; i < documents; ++i) detector.Add(document, "").value();
  const std::vector<Cluster> clusters = ClustersOf(&detector);
  ASSERT_EQ(clusters.size(), 1u);
  EXPECT_EQ(clusters[0].original, 0u);
  EXPECT_EQ(clusters[0].members.size(), documents - 1);
  EXPECT_EQ(detector.stats().hottest, documents);
  EXPECT_GT(detector.stats().hot_keys, 0u);
  // The first 4 and the 8 previous holders of a key: twelve each.
  EXPECT_LE(detector.stats().candidates, 12 * documents);
  EXPECT_GE(detector.stats().candidates, documents - 1);
}

TEST(DetectorScaleTest, HotDuplicatesStayLinear) {
  Rng rng(4);
  ExpectOneCluster(MakeDocument(reference::RandomWords(rng, 150, 1000000)),
                   2000);
}
TEST(DetectorScaleTest, HotShortDuplicatesStayLinear) {
  Rng rng(5);
  ExpectOneCluster(MakeDocument(reference::RandomWords(rng, 30, 1000000)),
                   2000);
}
TEST(DetectorScaleTest, HotTinyDuplicatesStayLinear) {
  Rng rng(6);
  ExpectOneCluster(MakeDocument(reference::RandomWords(rng, 11, 1000000)),
                   2000);
}

// A newspaper from end to end: originals keep their reposts, copies and
// previews; templates and quotations stay apart.
TEST(DetectorScaleTest, NewsFromEndToEnd) {
  const News news = MakeNews(8, 40);
  Detector detector = MakeDetector(news, {});
  const std::vector<Cluster> clusters = ClustersOf(&detector);
  ASSERT_EQ(clusters.size(), 40u);
  Pairs members, planted;
  for (const Cluster& cluster : clusters) {
    for (const ClusterMember& member : cluster.members) {
      members.emplace(cluster.original, member.document);
    }
  }
  for (const auto& [pair, relation] : news.planted) {
    if (IsSameArticle(relation)) planted.insert(pair);
  }
  EXPECT_EQ(members, planted);
}

// Articles, and one text that holds them all.
Detector WithArchive(int articles, size_t words_each, bool first) {
  Rng rng(8);
  std::vector<Document> documents;
  Words all;
  for (int i = 0; i < articles; ++i) {
    const Words words = reference::RandomWords(rng, words_each, 1000000);
    documents.push_back(MakeDocument(words));
    all.insert(all.end(), words.begin(), words.end());
  }
  documents.insert(first ? documents.begin() : documents.end(),
                   MakeDocument(all));
  Detector detector = Detector::Create({.threads = 2}).value();
  for (const Document& document : documents) detector.Add(document, "").value();
  return detector;
}

TEST(DetectorScaleTest, AnArchiveIsJudgedAlikeWhereverItStands) {
  for (const bool first : {true, false}) {
    Detector detector = WithArchive(200, 200, first);
    const std::vector<Match> matches = detector.Run().value();
    EXPECT_EQ(matches.size(), 200u);
    for (const Match& match : matches) {
      const Match one = detector.Compare(match.a, match.b).value();
      EXPECT_EQ(match.container_is_a, first);
      EXPECT_EQ(std::tuple(one.relation, one.container_is_a, one.a_in_b,
                           one.b_in_a, one.words_a, one.words_b,
                           one.evidence.own_from, one.evidence.own_lead),
                std::tuple(match.relation, match.container_is_a, match.a_in_b,
                           match.b_in_a, match.words_a, match.words_b,
                           match.evidence.own_from, match.evidence.own_lead));
    }
  }
}

// Its length is paid once, not for every article in it: seconds, or minutes.
TEST(DetectorScaleTest, AnArchiveCostsItsLengthOnce) {
  for (const bool first : {true, false}) {
    Detector detector = WithArchive(3000, 200, first);
    const std::clock_t start = std::clock();
    EXPECT_EQ(detector.Run().value().size(), 3000u);
    EXPECT_LT(std::clock() - start, 20 * CLOCKS_PER_SEC);
  }
}

}  // namespace
}  // namespace nuskha
