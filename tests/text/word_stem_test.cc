// SPDX-License-Identifier: Apache-2.0

#include "text/word_stem.h"

#include <map>
#include <random>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "nuskha/document.h"
#include "text/golden_table.h"

namespace nuskha::internal {
namespace {

TEST(WordStemTest, AgreesWithTheGoldenTable) {
  const auto rows = testing::ReadGoldenTable("word_stems.tsv");
  ASSERT_GT(rows.size(), 70u);
  for (const auto& row : rows) EXPECT_EQ(WordBase(row[0]), row[1]) << row[0];
}

TEST(WordStemTest, KnowsWordsThatHeadlinesCanBeComparedBy) {
  EXPECT_TRUE(IsTopical(WordStem("abc")));
  EXPECT_FALSE(IsTopical(WordStem("ab")));
  EXPECT_FALSE(IsTopical(WordStem("2015")));
  EXPECT_TRUE(IsTopical(WordStem("\u0643\u062a\u0628")));
  EXPECT_FALSE(IsTopical(WordStem("\u0641\u064a")));
  EXPECT_EQ(WordStem("\u0627\u0644\u0643\u062a\u0628"),
            WordStem("\u0643\u062a\u0628"));
}

TEST(StemListerTest, ListsEveryWordOnce) {
  std::mt19937 rng(1);
  StemLister lister;
  std::map<uint32_t, uint32_t> seen;
  std::vector<WordWithStem> listed;
  for (int text = 0; text < 200; ++text) {
    Tokens tokens;
    std::vector<uint32_t> hashes;
    for (int i = 0; i < 300; ++i) {
      tokens.bytes += "word" + std::to_string(rng() % 60000);
      tokens.ends.push_back(static_cast<uint32_t>(tokens.bytes.size()));
      hashes.push_back(WordHash(tokens.token(tokens.size() - 1)));
    }
    listed.clear();
    lister.List(tokens, hashes, 10, 290, &listed);
    for (const WordWithStem& word : listed) {
      EXPECT_TRUE(seen.emplace(word.word, word.stem).second);
    }
    for (size_t i = 10; i < 290; ++i) {
      EXPECT_EQ(seen[hashes[i]], WordStem(tokens.token(i)));
    }
  }
  Tokens tokens;
  tokens.bytes = "word1";
  tokens.ends = {5};
  const std::vector<uint32_t> hash = {WordHash("word1")};
  listed.clear();
  lister.Forget();
  lister.List(tokens, hash, 0, 1, &listed);
  EXPECT_EQ(listed.size(), 1u);
}

// "The book", "books" with the article, "her book": one light stem.
TEST(StemListerTest, LightStemsComeWithTheSameWords) {
  const std::string text =
      "\u0627\u0644\u0643\u062a\u0627\u0628 "
      "\u0648\u0627\u0644\u0643\u062a\u0627\u0628 "
      "\u0643\u062a\u0627\u0628\u0647\u0627 "
      "\u0627\u0644\u0643\u062a\u0627\u0628 London";
  Analyzer analyzer(nullptr);
  Document document;
  EXPECT_TRUE(analyzer.Analyze({.text = text}, &document).ok());
  EXPECT_TRUE(document.new_light_stems.empty());
  analyzer.ForgetStems();
  analyzer.ListLightStems(true);
  EXPECT_TRUE(analyzer.Analyze({.title = text, .text = text}, &document).ok());
  ASSERT_EQ(document.new_light_stems.size(), 4u);
  ASSERT_EQ(document.new_stems.size(), 4u);
  const uint32_t book = WordHash("\u0643\u062a\u0627\u0628");
  for (size_t i = 0; i < 4; ++i) {
    EXPECT_EQ(document.new_light_stems[i].word, document.new_stems[i].word);
    EXPECT_EQ(document.new_light_stems[i].stem,
              i < 3 ? book : WordHash("london"));
  }
  EXPECT_TRUE(analyzer.Analyze({.text = text}, &document).ok());
  EXPECT_TRUE(document.new_light_stems.empty());
}

}  // namespace
}  // namespace nuskha::internal
