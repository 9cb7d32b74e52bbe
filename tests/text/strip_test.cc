// SPDX-License-Identifier: Apache-2.0

#include "nuskha/strip.h"

#include <chrono>
#include <fstream>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "gtest/gtest.h"
#include "nuskha/document.h"
#include "text/cut_out.h"
#include "text/golden_table.h"
#include "text/hostile_text.h"

namespace nuskha {
namespace {

constexpr StripKinds kAll = {
    .headlines = true, .boilerplate = true, .repeats = true};

struct Stripped {
  std::string text;  // as it is where nothing was cut
  StripCounts cuts;
};

Stripped Strip(const Article& article, StripKinds kinds = kAll) {
  Stripper stripper(BoilerplateRules::Default().value(), kinds);
  Stripped stripped{std::string(article.text), {}};
  stripper.Strip(article, &stripped.text, &stripped.cuts).value();
  return stripped;
}

// The headline and the content words, one after the other.
std::vector<uint32_t> Words(const Article& article) {
  Analyzer analyzer(BoilerplateRules::Default().value());
  Document document;
  EXPECT_TRUE(analyzer.Analyze(article, &document).ok());
  std::vector<uint32_t> words = document.title;
  words.insert(words.end(), document.words.begin(), document.words.end());
  return words;
}

std::string Cut(std::string_view text, std::vector<std::string_view> parts) {
  std::vector<ByteSpan> cuts;
  size_t at = 0;
  for (const std::string_view part : parts) {
    at = text.find(part, at);
    EXPECT_NE(at, text.npos) << part;
    cuts.push_back(
        {static_cast<uint32_t>(at), static_cast<uint32_t>(at + part.size())});
    at += part.size();
  }
  std::string out;
  internal::CutOut(text, cuts, &out);
  return out;
}

TEST(CutOutTest, ParagraphsGoWithTheirLineBreaks) {
  EXPECT_EQ(Cut("a\nX\nb\n", {"X"}), "a\nb\n");
  EXPECT_EQ(Cut("a\n\nX\n\nb", {"X"}), "a\n\nb");
  EXPECT_EQ(Cut("a\r\n\r\n  X \r\n\r\nb", {"X"}), "a\r\n\r\nb");
  EXPECT_EQ(Cut("X\n\nb", {"X"}), "b");
  EXPECT_EQ(Cut("a\n\nX", {"X"}), "a");
  EXPECT_EQ(Cut("a\n\nX\n", {"X"}), "a\n");
  EXPECT_EQ(Cut("a\n\nX\n\nY\n\nb\n", {"X", "Y"}), "a\n\nb\n");
  EXPECT_EQ(Cut("a\n\nX\n\nY\n\n", {"X", "Y"}), "a\n\n");
  EXPECT_EQ(Cut("a\xe2\x80\xa9X\xe2\x80\xa9"
                "b",
                {"X"}),
            "a\xe2\x80\xa9"
            "b");
  // Blank lines elsewhere are left alone.
  EXPECT_EQ(Cut("\n\na\n\n\n\nb\nX\nc\n\n\n", {"X"}),
            "\n\na\n\n\n\nb\nc\n\n\n");
  EXPECT_EQ(Cut("a", {}), "a");
  EXPECT_EQ(Cut("X", {"X"}), "");
}

TEST(CutOutTest, InsideALine) {
  EXPECT_EQ(Cut("(X) - a b\nc", {"(X"}), "a b\nc");
  EXPECT_EQ(Cut("a. (X\nb", {"X"}), "a.\nb");
  EXPECT_EQ(Cut("a X b", {"X"}), "a b");
  EXPECT_EQ(Cut("a[X]b", {"[X]"}), "a b");
  EXPECT_EQ(Cut("a [X]b", {"[X]"}), "a b");
  EXPECT_EQ(Cut("a [X]. [Y] b", {"[X]", "[Y]"}), "a . b");
  // Over two paragraphs: the break between what is left stays.
  EXPECT_EQ(Cut("a X\nY b", {"X\nY"}), "a\nb");
  EXPECT_EQ(Cut("a X\n\nY\nb", {"X\n\nY"}), "a\nb");
}

const std::string kHeadline =
    "\u0648\u0632\u064a\u0631 \u0627\u0644\u0635\u062d\u0629 "
    "\u064a\u0639\u0644\u0646 \u062e\u0637\u0629 "
    "\u062c\u062f\u064a\u062f\u0629";
const std::string kFirst =
    "\u0642\u0627\u0644 \u0627\u0644\u0648\u0632\u064a\u0631 \u0641\u064a "
    "\u0645\u0624\u062a\u0645\u0631 \u0635\u062d\u0641\u064a "
    "\u0627\u0644\u064a\u0648\u0645 \u0627\u0646 "
    "\u0627\u0644\u062e\u0637\u0629 \u062a\u0634\u0645\u0644 "
    "\u0628\u0646\u0627\u0621 \u0645\u0633\u062a\u0634\u0641\u064a\u0627\u062a "
    "\u0641\u064a \u0643\u0644 \u0645\u062f\u064a\u0646\u0629.";
const std::string kSecond =
    "\u0648\u0627\u0636\u0627\u0641 \u0627\u0646 "
    "\u0627\u0644\u062a\u0645\u0648\u064a\u0644 \u0645\u062a\u0648\u0641\u0631 "
    "\u0645\u0646\u0630 \u0627\u0644\u0639\u0627\u0645 "
    "\u0627\u0644\u0645\u0627\u0636\u064a \u0648\u0627\u0646 "
    "\u0627\u0644\u0639\u0645\u0644 \u064a\u0628\u062f\u0623 \u0641\u064a "
    "\u0627\u0644\u0631\u0628\u064a\u0639 "
    "\u0627\u0644\u0642\u0627\u062f\u0645.";

TEST(StripperTest, EachKind) {
  const std::string text =
      kHeadline + "\n\n" + kFirst + "\n\n" + kFirst + "\n\n" + kSecond +
      "\n\n\u0627\u0642\u0631\u0623 \u0623\u064a\u0636\u0627: "
      "\u062e\u0628\u0631 \u0622\u062e\u0631\n";
  const Article article = {.title = kHeadline, .text = text};
  const Stripped all = Strip(article);
  EXPECT_EQ(all.text, kFirst + "\n\n" + kSecond + "\n");
  EXPECT_EQ(all.cuts.headlines, 1u);
  EXPECT_EQ(all.cuts.repeats, 1u);
  EXPECT_EQ(all.cuts.boilerplate, 1u);
  EXPECT_EQ(all.cuts.left, 0u);
  EXPECT_EQ(all.cuts.texts, 1u);
  EXPECT_EQ(all.cuts.bytes, text.size() - all.text.size());
  EXPECT_EQ(Strip(article, {.headlines = true}).text,
            text.substr(kHeadline.size() + 2));
  EXPECT_EQ(
      Strip(article, {.boilerplate = true}).text,
      kHeadline + "\n\n" + kFirst + "\n\n" + kFirst + "\n\n" + kSecond + "\n");
  EXPECT_EQ(Strip(article, {.repeats = true}).text,
            kHeadline + "\n\n" + kFirst + "\n\n" + kSecond +
                "\n\n\u0627\u0642\u0631\u0623 \u0623\u064a\u0636\u0627: "
                "\u062e\u0628\u0631 \u0622\u062e\u0631\n");
  EXPECT_EQ(Strip(article, {}).text, text);
}

// Without a title field the headline stays where it stands first.
TEST(StripperTest, HeadlineInTheText) {
  const std::string text =
      kHeadline + "\n" + kFirst + "\n" + kHeadline + "\n" + kSecond;
  const Stripped stripped = Strip({.text = text});
  EXPECT_EQ(stripped.text, kHeadline + "\n" + kFirst + "\n" + kSecond);
  EXPECT_EQ(stripped.cuts.headlines, 1u);
}

TEST(StripperTest, WhatStays) {
  for (const std::string& text :
       {std::string(), std::string("\n \n"), kFirst, kFirst + "\n" + kSecond,
        std::string("\u0627\u0642\u0631\u0623 \u0623\u064a\u0636\u0627: "
                    "\u062e\u0628\u0631 \u0622\u062e\u0631\n"),
        std::string("[ad_1]")}) {
    const Stripped stripped = Strip({.text = text});
    EXPECT_EQ(stripped.text, text);
    EXPECT_EQ(stripped.cuts.cuts(), 0u);
    EXPECT_EQ(stripped.cuts.texts, 0u);
  }
}

TEST(StripperTest, Windows1256IsWrittenAsUtf8) {
  // "qal alwzyr" and so on, twice, in windows-1256.
  const std::string line =
      "\xde\xc7\xe1 \xc7\xe1\xe6\xd2\xed\xd1 \xdd\xed \xe3\xc4\xca\xe3\xd1 "
      "\xd5\xcd\xdd\xed \xc7\xe1\xed\xe6\xe3 \xc7\xe4 \xc7\xe1\xce\xd8\xc9 "
      "\xca\xd4\xe3\xe1 \xc8\xe4\xc7\xc1 \xe3\xd3\xca\xd4\xdd\xed\xc7\xca";
  const std::string other =
      "\xe6\xc7\xd6\xc7\xdd \xc7\xe4 \xc7\xe1\xca\xe3\xe6\xed\xe1 "
      "\xe3\xca\xe6\xdd\xd1 \xe3\xe4\xd0 \xc7\xe1\xda\xc7\xe3";
  const Stripped stripped =
      Strip({.title = "x", .text = line + "\n" + other + "\n" + line});
  EXPECT_EQ(stripped.cuts.repeats, 1u);
  EXPECT_EQ(stripped.text,
            "\u0642\u0627\u0644 \u0627\u0644\u0648\u0632\u064a\u0631 "
            "\u0641\u064a \u0645\u0624\u062a\u0645\u0631 "
            "\u0635\u062d\u0641\u064a \u0627\u0644\u064a\u0648\u0645 "
            "\u0627\u0646 \u0627\u0644\u062e\u0637\u0629 "
            "\u062a\u0634\u0645\u0644 \u0628\u0646\u0627\u0621 "
            "\u0645\u0633\u062a\u0634\u0641\u064a\u0627\u062a\n"
            "\u0648\u0627\u0636\u0627\u0641 \u0627\u0646 "
            "\u0627\u0644\u062a\u0645\u0648\u064a\u0644 "
            "\u0645\u062a\u0648\u0641\u0631 \u0645\u0646\u0630 "
            "\u0627\u0644\u0639\u0627\u0645");
}

StripKinds SomeKinds(uint64_t bits) {
  return {.headlines = (bits & 1) != 0,
          .boilerplate = (bits & 2) != 0,
          .repeats = (bits & 4) != 0};
}

// Strips `article`, and what comes out, and looks at both.
void Check(const Article& article, StripKinds kinds, Stripper* stripper,
           StripCounts* sum) {
  std::string text(article.text);
  StripCounts cuts;
  const bool changed = stripper->Strip(article, &text, &cuts).value();
  ASSERT_EQ(changed, cuts.texts == 1);
  ASSERT_EQ(changed, cuts.cuts() > 0);
  sum->Add(cuts);
  Article stripped = article;
  stripped.text = text;
  ASSERT_EQ(Words(article), Words(stripped));
  // Another object: what it keeps does not show.
  ASSERT_EQ(text, Strip(stripped, kinds).text);
}

TEST(StripperPropertyTest, KeepsTheContentAndComesToRest) {
  std::mt19937 rng(7);
  const std::vector<std::string> words = testing::WordsOfTables();
  StripCounts sum;
  for (uint64_t kinds = 1; kinds < 8; ++kinds) {
    Stripper stripper(BoilerplateRules::Default().value(), SomeKinds(kinds));
    for (int round = 0; round < 500; ++round) {
      const std::string text = testing::RandomText(rng, words);
      const std::string title =
          rng() % 2 == 0 ? text.substr(0, text.find('\n')) : "";
      ASSERT_NO_FATAL_FAILURE(Check({.title = title, .text = text},
                                    SomeKinds(kinds), &stripper, &sum))
          << kinds << " " << testing::Escaped(text);
    }
  }
  EXPECT_GT(sum.headlines, 100u);
  EXPECT_GT(sum.boilerplate, 1000u);
  EXPECT_GT(sum.repeats, 500u);
  EXPECT_GT(sum.left, 0u);
}

// Many cuts on one line of many blanks: linear, or minutes.
TEST(StripperTest, ManyCutsBehindManyBlanks) {
  const std::string blanks(250'000, ' ');
  std::string cuts;
  for (int i = 0; i < 60'000; ++i) cuts += "a[x]";
  const auto start = std::chrono::steady_clock::now();
  for (const std::string& text : {blanks + cuts, "b" + blanks + cuts}) {
    const Stripped stripped = Strip({.text = text});
    EXPECT_LT(stripped.text.size(), text.size());
  }
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(20));
}

TEST(StripperPropertyTest, HostileParagraphs) {
  std::mt19937_64 rng(8);
  StripCounts sum;
  Stripper stripper(BoilerplateRules::Default().value(), kAll);
  for (int round = 0; round < 1500; ++round) {
    std::vector<std::string> lines = {kFirst, kHeadline, "[ad_2]"};
    std::string text;
    for (size_t n = rng() % 10; n > 0; --n) {
      if (rng() % 2 == 0) lines.push_back(testing::HostileText(rng, 30));
      text += lines[rng() % lines.size()];
      text += rng() % 3 == 0 ? "\r\n\r\n" : "\n";
    }
    const std::string title = rng() % 2 == 0 ? lines[rng() % lines.size()] : "";
    ASSERT_NO_FATAL_FAILURE(
        Check({.title = title, .text = text}, kAll, &stripper, &sum))
        << testing::Escaped(text);
  }
  EXPECT_GT(sum.cuts(), 300u);
}

TEST(StripperPropertyTest, Scrape) {
  std::ifstream file(std::string(NUSKHA_SOURCE_DIR) +
                     "/data/sample/scrape.txt");
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  ASSERT_FALSE(text.empty());
  StripCounts sum;
  Stripper stripper(BoilerplateRules::Default().value(), kAll);
  Check({.text = text}, kAll, &stripper, &sum);
  EXPECT_GT(sum.cuts(), 0u);
}

}  // namespace
}  // namespace nuskha
