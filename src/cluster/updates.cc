// SPDX-License-Identifier: Apache-2.0

#include "cluster/updates.h"

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <tuple>

namespace nuskha::internal {
namespace {

// One document that carries on the story of an earlier one.
struct Update {
  uint32_t later;
  uint32_t earlier;
  int32_t days;  // between them, at least 1
  const Match* match;
};

}  // namespace

void AddUpdates(std::span<const Match> matches, size_t documents,
                std::vector<Cluster>* clusters) {
  std::vector<uint8_t> is_member(documents);
  for (const Cluster& cluster : *clusters) {
    for (const ClusterMember& member : cluster.members) {
      is_member[member.document] = 1;
    }
  }
  std::vector<Update> updates;
  for (const Match& match : matches) {
    const int32_t days = match.evidence.days_later;
    if (match.relation != Relation::kUpdate || days == 0 ||
        is_member[match.a] != 0 || is_member[match.b] != 0) {
      continue;
    }
    updates.push_back({.later = days > 0 ? match.b : match.a,
                       .earlier = days > 0 ? match.a : match.b,
                       .days = std::abs(days),
                       .match = &match});
  }
  // Each under the earliest text that it has a verified relation with; of two
  // of one day, the first.
  std::ranges::sort(updates, {}, [](const Update& update) {
    return std::tuple(update.later, -update.days, update.earlier);
  });
  updates.erase(std::unique(updates.begin(), updates.end(),
                            [](const Update& x, const Update& y) {
                              return x.later == y.later;
                            }),
                updates.end());
  std::ranges::sort(updates, {}, [](const Update& update) {
    return std::tuple(update.earlier, update.days, update.later);
  });
  const size_t settled = clusters->size();
  for (const Update& update : updates) {
    const auto end = clusters->begin() + static_cast<std::ptrdiff_t>(settled);
    auto home = std::ranges::lower_bound(clusters->begin(), end, update.earlier,
                                         {}, &Cluster::original);
    if (home == end || home->original != update.earlier) {
      if (clusters->size() == settled ||
          clusters->back().original != update.earlier) {
        clusters->push_back({.original = update.earlier, .members = {}});
      }
      home = clusters->end() - 1;
    }
    const Match& match = *update.match;
    home->members.push_back(
        {.document = update.later,
         .relation = match.relation,
         .jaccard = match.jaccard,
         .in_original = update.later == match.a ? match.a_in_b : match.b_in_a});
  }
  std::ranges::sort(*clusters, {}, &Cluster::original);
}

}  // namespace nuskha::internal
