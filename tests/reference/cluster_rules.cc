// SPDX-License-Identifier: Apache-2.0

#include "reference/cluster_rules.h"

#include <algorithm>
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
    for (size_t k = 1; k < clusters[i].members.size(); ++k) {
      if (clusters[i].members[k - 1].document >=
          clusters[i].members[k].document) {
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
  if (!IsSameArticle(match.relation) || (match.relation == Relation::kPartial &&
                                         match.container_is_a == member_is_a)) {
    broken->push_back(pair + ": not verified");
  }
  if (member.jaccard != match.jaccard ||
      member.in_original != (member_is_a ? match.a_in_b : match.b_in_a)) {
    broken->push_back(pair + ": figures are not those of the pair");
  }
}

}  // namespace

std::vector<std::string> BrokenRules(
    const std::vector<Cluster>& clusters, std::span<const Match> matches,
    const std::function<Match(uint32_t, uint32_t)>& compare) {
  std::vector<std::string> broken;
  CheckForm(clusters, &broken);
  std::set<uint32_t> originals, members;
  std::set<std::pair<uint32_t, uint32_t>> listed;  // member, original
  for (const Cluster& cluster : clusters) {
    originals.insert(cluster.original);
    for (const ClusterMember& member : cluster.members) {
      members.insert(member.document);
      listed.emplace(member.document, cluster.original);
      CheckMember(cluster, member, compare, &broken);
    }
  }
  for (const uint32_t doc : originals) {
    if (members.contains(doc)) {
      broken.push_back(Name(doc) + " is original and member");
    }
  }
  for (const Match& match : matches) {
    if (!IsSameArticle(match.relation)) continue;
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
