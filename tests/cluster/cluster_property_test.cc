// SPDX-License-Identifier: Apache-2.0
//
// Random worlds of matches, held to the rules of reference/cluster_rules.h.

#include <algorithm>
#include <cstdint>
#include <numeric>
#include <string>
#include <vector>

#include "cluster/match_table.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "nuskha/cluster.h"
#include "reference/random_texts.h"

namespace nuskha {
namespace {

using reference::Below;
using reference::Rng;
using ::testing::IsEmpty;

std::vector<uint32_t> RandomRank(Rng& rng, size_t n) {
  std::vector<uint32_t> rank(n);
  std::iota(rank.begin(), rank.end(), 0u);
  for (size_t i = n; i > 1; --i) std::swap(rank[i - 1], rank[Below(rng, i)]);
  return rank;
}

// Different word counts, so that no choice falls back on the numbering.
std::vector<uint32_t> RandomWordCounts(Rng& rng, size_t n) {
  std::vector<uint32_t> words = RandomRank(rng, n);
  for (uint32_t& count : words) count = 100 + 3 * count;
  return words;
}

// Any relation between any two documents: nothing is consistent but that a
// container has more words. Half of the relations are listed as matches. A
// document's number of words is its date.
MatchTable RandomGraph(Rng& rng, const std::vector<uint32_t>& words,
                       size_t pairs, bool with_rivals = false) {
  MatchTable table(words);
  for (size_t i = 0; i < pairs; ++i) {
    auto a = static_cast<uint32_t>(Below(rng, words.size()));
    auto b = static_cast<uint32_t>(Below(rng, words.size()));
    if (a == b) continue;
    if (words[a] > words[b]) std::swap(a, b);
    const bool listed = Below(rng, 2) == 0;
    const size_t kind = Below(rng, with_rivals ? 5 : 2);
    if (kind == 0) {
      table.Copy(a, b, listed);
    } else if (kind == 1) {
      table.Part(a, b, listed);
    } else if (kind == 2) {
      table.Update(b, a, static_cast<int32_t>(words[b] - words[a]));
    } else {
      table.Set(a, b, kind == 3 ? Relation::kTemplate : Relation::kPassage,
                listed);
    }
  }
  return table;
}

// Documents are stretches of a line: copies if they overlap by six tenths of
// both together, part and whole if one lies in the other. Drift, previews and
// excerpts come about by themselves, as in news.
MatchTable RandomLine(Rng& rng, size_t n, double listed) {
  struct Stretch {
    int64_t begin, end;
  };
  std::vector<Stretch> line(n);
  std::vector<uint32_t> words(n);
  for (size_t i = 0; i < n; ++i) {
    const auto length = static_cast<int64_t>(30 + Below(rng, 200));
    const auto begin = static_cast<int64_t>(Below(rng, 30 * n));
    line[i] = {begin, begin + length};
    words[i] = static_cast<uint32_t>(length);
  }
  MatchTable table(words);
  for (uint32_t a = 0; a < n; ++a) {
    for (uint32_t b = a + 1; b < n; ++b) {
      const auto common =
          static_cast<double>(std::min(line[a].end, line[b].end) -
                              std::max(line[a].begin, line[b].begin));
      const double both = words[a] + words[b] - common;
      const double fewer = std::min(words[a], words[b]);
      const bool is_listed =
          static_cast<double>(Below(rng, 1000)) < listed * 1000;
      if (common >= 0.6 * both) {
        table.Copy(a, b, is_listed);
      } else if (common >= 0.9 * fewer) {
        table.Part(words[a] < words[b] ? a : b, words[a] < words[b] ? b : a,
                   is_listed);
      }
    }
  }
  return table;
}

TEST(ClusterPropertyTest, RandomGraphsKeepTheRules) {
  Rng rng(1);
  for (int round = 0; round < 600; ++round) {
    const size_t n = 2 + Below(rng, 14);
    const auto words = RandomWordCounts(rng, n);
    const MatchTable table = RandomGraph(rng, words, Below(rng, 3 * n));
    table.Clusters(RandomRank(rng, n));
    ASSERT_THAT(table.broken(), IsEmpty()) << "round " << round;
    EXPECT_LE(table.calls(), 16 * n);
  }
}

TEST(ClusterPropertyTest, RivalsAndUpdatesKeepTheRules) {
  Rng rng(7);
  for (int round = 0; round < 3000; ++round) {
    const size_t n = 2 + Below(rng, 14);
    const auto words = RandomWordCounts(rng, n);
    const MatchTable table =
        RandomGraph(rng, words, Below(rng, 4 * n), /*with_rivals=*/true);
    table.Clusters(RandomRank(rng, n));
    ASSERT_THAT(table.broken(), IsEmpty()) << "round " << round;
  }
}

TEST(ClusterPropertyTest, DenseLinesKeepTheRules) {
  Rng rng(2);
  for (int round = 0; round < 100; ++round) {
    const size_t n = 2 + Below(rng, 60);
    const MatchTable table = RandomLine(rng, n, 1);
    table.Clusters(RandomRank(rng, n));
    ASSERT_THAT(table.broken(), IsEmpty()) << "round " << round;
  }
}

TEST(ClusterPropertyTest, SparselyListedLinesKeepTheRules) {
  Rng rng(3);
  for (int round = 0; round < 200; ++round) {
    const size_t n = 2 + Below(rng, 60);
    const MatchTable table =
        RandomLine(rng, n, 0.1 + 0.1 * static_cast<double>(Below(rng, 9)));
    table.Clusters(RandomRank(rng, n));
    ASSERT_THAT(table.broken(), IsEmpty()) << "round " << round;
    EXPECT_LE(table.calls(), 16 * n);
  }
}

// The numbers of the documents only decide between equally long ones: the same
// world in another order gives the same clusters.
TEST(ClusterPropertyTest, NumberingDoesNotMatter) {
  Rng rng(4);
  for (int round = 0; round < 300; ++round) {
    const size_t n = 2 + Below(rng, 12);
    const auto words = RandomWordCounts(rng, n);
    const auto rank = RandomRank(rng, n);
    const auto number = RandomRank(rng, n);  // old -> new
    const uint64_t seed = rng();
    std::vector<uint32_t> new_words(n), new_rank(n);
    for (size_t i = 0; i < n; ++i) {
      new_words[number[i]] = words[i];
      new_rank[number[i]] = rank[i];
    }
    MatchTable old_table(words), new_table(new_words);
    Rng pairs(seed);
    for (size_t i = 0; i < 2 * n; ++i) {
      auto a = static_cast<uint32_t>(Below(pairs, n));
      auto b = static_cast<uint32_t>(Below(pairs, n));
      if (a == b) continue;
      if (words[a] > words[b]) std::swap(a, b);
      const bool listed = Below(pairs, 3) != 0;
      if (Below(pairs, 2) == 0) {
        old_table.Copy(a, b, listed);
        new_table.Copy(number[a], number[b], listed);
      } else {
        old_table.Part(a, b, listed);
        new_table.Part(number[a], number[b], listed);
      }
    }
    std::set<std::pair<uint32_t, uint32_t>> want, got;
    for (const Cluster& cluster : old_table.Clusters(rank)) {
      for (const ClusterMember& member : cluster.members) {
        want.emplace(number[cluster.original], number[member.document]);
      }
    }
    for (const Cluster& cluster : new_table.Clusters(new_rank)) {
      for (const ClusterMember& member : cluster.members) {
        got.emplace(cluster.original, member.document);
      }
    }
    ASSERT_EQ(got, want) << "round " << round;
  }
}

// A bulletin that changes a little every day: each issue matches the next, and
// is a copy of those at most `reach` days away.
struct Drift {
  explicit Drift(uint32_t n) : rank(n) {
    std::iota(rank.begin(), rank.end(), 0u);
    for (uint32_t day = 1; day < n; ++day) {
      matches.push_back(Related(day - 1, day));
    }
  }

  static Match Related(uint32_t a, uint32_t b) {
    Match match;
    match.a = a;
    match.b = b;
    match.words_a = match.words_b = 100;
    match.relation = Relation::kCopy;
    return match;
  }

  std::vector<Cluster> Clusters(uint32_t reach) {
    const auto compare = [&](uint32_t a, uint32_t b) {
      ++calls;
      Match match = Related(a, b);
      if (b - a > reach) match.relation = Relation::kNothing;
      return match;
    };
    auto clusters = BuildClusters(matches, rank, compare).value();
    const size_t counted = calls;
    EXPECT_THAT(reference::BrokenRules(clusters, matches, compare), IsEmpty());
    calls = counted;
    return clusters;
  }

  std::vector<uint32_t> rank;
  std::vector<Match> matches;
  size_t calls = 0;
};

constexpr uint32_t kDays = 10000;

TEST(ClusterCostTest, ADriftingChainTakesLinearlyManyComparisons) {
  for (const uint32_t reach : {1u, 5u, 100u, kDays}) {
    Drift drift(kDays);
    EXPECT_FALSE(drift.Clusters(reach).empty());
    EXPECT_LE(drift.calls, 16 * kDays) << reach;
  }
}

// Ranks at random split the chain in the middle instead of at its end.
TEST(ClusterCostTest, AChainOfRandomRanks) {
  Rng rng(5);
  Drift drift(kDays);
  drift.rank = RandomRank(rng, kDays);
  EXPECT_FALSE(drift.Clusters(3).empty());
  EXPECT_LE(drift.calls, 16 * kDays);
}

// Ten times the chain: a cost that grows with its square would take minutes.
TEST(ClusterCostTest, ALongChainEnds) {
  Drift drift(10 * kDays);
  EXPECT_GE(drift.Clusters(2).size(), kDays);
}

// A standing text that is a part of hundreds of originals, posted hundreds of
// times: each copy is compared with a few originals, not with all.
TEST(ClusterCostTest, PartsOfManyOriginals) {
  constexpr uint32_t kOriginals = 400, kCopies = 400;
  std::vector<uint32_t> words(kOriginals, 500);
  words.resize(kOriginals + kCopies, 50);
  MatchTable table(words);
  for (uint32_t i = 0; i < kOriginals; ++i) table.Part(kOriginals, i);
  for (uint32_t i = 1; i < kCopies; ++i) {
    table.Copy(kOriginals, kOriginals + i);
    for (uint32_t k = 0; k < kOriginals; ++k) {
      table.Part(kOriginals + i, k, /*listed=*/false);
    }
  }
  EXPECT_EQ(table.Clusters().size(), kOriginals);
  EXPECT_THAT(table.broken(), IsEmpty());
  EXPECT_LE(table.calls(), 16 * words.size());
}

}  // namespace
}  // namespace nuskha
