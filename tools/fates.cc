// SPDX-License-Identifier: Apache-2.0

#include "fates.h"

#include <algorithm>
#include <functional>
#include <map>
#include <string_view>
#include <utility>

#include "checked.h"

namespace nuskha::tools {
namespace {

size_t HashOfWords(const Detector& detector, uint32_t doc) {
  const std::span<const uint32_t> words = detector.words(doc);
  return std::hash<std::string_view>()(
      {reinterpret_cast<const char*>(words.data()), words.size_bytes()});
}

}  // namespace

std::vector<Fate> Decide(const std::vector<Cluster>& clusters,
                         const std::set<Relation>& remove, uint32_t documents,
                         uint32_t own) {
  std::vector<Fate> fates(documents);
  for (const Cluster& cluster : clusters) {
    for (const ClusterMember& member : cluster.members) {
      if (IsSameArticle(member.relation)) {
        fates[cluster.original].is_original = true;
      }
      Fate& fate = fates[member.document];
      // Of several originals the one is reported for which it is removed, then
      // the one that holds most of it; of equals, the first.
      const bool removed =
          member.document < own && remove.contains(member.relation);
      const auto better = std::pair(removed, member.in_original);
      if (fate.has_original && std::pair(fate.removed, fate.in) >= better) {
        continue;
      }
      fate.has_original = true;
      fate.of = cluster.original;
      fate.relation = member.relation;
      fate.jaccard = member.jaccard;
      fate.in = member.in_original;
      fate.removed = removed;
    }
  }
  return fates;
}

void RemoveExactOfKept(const Detector& detector, std::span<const uint32_t> rank,
                       uint32_t own, std::vector<Fate>* fates) {
  std::vector<uint32_t> kept;
  for (uint32_t doc = 0; doc < fates->size(); ++doc) {
    const Fate& fate = (*fates)[doc];
    if (fate.has_original && !fate.removed && IsSameArticle(fate.relation)) {
      kept.push_back(doc);
    }
  }
  std::ranges::sort(kept, {}, [&](uint32_t doc) { return rank[doc]; });
  // The first of each text, by its original. One is enough: what stays beside
  // it, inside one source of --isolate, has the source that it has.
  std::map<std::pair<uint32_t, size_t>, uint32_t> first;
  for (const uint32_t doc : kept) {
    Fate& fate = (*fates)[doc];
    const auto [entry, is_first] =
        first.try_emplace({fate.of, HashOfWords(detector, doc)}, doc);
    if (is_first || doc >= own || fate.is_original) continue;
    const auto [a, b] = std::minmax(doc, entry->second);
    const Match match = Checked(detector.Compare(a, b));
    if (match.relation != Relation::kExact) continue;
    fate.of = entry->second;
    fate.relation = match.relation;
    fate.jaccard = match.jaccard;
    fate.in = a == doc ? match.a_in_b : match.b_in_a;
    fate.removed = true;
  }
}

}  // namespace nuskha::tools
