// SPDX-License-Identifier: Apache-2.0
//
// The relation rule: a decision list on exact figures.

#include <algorithm>
#include <array>

#include "index/candidate_index.h"
#include "nuskha/match.h"
#include "verify/verifier.h"

namespace nuskha {
namespace {

// A text is the same article if at least half of it is taken over ...
constexpr double kMinCoverage = 0.5;
// ... with at least half of its numbers: templates keep words, not figures.
constexpr double kMinNumbers = 0.5;
// Below this share of the longer text's extent, the shorter is a part of it.
constexpr double kComparableExtent = 0.6;
// Or when less than this share of the longer text is found in the shorter.
constexpr double kMinOfLonger = 0.45;
// A shared passage is at least this long, in words.
constexpr uint32_t kMinPassage = 12;

double NumberShare(const Match& match) {
  if (match.numbers == 0) return 1;
  return static_cast<double>(match.numbers_shared) / match.numbers;
}

// Share of labelled pairs judged like this that were judged rightly, with one
// right and one wrong added: 465 pairs, docs/evaluation.md.
double Confidence(const Match& match) {
  const size_t step = match.coverage >= 0.9 ? 2 : match.coverage >= 0.7 ? 1 : 0;
  constexpr std::array<double, 3> kCopy = {0.55, 0.92, 0.95};
  constexpr std::array<double, 3> kPartial = {0.40, 0.53, 0.70};
  switch (match.relation) {
    case Relation::kCopy:
      return kCopy[step];
    case Relation::kPartial:
      return kPartial[step];
    case Relation::kTemplate:
      return 0.66;
    case Relation::kPassage:
      return 0.35;
    default:
      return 0;
  }
}

}  // namespace

namespace internal {

void Judge(bool equal, Match* match) {
  const uint32_t shorter = std::min(match->words_a, match->words_b);
  const uint32_t longer = std::max(match->words_a, match->words_b);
  if (equal) {
    match->relation = Relation::kExact;
    match->container_is_a = false;
    match->confidence = 1;
    return;
  }
  if (shorter < kMinWords) {
    match->container_is_a = false;
    return;
  }
  const double extent = static_cast<double>(shorter) / longer;
  const double of_longer =
      match->container_is_a ? match->a_in_b : match->b_in_a;
  if (match->coverage >= kMinCoverage && NumberShare(*match) >= kMinNumbers) {
    const bool comparable =
        extent >= kComparableExtent && of_longer >= kMinOfLonger;
    match->relation = comparable ? Relation::kCopy : Relation::kPartial;
  } else if (match->coverage >= kMinCoverage) {
    match->relation = Relation::kTemplate;
  } else if (match->longest_run >= kMinPassage) {
    match->relation = Relation::kPassage;
  }
  if (match->relation != Relation::kPartial) match->container_is_a = false;
  match->confidence = Confidence(*match);
}

}  // namespace internal
}  // namespace nuskha
