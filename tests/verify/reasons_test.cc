// SPDX-License-Identifier: Apache-2.0
//
// No reason says a number that the match does not hold.

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "fmt/format.h"
#include "gtest/gtest.h"
#include "nuskha/match.h"

namespace nuskha {
namespace {

double Share(std::mt19937* rng) {
  return static_cast<double>((*rng)() % 1001) / 1000;
}

uint32_t Below(std::mt19937* rng, uint32_t n) {
  return static_cast<uint32_t>((*rng)() % n);
}

Match RandomMatch(std::mt19937* rng) {
  Match match;
  match.relation = static_cast<Relation>(Below(rng, 8));
  match.words_a = 12 + Below(rng, 900);
  match.words_b = 12 + Below(rng, 900);
  match.a_is_longer = match.words_a > match.words_b;
  match.longest_run = Below(rng, 80);
  Evidence& e = match.evidence;
  e.tier = static_cast<Tier>(Below(rng, 3));
  e.same_source = Below(rng, 2) == 0;
  e.days_later = static_cast<int32_t>(Below(rng, 9)) - 4;
  if (match.relation == Relation::kUpdate && e.days_later == 0) {
    e.days_later = 1;
  }
  e.of_shorter = Share(rng);
  e.of_longer = Share(rng);
  e.from = Share(rng);
  e.unseen = Share(rng);
  e.recurrent = Share(rng);
  e.headline = Share(rng);
  e.title_words = Below(rng, 12);
  e.title_found = Below(rng, e.title_words + 1);
  e.numbers = Below(rng, 9);
  e.numbers_shared = Below(rng, e.numbers + 1);
  e.conflicts = Below(rng, 6);
  Translation& t = match.translation;
  t.anchors = 10 + Below(rng, 90);
  t.in_order = Below(rng, t.anchors + 1);
  t.displacement = Share(rng);
  t.overlap = Share(rng);
  t.numbers = Below(rng, 9);
  t.numbers_shared = Below(rng, t.numbers + 1);
  for (NumberConflict& one : e.conflict_examples) {
    one = {static_cast<double>(Below(rng, 4000)),
           static_cast<double>(Below(rng, 90)) / 4};
  }
  return match;
}

// Everything that a sentence may say: figures, and shares as per cent, which
// reach 0 and 100 only exactly.
std::set<double> Sayable(const Match& match) {
  const Evidence& e = match.evidence;
  std::set<double> all = {static_cast<double>(match.words_a),
                          static_cast<double>(match.longest_run),
                          static_cast<double>(e.numbers),
                          static_cast<double>(e.numbers_shared),
                          static_cast<double>(e.title_words),
                          static_cast<double>(e.title_found),
                          static_cast<double>(std::abs(e.days_later)),
                          static_cast<double>(e.conflicts) - 3};
  for (const NumberConflict& one : e.conflict_examples) {
    all.insert(one.a);
    all.insert(one.b);
  }
  const double extent =
      static_cast<double>(std::min(match.words_a, match.words_b)) /
      std::max(match.words_a, match.words_b);
  const Translation& t = match.translation;
  for (const uint32_t count :
       {t.anchors, t.in_order, t.numbers, t.numbers_shared}) {
    all.insert(count);
  }
  all.insert(std::atof(fmt::format("{:.1f}", t.displacement * 100).c_str()));
  for (const double share : {e.of_shorter, e.of_longer, e.from, e.unseen,
                             e.recurrent, extent, t.overlap}) {
    double percent = std::round(share * 100);
    if (share > 0) percent = std::max(percent, 1.0);
    if (share < 1) percent = std::min(percent, 99.0);
    all.insert(percent);
  }
  return all;
}

std::vector<double> NumbersIn(const std::string& sentence) {
  std::vector<double> numbers;
  const char* at = sentence.c_str();
  while (*at != '\0') {
    if (*at < '0' || *at > '9') {
      ++at;
      continue;
    }
    char* end = nullptr;
    numbers.push_back(std::strtod(at, &end));
    at = end;
  }
  return numbers;
}

TEST(ReasonsTest, EveryNumberIsAFigureOfTheMatch) {
  std::mt19937 rng(11);
  for (int round = 0; round < 5000; ++round) {
    const Match match = RandomMatch(&rng);
    const std::set<double> sayable = Sayable(match);
    const auto reasons = Reasons(match, "x", "y").value();
    for (const std::string& reason : reasons) {
      for (const double number : NumbersIn(reason)) {
        EXPECT_TRUE(sayable.contains(number)) << reason;
      }
    }
  }
}

TEST(ReasonsTest, SaysWhatTheRuleLookedAt) {
  Match match;
  match.relation = Relation::kPartial;
  match.words_a = 412;
  match.words_b = 131;
  match.a_is_longer = true;
  match.evidence = {.tier = Tier::kSource,
                    .of_shorter = 0.98,
                    .from = 0,
                    .numbers = 3,
                    .numbers_shared = 3};
  EXPECT_EQ(Reasons(match, "a", "b").value(),
            (std::vector<std::string>{"b is 32 % of a, from its start",
                                      "98 % of b's words stand in a, too",
                                      "same numbers: 3 of 3"}));
  match.relation = Relation::kTemplate;
  match.evidence.recurrent = 0.9;
  match.evidence.conflicts = 2;
  match.evidence.conflict_examples = {{{11, 12}, {4.5, 7}}};
  EXPECT_EQ(
      Reasons(match, "a", "b").value(),
      (std::vector<std::string>{
          "this wording returns in other articles of this source: 90 % of the "
          "shared runs",
          "numbers differ in the same place: 11 / 12, 4.5 / 7"}));
  match.evidence.tier = Tier::kText;
  match.evidence.recurrent = 0;
  EXPECT_EQ(Reasons(match, "a", "b").value().back(),
            "judged by the two texts alone: templates cannot be told well");
}

TEST(ReasonsTest, AnUpdateSaysWhichTextIsTheLater) {
  Match match;
  match.relation = Relation::kUpdate;
  match.words_a = 300;
  match.words_b = 100;
  match.a_is_longer = true;
  match.evidence = {.tier = Tier::kSource,
                    .same_source = true,
                    .days_later = 2,
                    .of_shorter = 0.9,
                    .of_longer = 0.3};
  EXPECT_EQ(Reasons(match, "a", "b").value().front(),
            "same outlet, b is 2 days later and has 30 % of the earlier text");
  match.evidence.days_later = -1;
  EXPECT_EQ(Reasons(match, "a", "b").value().front(),
            "same outlet, a is 1 days later and has 90 % of the earlier text");
}

}  // namespace
}  // namespace nuskha
