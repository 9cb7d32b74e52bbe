// SPDX-License-Identifier: Apache-2.0

#include <algorithm>
#include <span>
#include <string>
#include <vector>

#include "fmt/format.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "nuskha/document.h"
#include "text/golden_table.h"

namespace nuskha {
namespace {

using ::testing::ElementsAre;
using ::testing::UnorderedElementsAreArray;

// What a report says, as the words it stands on.
std::vector<std::string> FindingsOf(const ScanReport& report,
                                    const std::string& text) {
  const auto cut = [&](ByteSpan at) {
    return text.substr(at.begin, at.size());
  };
  std::vector<std::string> findings;
  if (report.repeated_headline) {
    if (!report.title_is_field) {
      findings.push_back("title=" + cut(report.repeated_headline->first));
    }
    for (const ByteSpan again : report.repeated_headline->again) {
      findings.push_back("again=" + cut(again));
    }
  }
  for (const Repetition& repetition : report.repeated_paragraphs) {
    for (const ByteSpan again : repetition.again) {
      findings.push_back("repeat=" + cut(repetition.first) + ">" + cut(again));
    }
  }
  for (const Boilerplate& boilerplate : report.boilerplate) {
    findings.push_back(boilerplate.rule + "=" + cut(boilerplate.at));
  }
  if (report.truncated_percent) {
    findings.push_back(fmt::format("percent={}", *report.truncated_percent));
  }
  return findings;
}

TEST(ScanGoldenTest, ReportsWhatStandsTwiceAndWhatIsNoContent) {
  const auto rows = testing::ReadGoldenTable("scan_golden.tsv");
  ASSERT_GT(rows.size(), 30u);
  Analyzer analyzer(BoilerplateRules::Default().value());
  for (const auto& row : rows) {
    SCOPED_TRACE(row[0]);
    ASSERT_EQ(row.size(), 6u);
    const Article article = {.title = row[2],
                             .text = row[3],
                             .first_line_may_be_title = row[1] == "plain"};
    Document document;
    const ScanReport report =
        analyzer.Scan(article, &document, nullptr).value();
    EXPECT_EQ(document.words, testing::WordsOf(row[4]));
    EXPECT_THAT(FindingsOf(report, row[3]),
                UnorderedElementsAreArray(testing::SplitText(row[5], " ;; ")));
    EXPECT_EQ(report.has_findings(), !row[5].empty());
    EXPECT_EQ(report.words, testing::WordsOf(row[3]).size());
    EXPECT_EQ(report.content_words, document.words.size());
  }
}

// A page of a scraper's site as they are found in the wild: the headline
// twice, a marker, a caption, the text, the paywall, a marker and the source.
TEST(ScanTest, ScrapedPage) {
  const auto rows = testing::ReadGoldenTable("scraped_page.tsv");
  ASSERT_EQ(rows.size(), 1u);
  const std::string& text = rows[0][0];
  Analyzer analyzer(BoilerplateRules::Default().value());
  Document document;
  const ScanReport report =
      analyzer
          .Scan({.text = text, .first_line_may_be_title = true}, &document,
                nullptr)
          .value();

  ASSERT_TRUE(report.repeated_headline.has_value());
  const auto end = static_cast<uint32_t>(text.find('\n'));
  EXPECT_EQ(report.repeated_headline->first, (ByteSpan{0, end}));
  EXPECT_THAT(report.repeated_headline->again,
              ElementsAre(ByteSpan{end + 2, 2 * end + 2}));
  std::vector<std::string> rules, kinds;
  for (const Boilerplate& boilerplate : report.boilerplate) {
    rules.push_back(boilerplate.rule);
    kinds.push_back(boilerplate.kind);
  }
  EXPECT_THAT(rules, ElementsAre("BP01", "BP25", "BP05", "BP01", "BP03"));
  EXPECT_THAT(kinds, ElementsAre("furniture", "caption", "truncated",
                                 "furniture", "furniture"));
  EXPECT_EQ(report.truncated_percent, 85.0);
  EXPECT_TRUE(report.repeated_paragraphs.empty());
  EXPECT_EQ(report.content_words, testing::WordsOf(rows[0][1]).size());
}

TEST(ScanTest, SpansAreThoseOfTheContentWords) {
  const std::string text = "[ad_1]\nalpha, beta\n[ad_2]\n(gamma) delta";
  Analyzer analyzer(BoilerplateRules::Default().value());
  Document document;
  std::vector<ByteSpan> spans;
  analyzer.Scan({.text = text}, &document, &spans).value();
  std::vector<std::string> words;
  for (const ByteSpan span : spans) {
    words.push_back(text.substr(span.begin, span.size()));
  }
  EXPECT_THAT(words, ElementsAre("alpha", "beta", "gamma", "delta"));
}

// The paragraphs of which every word is content, found by their bytes.
std::vector<ShortParagraph> SlowShortParagraphs(
    const std::string& text, const std::vector<ByteSpan>& spans) {
  Tokens tokens;
  EXPECT_TRUE(NormalizeStandard(text, {}, &tokens).ok());
  std::vector<ShortParagraph> found;
  for (size_t p = 0; p < tokens.paragraphs.size(); ++p) {
    const ByteSpan at = tokens.paragraphs[p].span;
    const uint32_t words = tokens.paragraphs[p].end - tokens.paragraph_begin(p);
    uint32_t before = 0, inside = 0;
    for (const ByteSpan span : spans) {
      before += span.begin < at.begin ? 1 : 0;
      inside += span.begin >= at.begin && span.end <= at.end ? 1 : 0;
    }
    if (words == 0 || words > 12 || inside != words) continue;
    found.push_back({.first_word = before, .length = words, .at = at});
  }
  return found;
}

TEST(ScanTest, ShortParagraphsAreThoseOfContentOnly) {
  Analyzer analyzer(BoilerplateRules::Default().value());
  size_t listed = 0, left_out = 0;
  for (const auto& row : testing::ReadGoldenTable("scan_golden.tsv")) {
    SCOPED_TRACE(row[0]);
    for (const char* tail : {"", "\none two three\n(four)", "\n\n.five\n"}) {
      const std::string text = row[3] + tail;
      const Article article = {.title = row[2], .text = text};
      Document document, analyzed;
      std::vector<ByteSpan> spans;
      analyzer.Scan(article, &document, &spans).value();
      EXPECT_TRUE(document.short_paragraphs.empty());
      analyzer.ListShortParagraphs(true);
      EXPECT_TRUE(analyzer.Analyze(article, &analyzed).ok());
      analyzer.Scan(article, &document, &spans).value();
      analyzer.ListShortParagraphs(false);
      EXPECT_EQ(document.short_paragraphs, SlowShortParagraphs(text, spans));
      EXPECT_EQ(document.short_paragraphs, analyzed.short_paragraphs);
      for (const ShortParagraph& paragraph : document.short_paragraphs) {
        const auto words = std::span(document.words)
                               .subspan(paragraph.first_word, paragraph.length);
        const std::string cut =
            text.substr(paragraph.at.begin, paragraph.at.size());
        EXPECT_TRUE(std::ranges::equal(words, testing::WordsOf(cut))) << cut;
      }
      listed += document.short_paragraphs.size();
      left_out += document.all_words - document.words.size();
    }
  }
  EXPECT_GT(listed, 100u);
  EXPECT_GT(left_out, 100u);
}

TEST(ScanTest, ATextFileAndARecordGiveTheSameWords) {
  const auto rows = testing::ReadGoldenTable("scraped_page.tsv");
  ASSERT_EQ(rows.size(), 1u);
  Analyzer analyzer(BoilerplateRules::Default().value());
  Document record, file;
  EXPECT_TRUE(analyzer.Analyze({.text = rows[0][0]}, &record).ok());
  EXPECT_TRUE(
      analyzer
          .Analyze({.text = rows[0][0], .first_line_may_be_title = true}, &file)
          .ok());
  EXPECT_EQ(record.words, file.words);
  EXPECT_EQ(record.title, file.title);
}

}  // namespace
}  // namespace nuskha
