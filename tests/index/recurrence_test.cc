// SPDX-License-Identifier: Apache-2.0

#include "index/recurrence.h"

#include <random>
#include <set>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "nuskha/shingle.h"
#include "reference/recurrence_reference.h"
#include "text/word_stem.h"

namespace nuskha::internal {
namespace {

using reference::Item;
using Words = std::vector<std::string>;

constexpr uint64_t kSeed = 7;

uint32_t Below(std::mt19937* rng, uint32_t n) {
  return static_cast<uint32_t>((*rng)() % n);
}

Words RandomWords(std::mt19937* rng, size_t count, uint32_t vocabulary) {
  Words words;
  for (size_t i = 0; i < count; ++i) {
    words.push_back("word" + std::to_string(Below(rng, vocabulary)));
  }
  return words;
}

// Articles of three sources of different sizes: standing sentences, series
// with one word of the headline in common, items filed twice.
std::vector<Item> RandomItems(uint32_t seed) {
  std::mt19937 rng(seed);
  std::vector<Words> standing;
  for (int i = 0; i < 20; ++i) {
    standing.push_back(RandomWords(&rng, 6 + Below(&rng, 12), 4000));
  }
  std::vector<Item> items;
  while (items.size() < 400) {
    Item item;
    const uint32_t draw = Below(&rng, 10);
    item.source = draw < 6 ? "large" : draw < 9 ? "medium" : "small";
    // Sources are told apart by their first appearance where counts are equal.
    if (items.empty()) item.source = "large";
    if (items.size() == 1) item.source = "medium";
    item.words = RandomWords(&rng, Below(&rng, 60), 4000);
    if (Below(&rng, 4) != 0) item.title = RandomWords(&rng, 4, 3000);
    const uint32_t series = Below(&rng, 20);
    if (Below(&rng, 3) == 0) {
      const Words& sentence = standing[series];
      item.words.insert(item.words.end(), sentence.begin(), sentence.end());
      if (series < 8) item.title.push_back("series" + std::to_string(series));
    }
    items.push_back(item);
    if (Below(&rng, 8) == 0) {
      if (Below(&rng, 2) == 0) item.title.push_back("again");
      if (Below(&rng, 2) == 0) item.words.push_back("end");
      items.push_back(item);
    }
  }
  return items;
}

void Store(const std::vector<Item>& items, DocumentStore* documents) {
  for (const Item& item : items) {
    Document document;
    for (const auto* list : {&item.words, &item.title}) {
      for (const std::string& word : *list) {
        (list == &item.words ? document.words : document.title)
            .push_back(WordHash(word));
        document.new_stems.push_back({WordHash(word), WordStem(word)});
      }
    }
    const uint32_t source = item.source == "large"    ? 1
                            : item.source == "medium" ? 2
                                                      : 3;
    DocumentStore::Origin origin;
    if (!item.source.empty()) origin.source = source;
    if (item.day.has_value()) origin.day = *item.day;
    documents->Add(document, origin);
  }
}

uint64_t HashOf(const std::array<std::string, 5>& gram) {
  std::vector<uint32_t> words;
  for (const std::string& word : gram) words.push_back(WordHash(word));
  std::vector<uint64_t> hashes;
  EXPECT_TRUE(ShingleHashes(words, kCandidateWidth, kSeed, &hashes).ok());
  return hashes[0];
}

TEST(RecurrenceTest, AgreesWithItsDefinition) {
  for (uint32_t seed = 1; seed <= 4; ++seed) {
    const std::vector<Item> items = RandomItems(seed);
    DocumentStore documents;
    Store(items, &documents);
    const auto expected = reference::RecurrentGrams(items);
    size_t scattered = 0;
    for (const auto& [gram, value] : expected) scattered += value ? 1 : 0;
    ASSERT_GT(scattered, 10u);
    ASSERT_GT(expected.size() - scattered, 10u);
    for (const size_t threads : {1u, 2u, 4u}) {
      const auto table =
          FindRecurrent(documents, {.threads = threads, .seed = kSeed});
      ASSERT_TRUE(table.has_value());
      EXPECT_EQ(table->size(), expected.size());
      for (const auto& [gram, value] : expected) {
        const uint64_t* const found = table->Find(HashOf(gram));
        ASSERT_NE(found, nullptr);
        EXPECT_EQ(IsScattered(*found), value);
      }
    }
  }
}

TEST(RecurrenceTest, NothingWithoutSources) {
  DocumentStore documents;
  Document document;
  document.words.assign(50, 1);
  for (int i = 0; i < 5; ++i) documents.Add(document, {});
  EXPECT_FALSE(FindRecurrent(documents, {}).has_value());
  EXPECT_FALSE(FindDayRanges(documents, {}).has_value());
}

TEST(RecurrenceTest, OnlyFortyArticlesAreLookedAt) {
  // The same sample, whatever the threads.
  std::mt19937 rng(3);
  const Words sentence = RandomWords(&rng, 12, 1000);
  std::vector<Item> items;
  for (int i = 0; i < 2000; ++i) {
    Item item{"large", RandomWords(&rng, 3, 100000),
              RandomWords(&rng, 20, 100000)};
    if (i % 20 == 0) {
      item.words.insert(item.words.end(), sentence.begin(), sentence.end());
      if (i % 60 != 0) item.title.push_back("series");
    }
    items.push_back(item);
  }
  DocumentStore documents;
  Store(items, &documents);
  std::set<uint64_t> values;
  for (const size_t threads : {1u, 2u, 4u}) {
    const auto table =
        FindRecurrent(documents, {.threads = threads, .seed = kSeed});
    std::array<std::string, 5> gram;
    std::copy_n(sentence.begin(), 5, gram.begin());
    const uint64_t* const found = table->Find(HashOf(gram));
    ASSERT_NE(found, nullptr);
    values.insert(*found);
  }
  EXPECT_EQ(values.size(), 1u);
}

// Texts that begin with one sentence: each with its days.
std::optional<DayRange> DaysOfSentence(
    const std::vector<std::vector<int32_t>>& texts) {
  std::mt19937 rng(5);
  const Words sentence = RandomWords(&rng, 5, 1000);
  std::vector<Item> items;
  for (size_t i = 0; i < texts.size(); ++i) {
    Item item{"", {}, sentence};
    item.words.push_back("text" + std::to_string(i));
    for (const int32_t day : texts[i]) {
      item.day = day;
      items.push_back(item);
    }
  }
  DocumentStore documents;
  Store(items, &documents);
  std::array<std::string, 5> gram;
  std::copy_n(sentence.begin(), 5, gram.begin());
  const auto table = FindDayRanges(documents, {.seed = kSeed});
  if (!table.has_value()) return std::nullopt;
  const uint64_t* const found = table->Find(HashOf(gram));
  if (found == nullptr) return std::nullopt;
  return UnpackDays(*found);
}

TEST(RecurrenceTest, DayRangesOfThreeTexts) {
  const auto three = DaysOfSentence({{40}, {-3}, {12}});
  ASSERT_TRUE(three.has_value());
  EXPECT_EQ(three->first, -3);
  EXPECT_EQ(three->last, 40);
  EXPECT_FALSE(DaysOfSentence({{40}, {-3}}).has_value());
}

TEST(RecurrenceTest, CopiesOfOneTextDoNotReturn) {
  EXPECT_FALSE(DaysOfSentence({{0, 150}, {2}}).has_value());
  EXPECT_FALSE(DaysOfSentence({{0, 7, 150, -90}}).has_value());
  // Whatever their order, a text that is out again keeps its first day and its
  // last.
  for (const auto& days : {std::vector{0, 150}, std::vector{150, 0}}) {
    const auto range = DaysOfSentence({days, {2}, {3}});
    ASSERT_TRUE(range.has_value());
    EXPECT_EQ(range->first, 2);
    EXPECT_EQ(range->last, 3);
  }
}

TEST(RecurrenceTest, DayRangesAgreeWithTheirDefinition) {
  for (uint32_t seed = 1; seed <= 4; ++seed) {
    std::mt19937 rng(seed);
    std::vector<Item> items = RandomItems(seed);
    for (Item& item : items) {
      if (Below(&rng, 2) == 0) item.source.clear();
      if (Below(&rng, 10) == 0) item.title.clear();
      if (Below(&rng, 8) != 0) {
        item.day = static_cast<int32_t>(Below(&rng, 60)) - 30;
      }
    }
    for (size_t i = 0; i < 200; ++i) {  // reposts of other days
      Item item = items[Below(&rng, 100)];
      if (item.day.has_value()) *item.day += Below(&rng, 90);
      items.insert(items.begin() + Below(&rng, 400), item);
    }
    DocumentStore documents;
    Store(items, &documents);
    const auto expected = reference::GramDays(items);
    ASSERT_GT(expected.size(), 40u);
    for (const size_t threads : {1u, 4u}) {
      const auto table =
          FindDayRanges(documents, {.threads = threads, .seed = kSeed});
      ASSERT_TRUE(table.has_value());
      EXPECT_EQ(table->size(), expected.size());
      for (const auto& [gram, days] : expected) {
        const uint64_t* const found = table->Find(HashOf(gram));
        ASSERT_NE(found, nullptr);
        EXPECT_EQ(UnpackDays(*found).first, days.first);
        EXPECT_EQ(UnpackDays(*found).last, days.second);
      }
    }
  }
}

}  // namespace
}  // namespace nuskha::internal
