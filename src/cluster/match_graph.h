// SPDX-License-Identifier: Apache-2.0
//
// The matches of a collection, by document.

#ifndef NUSKHA_SRC_CLUSTER_MATCH_GRAPH_H_
#define NUSKHA_SRC_CLUSTER_MATCH_GRAPH_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "nuskha/match.h"

namespace nuskha::internal {

// Numbers of matches for each document, one array for all.
class EdgeLists {
 public:
  // wanted: which matches to list, for both of their documents.
  EdgeLists(std::span<const Match> matches, size_t documents,
            const std::function<bool(const Match&)>& wanted);

  std::span<const uint32_t> operator[](uint32_t doc) const {
    return std::span(edges_).subspan(begin_[doc],
                                     begin_[doc + 1] - begin_[doc]);
  }

 private:
  std::vector<size_t> begin_;  // shape [documents + 1]
  std::vector<uint32_t> edges_;
};

inline uint32_t OtherOf(const Match& match, uint32_t doc) {
  return match.a == doc ? match.b : match.a;
}

inline bool IsCopy(Relation relation) {
  return relation == Relation::kExact || relation == Relation::kCopy;
}

// The document that is contained, if the match says so.
inline uint32_t Contained(const Match& match) {
  return match.container_is_a ? match.b : match.a;
}
inline uint32_t Container(const Match& match) {
  return match.container_is_a ? match.a : match.b;
}

// Whether the match makes `doc` a member of the cluster of the other document.
inline bool IsUnder(uint32_t doc, const Match& match) {
  return IsCopy(match.relation) ||
         (match.relation == Relation::kPartial && Contained(match) == doc);
}

// The match of a and b among `matches`, ascending by (a, b); null: none.
const Match* FindMatch(std::span<const Match> matches, uint32_t a, uint32_t b);

}  // namespace nuskha::internal

#endif  // NUSKHA_SRC_CLUSTER_MATCH_GRAPH_H_
