// SPDX-License-Identifier: Apache-2.0

#include "nuskha/cluster.h"

#include <algorithm>
#include <numeric>
#include <queue>
#include <tuple>
#include <utility>

namespace nuskha {
namespace {

// Members that failed the check against their original try again among
// themselves; after this many rounds only the matches at hand are believed, so
// that a drifting chain of bulletins costs linear time.
constexpr uint32_t kRoundsThatCompare = 16;

// Union by the smaller number: the representative does not depend on order.
class UnionFind {
 public:
  explicit UnionFind(size_t n) : parent_(n) {
    std::iota(parent_.begin(), parent_.end(), 0u);
  }
  uint32_t Find(uint32_t x) {
    while (parent_[x] != x) x = parent_[x] = parent_[parent_[x]];
    return x;
  }
  void Unite(uint32_t x, uint32_t y) {
    x = Find(x);
    y = Find(y);
    parent_[std::max(x, y)] = std::min(x, y);
  }

 private:
  std::vector<uint32_t> parent_;
};

struct Component {
  std::vector<uint32_t> members;  // ascending
  uint32_t words = 0;             // of the longest member
  uint32_t round = 0;

  // The queue serves the longest first, so that a text's container is settled
  // before the text itself.
  friend bool operator<(const Component& x, const Component& y) {
    return std::tuple(x.words, y.members.front()) <
           std::tuple(y.words, x.members.front());
  }
};

bool IsCopy(Relation relation) {
  return relation == Relation::kExact || relation == Relation::kCopy;
}

// The document that is contained, if the match says so.
uint32_t Contained(const Match& match) {
  return match.container_is_a ? match.b : match.a;
}
uint32_t Container(const Match& match) {
  return match.container_is_a ? match.a : match.b;
}

class Builder {
 public:
  Builder(std::span<const Match> matches, std::span<const uint32_t> rank,
          const std::function<Match(uint32_t, uint32_t)>& compare)
      : matches_(matches),
        rank_(rank),
        compare_(compare),
        words_(rank.size()),
        state_(rank.size()),
        edge_begin_(rank.size() + 1),
        mark_(rank.size()) {
    MakeEdges();
  }

  std::vector<Cluster> Build();

 private:
  enum class State : uint8_t { kOpen, kMember, kOriginal };

  void MakeEdges();
  std::span<const uint32_t> Edges(uint32_t doc) const {
    return std::span(edges_).subspan(edge_begin_[doc],
                                     edge_begin_[doc + 1] - edge_begin_[doc]);
  }
  uint32_t Other(const Match& match, uint32_t doc) const {
    return match.a == doc ? match.b : match.a;
  }

  void PushComponents(const std::vector<uint32_t>& documents, uint32_t round);
  void Settle(const Component& component);
  uint32_t ChooseOriginal(const Component& component);
  std::vector<uint32_t> HostsOf(uint32_t doc, uint32_t round);
  bool Attach(uint32_t doc, uint32_t original, uint32_t round);
  Match Relate(uint32_t doc, uint32_t original, uint32_t round) const;
  void AttachDirectParts();

  std::span<const Match> matches_;
  std::span<const uint32_t> rank_;
  const std::function<Match(uint32_t, uint32_t)>& compare_;

  std::vector<uint32_t> words_;       // shape [documents]
  std::vector<State> state_;          // shape [documents]
  std::vector<uint32_t> edge_begin_;  // shape [documents + 1]
  std::vector<uint32_t> edges_;       // match numbers by document
  std::vector<uint32_t> mark_;        // scratch: membership of a component
  uint32_t stamp_ = 0;

  std::priority_queue<Component> queue_;
  std::vector<Cluster> clusters_;
  std::vector<uint32_t> cluster_of_;                 // original -> cluster
  std::vector<std::vector<uint32_t>> originals_of_;  // member -> originals
};

void Builder::MakeEdges() {
  for (const Match& match : matches_) {
    if (!IsSameArticle(match.relation)) continue;
    ++edge_begin_[match.a + 1];
    ++edge_begin_[match.b + 1];
    words_[match.a] = match.words_a;
    words_[match.b] = match.words_b;
  }
  for (size_t i = 1; i < edge_begin_.size(); ++i) {
    edge_begin_[i] += edge_begin_[i - 1];
  }
  edges_.resize(edge_begin_.back());
  std::vector<uint32_t> next(edge_begin_.begin(), edge_begin_.end() - 1);
  for (uint32_t i = 0; i < matches_.size(); ++i) {
    if (!IsSameArticle(matches_[i].relation)) continue;
    edges_[next[matches_[i].a]++] = i;
    edges_[next[matches_[i].b]++] = i;
  }
}

// Splits `documents` (ascending) into components of copy edges and queues them.
void Builder::PushComponents(const std::vector<uint32_t>& documents,
                             uint32_t round) {
  ++stamp_;
  for (const uint32_t doc : documents) mark_[doc] = stamp_;
  // Numbered by place in `documents`, so that the cost is theirs alone.
  UnionFind sets(documents.size());
  const auto place = [&](uint32_t doc) {
    return static_cast<uint32_t>(
        std::lower_bound(documents.begin(), documents.end(), doc) -
        documents.begin());
  };
  for (uint32_t i = 0; i < documents.size(); ++i) {
    for (const uint32_t edge : Edges(documents[i])) {
      const uint32_t other = Other(matches_[edge], documents[i]);
      if (IsCopy(matches_[edge].relation) && mark_[other] == stamp_) {
        sets.Unite(i, place(other));
      }
    }
  }
  std::vector<Component> parts(documents.size());
  for (uint32_t i = 0; i < documents.size(); ++i) {
    Component& part = parts[sets.Find(i)];
    part.members.push_back(documents[i]);
    part.words = std::max(part.words, words_[documents[i]]);
  }
  for (Component& part : parts) {
    if (part.members.empty()) continue;
    part.round = round;
    queue_.push(std::move(part));
  }
}

uint32_t Builder::ChooseOriginal(const Component& component) {
  ++stamp_;
  for (const uint32_t doc : component.members) mark_[doc] = stamp_;
  uint32_t best = 0;
  std::tuple<bool, uint32_t> best_key(true, 0xffffffff);
  for (const uint32_t doc : component.members) {
    const auto edges = Edges(doc);
    const bool is_part =
        std::any_of(edges.begin(), edges.end(), [&](uint32_t edge) {
          const Match& match = matches_[edge];
          return match.relation == Relation::kPartial &&
                 Contained(match) == doc && mark_[Container(match)] == stamp_;
        });
    const std::tuple<bool, uint32_t> key(is_part, rank_[doc]);
    if (key <= best_key) {
      best_key = key;
      best = doc;
    }
  }
  return best;
}

// Originals that contain `doc`, by way of the texts it is a part of.
std::vector<uint32_t> Builder::HostsOf(uint32_t doc, uint32_t round) {
  std::vector<uint32_t> hosts;
  for (const uint32_t edge : Edges(doc)) {
    const Match& match = matches_[edge];
    if (match.relation != Relation::kPartial || Contained(match) != doc) {
      continue;
    }
    const uint32_t container = Container(match);
    if (state_[container] == State::kOriginal) hosts.push_back(container);
    hosts.insert(hosts.end(), originals_of_[container].begin(),
                 originals_of_[container].end());
  }
  std::sort(hosts.begin(), hosts.end());
  hosts.erase(std::unique(hosts.begin(), hosts.end()), hosts.end());
  std::erase_if(hosts, [&](uint32_t host) {
    const Match match = Relate(doc, host, round);
    return match.relation != Relation::kPartial || Contained(match) != doc;
  });
  return hosts;
}

Match Builder::Relate(uint32_t doc, uint32_t original, uint32_t round) const {
  const std::pair<uint32_t, uint32_t> pair = std::minmax(doc, original);
  const auto found = std::lower_bound(
      matches_.begin(), matches_.end(), pair,
      [](const Match& match, const std::pair<uint32_t, uint32_t>& wanted) {
        return std::pair(match.a, match.b) < wanted;
      });
  if (found != matches_.end() && std::pair(found->a, found->b) == pair) {
    return *found;
  }
  if (round < kRoundsThatCompare) return compare_(pair.first, pair.second);
  Match nothing;
  nothing.a = pair.first;
  nothing.b = pair.second;
  return nothing;
}

bool Builder::Attach(uint32_t doc, uint32_t original, uint32_t round) {
  const Match match = Relate(doc, original, round);
  const bool part =
      match.relation == Relation::kPartial && Contained(match) == doc;
  if (!part && !IsCopy(match.relation)) return false;
  clusters_[cluster_of_[original]].members.push_back(
      {.document = doc,
       .relation = match.relation,
       .jaccard = match.jaccard,
       .in_original = match.a == doc ? match.a_in_b : match.b_in_a});
  originals_of_[doc].push_back(original);
  state_[doc] = State::kMember;
  return true;
}

void Builder::Settle(const Component& component) {
  const uint32_t original = ChooseOriginal(component);
  std::vector<uint32_t> hosts = HostsOf(original, component.round);
  if (hosts.empty()) {
    state_[original] = State::kOriginal;
    cluster_of_[original] = static_cast<uint32_t>(clusters_.size());
    clusters_.push_back({.original = original, .members = {}});
    hosts.push_back(original);
  }
  std::vector<uint32_t> left;
  for (const uint32_t doc : component.members) {
    if (state_[doc] == State::kOriginal) continue;
    bool attached = false;
    for (const uint32_t host : hosts) {
      attached |= Attach(doc, host, component.round);
    }
    if (!attached) left.push_back(doc);
  }
  if (!left.empty()) PushComponents(left, component.round + 1);
}

// "A text that is part of several originals is listed under each."
void Builder::AttachDirectParts() {
  for (const Match& match : matches_) {
    if (match.relation != Relation::kPartial) continue;
    const uint32_t doc = Contained(match), original = Container(match);
    if (state_[original] != State::kOriginal ||
        state_[doc] == State::kOriginal) {
      continue;
    }
    const auto& of = originals_of_[doc];
    if (std::find(of.begin(), of.end(), original) == of.end()) {
      Attach(doc, original, kRoundsThatCompare);
    }
  }
}

std::vector<Cluster> Builder::Build() {
  cluster_of_.resize(rank_.size());
  originals_of_.resize(rank_.size());
  std::vector<uint32_t> documents;
  for (uint32_t doc = 0; doc < rank_.size(); ++doc) {
    if (!Edges(doc).empty()) documents.push_back(doc);
  }
  if (!documents.empty()) PushComponents(documents, 0);
  while (!queue_.empty()) {
    const Component component = queue_.top();
    queue_.pop();
    Settle(component);
  }
  AttachDirectParts();
  std::erase_if(clusters_, [](const Cluster& c) { return c.members.empty(); });
  std::sort(clusters_.begin(), clusters_.end(),
            [](const Cluster& x, const Cluster& y) {
              return x.original < y.original;
            });
  for (Cluster& cluster : clusters_) {
    std::sort(cluster.members.begin(), cluster.members.end(),
              [](const ClusterMember& x, const ClusterMember& y) {
                return x.document < y.document;
              });
  }
  return std::move(clusters_);
}

}  // namespace

std::vector<Cluster> BuildClusters(
    std::span<const Match> matches, std::span<const uint32_t> rank,
    const std::function<Match(uint32_t, uint32_t)>& compare) {
  return Builder(matches, rank, compare).Build();
}

}  // namespace nuskha
