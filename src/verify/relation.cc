// SPDX-License-Identifier: Apache-2.0

#include "verify/relation.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "index/candidate_index.h"

namespace nuskha::internal {
namespace {

double Ratio(double part, double whole) {
  return whole == 0 ? 0 : part / whole;
}

// Numbers of both as a Jaccard; undecided if there are none.
double NumbersJaccard(const Evidence& e) {
  return e.numbers_all == 0 ? 0.5 : Ratio(e.numbers_shared, e.numbers_all);
}

double NumbersContained(const Evidence& e) {
  return e.numbers == 0 ? 1 : Ratio(e.numbers_shared, e.numbers);
}

// Different numbers in the same places, and too many of them for slips.
bool Veto(const Evidence& e) {
  return e.conflicts >= 2 && e.conflicts >= e.numbers_kept;
}

// How much of the shorter text is taken over, in wording that is its own, as
// far as the tier can know.
double Taken(const Evidence& e) {
  constexpr double kDamping = 0.02;
  switch (e.tier) {
    case Tier::kSource:
      return e.fresh / (e.fresh + e.unseen + kDamping);
    case Tier::kDates:
      return e.fresh / (e.fresh + 1 - e.of_shorter + kDamping);
    case Tier::kText:
      break;
  }
  return Ratio(e.of_shorter, e.of_shorter + 2 * (1 - e.of_shorter));
}

double Logit(const Evidence& e) {
  const double taken = Taken(e), numbers = NumbersJaccard(e);
  switch (e.tier) {
    case Tier::kSource:
      return -8.91 + 7.60 * taken + 4.60 * e.headline + 2.49 * numbers -
             2.74 * e.own_from + 1.21 * e.own_lead;
    case Tier::kDates:
      return -6.57 + 7.58 * taken + 4.83 * e.headline + 1.93 * numbers -
             4.20 * e.from - 5.23 * e.unseen - 1.24 * std::log1p(e.conflicts);
    case Tier::kText:
      break;
  }
  return -2.27 + 3.08 * taken - 11.99 * e.unseen + 3.81 * e.headline +
         1.65 * numbers - 3.46 * e.from -
         5.60 * Ratio(e.conflicts, e.conflicts + e.numbers_kept);
}

double Probability(const Evidence& e) {
  const double p = 1 / (1 + std::exp(-Logit(e)));
  // Most of a text in its own wording: a false headline does not undo that.
  const bool most =
      e.of_shorter >= 0.8 && e.of_longer >= 0.5 && Taken(e) >= 0.7 && !Veto(e);
  return most ? std::max(p, 0.95) : p;
}

// What a shared wording is that does not make one article.
Relation OtherArticle(const Evidence& e) {
  const bool known = e.tier == Tier::kSource;
  if (known && e.recurrent >= 0.97 && e.fresh < 0.02 && e.conflicts == 0 &&
      e.alike < 0.4) {
    return Relation::kNothing;  // only what the source says everywhere
  }
  const bool habit =
      e.recurrent + 0.5 * (1 - NumbersContained(e)) + 0.5 * e.of_longer >= 1.1;
  const bool kindred = !known || e.alike >= 0.4 || e.conflicts >= 2;
  return Veto(e) || (habit && kindred) ? Relation::kTemplate
                                       : Relation::kPassage;
}

// Days apart, articles are reprinted nearly whole or they are other articles:
// standing forms, announcements that are carried on.
bool FarApart(const Evidence& e) {
  constexpr int32_t kDays = 5;
  return e.tier != Tier::kText && std::abs(e.days_later) >= kDays &&
         e.of_shorter < 0.85;
}

// copy, partial, or one outlet's later piece with its earlier text inside.
Relation SameArticle(const Match& match) {
  const Evidence& e = match.evidence;
  if (e.tier == Tier::kSource && e.same_source && e.days_later != 0 &&
      e.of_longer < 0.65 && e.of_shorter < 0.98) {
    return e.alike >= 0.5 ? Relation::kUpdate : Relation::kPassage;
  }
  if (FarApart(e)) return OtherArticle(e);
  const double shorter = std::min(match.words_a, match.words_b);
  const double longer = std::max(match.words_a, match.words_b);
  return shorter / longer >= 0.6 && e.of_longer >= 0.45 ? Relation::kCopy
                                                        : Relation::kPartial;
}

bool TooLittleShared(const Evidence& e) {
  constexpr uint32_t kLeastWords = 12;
  constexpr double kLeastShare = 0.15;
  return e.tier == Tier::kSource
             ? e.own < kLeastWords || e.own_share < kLeastShare
             : e.matched < kLeastWords || e.of_shorter < kLeastShare;
}

// Nearly all of a few lines that begin with the formula of a standing form, and
// of what they have of their own: too little to be anything but a preview.
bool WholePreview(const Evidence& e) {
  return e.own >= 6 && e.own_share >= 0.9 && e.of_shorter >= 0.9;
}

Relation Decide(bool equal, Match* match) {
  Evidence& e = match->evidence;
  if (equal) {
    e.probability = 1;
    return Relation::kExact;
  }
  if (std::min(match->words_a, match->words_b) < kMinWords ||
      NothingShared(e)) {
    e.probability = 0;
    return Relation::kNothing;
  }
  if (AlmostEqual(e)) {
    e.probability = 0.99;
    return Relation::kCopy;
  }
  e.probability = Probability(e);
  if (e.probability >= 0.5 && !Veto(e) && e.of_shorter >= 0.4) {
    return SameArticle(*match);
  }
  return TooLittleShared(e) ? Relation::kNothing : OtherArticle(e);
}

// Shares of the labelled pairs judged like this out of fold that were judged
// rightly, with one right and one wrong added, in steps of the probability so
// that the figure rises with it (docs/decisions/relation-rule.md).
double ConfidenceWithSources(Relation relation, double p) {
  switch (relation) {
    case Relation::kCopy:
      return 0.96;
    case Relation::kPartial:
      return p >= 0.9 ? 0.9 : p >= 0.7 ? 0.82 : 0.62;
    case Relation::kUpdate:  // too few are labelled: of pairs apart
      return 0.45;
    case Relation::kPassage:
      return 0.7;
    case Relation::kTemplate:
      return 0.92;
    default:
      return 0;
  }
}

// Without a source, shared wording that returns is taken for a passage.
double ConfidenceWithoutSources(Tier tier, Relation relation) {
  const bool dates = tier == Tier::kDates;
  switch (relation) {
    case Relation::kCopy:
      return dates ? 0.92 : 0.88;
    case Relation::kPartial:
      return dates ? 0.72 : 0.69;
    case Relation::kPassage:
      return dates ? 0.4 : 0.41;
    case Relation::kTemplate:
      return dates ? 0.92 : 0.97;
    default:
      return 0;
  }
}

double Confidence(const Match& match) {
  if (match.relation == Relation::kExact) return 1;
  const Evidence& e = match.evidence;
  return e.tier == Tier::kSource
             ? ConfidenceWithSources(match.relation, e.probability)
             : ConfidenceWithoutSources(e.tier, match.relation);
}

}  // namespace

bool NothingShared(const Evidence& e) {
  return TooLittleShared(e) && !WholePreview(e);
}

bool AlmostEqual(const Evidence& e) {
  return !NothingShared(e) && e.of_shorter >= 0.95 && e.of_longer >= 0.95 &&
         e.conflicts == 0;
}

bool JudgeWithoutStems(bool have_heads, Match* match) {
  // The probability falls with `unseen` and rises with `headline`.
  Match low = *match, high = *match;
  const bool untitled = have_heads && match->evidence.title_words == 0;
  low.evidence.unseen = 1 - low.evidence.of_shorter;
  low.evidence.headline = untitled ? kNoHeadline : low.evidence.titles_common;
  high.evidence.unseen = 0;
  high.evidence.headline = untitled ? kNoHeadline : 1;
  Judge(/*equal=*/false, &low);
  Judge(/*equal=*/false, &high);
  if (low.relation != high.relation || low.confidence != high.confidence) {
    return false;
  }
  // Only these two never look at `alike`.
  if (!have_heads && low.relation != Relation::kCopy &&
      low.relation != Relation::kPartial) {
    return false;
  }
  match->relation = low.relation;
  match->confidence = low.confidence;
  match->container_is_a = low.container_is_a;
  match->evidence.probability = low.evidence.probability;
  return true;
}

void Judge(bool equal, Match* match) {
  match->relation = Decide(equal, match);
  match->confidence = Confidence(*match);
  match->container_is_a =
      match->relation == Relation::kPartial && match->a_is_longer;
}

}  // namespace nuskha::internal
