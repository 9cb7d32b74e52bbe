// SPDX-License-Identifier: Apache-2.0

#include "index/standing_paragraphs.h"

#include <map>
#include <random>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "gtest/gtest.h"

namespace nuskha::internal {
namespace {

using Words = std::vector<uint32_t>;

struct Item {
  uint32_t source = 0;
  Words title = {};
  std::vector<Words> paragraphs = {};
};

Document DocumentOf(const Item& item) {
  Document document;
  document.title = item.title;
  for (const Words& paragraph : item.paragraphs) {
    document.short_paragraphs.push_back(
        {.first_word = static_cast<uint32_t>(document.words.size()),
         .length = static_cast<uint32_t>(paragraph.size())});
    document.words.insert(document.words.end(), paragraph.begin(),
                          paragraph.end());
  }
  return document;
}

// Articles of `source` under the headlines 0, 1, ...
std::vector<Item> Series(uint32_t source, const Words& paragraph,
                         uint32_t count) {
  std::vector<Item> items;
  for (uint32_t i = 0; i < count; ++i) {
    items.push_back({source, {1000 + i}, {{i}, paragraph}});
  }
  return items;
}

StandingParagraphs Learn(const std::vector<Item>& items) {
  StandingParagraphs standing;
  for (const Item& item : items) standing.Add(DocumentOf(item), item.source);
  standing.Settle();
  return standing;
}

TEST(StandingParagraphsTest, TwentyArticlesOfOneSource) {
  const Words paragraph = {7, 8, 9};
  for (const uint32_t count : {19u, 20u, 35u}) {
    const StandingParagraphs standing = Learn(Series(1, paragraph, count));
    EXPECT_EQ(standing.Find(paragraph, 1), count < 20 ? 0 : count);
    EXPECT_EQ(standing.Find(paragraph, 2), 0u);
    EXPECT_EQ(standing.Find({{7, 8}}, 1), 0u);
    EXPECT_EQ(standing.sources().size(), count < 20 ? 0u : 1u);
  }
}

TEST(StandingParagraphsTest, ASpreadOverSourcesIsSyndication) {
  const Words paragraph = {7, 8, 9};
  std::vector<Item> items;
  for (uint32_t source = 0; source < 30; ++source) {
    for (const Item& item : Series(source, paragraph, 19)) {
      items.push_back(item);
    }
  }
  const StandingParagraphs standing = Learn(items);
  EXPECT_EQ(standing.Find(paragraph, 3), 0u);
  EXPECT_TRUE(standing.sources().empty());
}

TEST(StandingParagraphsTest, HeadlinesCountOnce) {
  const Words paragraph = {7, 8, 9};
  std::vector<Item> items = Series(1, paragraph, 19);
  for (int i = 0; i < 10; ++i) items.push_back(items.back());
  EXPECT_EQ(Learn(items).Find(paragraph, 1), 0u);
  // Without headlines articles are told apart by how they begin.
  for (Item& item : items) item.title.clear();
  EXPECT_EQ(Learn(items).Find(paragraph, 1), 0u);
  items.push_back({1, {}, {{99}, paragraph}});
  EXPECT_EQ(Learn(items).Find(paragraph, 1), 20u);
  EXPECT_EQ(Learn(items).sources().at(1).articles, 30u);
}

TEST(StandingParagraphsTest, AParagraphTwiceInAnArticleCountsOnce) {
  const Words paragraph = {7, 8};
  std::vector<Item> items = Series(1, paragraph, 19);
  for (Item& item : items) item.paragraphs.push_back(paragraph);
  EXPECT_EQ(Learn(items).Find(paragraph, 1), 0u);
}

// Against the definition, on random articles in random order.
TEST(StandingParagraphsPropertyTest, AgreesWithItsDefinition) {
  std::mt19937 rng(3);
  const auto below = [&](uint32_t n) {
    return static_cast<uint32_t>(rng() % n);
  };
  std::vector<Item> items;
  for (int i = 0; i < 3000; ++i) {
    Item item{.source = below(4)};
    if (below(5) != 0) item.title = {below(400), below(2)};
    for (uint32_t k = below(4); k > 0; --k) {
      // Paragraphs 0 to 59, the lower ones more often.
      const uint32_t which = below(60) * below(60) / 60;
      item.paragraphs.push_back(Words(1 + which % 12, which));
    }
    items.push_back(item);
  }
  std::map<std::pair<uint32_t, Words>, std::set<std::pair<bool, Words>>> titles;
  std::map<std::pair<uint32_t, Words>, std::set<size_t>> holders;
  for (size_t i = 0; i < items.size(); ++i) {
    Words opening = DocumentOf(items[i]).words;
    if (opening.size() > 30) opening.resize(30);
    const auto headline = items[i].title.empty()
                              ? std::pair(false, opening)
                              : std::pair(true, items[i].title);
    for (const Words& paragraph : items[i].paragraphs) {
      titles[{items[i].source, paragraph}].insert(headline);
      holders[{items[i].source, paragraph}].insert(i);
    }
  }
  const StandingParagraphs standing = Learn(items);
  std::map<uint32_t, std::set<size_t>> articles;
  std::map<uint32_t, size_t> paragraphs;
  size_t found = 0;
  for (const auto& [key, headlines] : titles) {
    const bool stands = headlines.size() >= 20;
    found += stands ? 1 : 0;
    EXPECT_EQ(standing.Find(key.second, key.first),
              stands ? headlines.size() : 0);
    if (!stands) continue;
    ++paragraphs[key.first];
    articles[key.first].insert(holders[key].begin(), holders[key].end());
  }
  EXPECT_GT(found, 20u);
  EXPECT_LT(found, titles.size() - 20);
  EXPECT_EQ(standing.sources().size(), paragraphs.size());
  for (const auto& [source, figures] : standing.sources()) {
    EXPECT_EQ(figures.paragraphs, paragraphs[source]);
    EXPECT_EQ(figures.articles, articles[source].size());
  }
}

}  // namespace
}  // namespace nuskha::internal
