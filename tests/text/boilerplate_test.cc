// SPDX-License-Identifier: Apache-2.0

#include <random>
#include <string>
#include <vector>

#include "base/status_util.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "nuskha/document.h"
#include "reference/rule_reference.h"
#include "text/embedded.h"
#include "text/golden_table.h"
#include "text/rule_matcher.h"
#include "text/rule_table.h"

namespace nuskha {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

constexpr std::string_view kHeader =
    "id\tzone\tmax_tokens\tguard_on_light\taction\tpattern_on_standard\n";

// A text whose paragraph that ends at its own call is `paragraph`.
struct Placed {
  std::string text;
  size_t index;
};

Placed Place(const std::string& place, const std::string& paragraph) {
  std::mt19937 rng(1);
  const size_t index = place == "head" ? 1 : place == "tail" ? 17 : 9;
  std::string text;
  for (size_t p = 0; p < 19; ++p) {
    text += p == index ? paragraph : testing::InventedParagraph(rng, 50);
    text += "\n\n";
  }
  return {text, index};
}

std::string MatchedRule(const internal::RuleTable& table,
                        const std::string& text, size_t paragraph) {
  Tokens tokens;
  EXPECT_TRUE(NormalizeStandard(text, {}, &tokens).ok());
  std::vector<uint32_t> hashes;
  for (size_t i = 0; i < tokens.size(); ++i) {
    hashes.push_back(WordHash(tokens.token(i)));
  }
  internal::RuleMatcher matcher;
  const internal::Rule* rule =
      matcher.Match(table, text, tokens, hashes, paragraph);
  return rule == nullptr ? "" : rule->id;
}

TEST(BoilerplateGoldenTest, EachRuleMatchesWhatItIsForAndNotItsNeighbour) {
  const auto rules = BoilerplateRules::Default().value();
  const auto rows = testing::ReadGoldenTable("boilerplate_golden.tsv");
  ASSERT_EQ(rows.size(), 2 * rules->table().rules().size());
  for (const auto& row : rows) {
    SCOPED_TRACE(row[0] + " " + row[1] + ": " + row[3]);
    const Placed placed = Place(row[1], row[3]);
    const std::string matched =
        MatchedRule(rules->table(), placed.text, placed.index);
    if (row[2] == "yes") {
      EXPECT_EQ(matched, row[0]);
    } else {
      EXPECT_NE(matched, row[0]);
    }
  }
}

// A paragraph of words that the rules ask for, often in their order.
std::string SeasonedParagraph(std::mt19937& rng,
                              const std::vector<std::string>& words) {
  std::string text;
  for (size_t n = 1 + rng() % (rng() % 3 == 0 ? 30 : 5); n > 0; --n) {
    static constexpr std::string_view kSigns[] = {":",  "*", "/", "//", "(",
                                                  "\n", "",  "",  "",   ""};
    size_t at = rng() % words.size();
    for (size_t run = 1 + rng() % 4; run > 0 && at < words.size(); --run) {
      text += rng() % 8 == 0 ? std::to_string(rng() % 30) : words[at++];
      text += ' ';
    }
    text += kSigns[rng() % std::size(kSigns)];
  }
  return text;
}

TEST(BoilerplatePropertyTest, FastMatcherEqualsEveryExpressionInTurn) {
  const auto rules = BoilerplateRules::Default().value();
  const testing::RuleReference reference(internal::BoilerplateRulesTable());
  std::vector<std::string> words = testing::WordsOfTables();
  std::vector<std::string> golden;
  for (const auto& row : testing::ReadGoldenTable("boilerplate_golden.tsv")) {
    golden.push_back(row[3]);
  }
  std::mt19937 rng(2);
  internal::RuleMatcher matcher;
  Tokens tokens;
  int matches = 0;
  for (int round = 0; round < 3000; ++round) {
    std::string text;
    for (int p = 0; p < 12; ++p) {
      text += rng() % 4 == 0 ? golden[rng() % golden.size()]
                             : SeasonedParagraph(rng, words);
      text += rng() % 9 == 0 ? " " : "\n";
    }
    EXPECT_TRUE(NormalizeStandard(text, {}, &tokens).ok());
    std::vector<uint32_t> hashes;
    for (size_t i = 0; i < tokens.size(); ++i) {
      hashes.push_back(WordHash(tokens.token(i)));
    }
    for (size_t p = 0; p < tokens.paragraphs.size(); ++p) {
      const ByteSpan at = tokens.paragraphs[p].span;
      std::string standard;
      internal::JoinRange(tokens, tokens.paragraph_begin(p),
                          tokens.paragraphs[p].end, &standard);
      const std::string expected = reference.Match(
          standard,
          NormalizeLight(text.substr(at.begin, at.size()), {}).value(), p,
          tokens.paragraphs.size());
      const internal::Rule* rule =
          matcher.Match(rules->table(), text, tokens, hashes, p);
      ASSERT_EQ(rule == nullptr ? "" : rule->id, expected) << standard;
      matches += rule != nullptr;
    }
  }
  EXPECT_GT(matches, 3000);
}

std::string ErrorOf(const std::string& lines) {
  const auto rules =
      BoilerplateRules::Parse(std::string(kHeader) + lines, "own.tsv");
  return rules.ok() ? "ok" : internal::StatusMessage(rules.status());
}

TEST(BoilerplateRulesTest, ErrorsNameLineAndColumn) {
  EXPECT_EQ(ErrorOf("A\tany\t3\t\tdrop\tx\n"), "ok");
  EXPECT_THAT(ErrorOf("A\tany\t3\t\tdrop\tx\nB\tany\t3\t\tdrop\t(x\n"),
              StartsWith("own.tsv:3: column 'pattern_on_standard': "));
  EXPECT_THAT(ErrorOf("A\tany\t3\t[\tdrop\tx\n"),
              StartsWith("own.tsv:2: column 'guard_on_light': "));
  EXPECT_THAT(ErrorOf("A\tmiddle\t3\t\tdrop\tx\n"),
              StartsWith("own.tsv:2: column 'zone': "));
  for (const std::string number : {"", "0", "-1", "3x", "99999", "1e3"}) {
    EXPECT_THAT(ErrorOf("A\tany\t" + number + "\t\tdrop\tx\n"),
                StartsWith("own.tsv:2: column 'max_tokens': "));
  }
  for (const std::string action : {"", "remove", "drop,", "drop,advert"}) {
    EXPECT_THAT(ErrorOf("A\tany\t3\t\t" + action + "\tx\n"),
                HasSubstr("column 'action': unknown action '" + action + "'"));
  }
  EXPECT_EQ(ErrorOf("A\tany\t3\t\tdrop\tx\nA\tany\t3\t\tdrop\ty\n"),
            "own.tsv:3: column 'id': 'A' is taken already");
  EXPECT_EQ(ErrorOf("\tany\t3\t\tdrop\tx\n"),
            "own.tsv:2: column 'id': is empty");
  EXPECT_EQ(ErrorOf("A\tany\t3\t\tdrop\t\n"),
            "own.tsv:2: column 'pattern_on_standard': is empty");
  EXPECT_EQ(ErrorOf("A\tany\t3\n"), "own.tsv:2: expected 6 columns, found 3");
}

TEST(BoilerplateRulesTest, TheHeaderIsRequired) {
  for (const std::string_view table : {"", "\n# no rules\n", "id\tzone\n"}) {
    const auto rules = BoilerplateRules::Parse(table, "own.tsv");
    ASSERT_FALSE(rules.ok());
    EXPECT_THAT(internal::StatusMessage(rules.status()), HasSubstr("header"));
  }
}

TEST(BoilerplateRulesTest, CommentsBlankLinesAndCrlfAreNoRules) {
  EXPECT_EQ(ErrorOf("# comment\n\n \t\nA\tany\t3\t\tdrop\tx\r\n"), "ok");
}

std::vector<uint32_t> ContentOf(std::shared_ptr<const BoilerplateRules> rules,
                                std::string_view text) {
  Analyzer analyzer(std::move(rules));
  Document document;
  EXPECT_TRUE(analyzer.Analyze({.text = text}, &document).ok());
  return document.words;
}

TEST(BoilerplateRulesTest, OwnRulesReplaceOrExtendTheBuiltInOnes) {
  const std::string table = std::string(kHeader) +
                            "OWN1\tany\t5\t\tdrop\tsubscribe now\n"
                            "OWN2\ttail\t9\t\\u0021\tdrop\t.*buy.*\n";
  const auto own = BoilerplateRules::Parse(table, "own.tsv");
  const auto both = BoilerplateRules::Extend(table, "own.tsv");
  ASSERT_TRUE(own.ok() && both.ok());
  const std::string text = "body\nSubscribe now!\nREAD MORE\nbuy it!\nbuy it";
  EXPECT_EQ(ContentOf(*own, text), testing::WordsOf("body read more buy it"));
  EXPECT_EQ(ContentOf(*both, text), testing::WordsOf("body buy it"));
  EXPECT_EQ(ContentOf(BoilerplateRules::Default().value(), text),
            testing::WordsOf("body subscribe now buy it buy it"));
  EXPECT_EQ(ContentOf(nullptr, text), testing::WordsOf(text));
}

TEST(BoilerplateRulesTest, AnIdOfABuiltInRuleIsTaken) {
  const auto rules = BoilerplateRules::Extend(
      std::string(kHeader) + "BP05\tany\t5\t\tdrop\tx\n", "own.tsv");
  ASSERT_FALSE(rules.ok());
  EXPECT_EQ(internal::StatusMessage(rules.status()),
            "own.tsv:2: column 'id': 'BP05' is taken already");
}

// `words` other words with the phrase before word `at`.
std::string TextWith(const std::string& phrase, size_t words, size_t at) {
  std::string text;
  for (size_t i = 0; i < words; ++i) {
    text += (i == at ? phrase + " " : "") + "word" + std::to_string(i) + " ";
  }
  return text + (at >= words ? phrase : "");
}

// Content words that are left of such a text.
size_t LeftOf(const std::string& phrase, size_t words, size_t at) {
  return ContentOf(nullptr, TextWith(phrase, words, at)).size();
}

TEST(InlineCutsTest, EveryPhraseWithinItsWindow) {
  const auto rows = testing::ReadGoldenTable("inline_golden.tsv");
  ASSERT_EQ(rows.size(), 24u);
  constexpr size_t kWords = 90;
  for (const auto& row : rows) {
    SCOPED_TRACE(row[2]);
    const size_t window = std::stoul(row[1]);
    const size_t length = testing::WordsOf(row[2]).size();
    const size_t all = kWords + length;
    const auto left = [&](size_t at) { return LeftOf(row[2], kWords, at); };
    if (row[0] == "head") {
      EXPECT_EQ(left(0), kWords);
      EXPECT_EQ(left(window - 1), kWords);
      EXPECT_EQ(left(window), all);
    } else if (row[0] == "tail") {
      EXPECT_EQ(left(all - window), all - window);
      EXPECT_EQ(left(all - window - 1), all);
      EXPECT_EQ(left(kWords), kWords);
      // Never in the first 20 words.
      EXPECT_EQ(LeftOf(row[2], 22, 20), 20u);
      EXPECT_EQ(LeftOf(row[2], 22, 19), 22 + length);
    } else {
      EXPECT_EQ(left(0), kWords);
      EXPECT_EQ(left(window - 1), kWords - (window - 1));
      EXPECT_EQ(left(window), all);
    }
  }
}

}  // namespace
}  // namespace nuskha
