// SPDX-License-Identifier: Apache-2.0

#include "nuskha/match.h"

#include <algorithm>
#include <cctype>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "reference/random_texts.h"

namespace nuskha {
namespace {

using reference::Below;
using reference::Rng;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr Relation kAll[] = {Relation::kNothing, Relation::kExact,
                             Relation::kCopy,    Relation::kPartial,
                             Relation::kUpdate,  Relation::kPassage,
                             Relation::kTemplate};

TEST(RelationNameTest, RoundTrip) {
  for (const Relation relation : kAll) {
    EXPECT_EQ(RelationFromName(RelationName(relation)), relation);
  }
  EXPECT_EQ(RelationName(Relation::kPartial), "partial");
  EXPECT_EQ(RelationName(Relation::kTemplate), "template");
  for (const char* name : {"", "Copy", "copy ", "copies", "translation"}) {
    EXPECT_EQ(RelationFromName(name), std::nullopt) << name;
  }
}

TEST(IsSameArticleTest, ExactCopyAndPartialOnly) {
  for (const Relation relation : kAll) {
    const std::string_view name = RelationName(relation);
    EXPECT_EQ(IsSameArticle(relation),
              name == "exact" || name == "copy" || name == "partial");
  }
}

Match Partial() {
  Match match;
  match.relation = Relation::kPartial;
  match.container_is_a = true;
  match.words_a = 412;
  match.words_b = 131;
  match.coverage = 0.984;
  match.longest_run = 58;
  match.starts_at = 0.02;
  return match;
}

TEST(ReasonsTest, OfAPartialPair) {
  Match match = Partial();
  EXPECT_THAT(Reasons(match, "a", "b"),
              ElementsAre("b is 32 % of a, from its start",
                          "98 % of b's words stand in runs that a has, too"));
  match.starts_at = 0.3;
  match.numbers = 3;
  match.numbers_shared = 2;
  EXPECT_THAT(Reasons(match, "first", "second"),
              ElementsAre("second is 32 % of first, from 30 % on",
                          "98 % of second's words stand in runs that first "
                          "has, too",
                          "same numbers: 2 of 3"));
  match.longest_run = 0;  // not aligned: the place is unknown
  EXPECT_EQ(Reasons(match, "a", "b")[0], "b is 32 % of a");
  std::swap(match.words_a, match.words_b);
  EXPECT_EQ(Reasons(match, "a", "b")[0], "a is 32 % of b");
}

TEST(ReasonsTest, OfTheOtherRelations) {
  Match match = Partial();
  match.numbers = 4;
  match.numbers_shared = 1;
  match.relation = Relation::kNothing;
  EXPECT_THAT(Reasons(match, "a", "b"), IsEmpty());
  match.relation = Relation::kPassage;
  EXPECT_THAT(
      Reasons(match, "a", "b"),
      ElementsAre("a run of 58 words is shared", "same numbers: 1 of 4"));
  match.relation = Relation::kTemplate;
  EXPECT_THAT(Reasons(match, "a", "b"),
              ElementsAre("98 % of b's words stand in runs that a has, too",
                          "numbers differ: a has 1 of 4"));
  match.relation = Relation::kCopy;
  match.numbers = 0;
  EXPECT_THAT(Reasons(match, "a", "b"),
              ElementsAre("98 % of b's words stand in runs that a has, too"));
  match.relation = Relation::kExact;
  EXPECT_THAT(Reasons(match, "a", "b"),
              ElementsAre("all 412 content words are equal"));
}

TEST(ReasonsTest, RoundingNeverReachesNoneOrAll) {
  Match match = Partial();
  match.coverage = 0.9999;
  EXPECT_EQ(Reasons(match, "a", "b")[1].substr(0, 4), "99 %");
  match.coverage = 1;
  EXPECT_EQ(Reasons(match, "a", "b")[1].substr(0, 5), "100 %");
  match.words_a = 100000;
  match.words_b = 13;
  EXPECT_EQ(Reasons(match, "a", "b")[0], "b is 1 % of a, from its start");
}

// The numbers of a sentence, each with whether "%" follows.
std::vector<std::pair<int, bool>> NumbersIn(const std::string& text) {
  std::vector<std::pair<int, bool>> numbers;
  for (size_t i = 0; i < text.size();) {
    if (std::isdigit(static_cast<unsigned char>(text[i])) == 0) {
      ++i;
      continue;
    }
    size_t end = i;
    while (end < text.size() && text[end] >= '0' && text[end] <= '9') ++end;
    numbers.emplace_back(std::atoi(text.substr(i, end - i).c_str()),
                         text.compare(end, 2, " %") == 0);
    i = end;
  }
  return numbers;
}

// Nothing in a reason is made up: every percentage is within one of a share of
// the match, every other number is one of its counts.
TEST(ReasonsPropertyTest, EveryNumberIsAFigureOfTheMatch) {
  Rng rng(1);
  size_t checked = 0;
  for (int round = 0; round < 3000; ++round) {
    Match match;
    match.relation = kAll[Below(rng, 7)];
    match.words_a = static_cast<uint32_t>(12 + Below(rng, 2000));
    match.words_b = static_cast<uint32_t>(12 + Below(rng, 2000));
    match.container_is_a = match.words_a >= match.words_b;
    match.coverage = static_cast<double>(Below(rng, 1001)) / 1000;
    match.starts_at = static_cast<double>(Below(rng, 1001)) / 1000;
    match.longest_run = static_cast<uint32_t>(Below(rng, 300));
    match.numbers = static_cast<uint32_t>(Below(rng, 6));
    match.numbers_shared = static_cast<uint32_t>(Below(rng, match.numbers + 1));
    const uint32_t fewer = std::min(match.words_a, match.words_b);
    const uint32_t more = std::max(match.words_a, match.words_b);
    const double shares[] = {match.coverage, match.starts_at,
                             static_cast<double>(fewer) / more};
    const uint32_t counts[] = {match.words_a, match.words_b, match.longest_run,
                               match.numbers, match.numbers_shared};
    for (const std::string& reason : Reasons(match, "x", "y")) {
      for (const auto& [number, is_share] : NumbersIn(reason)) {
        ++checked;
        EXPECT_TRUE(
            is_share
                ? std::ranges::any_of(shares,
                                      [n = number](double share) {
                                        return share * 100 > n - 1 &&
                                               share * 100 < n + 1;
                                      })
                : std::ranges::count(counts, static_cast<uint32_t>(number)) > 0)
            << reason;
      }
    }
  }
  EXPECT_GT(checked, 5000u);
}

}  // namespace
}  // namespace nuskha
