// SPDX-License-Identifier: Apache-2.0
//
// The relation rule: a logistic figure that two texts are one article, inside
// a decision list. Every threshold and coefficient stands in relation.cc;
// where they come from: docs/decisions/relation-rule.md.

#ifndef NUSKHA_SRC_VERIFY_RELATION_H_
#define NUSKHA_SRC_VERIFY_RELATION_H_

#include "nuskha/match.h"

namespace nuskha::internal {

// What a headline that is not there is taken for.
inline constexpr double kNoHeadline = 0.75;

// The steps that need less than all evidence. REQUIRES for each: the evidence
// up to own_lead; for AlmostEqual() also the numbers.
bool NothingShared(const Evidence& evidence);
bool AlmostEqual(const Evidence& evidence);

// Whether relation and confidence are the same for every `unseen` and
// `headline` that the other figures allow; if so, they are set as Judge() sets
// them. REQUIRES: all evidence but these two and title_found; without
// have_heads, also but titles_common, title_words and alike.
bool JudgeWithoutStems(bool have_heads, Match* match);

// Sets relation, container_is_a, confidence and evidence.probability from the
// other figures of *match. `equal`: the content words are equal.
void Judge(bool equal, Match* match);

}  // namespace nuskha::internal

#endif  // NUSKHA_SRC_VERIFY_RELATION_H_
