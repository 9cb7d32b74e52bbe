// SPDX-License-Identifier: Apache-2.0

#include <chrono>
#include <functional>
#include <random>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "nuskha/document.h"
#include "reference/content_reference.h"
#include "text/charset.h"
#include "text/code_points.h"
#include "text/golden_table.h"

namespace nuskha {
namespace {

Document Analyzed(Analyzer& analyzer, const Article& article) {
  Document document;
  EXPECT_TRUE(analyzer.Analyze(article, &document).ok());
  return document;
}

void ExpectEqual(const Document& a, const Document& b) {
  EXPECT_EQ(a.words, b.words);
  EXPECT_EQ(a.title, b.title);
  EXPECT_EQ(a.numbers, b.numbers);
  EXPECT_EQ(a.all_words, b.all_words);
}

bool IsBorder(std::string_view text, uint32_t at) {
  return at == text.size() ||
         (static_cast<unsigned char>(text[at]) & 0xc0) != 0x80;
}

// All ranges of a report.
std::vector<ByteSpan> RangesOf(const ScanReport& report) {
  std::vector<ByteSpan> ranges;
  const auto add = [&](const Repetition& repetition) {
    ranges.push_back(repetition.first);
    ranges.insert(ranges.end(), repetition.again.begin(),
                  repetition.again.end());
  };
  if (report.repeated_headline) add(*report.repeated_headline);
  for (const Repetition& repetition : report.repeated_paragraphs) {
    add(repetition);
  }
  for (const Boilerplate& boilerplate : report.boilerplate) {
    ranges.push_back(boilerplate.at);
  }
  return ranges;
}

TEST(AnalyzerPropertyTest, ScanReadsWhatAnalyzeReads) {
  std::mt19937 rng(1);
  const std::vector<std::string> words = testing::WordsOfTables();
  // One analyzer reads everything: what it keeps must not show.
  Analyzer reused(BoilerplateRules::Default().value());
  for (int round = 0; round < 3000; ++round) {
    const std::string text = testing::RandomText(rng, words);
    const std::string title =
        rng() % 3 == 0 ? text.substr(0, text.find('\n')) : "";
    const Article article = {.title = title,
                             .text = text,
                             .first_line_may_be_title = rng() % 2 == 0};
    Analyzer fresh(BoilerplateRules::Default().value());
    const Document analyzed = Analyzed(fresh, article);
    Document scanned;
    std::vector<ByteSpan> spans;
    const ScanReport report = reused.Scan(article, &scanned, &spans).value();
    ASSERT_NO_FATAL_FAILURE(ExpectEqual(analyzed, scanned)) << text;
    ASSERT_EQ(report.content_words, analyzed.words.size());
    ASSERT_EQ(spans.size(), analyzed.words.size());
    for (const ByteSpan at : RangesOf(report)) {
      ASSERT_LE(at.begin, at.end);
      ASSERT_LE(at.end, text.size());
    }
    ASSERT_FALSE(HasFailure()) << text;
  }
}

TEST(AnalyzerPropertyTest, RangesLieOnCodePoints) {
  std::mt19937 rng(2);
  const std::vector<std::string> words = testing::WordsOfTables();
  Analyzer analyzer(BoilerplateRules::Default().value());
  Document document;
  std::vector<ByteSpan> spans;
  for (int round = 0; round < 2000; ++round) {
    // Well-formed text only: of ill-formed bytes every one is a border.
    std::string text = testing::RandomText(rng, words);
    std::erase_if(text, [](char c) { return static_cast<signed char>(c) < 0; });
    for (int i = 0; i < 30; ++i) {
      auto at = static_cast<uint32_t>(rng() % (text.size() + 1));
      while (!IsBorder(text, at)) --at;
      text.insert(at, words[rng() % words.size()]);
    }
    const ScanReport report =
        analyzer.Scan({.text = text}, &document, &spans).value();
    for (const ByteSpan at : RangesOf(report)) {
      ASSERT_TRUE(IsBorder(text, at.begin) && IsBorder(text, at.end)) << text;
      if (at.size() == 0) continue;
      ASSERT_NE(text[at.begin], ' ');
      ASSERT_NE(text[at.end - 1], ' ');
    }
  }
}

TEST(AnalyzerPropertyTest, InlineCutsAndNumbersEqualTheSlowReading) {
  std::mt19937 rng(3);
  const std::vector<std::string> words = testing::WordsOfTables();
  Analyzer analyzer(nullptr);
  size_t cut = 0;
  for (int round = 0; round < 4000; ++round) {
    testing::Words text;
    const size_t target = rng() % 90;
    while (text.size() < target) {
      if (rng() % 3 != 0) {
        text.push_back(testing::InventedWord(rng));
        continue;
      }
      size_t at = rng() % words.size();
      for (size_t run = rng() % 7; run > 0 && at < words.size(); --run) {
        text.push_back(words[at++]);
      }
    }
    std::string joined;
    for (const std::string& word : text) joined += word + " ";
    const testing::Words expected = testing::CutInline(text);
    std::vector<uint32_t> hashes;
    for (const std::string& word : expected) hashes.push_back(WordHash(word));
    const Document document = Analyzed(analyzer, {.text = joined});
    ASSERT_EQ(document.words, hashes) << joined;
    ASSERT_EQ(document.numbers, testing::NumbersIn(expected)) << joined;
    cut += expected.size() != text.size();
  }
  EXPECT_GT(cut, 500u);
}

std::string ToWindows1256(std::string_view text) {
  std::string bytes;
  bool ill_formed = false;
  for (size_t pos = 0; pos < text.size();) {
    const int byte = internal::Charset::Windows1256().Encode(
        internal::DecodeAt(text, &pos, &ill_formed));
    bytes += static_cast<char>(byte);
  }
  return bytes;
}

// Ranges of a text in windows-1256 are those of its decoding.
TEST(AnalyzerTest, AnotherEncodingOfThePageReadsTheSame) {
  const auto rows = testing::ReadGoldenTable("scraped_page.tsv");
  ASSERT_EQ(rows.size(), 1u);
  const std::string& text = rows[0][0];
  const std::string bytes = ToWindows1256(text);
  ASSERT_LT(bytes.size(), text.size());
  Analyzer analyzer(BoilerplateRules::Default().value());
  for (const bool plain : {false, true}) {
    const Article utf8 = {.text = text, .first_line_may_be_title = plain};
    const Article other = {.text = bytes, .first_line_may_be_title = plain};
    Document expected, scanned;
    const ScanReport report = analyzer.Scan(utf8, &expected, nullptr).value();
    const ScanReport again = analyzer.Scan(other, &scanned, nullptr).value();
    EXPECT_TRUE(again.repair.windows_1256);
    ExpectEqual(scanned, expected);
    ExpectEqual(Analyzed(analyzer, other), expected);
    EXPECT_EQ(RangesOf(again), RangesOf(report));
    EXPECT_EQ(RangesOf(again).size(), 7u);
  }
}

struct HostileText {
  const char* name;
  std::function<std::string()> make;
};

std::string Times(std::string_view piece, size_t times) {
  std::string text;
  for (; times > 0; --times) text += piece;
  return text;
}

const HostileText kHostileTexts[] = {
    {"one word of a megabyte", [] { return Times("\xd8\xa8", 500'000); }},
    {"one word a million times", [] { return Times("\xd8\xa8 ", 350'000); }},
    {"paragraphs of one word", [] { return Times("\xd8\xa8\n", 100'000); }},
    {"one paragraph repeated", [] { return Times("a b c d\n", 100'000); }},
    {"pairs of repeated paragraphs",
     [] {
       std::string text;
       for (int i = 0; i < 100'000; ++i) {
         text += "a b c " + std::to_string(i / 2) + "\n";
       }
       return text;
     }},
    {"only diacritics", [] { return Times("\xd9\x8b\xd9\x8c\n", 100'000); }},
    {"markers", [] { return Times("[ad_1]\n", 100'000); }},
    {"markers and words", [] { return Times("a [ad_1] ", 100'000); }},
    {"open brackets", [] { return Times("[a ", 300'000); }},
    {"number words",
     [] { return Times("5 \xd8\xa7\xd9\x84\xd9\x81 ", 90'000); }},
    {"zeros and scales",
     [] { return "0 " + Times("\xd8\xa7\xd9\x84\xd9\x81[x]", 100'000); }},
    {"line breaks", [] { return Times("\r\n", 500'000); }},
    {"paywalls", [] { return Times("read more a\nread more b\n", 50'000); }},
};

// Linear, whatever the text: a megabyte is read within seconds even with
// sanitizers, where anything quadratic takes minutes.
TEST(AnalyzerHostileTest, TakesTimeByTheByteOnly) {
  Analyzer analyzer(BoilerplateRules::Default().value());
  for (const HostileText& hostile : kHostileTexts) {
    SCOPED_TRACE(hostile.name);
    const std::string text = hostile.make();
    const auto start = std::chrono::steady_clock::now();
    Document analyzed, scanned;
    for (const bool plain : {false, true}) {
      const Article article = {.text = text, .first_line_may_be_title = plain};
      EXPECT_TRUE(analyzer.Analyze(article, &analyzed).ok());
      analyzer.Scan(article, &scanned, nullptr).value();
      ExpectEqual(analyzed, scanned);
    }
    EXPECT_LT(std::chrono::steady_clock::now() - start,
              std::chrono::seconds(20));
  }
}

// A title that is as long as the text, and half of which every paragraph is.
TEST(AnalyzerHostileTest, ReadsATitleOnce) {
  Analyzer analyzer(BoilerplateRules::Default().value());
  const std::string title = "aa bb cc dd " + Times("!", 500'000);
  const std::string text = Times("aa bb cc\n", 50'000);
  const auto start = std::chrono::steady_clock::now();
  Document document;
  const Article article = {.title = title, .text = text};
  EXPECT_TRUE(analyzer.Analyze(article, &document).ok());
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(20));
}

TEST(AnalyzerTest, NothingToCompare) {
  Analyzer analyzer(BoilerplateRules::Default().value());
  EXPECT_TRUE(Analyzed(analyzer, {}).empty());
  EXPECT_TRUE(Analyzed(analyzer, {.title = " !", .text = "\n\n..."}).empty());
  EXPECT_FALSE(Analyzed(analyzer, {.title = "a"}).empty());
  EXPECT_FALSE(Analyzed(analyzer, {.text = "[ad_1]"}).empty());
}

TEST(AnalyzerTest, MovesKeepTheRules) {
  Analyzer analyzer(BoilerplateRules::Default().value());
  Analyzer moved = std::move(analyzer);
  EXPECT_TRUE(Analyzed(moved, {.text = "[ad_1]"}).words.empty());
}

}  // namespace
}  // namespace nuskha
