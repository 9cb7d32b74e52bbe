// SPDX-License-Identifier: Apache-2.0

#include "nuskha/cluster.h"

#include <algorithm>
#include <optional>
#include <queue>
#include <tuple>
#include <utility>

#include "base/guarded.h"
#include "cluster/component.h"
#include "cluster/match_graph.h"
#include "cluster/union_find.h"
#include "cluster/updates.h"

namespace nuskha {
namespace {

using internal::Component;
using internal::Contained;
using internal::Container;
using internal::EdgeLists;
using internal::Host;
using internal::IsCopy;
using internal::IsUnder;
using internal::OtherOf;
using internal::UnionFind;

// Calls of `compare` that a document is worth; then only matches are believed.
constexpr uint32_t kMaxCalls = 16;
// Members that failed the check against their original try again among
// themselves. After this many rounds what is left of a component is settled in
// one pass by its matches, so that a drifting chain of bulletins, which would
// lose two members a round, costs linear time.
constexpr uint32_t kMaxRounds = 16;
// Rounds of looking for originals that turn out to be parts, usually one.
constexpr int kMaxDissolves = 16;

class Builder {
 public:
  Builder(std::span<const Match> matches, std::span<const uint32_t> rank,
          const CompareDocuments& compare)
      : matches_(matches),
        rank_(rank),
        compare_(compare),
        edges_(matches, rank.size(),
               [](const Match& m) { return IsSameArticle(m.relation); }),
        rivals_(matches, rank.size(),
                [this](const Match& m) { return AreRivals(m); }),
        words_(rank.size()),
        state_(rank.size()),
        calls_(rank.size()),
        dissolved_(rank.size()),
        mark_(rank.size()),
        cluster_of_(rank.size()),
        places_(rank.size()) {
    for (const Match& match : matches) {
      words_[match.a] = match.words_a;
      words_[match.b] = match.words_b;
    }
  }

  absl::StatusOr<std::vector<Cluster>> Build();

 private:
  enum class State : uint8_t { kOpen, kMember, kOriginal };

  // Where a document is a member.
  struct Place {
    uint32_t original;
    bool is_copy;  // exact or copy; else a part
  };

  // Whether two documents, each the same article as some other one, are judged
  // different articles.
  bool AreRivals(const Match& match) const {
    return (match.relation == Relation::kTemplate ||
            match.relation == Relation::kPassage) &&
           !edges_[match.a].empty() && !edges_[match.b].empty();
  }

  void PushComponents(const std::vector<uint32_t>& documents, uint32_t round);
  void SettleAll();
  void Settle(const Component& component);
  void SettleByMatches(const Component& component);
  std::vector<uint32_t> BestFirst(const Component& component);
  void MakeOriginal(uint32_t doc);
  std::vector<Host> HostsOf(uint32_t doc);
  bool Attach(uint32_t doc, uint32_t original, const Match& match);
  Match Relate(uint32_t doc, uint32_t original);
  bool DissolveParts();
  void AttachDirectParts();

  std::optional<bool> CopyIn(uint32_t doc, uint32_t original) const;
  bool MayJoin(uint32_t doc, uint32_t original, const Match& match) const;
  const std::vector<ClusterMember>& MembersOf(uint32_t original) const {
    return clusters_[cluster_of_[original]].members;
  }

  std::span<const Match> matches_;
  std::span<const uint32_t> rank_;
  const CompareDocuments& compare_;
  EdgeLists edges_;   // exact, copy, partial
  EdgeLists rivals_;  // matches that keep two documents apart

  std::vector<uint32_t> words_;     // shape [documents]
  std::vector<State> state_;        // shape [documents]
  std::vector<uint8_t> calls_;      // of compare_, shape [documents]
  std::vector<uint8_t> dissolved_;  // had to give up its cluster once
  std::vector<uint32_t> mark_;      // scratch: membership of a component
  uint32_t stamp_ = 0;

  std::priority_queue<Component> queue_;
  std::vector<Cluster> clusters_;
  std::vector<uint32_t> cluster_of_;        // original -> cluster
  std::vector<std::vector<Place>> places_;  // by member
};

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
    for (const uint32_t edge : edges_[documents[i]]) {
      const uint32_t other = OtherOf(matches_[edge], documents[i]);
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

// The members by rank, those that are a part of another member last.
std::vector<uint32_t> Builder::BestFirst(const Component& component) {
  ++stamp_;
  for (const uint32_t doc : component.members) mark_[doc] = stamp_;
  std::vector<std::tuple<bool, uint32_t, uint32_t>> keys;
  for (const uint32_t doc : component.members) {
    const auto edges = edges_[doc];
    const bool is_part =
        std::any_of(edges.begin(), edges.end(), [&](uint32_t edge) {
          const Match& match = matches_[edge];
          return match.relation == Relation::kPartial &&
                 Contained(match) == doc && mark_[Container(match)] == stamp_;
        });
    keys.emplace_back(is_part, rank_[doc], doc);
  }
  std::sort(keys.begin(), keys.end());
  std::vector<uint32_t> order;
  for (const auto& key : keys) order.push_back(std::get<2>(key));
  return order;
}

void Builder::MakeOriginal(uint32_t doc) {
  state_[doc] = State::kOriginal;
  cluster_of_[doc] = static_cast<uint32_t>(clusters_.size());
  clusters_.push_back({.original = doc, .members = {}});
}

// Originals that contain `doc`, by way of the texts it is a part of, and those
// it is a copy of.
std::vector<Host> Builder::HostsOf(uint32_t doc) {
  std::vector<uint32_t> originals;
  for (const uint32_t edge : edges_[doc]) {
    const Match& match = matches_[edge];
    if (match.relation == Relation::kPartial && Contained(match) != doc) {
      continue;
    }
    const uint32_t other = OtherOf(match, doc);
    if (state_[other] == State::kOriginal) originals.push_back(other);
    if (match.relation != Relation::kPartial) continue;
    for (const Place& place : places_[other]) {
      originals.push_back(place.original);
    }
  }
  std::sort(originals.begin(), originals.end());
  originals.erase(std::unique(originals.begin(), originals.end()),
                  originals.end());
  std::vector<Host> hosts;
  for (const uint32_t original : originals) {
    const Match match = Relate(doc, original);
    if (MayJoin(doc, original, match)) hosts.push_back({original, match});
  }
  return hosts;
}

Match Builder::Relate(uint32_t doc, uint32_t original) {
  const std::pair<uint32_t, uint32_t> pair = std::minmax(doc, original);
  if (const Match* match = internal::FindMatch(matches_, doc, original)) {
    return *match;
  }
  if (calls_[doc] < kMaxCalls) {
    ++calls_[doc];
    return internal::Checked(compare_(pair.first, pair.second));
  }
  Match nothing;
  nothing.a = pair.first;
  nothing.b = pair.second;
  return nothing;
}

// Whether `match` makes `doc` a member of the cluster of `original` and no
// member speaks against it. Two parts of one article may well be passages of
// each other, but never the same wording with other facts.
bool Builder::MayJoin(uint32_t doc, uint32_t original,
                      const Match& match) const {
  if (!IsUnder(doc, match)) return false;
  const auto apart = [&](const Match& rival, bool is_copy) {
    return rival.relation == Relation::kTemplate ||
           (is_copy && IsCopy(match.relation));
  };
  // From the side that has less to look at: some text stands in every article,
  // some article has every text.
  const std::vector<ClusterMember>& members = MembersOf(original);
  if (members.size() < rivals_[doc].size()) {
    return std::ranges::none_of(members, [&](const ClusterMember& member) {
      const Match* const rival =
          internal::FindMatch(matches_, doc, member.document);
      return rival != nullptr && AreRivals(*rival) &&
             apart(*rival, IsCopy(member.relation));
    });
  }
  return std::ranges::none_of(rivals_[doc], [&](uint32_t edge) {
    const Match& rival = matches_[edge];
    const std::optional<bool> is_copy = CopyIn(OtherOf(rival, doc), original);
    return is_copy.has_value() && apart(rival, *is_copy);
  });
}

// Whether `doc` is a copy in the cluster of `original`, or a part; nullopt: no
// member.
std::optional<bool> Builder::CopyIn(uint32_t doc, uint32_t original) const {
  const std::vector<Place>& places = places_[doc];
  const std::vector<ClusterMember>& members = MembersOf(original);
  if (members.size() < places.size()) {
    const auto found =
        std::ranges::find(members, doc, &ClusterMember::document);
    if (found != members.end()) return IsCopy(found->relation);
  } else {
    const auto found = std::ranges::find(places, original, &Place::original);
    if (found != places.end()) return found->is_copy;
  }
  return std::nullopt;
}

// Makes `doc` a member of the cluster of `original` if it may be one.
bool Builder::Attach(uint32_t doc, uint32_t original, const Match& match) {
  if (!MayJoin(doc, original, match)) return false;
  clusters_[cluster_of_[original]].members.push_back(
      {.document = doc,
       .relation = match.relation,
       .jaccard = match.jaccard,
       .in_original = match.a == doc ? match.a_in_b : match.b_in_a});
  places_[doc].push_back({original, IsCopy(match.relation)});
  state_[doc] = State::kMember;
  return true;
}

void Builder::Settle(const Component& component) {
  const uint32_t original = BestFirst(component).front();
  const std::vector<Host> hosts = HostsOf(original);
  if (hosts.empty()) MakeOriginal(original);
  for (const Host& host : hosts) Attach(original, host.original, host.match);
  std::vector<uint32_t> left;
  for (const uint32_t doc : component.members) {
    if (doc == original) continue;
    bool attached =
        hosts.empty() && Attach(doc, original, Relate(doc, original));
    for (const Host& host : hosts) {
      attached |= Attach(doc, host.original, Relate(doc, host.original));
    }
    if (!attached) left.push_back(doc);
  }
  if (!left.empty()) PushComponents(left, component.round + 1);
}

// The same without splitting the component again after each original.
void Builder::SettleByMatches(const Component& component) {
  const std::vector<uint32_t> order = BestFirst(component);
  for (const uint32_t doc : order) {
    if (state_[doc] != State::kOpen) continue;
    const std::vector<Host> hosts = HostsOf(doc);
    for (const Host& host : hosts) Attach(doc, host.original, host.match);
    if (!hosts.empty()) continue;
    MakeOriginal(doc);
    for (const uint32_t edge : edges_[doc]) {
      const uint32_t other = OtherOf(matches_[edge], doc);
      if (mark_[other] == stamp_ && state_[other] == State::kOpen) {
        Attach(other, doc, matches_[edge]);
      }
    }
  }
}

void Builder::SettleAll() {
  while (!queue_.empty()) {
    const Component component = queue_.top();
    queue_.pop();
    if (component.round < kMaxRounds) {
      Settle(component);
    } else {
      SettleByMatches(component);
    }
  }
}

// Takes apart the clusters whose original is a part of another original (its
// component held a longer text and came first). Returns whether there is
// anything to settle anew.
bool Builder::DissolveParts() {
  std::vector<uint32_t> open;
  for (const Match& match : matches_) {
    if (match.relation != Relation::kPartial) continue;
    const uint32_t doc = Contained(match);
    if (state_[doc] != State::kOriginal || dissolved_[doc] != 0 ||
        state_[Container(match)] != State::kOriginal) {
      continue;
    }
    dissolved_[doc] = 1;
    state_[doc] = State::kOpen;
    open.push_back(doc);
    auto& members = clusters_[cluster_of_[doc]].members;
    for (const ClusterMember& member : std::exchange(members, {})) {
      std::vector<Place>& places = places_[member.document];
      std::erase_if(places,
                    [&](const Place& place) { return place.original == doc; });
      if (!places.empty()) continue;
      state_[member.document] = State::kOpen;
      open.push_back(member.document);
    }
  }
  std::sort(open.begin(), open.end());
  if (!open.empty()) PushComponents(open, 0);
  return !open.empty();
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
    if (!CopyIn(doc, original).has_value()) Attach(doc, original, match);
  }
}

absl::StatusOr<std::vector<Cluster>> Builder::Build() {
  std::vector<uint32_t> documents;
  for (uint32_t doc = 0; doc < rank_.size(); ++doc) {
    if (!edges_[doc].empty()) documents.push_back(doc);
  }
  if (!documents.empty()) PushComponents(documents, 0);
  SettleAll();
  for (int i = 0; i < kMaxDissolves && DissolveParts(); ++i) SettleAll();
  AttachDirectParts();
  std::erase_if(clusters_, [](const Cluster& c) { return c.members.empty(); });
  std::ranges::sort(clusters_, {}, &Cluster::original);
  for (Cluster& cluster : clusters_) {
    std::ranges::sort(cluster.members, {}, &ClusterMember::document);
  }
  internal::AddUpdates(matches_, rank_.size(), &clusters_);
  return std::move(clusters_);
}

}  // namespace

absl::StatusOr<std::vector<Cluster>> BuildClusters(
    std::span<const Match> matches, std::span<const uint32_t> rank,
    const CompareDocuments& compare) {
  return internal::Guarded(
      [&] { return Builder(matches, rank, compare).Build(); });
}

}  // namespace nuskha
