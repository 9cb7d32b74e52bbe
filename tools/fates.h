// SPDX-License-Identifier: Apache-2.0
//
// dedup: which documents go, and why.

#ifndef NUSKHA_TOOLS_FATES_H_
#define NUSKHA_TOOLS_FATES_H_

#include <cstdint>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "nuskha/cluster.h"
#include "nuskha/detector.h"
#include "nuskha/match.h"

namespace nuskha::tools {

// What becomes of a document.
struct Fate {
  bool is_original = false;   // of a cluster
  bool has_original = false;  // the members below are set
  bool removed = false;
  Relation relation = Relation::kNothing;
  // The original, or a kept member of its cluster that is exactly the same.
  uint32_t of = 0;
  std::string of_id = {};  // not empty: instead of `of`, one of an index
  double jaccard = 0;
  double in = 0;
};

// What becomes of each document. Every removal rests on a verified relation
// with an original, and no original is ever removed. `own`: documents from
// here on are of --against and stay.
std::vector<Fate> Decide(const std::vector<Cluster>& clusters,
                         const std::set<Relation>& remove, uint32_t documents,
                         uint32_t own);

// Of the members that stay because of what they are to their original, those
// that have the content words of one that comes before them are removed, too:
// as exact copies of that one, which stays. rank: as of RankDocuments().
// O(words of the kept members), and one comparison for each.
void RemoveExactOfKept(const Detector& detector, std::span<const uint32_t> rank,
                       uint32_t own, std::vector<Fate>* fates);

}  // namespace nuskha::tools

#endif  // NUSKHA_TOOLS_FATES_H_
