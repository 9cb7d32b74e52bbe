// SPDX-License-Identifier: Apache-2.0
//
// What every clustering must satisfy, checked rule by rule.

#ifndef NUSKHA_TESTS_REFERENCE_CLUSTER_RULES_H_
#define NUSKHA_TESTS_REFERENCE_CLUSTER_RULES_H_

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "nuskha/cluster.h"
#include "nuskha/match.h"

namespace nuskha::reference {

// One sentence for each rule that `clusters` breaks:
//   1. form: two documents or more, ascending, updates last and by date, none
//      twice in a cluster;
//   2. no document is the original of two clusters, or original and copy or
//      part;
//   3. a member is, by `compare`, exact or copy of its original or contained
//      in it, or a later update of it, and carries that relation and those
//      figures (no chaining);
//   4. two documents that are kept (no exact, copy or partial member of any
//      cluster) are no exact, copy or partial match, unless one is kept for
//      being a rival: a template or passage match of some document;
//      (a rule for what texts can be to each other; among arbitrary relations
//      one graph in 90,000 breaks it, none of those the tests draw);
//   5. a member that is contained, by a match, in some original is listed
//      under that one, too, unless it has a rival there;
//   6. no two members are a template match, no two exact or copy members a
//      passage match;
//   7. a document is listed as an update once at most, and is no copy or part.
std::vector<std::string> BrokenRules(
    const std::vector<Cluster>& clusters, std::span<const Match> matches,
    const std::function<Match(uint32_t, uint32_t)>& compare);

}  // namespace nuskha::reference

#endif  // NUSKHA_TESTS_REFERENCE_CLUSTER_RULES_H_
