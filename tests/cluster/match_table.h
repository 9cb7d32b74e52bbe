// SPDX-License-Identifier: Apache-2.0
//
// Matches written by hand, and the comparison that goes with them.

#ifndef NUSKHA_TESTS_CLUSTER_MATCH_TABLE_H_
#define NUSKHA_TESTS_CLUSTER_MATCH_TABLE_H_

#include <algorithm>
#include <cstdint>
#include <map>
#include <numeric>
#include <set>
#include <utility>
#include <vector>

#include "nuskha/cluster.h"
#include "reference/cluster_rules.h"

namespace nuskha {

class MatchTable {
 public:
  // words: of each document.
  explicit MatchTable(std::vector<uint32_t> words) : words_(std::move(words)) {}

  // What the pair is. Unless `listed`, only a comparison tells: the pair was
  // no candidate.
  MatchTable& Copy(uint32_t a, uint32_t b, bool listed = true) {
    return Set(a, b, Relation::kCopy, listed);
  }
  MatchTable& Exact(uint32_t a, uint32_t b) {
    return Set(a, b, Relation::kExact, true);
  }
  MatchTable& Part(uint32_t part, uint32_t whole, bool listed = true) {
    Match& match = Entry(part, whole, listed);
    match.relation = Relation::kPartial;
    match.container_is_a = match.a == whole;
    return *this;
  }
  // `later` carries the story of `earlier` on.
  MatchTable& Update(uint32_t later, uint32_t earlier, int32_t days) {
    Match& match = Entry(later, earlier, /*listed=*/true);
    match.relation = Relation::kUpdate;
    match.evidence.days_later = match.b == later ? days : -days;
    return *this;
  }
  MatchTable& Set(uint32_t a, uint32_t b, Relation relation, bool listed) {
    Entry(a, b, listed).relation = relation;
    return *this;
  }

  std::vector<Match> matches() const {
    std::vector<Match> matches;
    for (const auto& [pair, match] : table_) {
      if (listed_.contains(pair)) matches.push_back(match);
    }
    return matches;
  }

  Match Compare(uint32_t a, uint32_t b) const {
    const std::pair<uint32_t, uint32_t> pair = std::minmax(a, b);
    const auto found = table_.find(pair);
    if (found != table_.end()) return found->second;
    return Nothing(pair.first, pair.second);
  }

  // Clusters by `rank` (input order if empty), held to the rules.
  std::vector<Cluster> Clusters(std::vector<uint32_t> rank = {}) const {
    if (rank.empty()) {
      rank.resize(words_.size());
      std::iota(rank.begin(), rank.end(), 0u);
    }
    const auto compare = [this](uint32_t a, uint32_t b) {
      ++calls_;
      return Compare(a, b);
    };
    const std::vector<Match> matches = this->matches();
    calls_ = 0;
    std::vector<Cluster> clusters =
        BuildClusters(matches, rank, compare).value();
    const size_t calls = calls_;
    broken_ = reference::BrokenRules(clusters, matches, compare);
    calls_ = calls;
    return clusters;
  }

  // Of the last Clusters().
  const std::vector<std::string>& broken() const { return broken_; }
  size_t calls() const { return calls_; }

 private:
  Match Nothing(uint32_t a, uint32_t b) const {
    Match match;
    match.a = a;
    match.b = b;
    match.words_a = words_[a];
    match.words_b = words_[b];
    // Figures that tell the two sides and the pairs apart.
    match.jaccard = 1.0 / (1 + a + b);
    match.a_in_b = 1.0 / (2 + a);
    match.b_in_a = 1.0 / (2 + b);
    return match;
  }

  Match& Entry(uint32_t a, uint32_t b, bool listed) {
    const std::pair<uint32_t, uint32_t> pair = std::minmax(a, b);
    if (listed) listed_.insert(pair);
    return table_.try_emplace(pair, Nothing(pair.first, pair.second))
        .first->second;
  }

  std::vector<uint32_t> words_;
  std::map<std::pair<uint32_t, uint32_t>, Match> table_;
  std::set<std::pair<uint32_t, uint32_t>> listed_;
  mutable std::vector<std::string> broken_;
  mutable size_t calls_ = 0;
};

}  // namespace nuskha

#endif  // NUSKHA_TESTS_CLUSTER_MATCH_TABLE_H_
