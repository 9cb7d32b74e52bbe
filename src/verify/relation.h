// SPDX-License-Identifier: Apache-2.0
//
// The relation rule: a logistic figure that two texts are one article, inside
// a decision list. Every threshold and coefficient stands in relation.cc;
// where they come from: docs/decisions/relation-rule.md.

#ifndef NUSKHA_SRC_VERIFY_RELATION_H_
#define NUSKHA_SRC_VERIFY_RELATION_H_

#include "nuskha/match.h"

namespace nuskha::internal {

// The steps that need less than all evidence. REQUIRES for each: the evidence
// up to own_lead; for AlmostEqual() also the numbers.
bool NothingShared(const Evidence& evidence);
bool AlmostEqual(const Evidence& evidence);

// Sets relation, container_is_a, confidence and evidence.probability from the
// other figures of *match. `equal`: the content words are equal.
void Judge(bool equal, Match* match);

}  // namespace nuskha::internal

#endif  // NUSKHA_SRC_VERIFY_RELATION_H_
