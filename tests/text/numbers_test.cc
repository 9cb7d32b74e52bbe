// SPDX-License-Identifier: Apache-2.0

#include "text/numbers.h"

#include <random>
#include <string>
#include <vector>

#include "fmt/format.h"
#include "gtest/gtest.h"
#include "nuskha/document.h"
#include "reference/content_reference.h"
#include "text/embedded.h"
#include "text/golden_table.h"
#include "text/tsv.h"

namespace nuskha {
namespace {

std::string Show(const std::vector<Number>& numbers) {
  std::string text;
  for (const Number& number : numbers) {
    if (!text.empty()) text += ' ';
    text +=
        fmt::format("{}@{}+{}", number.value, number.first_word, number.length);
  }
  return text.empty() ? "-" : text;
}

std::vector<Number> NumbersOf(std::string_view text) {
  Analyzer analyzer(nullptr);
  Document document;
  EXPECT_TRUE(analyzer.Analyze({.text = text}, &document).ok());
  return document.numbers;
}

TEST(NumbersGoldenTest, ReadsDigitsAndWords) {
  const auto rows = testing::ReadGoldenTable("numbers_golden.tsv");
  ASSERT_GT(rows.size(), 20u);
  for (const auto& row : rows) {
    std::vector<Number> expected;
    if (row[1] != "-") {
      for (const std::string& number : testing::SplitText(row[1], " ")) {
        double value = 0;
        unsigned first = 0, length = 0;
        ASSERT_EQ(
            std::sscanf(number.c_str(), "%lf@%u+%u", &value, &first, &length),
            3);
        expected.push_back({first, length, value});
      }
    }
    EXPECT_EQ(Show(NumbersOf(row[0])), Show(expected)) << row[0];
  }
}

TEST(NumbersTest, DigitValues) {
  using internal::DigitValue;
  EXPECT_EQ(DigitValue("0"), 0.0);
  EXPECT_EQ(DigitValue("007.50"), 7.5);
  EXPECT_EQ(DigitValue("20.000"), 20000.0);
  EXPECT_EQ(DigitValue("1.250.000"), 1250000.0);
  EXPECT_EQ(DigitValue("12.345.678.901"), 12345678901.0);
  EXPECT_EQ(DigitValue("1.250"), 1.25);
  EXPECT_EQ(DigitValue("0.000"), 0.0);
  EXPECT_EQ(DigitValue("1234.000"), 1234.0);
  EXPECT_EQ(DigitValue("20.00"), 20.0);
  EXPECT_EQ(DigitValue("1.25.000"), std::nullopt);
  EXPECT_EQ(DigitValue("123456789012345"), 123456789012345.0);
  EXPECT_EQ(DigitValue("1234567890123456789"), 1234567890123456789.0);
  for (const char* token : {"", ".", "1.", ".5", "1.2.3", "1e5", "f16", "-1"}) {
    EXPECT_EQ(DigitValue(token), std::nullopt) << token;
  }
  EXPECT_EQ(DigitValue(std::string(400, '9')), std::nullopt);
}

TEST(NumbersTest, RunAcrossParagraphsAndOverDroppedOnes) {
  const std::string text =
      "20\n[ad_1]\n\xd9\x85\xd9\x84\xd9\x8a\xd9\x88\xd9\x86";
  Analyzer analyzer(BoilerplateRules::Default().value());
  Document document;
  EXPECT_TRUE(analyzer.Analyze({.text = text}, &document).ok());
  EXPECT_EQ(Show(document.numbers), "20000000@0+2");
}

// The words of the table must be written as the normalizer writes them.
TEST(NumbersTest, TablesAreInStandardForm) {
  for (const std::string_view table :
       {internal::NumberWordsTable(), internal::InlineCutsTable(),
        internal::MonthNamesTable()}) {
    internal::TsvReader reader(table);
    reader.Next();
    while (reader.Next()) {
      std::string names(reader.fields().back());
      std::ranges::replace(names, ',', ' ');
      Tokens tokens;
      EXPECT_TRUE(NormalizeStandard(names, {}, &tokens).ok());
      EXPECT_EQ(JoinTokens(tokens).value(), names);
    }
  }
}

TEST(NumbersPropertyTest, EqualTheSlowReading) {
  std::vector<std::string> vocabulary;
  internal::TsvReader reader(internal::NumberWordsTable());
  reader.Next();
  while (reader.Next()) {
    for (const std::string& word :
         testing::SplitText(reader.fields()[2], " ")) {
      vocabulary.push_back(word);
      vocabulary.push_back("\xd9\x88" + word);
      vocabulary.push_back("\xd9\x84" + word);
    }
  }
  std::mt19937 rng(1);
  size_t found = 0;
  for (int round = 0; round < 3000; ++round) {
    testing::Words words;
    std::string text;
    for (size_t n = rng() % 20; n > 0; --n) {
      const size_t kind = rng() % 8;
      words.push_back(kind == 0   ? std::to_string(rng() % 2000)
                      : kind == 1 ? std::to_string(rng() % 9) + ".25"
                      : kind == 2 ? testing::InventedWord(rng)
                      : kind == 3 ? "\xd8\xb1"
                                  : vocabulary[rng() % vocabulary.size()]);
      text += words.back() + " ";
    }
    const auto numbers = NumbersOf(text);
    ASSERT_EQ(Show(numbers), Show(testing::NumbersIn(words))) << text;
    found += numbers.size();
  }
  EXPECT_GT(found, 10'000u);
}

// Nothing makes zero larger, however many scales follow.
TEST(NumbersTest, ZeroTakesNoScale) {
  const auto numbers =
      NumbersOf("0 \xd8\xa7\xd9\x84\xd9\x81 \xd8\xa7\xd9\x84\xd9\x81");
  ASSERT_FALSE(numbers.empty());
  EXPECT_EQ(numbers[0].value, 0);
  EXPECT_EQ(numbers[0].length, 1u);
}

}  // namespace
}  // namespace nuskha
