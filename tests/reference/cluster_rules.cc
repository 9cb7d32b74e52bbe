// SPDX-License-Identifier: Apache-2.0

#include "reference/cluster_rules.h"

#include <algorithm>
#include <cstdlib>
#include <set>
#include <utility>

namespace nuskha::reference {
namespace {

std::string Name(uint32_t doc) { return std::to_string(doc); }

void CheckForm(const std::vector<Cluster>& clusters,
               std::vector<std::string>* broken) {
  for (size_t i = 0; i < clusters.size(); ++i) {
    const std::string name = "cluster of " + Name(clusters[i].original);
    if (i > 0 && clusters[i - 1].original >= clusters[i].original) {
      broken->push_back(name + " is out of order");
    }
    if (clusters[i].members.empty()) broken->push_back(name + " is empty");
    const auto& members = clusters[i].members;
    for (size_t k = 1; k < members.size(); ++k) {
      const bool was_update = members[k - 1].relation == Relation::kUpdate;
      const bool is_update = members[k].relation == Relation::kUpdate;
      if (was_update && is_update) continue;  // by date: CheckUpdates()
      if (was_update ||
          (!is_update && members[k - 1].document >= members[k].document)) {
        broken->push_back(name + ": members out of order");
      }
    }
  }
}

void CheckMember(const Cluster& cluster, const ClusterMember& member,
                 const std::function<Match(uint32_t, uint32_t)>& compare,
                 std::vector<std::string>* broken) {
  const auto [a, b] = std::minmax(member.document, cluster.original);
  const Match match = compare(a, b);
  const std::string pair =
      Name(member.document) + " under " + Name(cluster.original);
  const bool member_is_a = member.document == a;
  if (match.relation != member.relation) {
    broken->push_back(pair + ": another relation than that of the pair");
  }
  const int32_t days_after =
      member_is_a ? -match.evidence.days_later : match.evidence.days_later;
  const bool verified = match.relation == Relation::kExact ||
                        match.relation == Relation::kCopy ||
                        (match.relation == Relation::kPartial &&
                         match.container_is_a != member_is_a) ||
                        (match.relation == Relation::kUpdate && days_after > 0);
  if (!verified) {
    broken->push_back(pair + ": not verified");
  }
  if (member.jaccard != match.jaccard ||
      member.in_original != (member_is_a ? match.a_in_b : match.b_in_a)) {
    broken->push_back(pair + ": figures are not those of the pair");
  }
}

// Days from the original to each update, which must not fall.
void CheckUpdates(const Cluster& cluster,
                  const std::function<Match(uint32_t, uint32_t)>& compare,
                  std::set<uint32_t>* updates,
                  std::vector<std::string>* broken) {
  int32_t last = 0;
  for (const ClusterMember& member : cluster.members) {
    if (member.relation != Relation::kUpdate) continue;
    const auto [a, b] = std::minmax(member.document, cluster.original);
    const int32_t days = std::abs(compare(a, b).evidence.days_later);
    if (days < last) broken->push_back(Name(member.document) + " is too late");
    last = days;
    if (!updates->insert(member.document).second) {
      broken->push_back(Name(member.document) + " is an update twice");
    }
  }
}

bool IsCopy(const ClusterMember& member) {
  return member.relation == Relation::kExact ||
         member.relation == Relation::kCopy;
}

void CheckRivals(const Cluster& cluster, std::span<const Match> matches,
                 std::vector<std::string>* broken) {
  for (const Match& match : matches) {
    const ClusterMember* one = nullptr;
    const ClusterMember* other = nullptr;
    for (const ClusterMember& member : cluster.members) {
      if (!IsSameArticle(member.relation)) continue;
      if (member.document == match.a) one = &member;
      if (member.document == match.b) other = &member;
    }
    if (one == nullptr || other == nullptr) continue;
    if (match.relation == Relation::kTemplate ||
        (match.relation == Relation::kPassage && IsCopy(*one) &&
         IsCopy(*other))) {
      broken->push_back(Name(match.a) + " and " + Name(match.b) +
                        " are rivals in one cluster");
    }
  }
}

}  // namespace

std::vector<std::string> BrokenRules(
    const std::vector<Cluster>& clusters, std::span<const Match> matches,
    const std::function<Match(uint32_t, uint32_t)>& compare) {
  std::vector<std::string> broken;
  CheckForm(clusters, &broken);
  std::set<uint32_t> originals, members, updates, rivals;
  std::vector<Match> apart;
  for (const Match& match : matches) {
    if (match.relation != Relation::kTemplate &&
        match.relation != Relation::kPassage) {
      continue;
    }
    apart.push_back(match);
    rivals.insert(match.a);
    rivals.insert(match.b);
  }
  std::set<std::pair<uint32_t, uint32_t>> listed;  // member, original
  for (const Cluster& cluster : clusters) {
    originals.insert(cluster.original);
    CheckUpdates(cluster, compare, &updates, &broken);
    CheckRivals(cluster, apart, &broken);
    for (const ClusterMember& member : cluster.members) {
      CheckMember(cluster, member, compare, &broken);
      if (member.relation == Relation::kUpdate) continue;
      members.insert(member.document);
      listed.emplace(member.document, cluster.original);
    }
  }
  for (const uint32_t doc : originals) {
    if (members.contains(doc)) {
      broken.push_back(Name(doc) + " is original and member");
    }
  }
  for (const uint32_t doc : updates) {
    if (members.contains(doc)) {
      broken.push_back(Name(doc) + " is update and copy or part");
    }
  }
  for (const Match& match : matches) {
    if (!IsSameArticle(match.relation)) continue;
    if (rivals.contains(match.a) || rivals.contains(match.b)) continue;
    const std::string pair = Name(match.a) + " and " + Name(match.b);
    if (!members.contains(match.a) && !members.contains(match.b)) {
      broken.push_back(pair + " match and both are kept");
    }
    if (match.relation != Relation::kPartial) continue;
    const uint32_t part = match.container_is_a ? match.b : match.a;
    const uint32_t whole = match.container_is_a ? match.a : match.b;
    if (originals.contains(whole) && members.contains(part) &&
        !listed.contains({part, whole})) {
      broken.push_back(Name(part) + " is not listed under " + Name(whole));
    }
  }
  return broken;
}

}  // namespace nuskha::reference
