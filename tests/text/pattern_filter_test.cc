// SPDX-License-Identifier: Apache-2.0

#include "text/pattern_filter.h"

#include <random>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "re2/re2.h"
#include "text/fragment_finder.h"

namespace nuskha::internal {
namespace {

using ::testing::ElementsAre;
using Kind = PatternFilter::Kind;

TEST(PatternFilterTest, FindsFirstWords) {
  const PatternFilter filter = AnalyzePattern("(?:ab|c d)e?(?: .{1,5})?");
  EXPECT_EQ(filter.kind, Kind::kFirstWord);
  EXPECT_THAT(filter.words, ElementsAre("ab", "abe", "c"));
}

TEST(PatternFilterTest, FindsPrefixesOfFourBytes) {
  const PatternFilter filter = AnalyzePattern("(?:word|other one).{0,9}");
  EXPECT_EQ(filter.kind, Kind::kFirstWord);
  EXPECT_THAT(filter.words, ElementsAre("other", "word"));
  EXPECT_THAT(filter.prefixes, ElementsAre("word"));
}

TEST(PatternFilterTest, FindsLastWords) {
  const PatternFilter filter = AnalyzePattern(".{2,9} \\d+ (?:a b|[xy] c)");
  EXPECT_EQ(filter.kind, Kind::kLastWord);
  EXPECT_THAT(filter.words, ElementsAre("b", "c"));
}

TEST(PatternFilterTest, FindsFragments) {
  const PatternFilter filter = AnalyzePattern(".*(?:one three|cookie)s.*");
  EXPECT_EQ(filter.kind, Kind::kFragment);
  EXPECT_THAT(filter.fragments, ElementsAre("cookie", "three"));
}

TEST(PatternFilterTest, GivesUpOnWhatItDoesNotKnow) {
  for (const char* pattern :
       {".*", "(?i)word", "(?P<n>word) x", "^word", "\\pL word", "[[:alpha:]]",
        "word{,3}", "\\bword", "ab.*", ""}) {
    const PatternFilter filter = AnalyzePattern(pattern);
    EXPECT_TRUE(filter.kind == Kind::kNone ||
                (filter.words.empty() && filter.prefixes.empty()))
        << pattern;
  }
  EXPECT_EQ(AnalyzePattern(std::string(3000, 'a')).kind, Kind::kNone);
  EXPECT_EQ(
      AnalyzePattern(std::string(90, '(') + "a" + std::string(90, ')')).kind,
      Kind::kNone);
}

std::string RandomPattern(std::mt19937& rng, int depth) {
  static constexpr std::string_view kAtoms[] = {
      "a", "bcde", " ", ".", "\\d", "[ab]", "fghi", "a b", "\\."};
  static constexpr std::string_view kQuantifiers[] = {
      "?", "*", "+", "{0,2}", "{2}", "{1,}", "??"};
  std::string pattern;
  for (size_t n = 1 + rng() % 3; n > 0; --n) {
    if (depth > 0 && rng() % 2 == 0) {
      pattern += "(?:" + RandomPattern(rng, depth - 1);
      if (rng() % 2 == 0) pattern += "|" + RandomPattern(rng, depth - 1);
      pattern += ")";
    } else {
      pattern += kAtoms[rng() % std::size(kAtoms)];
    }
    if (rng() % 4 == 0)
      pattern += kQuantifiers[rng() % std::size(kQuantifiers)];
  }
  return pattern;
}

bool Passes(const PatternFilter& filter, const std::string& text) {
  const std::string first = text.substr(0, text.find(' '));
  const std::string last = text.substr(text.rfind(' ') + 1);
  const auto has = [](const std::vector<std::string>& words,
                      const std::string& word) {
    return std::ranges::find(words, word) != words.end();
  };
  switch (filter.kind) {
    case Kind::kFirstWord:
      return has(filter.words, first) ||
             std::ranges::any_of(filter.prefixes, [&](const std::string& p) {
               return first.starts_with(p);
             });
    case Kind::kLastWord:
      return has(filter.words, last);
    case Kind::kFragment:
      return FragmentFinder(filter.fragments).IsIn(text);
    case Kind::kNone:
      return true;
  }
  return false;
}

TEST(PatternFilterPropertyTest, EveryMatchPassesTheFilter) {
  std::mt19937 rng(1);
  int matches = 0, filtered = 0;
  for (int round = 0; round < 4000; ++round) {
    const std::string pattern = RandomPattern(rng, 2);
    const PatternFilter filter = AnalyzePattern(pattern);
    const RE2 regex(pattern, RE2::Quiet);
    ASSERT_TRUE(regex.ok()) << pattern;
    for (int i = 0; i < 40; ++i) {
      static constexpr std::string_view kPieces[] = {
          "a", "bcde", "fghi", "b", "7", ".", " a", " b", " bcde", " fghi"};
      std::string text = "a";
      if (rng() % 2 == 0) text = "bcde";
      if (rng() % 4 == 0) text = "fghi";
      for (size_t n = rng() % 5; n > 0; --n) {
        text += kPieces[rng() % std::size(kPieces)];
      }
      const bool passes = Passes(filter, text);
      filtered += !passes;
      if (!RE2::FullMatch(text, regex)) continue;
      ++matches;
      ASSERT_TRUE(passes) << pattern << " on " << text;
    }
  }
  EXPECT_GT(matches, 2000);
  EXPECT_GT(filtered, 20'000);
}

TEST(FragmentFinderPropertyTest, EqualsFind) {
  std::mt19937 rng(2);
  const auto random_text = [&](size_t size) {
    std::string text;
    for (; size > 0; --size) text += static_cast<char>('a' + rng() % 2);
    return text;
  };
  for (int round = 0; round < 5000; ++round) {
    std::vector<std::string> fragments;
    for (size_t n = 1 + rng() % 3; n > 0; --n) {
      fragments.push_back(random_text(4 + rng() % 6));
    }
    const std::string text = random_text(rng() % 40);
    const bool expected =
        std::ranges::any_of(fragments, [&](const std::string& fragment) {
          return text.find(fragment) != text.npos;
        });
    ASSERT_EQ(FragmentFinder(fragments).IsIn(text), expected) << text;
  }
}

}  // namespace
}  // namespace nuskha::internal
