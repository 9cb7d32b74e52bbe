// SPDX-License-Identifier: Apache-2.0
//
// The decision list, on both sides of each of its boundaries.

#include <cstdint>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "nuskha/match.h"
#include "verify/verifier.h"

namespace nuskha::internal {
namespace {

// A copy, well inside every boundary; `a` is the longer text.
Match Clear() {
  Match match;
  match.words_a = 200;
  match.words_b = 180;
  match.container_is_a = true;
  match.jaccard = 0.8;
  match.a_in_b = 0.85;
  match.b_in_a = 0.95;
  match.coverage = 0.9;
  match.numbers = 4;
  match.numbers_shared = 4;
  match.longest_run = 60;
  return match;
}

struct Case {
  std::string what;
  Match match;
  Relation want;
  bool equal = false;
};

// Clear() with some members changed.
template <typename Change>
Case With(std::string what, Relation want, Change change) {
  Case c{what, Clear(), want};
  change(&c.match);
  return c;
}

void Expect(const Case& c) {
  Match match = c.match;
  Judge(c.equal, &match);
  EXPECT_EQ(RelationName(match.relation), RelationName(c.want)) << c.what;
  EXPECT_EQ(match.container_is_a,
            c.match.container_is_a && c.want == Relation::kPartial)
      << c.what;
}

TEST(JudgeTest, CoverageOfAHalf) {
  Expect(With("clear", Relation::kCopy, [](Match*) {}));
  Expect(With("half", Relation::kCopy, [](Match* m) { m->coverage = 0.5; }));
  Expect(
      With("below", Relation::kPassage, [](Match* m) { m->coverage = 0.499; }));
}

TEST(JudgeTest, HalfOfTheNumbers) {
  Expect(
      With("half", Relation::kCopy, [](Match* m) { m->numbers_shared = 2; }));
  Expect(With("fewer", Relation::kTemplate,
              [](Match* m) { m->numbers_shared = 1; }));
  Expect(With("none to share", Relation::kCopy,
              [](Match* m) { m->numbers = m->numbers_shared = 0; }));
  Expect(
      With("other numbers, little coverage", Relation::kPassage, [](Match* m) {
        m->numbers_shared = 0;
        m->coverage = 0.4;
      }));
}

TEST(JudgeTest, ExtentOfSixTenths) {
  Expect(With("at", Relation::kCopy, [](Match* m) { m->words_b = 120; }));
  Expect(With("below", Relation::kPartial, [](Match* m) { m->words_b = 119; }));
  Expect(With("below, b longer", Relation::kPartial, [](Match* m) {
    m->words_a = 119;
    m->words_b = 200;
    m->container_is_a = false;
  }));
}

TEST(JudgeTest, ShareOfTheLongerText) {
  Expect(With("at", Relation::kCopy, [](Match* m) { m->a_in_b = 0.45; }));
  Expect(
      With("below", Relation::kPartial, [](Match* m) { m->a_in_b = 0.449; }));
  // The share of the shorter text does not count.
  Expect(
      With("other side", Relation::kCopy, [](Match* m) { m->b_in_a = 0.1; }));
  Expect(With("b longer", Relation::kPartial, [](Match* m) {
    m->words_b = 220;
    m->container_is_a = false;
    m->b_in_a = 0.449;
  }));
}

TEST(JudgeTest, PassageOfTwelveWords) {
  const auto little = [](uint32_t run) {
    return [run](Match* m) {
      m->coverage = 0.1;
      m->longest_run = run;
    };
  };
  Expect(With("at", Relation::kPassage, little(12)));
  Expect(With("below", Relation::kNothing, little(11)));
}

TEST(JudgeTest, UnderTwelveWordsOnlyEqualityCounts) {
  const auto words = [](uint32_t a, uint32_t b) {
    return [a, b](Match* m) {
      m->words_a = a;
      m->words_b = b;
    };
  };
  Expect(With("twelve", Relation::kCopy, words(13, 12)));
  Expect(With("eleven", Relation::kNothing, words(12, 11)));
  Expect(With("eleven of many", Relation::kNothing, words(500, 11)));
  Case equal = With("equal", Relation::kExact, words(1, 1));
  equal.equal = true;
  Expect(equal);
}

TEST(JudgeTest, EqualityComesBeforeEverything) {
  Case c = With("equal", Relation::kExact, [](Match* m) {
    m->coverage = 0;
    m->numbers_shared = 0;
  });
  c.equal = true;
  Expect(c);
  Judge(true, &c.match);
  EXPECT_EQ(c.match.confidence, 1);
}

// More of the text taken over never makes the answer less certain, and only
// equality is certain.
TEST(JudgeTest, ConfidenceGrowsWithCoverage) {
  for (const uint32_t words_b : {180u, 100u}) {  // copy, partial
    double before = 0;
    for (const double coverage : {0.5, 0.69, 0.7, 0.89, 0.9, 1.0}) {
      Match match = Clear();
      match.words_b = words_b;
      match.coverage = coverage;
      Judge(false, &match);
      EXPECT_TRUE(IsSameArticle(match.relation));
      EXPECT_GE(match.confidence, before);
      EXPECT_GT(match.confidence, 0);
      EXPECT_LT(match.confidence, 1);
      before = match.confidence;
    }
  }
  Match nothing = Clear();
  nothing.coverage = 0;
  nothing.longest_run = 3;
  Judge(false, &nothing);
  EXPECT_EQ(nothing.confidence, 0);
}

}  // namespace
}  // namespace nuskha::internal
