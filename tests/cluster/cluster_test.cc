// SPDX-License-Identifier: Apache-2.0

#include "nuskha/cluster.h"

#include <cstdint>
#include <ctime>
#include <map>
#include <numeric>
#include <string>
#include <vector>

#include "cluster/match_table.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace nuskha {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;
using ::testing::UnorderedElementsAre;

// original -> "member relation, ..."
std::map<uint32_t, std::string> Show(const std::vector<Cluster>& clusters) {
  std::map<uint32_t, std::string> shown;
  for (const Cluster& cluster : clusters) {
    std::string& members = shown[cluster.original];
    for (const ClusterMember& member : cluster.members) {
      if (!members.empty()) members += ", ";
      members += std::to_string(member.document) + " ";
      members += RelationName(member.relation);
    }
  }
  return shown;
}

std::map<uint32_t, std::string> ShowClusters(
    const MatchTable& table, const std::vector<uint32_t>& rank = {}) {
  auto shown = Show(table.Clusters(rank));
  EXPECT_THAT(table.broken(), IsEmpty());
  return shown;
}

TEST(BuildClustersTest, NothingToCluster) {
  EXPECT_THAT(ShowClusters(MatchTable({})), IsEmpty());
  EXPECT_THAT(ShowClusters(MatchTable({100, 100})), IsEmpty());
  EXPECT_THAT(ShowClusters(MatchTable({100, 100, 100, 100, 100, 100})
                               .Set(0, 1, Relation::kPassage, true)
                               .Set(1, 2, Relation::kTemplate, true)
                               .Set(2, 3, Relation::kUpdate, true)  // undated
                               .Set(3, 4, Relation::kNothing, true)
                               .Set(4, 5, Relation::kTranslation, true)),
              IsEmpty());
}

TEST(BuildClustersTest, BestRankedCopyIsTheOriginal) {
  const auto table =
      MatchTable({100, 90, 110}).Copy(0, 1).Copy(1, 2).Exact(0, 2);
  EXPECT_THAT(ShowClusters(table), ElementsAre(Pair(0, "1 copy, 2 exact")));
  EXPECT_THAT(ShowClusters(table, {2, 0, 1}),
              ElementsAre(Pair(1, "0 copy, 2 copy")));
  EXPECT_THAT(ShowClusters(table, {1, 2, 0}),
              ElementsAre(Pair(2, "0 exact, 1 copy")));
}

TEST(BuildClustersTest, MembersCarryTheFiguresOfTheirPair) {
  const std::vector<Cluster> clusters =
      MatchTable({100, 90, 110}).Copy(0, 1).Copy(1, 2).Clusters({1, 0, 2});
  ASSERT_EQ(clusters.size(), 1u);
  ASSERT_EQ(clusters[0].members.size(), 2u);
  // Document 0 is side a of its pair with the original 1, document 2 side b.
  EXPECT_DOUBLE_EQ(clusters[0].members[0].in_original, 1.0 / 2);
  EXPECT_DOUBLE_EQ(clusters[0].members[1].in_original, 1.0 / 4);
  EXPECT_DOUBLE_EQ(clusters[0].members[0].jaccard, 1.0 / 2);
}

// 0-1-2-3, each a copy of the next only: nobody hangs on a text that it is no
// copy of.
TEST(BuildClustersTest, ACopyChainSplits) {
  EXPECT_THAT(ShowClusters(MatchTable({100, 100, 100}).Copy(0, 1).Copy(1, 2)),
              ElementsAre(Pair(0, "1 copy")));
  EXPECT_THAT(
      ShowClusters(
          MatchTable({100, 100, 100, 100}).Copy(0, 1).Copy(1, 2).Copy(2, 3)),
      UnorderedElementsAre(Pair(0, "1 copy"), Pair(2, "3 copy")));
}

TEST(BuildClustersTest, UnlistedPairsAreCompared) {
  const auto table = MatchTable({100, 100, 100})
                         .Copy(0, 1)
                         .Copy(1, 2)
                         .Copy(0, 2, /*listed=*/false);
  EXPECT_THAT(ShowClusters(table), ElementsAre(Pair(0, "1 copy, 2 copy")));
  EXPECT_EQ(table.calls(), 1u);
}

TEST(BuildClustersTest, ListedPairsAreNotComparedAgain) {
  const auto table =
      MatchTable({100, 100, 50}).Copy(0, 1).Part(2, 0).Part(2, 1);
  EXPECT_THAT(ShowClusters(table), ElementsAre(Pair(0, "1 copy, 2 partial")));
  EXPECT_EQ(table.calls(), 0u);
}

TEST(BuildClustersTest, APartHangsOnItsContainer) {
  const auto table = MatchTable({50, 200}).Part(0, 1);
  // Whatever the rank: the preview never costs the full article.
  EXPECT_THAT(ShowClusters(table), ElementsAre(Pair(1, "0 partial")));
  EXPECT_THAT(ShowClusters(table, {1, 0}), ElementsAre(Pair(1, "0 partial")));
}

TEST(BuildClustersTest, APartOfACopyHangsOnTheOriginal) {
  // 2 was only matched with the copy 1; the original 0 contains it as well.
  EXPECT_THAT(ShowClusters(MatchTable({200, 200, 50})
                               .Copy(0, 1)
                               .Part(2, 1)
                               .Part(2, 0, /*listed=*/false)),
              ElementsAre(Pair(0, "1 copy, 2 partial")));
  // Or it does not: then 2 is on its own.
  EXPECT_THAT(ShowClusters(MatchTable({200, 200, 50}).Copy(0, 1)),
              ElementsAre(Pair(0, "1 copy")));
}

TEST(BuildClustersTest, APartOfTwoOriginalsIsListedUnderEach) {
  EXPECT_THAT(ShowClusters(MatchTable({200, 300, 50}).Part(2, 0).Part(2, 1)),
              ElementsAre(Pair(0, "2 partial"), Pair(1, "2 partial")));
}

TEST(BuildClustersTest, CopiesOfAPartHangOnTheContainer) {
  // 1 and 2 are copies; the better one, 1, is a part of 0, and so is 2, which
  // is found by comparing.
  EXPECT_THAT(ShowClusters(MatchTable({200, 60, 50})
                               .Part(1, 0)
                               .Copy(1, 2)
                               .Part(2, 0, /*listed=*/false)),
              ElementsAre(Pair(0, "1 partial, 2 partial")));
  // 2 is not: it is kept, and 1 is not its member, because no original is.
  EXPECT_THAT(ShowClusters(MatchTable({200, 60, 50}).Part(1, 0).Copy(1, 2)),
              ElementsAre(Pair(0, "1 partial")));
}

TEST(BuildClustersTest, APartOfAPartHangsOnTheWhole) {
  EXPECT_THAT(ShowClusters(MatchTable({400, 200, 50})
                               .Part(1, 0)
                               .Part(2, 1)
                               .Part(2, 0, /*listed=*/false)),
              ElementsAre(Pair(0, "1 partial, 2 partial")));
}

// In a component of copies, the original is no part of another member, even
// where it has the best rank.
TEST(BuildClustersTest, OriginalIsNoPartOfAMember) {
  EXPECT_THAT(ShowClusters(
                  MatchTable({100, 150, 200}).Copy(0, 1).Copy(1, 2).Part(0, 2)),
              ElementsAre(Pair(1, "0 copy, 2 copy")));
}

// 1 would be the original of its copy 0, which is the longest text of all. But
// 1 is a part of 2, so its cluster dissolves: 1 hangs on 2, and 0, which is
// not, is kept.
TEST(BuildClustersTest, AnOriginalThatIsAPartElsewhereDissolves) {
  const auto table = MatchTable({300, 150, 200}).Copy(0, 1).Part(1, 2);
  EXPECT_THAT(ShowClusters(table, {1, 0, 2}),
              ElementsAre(Pair(2, "1 partial")));
  // With two further copies of 1: those that 2 contains follow it, the others
  // are a cluster of their own.
  const auto more = MatchTable({300, 150, 200, 140, 290})
                        .Copy(0, 1)
                        .Copy(1, 3)
                        .Copy(1, 4)
                        .Copy(0, 4)
                        .Part(1, 2)
                        .Part(3, 2, /*listed=*/false);
  EXPECT_THAT(ShowClusters(more, {1, 0, 2, 3, 4}),
              ElementsAre(Pair(0, "4 copy"), Pair(2, "1 partial, 3 partial")));
}

// A template of a member is not the same article, whatever it is to the
// original; two different passages of one article are.
TEST(BuildClustersTest, RivalsOfAMemberStayOut) {
  const auto table = [](Relation relation) {
    return MatchTable({100, 90, 80})
        .Copy(0, 1)
        .Copy(0, 2)
        .Set(1, 2, relation, true);
  };
  for (const Relation rival : {Relation::kTemplate, Relation::kPassage}) {
    EXPECT_THAT(ShowClusters(table(rival)), ElementsAre(Pair(0, "1 copy")));
  }
  EXPECT_THAT(ShowClusters(table(Relation::kNothing)),
              ElementsAre(Pair(0, "1 copy, 2 copy")));
  const auto parts = [](Relation relation) {
    return MatchTable({100, 30, 40})
        .Part(1, 0)
        .Part(2, 0)
        .Set(1, 2, relation, true);
  };
  EXPECT_THAT(ShowClusters(parts(Relation::kPassage)),
              ElementsAre(Pair(0, "1 partial, 2 partial")));
  // The longer part comes first.
  EXPECT_THAT(ShowClusters(parts(Relation::kTemplate)),
              ElementsAre(Pair(0, "2 partial")));
}

TEST(BuildClustersTest, UpdatesComeLastByDate) {
  EXPECT_THAT(ShowClusters(MatchTable({100, 110, 120, 90})
                               .Update(1, 3, 9)
                               .Update(2, 3, 2)
                               .Copy(0, 3)),
              ElementsAre(Pair(0, "3 copy")));
  EXPECT_THAT(ShowClusters(MatchTable({100, 110, 120, 90})
                               .Update(1, 0, 9)
                               .Update(2, 0, 2)
                               .Copy(0, 3)),
              ElementsAre(Pair(0, "3 copy, 2 update, 1 update")));
  // The earliest text that is verified; no chaining.
  EXPECT_THAT(ShowClusters(MatchTable({100, 100, 100, 100})
                               .Update(1, 0, 1)
                               .Update(2, 1, 1)
                               .Update(3, 2, 5)
                               .Update(3, 1, 6)),
              ElementsAre(Pair(0, "1 update"), Pair(1, "2 update, 3 update")));
}

TEST(BuildClustersTest, ClustersAscendByOriginal) {
  const std::vector<Cluster> clusters = MatchTable({10, 500, 20, 400, 30, 300})
                                            .Copy(4, 5)
                                            .Copy(0, 1)
                                            .Copy(2, 3)
                                            .Clusters({5, 4, 3, 2, 1, 0});
  ASSERT_EQ(clusters.size(), 3u);
  EXPECT_EQ(clusters[0].original, 1u);
  EXPECT_EQ(clusters[1].original, 3u);
  EXPECT_EQ(clusters[2].original, 5u);
}

// One text stands in half of the articles and shares a passage with the other
// half: linear, or minutes.
TEST(BuildClustersTest, ATextThatStandsEverywhere) {
  constexpr uint32_t kHalf = 100'000;
  std::vector<Match> matches;
  const auto add = [&](uint32_t a, uint32_t b, Relation relation) {
    Match match;
    match.a = a;
    match.b = b;
    match.relation = relation;
    match.words_a = a == 0 ? 40 : 60;
    match.words_b = 60;
    matches.push_back(match);
  };
  for (uint32_t i = 1; i <= kHalf; ++i) add(0, i, Relation::kPartial);
  for (uint32_t i = kHalf + 1; i <= 2 * kHalf; ++i) {
    add(0, i, Relation::kPassage);
  }
  for (uint32_t i = kHalf + 1; i < 2 * kHalf; i += 2) {
    add(i, i + 1, Relation::kExact);
  }
  std::vector<uint32_t> rank(2 * kHalf + 1);
  std::iota(rank.begin(), rank.end(), 0u);
  const std::clock_t start = std::clock();
  const std::vector<Cluster> clusters =
      BuildClusters(matches, rank, [](uint32_t, uint32_t) {
        return Match();
      }).value();
  EXPECT_LT(std::clock() - start, 20 * CLOCKS_PER_SEC);
  EXPECT_EQ(clusters.size(), kHalf + kHalf / 2);
  EXPECT_EQ(clusters[0].original, 1u);
  EXPECT_EQ(clusters[0].members.size(), 1u);
}

}  // namespace
}  // namespace nuskha
