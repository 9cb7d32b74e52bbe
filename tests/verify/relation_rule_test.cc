// SPDX-License-Identifier: Apache-2.0
//
// The decision list, on both sides of each of its boundaries.

#include <functional>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "verify/relation.h"

namespace nuskha::internal {
namespace {

using Change = std::function<void(Match*, Evidence*)>;

// A copy, well inside every boundary.
Match Copy(Tier tier = Tier::kSource) {
  Match match;
  match.words_a = 180;
  match.words_b = 200;
  match.evidence = {.tier = tier,
                    .matched = 160,
                    .of_shorter = 0.89,
                    .of_longer = 0.8,
                    .from = 0,
                    .own = 160,
                    .own_share = 0.89,
                    .own_from = 0,
                    .own_lead = 0.9,
                    .fresh = 0.85,
                    .recurrent = 0,
                    .unseen = 0.02,
                    .title_words = 8,
                    .title_found = 7,
                    .titles_common = 0.6,
                    .headline = 0.9,
                    .alike = 0.8,
                    .numbers = 4,
                    .numbers_shared = 4,
                    .numbers_all = 4,
                    .numbers_kept = 4};
  return match;
}

// Shares too little of its own wording for one article.
void MakeWeak(Match*, Evidence* e) {
  e->of_shorter = 0.5;
  e->of_longer = 0.4;
  e->fresh = 0.1;
  e->unseen = 0.4;
  e->headline = 0.2;
  e->own_from = 0.5;
  e->own_lead = 0;
  e->from = 0.5;
}

// The same wording, found everywhere in its source.
void MakeHabit(Match* match, Evidence* e) {
  MakeWeak(match, e);
  e->recurrent = 1;
  e->fresh = 0;
  e->of_longer = 0.8;
}

Relation JudgeWith(std::initializer_list<Change> changes,
                   Tier tier = Tier::kSource) {
  Match match = Copy(tier);
  for (const Change& change : changes) change(&match, &match.evidence);
  Judge(/*equal=*/false, &match);
  return match.relation;
}

#define CHANGE(statement) \
  [&](Match* m, Evidence* e) { (void)m, (void)e, statement; }

TEST(RelationRuleTest, EqualContentIsExact) {
  Match match = Copy();
  match.words_a = 3;
  Judge(/*equal=*/true, &match);
  EXPECT_EQ(match.relation, Relation::kExact);
  EXPECT_EQ(match.confidence, 1);
}

TEST(RelationRuleTest, BelowTwelveWordsOnlyEqualityCounts) {
  EXPECT_EQ(JudgeWith({CHANGE((m->words_a = 12, m->words_b = 14))}),
            Relation::kCopy);
  EXPECT_EQ(JudgeWith({CHANGE((m->words_a = 11, m->words_b = 14))}),
            Relation::kNothing);
}

TEST(RelationRuleTest, StepOneAsksForOwnWords) {
  EXPECT_EQ(JudgeWith({CHANGE(e->own = 12)}), Relation::kCopy);
  EXPECT_EQ(JudgeWith({CHANGE(e->own = 11)}), Relation::kNothing);
  EXPECT_EQ(JudgeWith({CHANGE(e->own_share = 0.15)}), Relation::kCopy);
  EXPECT_EQ(JudgeWith({CHANGE(e->own_share = 0.149)}), Relation::kNothing);
  // Without a table of the source all matched words count.
  for (const Tier tier : {Tier::kDates, Tier::kText}) {
    EXPECT_EQ(JudgeWith({CHANGE(e->own = 0)}, tier), Relation::kCopy);
    EXPECT_EQ(JudgeWith({CHANGE(e->matched = 11)}, tier), Relation::kNothing);
    EXPECT_EQ(JudgeWith({CHANGE(e->of_shorter = 0.149)}, tier),
              Relation::kNothing);
  }
}

// A preview that begins with a standing formula: few words are its own, but all
// of them are taken over. What is not one article shares too little to be more.
TEST(RelationRuleTest, AWholePreviewNeedsFewOwnWords) {
  const Change preview =
      CHANGE((e->own = 6, e->own_share = 0.9, e->of_shorter = 0.9));
  EXPECT_EQ(JudgeWith({preview}), Relation::kCopy);
  EXPECT_EQ(JudgeWith({preview, CHANGE(e->own = 5)}), Relation::kNothing);
  EXPECT_EQ(JudgeWith({preview, CHANGE(e->own_share = 0.89)}),
            Relation::kNothing);
  EXPECT_EQ(JudgeWith({preview, CHANGE(e->of_shorter = 0.89)}),
            Relation::kNothing);
  EXPECT_EQ(JudgeWith({MakeHabit, preview}), Relation::kNothing);
}

TEST(RelationRuleTest, DaysApartNearlyAllMustBeTakenOver) {
  for (const Tier tier : {Tier::kSource, Tier::kDates, Tier::kText}) {
    for (const int days : {-5, 5}) {
      const Change apart = CHANGE((e->days_later = days, e->of_shorter = 0.84));
      EXPECT_EQ(JudgeWith({apart}, tier),
                tier == Tier::kText ? Relation::kCopy : Relation::kPassage);
      EXPECT_EQ(JudgeWith({apart, CHANGE(e->of_shorter = 0.85)}, tier),
                Relation::kCopy);
      EXPECT_EQ(JudgeWith({apart, CHANGE(e->days_later = days / 5 * 4)}, tier),
                Relation::kCopy);
    }
  }
}

TEST(RelationRuleTest, StepTwoNeedsNoWording) {
  const Change almost = CHANGE((e->of_shorter = 0.95, e->of_longer = 0.95));
  for (const Tier tier : {Tier::kSource, Tier::kDates, Tier::kText}) {
    const Change weak = CHANGE((e->fresh = 0, e->unseen = 0.04, e->headline = 0,
                                e->own_from = 1, e->from = 1, e->own_lead = 0,
                                e->numbers_shared = 0));
    EXPECT_EQ(JudgeWith({weak, almost}, tier), Relation::kCopy);
    // With nothing but the texts, most of the words is enough.
    if (tier == Tier::kText) continue;
    EXPECT_NE(JudgeWith({weak, almost, CHANGE(e->of_longer = 0.949)}, tier),
              Relation::kCopy);
    EXPECT_NE(JudgeWith({weak, almost, CHANGE(e->of_shorter = 0.949)}, tier),
              Relation::kCopy);
    EXPECT_NE(JudgeWith({weak, almost, CHANGE(e->conflicts = 1)}, tier),
              Relation::kCopy);
  }
}

TEST(RelationRuleTest, MostOfATextUndoesAFalseHeadline) {
  const Change foreign = CHANGE((e->headline = 0, e->own_from = 1,
                                 e->own_lead = 0, e->numbers_shared = 0));
  EXPECT_EQ(JudgeWith({foreign}), Relation::kCopy);
  EXPECT_EQ(JudgeWith({foreign, CHANGE(e->of_shorter = 0.799)}),
            Relation::kPassage);
  EXPECT_EQ(JudgeWith({foreign, CHANGE(e->of_longer = 0.5)}), Relation::kCopy);
  EXPECT_EQ(JudgeWith({foreign, CHANGE(e->of_longer = 0.499)}),
            Relation::kPassage);
  // .85 / (.85 + .34 + .02) = .702
  EXPECT_EQ(JudgeWith({foreign, CHANGE(e->unseen = 0.34)}), Relation::kCopy);
  EXPECT_EQ(JudgeWith({foreign, CHANGE(e->unseen = 0.35)}), Relation::kPassage);
}

TEST(RelationRuleTest, ConfidenceRisesWithTheProbability) {
  std::vector<double> steps = {0};
  for (double headline = 0.05; headline <= 1; headline += 0.05) {
    Match match = Copy();
    match.words_a = 100;
    Evidence& e = match.evidence;
    e.of_shorter = 0.7;
    e.fresh = 0.6;
    e.unseen = 0.1;
    e.headline = headline;
    e.own_lead = 0;
    Judge(/*equal=*/false, &match);
    ASSERT_EQ(match.relation, Relation::kPartial) << headline;
    EXPECT_GE(match.confidence, steps.back());
    if (match.confidence > steps.back()) steps.push_back(match.confidence);
  }
  EXPECT_EQ(steps.size(), 4u);  // below .7, below .9, from there on
}

TEST(RelationRuleTest, LessKnownIsLessSure) {
  Match source = Copy(), dates = Copy(Tier::kDates), text = Copy(Tier::kText);
  for (Match* const match : {&source, &dates, &text}) {
    Judge(/*equal=*/false, match);
    ASSERT_EQ(match->relation, Relation::kCopy);
  }
  EXPECT_GT(source.confidence, dates.confidence);
  EXPECT_GT(dates.confidence, text.confidence);
}

TEST(RelationRuleTest, FourTenthsOfTheShorterText) {
  EXPECT_EQ(JudgeWith({CHANGE(e->of_shorter = 0.4)}), Relation::kCopy);
  EXPECT_EQ(JudgeWith({CHANGE(e->of_shorter = 0.399)}), Relation::kPassage);
}

TEST(RelationRuleTest, VetoOfTheNumbers) {
  const auto numbers = [](uint32_t conflicts, uint32_t kept) -> Change {
    return [conflicts, kept](Match*, Evidence* e) {
      e->conflicts = conflicts;
      e->numbers_kept = kept;
    };
  };
  EXPECT_EQ(JudgeWith({numbers(1, 0)}), Relation::kCopy);
  EXPECT_EQ(JudgeWith({numbers(2, 2)}), Relation::kTemplate);
  EXPECT_EQ(JudgeWith({numbers(2, 3)}), Relation::kCopy);
}

TEST(RelationRuleTest, CopyOrPartial) {
  EXPECT_EQ(JudgeWith({CHANGE(m->words_a = 120)}), Relation::kCopy);
  EXPECT_EQ(JudgeWith({CHANGE(m->words_a = 119)}), Relation::kPartial);
  EXPECT_EQ(JudgeWith({CHANGE(e->of_longer = 0.45)}), Relation::kCopy);
  EXPECT_EQ(JudgeWith({CHANGE(e->of_longer = 0.449)}), Relation::kPartial);
  Match match = Copy();
  match.words_a = 400;
  match.a_is_longer = true;
  Judge(/*equal=*/false, &match);
  EXPECT_EQ(match.relation, Relation::kPartial);
  EXPECT_TRUE(match.container_is_a);
}

TEST(RelationRuleTest, LaterPiecesOfOneOutlet) {
  const Change later =
      CHANGE((e->same_source = true, e->days_later = -1, e->of_longer = 0.64));
  EXPECT_EQ(JudgeWith({later}), Relation::kUpdate);
  EXPECT_EQ(JudgeWith({later, CHANGE(e->alike = 0.5)}), Relation::kUpdate);
  EXPECT_EQ(JudgeWith({later, CHANGE(e->alike = 0.499)}), Relation::kPassage);
  EXPECT_EQ(JudgeWith({later, CHANGE(e->days_later = 0)}), Relation::kCopy);
  EXPECT_EQ(JudgeWith({later, CHANGE(e->same_source = false)}),
            Relation::kCopy);
  EXPECT_EQ(JudgeWith({later, CHANGE(e->of_longer = 0.65)}), Relation::kCopy);
  EXPECT_EQ(JudgeWith({later, CHANGE(e->of_shorter = 0.98)}), Relation::kCopy);
  EXPECT_EQ(JudgeWith({later}, Tier::kDates), Relation::kCopy);
}

TEST(RelationRuleTest, OnlyWhatReturnsEverywhereIsNothing) {
  const Change apart = CHANGE(e->alike = 0.399);
  EXPECT_EQ(JudgeWith({MakeHabit, apart}), Relation::kNothing);
  EXPECT_EQ(JudgeWith({MakeHabit, CHANGE(e->alike = 0.4)}),
            Relation::kTemplate);
  EXPECT_EQ(JudgeWith({MakeHabit, apart, CHANGE(e->recurrent = 0.969)}),
            Relation::kPassage);
  EXPECT_EQ(JudgeWith({MakeHabit, apart, CHANGE(e->fresh = 0.02)}),
            Relation::kPassage);
  EXPECT_EQ(JudgeWith({MakeHabit, apart, CHANGE(e->conflicts = 1)}),
            Relation::kPassage);
}

TEST(RelationRuleTest, TemplateOrPassage) {
  // recurrent + .5 (1 - numbers) + .5 of_longer = .6 + .25 + .25
  const Change at = CHANGE((e->recurrent = 0.6, e->numbers_shared = 2,
                            e->of_longer = 0.5, e->alike = 0.4));
  EXPECT_EQ(JudgeWith({MakeWeak, at}), Relation::kTemplate);
  EXPECT_EQ(JudgeWith({MakeWeak, at, CHANGE(e->recurrent = 0.599)}),
            Relation::kPassage);
  EXPECT_EQ(JudgeWith({MakeWeak, at, CHANGE(e->alike = 0.399)}),
            Relation::kPassage);
  EXPECT_EQ(
      JudgeWith({MakeWeak, at, CHANGE((e->alike = 0.399, e->conflicts = 2))}),
      Relation::kTemplate);
}

TEST(RelationRuleTest, StemsAreLeftOutOnlyWhereTheyCannotMatter) {
  // Whatever the stems say between the bounds, the early judgement holds.
  for (const double fresh : {0.1, 0.3, 0.5, 0.7, 0.85}) {
    for (const double headline : {0.0, 0.3, 0.6, 1.0}) {
      for (const double unseen : {0.0, 0.05, 0.11}) {
        Match match = Copy();
        match.evidence.fresh = fresh;
        match.evidence.titles_common = 0;
        match.evidence.own_from = 0.3;
        Match early = match;
        if (!JudgeWithoutStems(/*have_heads=*/true, &early)) continue;
        match.evidence.unseen = unseen;
        match.evidence.headline = headline;
        Judge(/*equal=*/false, &match);
        EXPECT_EQ(early.relation, match.relation);
        EXPECT_EQ(early.confidence, match.confidence);
      }
    }
  }
}

#undef CHANGE

}  // namespace
}  // namespace nuskha::internal
