// SPDX-License-Identifier: Apache-2.0

#include "index/short_table.h"

#include <algorithm>
#include <cstdint>
#include <utility>
#include <vector>

#include "gtest/gtest.h"
#include "reference/random_texts.h"

namespace nuskha::internal {
namespace {

using reference::Rng;
using reference::Words;

DocumentStore StoreOf(const std::vector<Words>& texts) {
  DocumentStore store;
  for (const Words& text : texts) {
    store.Add(reference::MakeDocument(text), {});
  }
  return store;
}

// Keys that `doc` shares with the earlier document `other`.
uint32_t Shared(const ShortTable& table, size_t documents, uint32_t doc,
                uint32_t other) {
  CandidateScratch scratch;
  scratch.counts.resize(documents);
  table.Count(doc, &scratch);
  return scratch.counts[other];
}

TEST(IsShortTest, ShortMeansFewerThan64Shingles) {
  EXPECT_TRUE(IsShort({}));
  EXPECT_TRUE(IsShort(Words(67, 1)));
  EXPECT_FALSE(IsShort(Words(68, 1)));
}

// A preview of n shingles shares all n with its article, whichever comes
// first: nothing of a short text is sampled away.
TEST(ShortTableTest, PreviewsShareAllTheirShingles) {
  Rng rng(1);
  for (size_t shingles = 15; shingles <= 60; ++shingles) {
    const Words article = reference::RandomWords(rng, 300, 1000000);
    const Words other = reference::RandomWords(rng, 300, 1000000);
    const Words preview = reference::Slice(article, 40, shingles + 4);
    const DocumentStore store = StoreOf({article, other, preview, article});
    const ShortTable table(store, {});
    EXPECT_EQ(Shared(table, 4, 2, 0), shingles);
    EXPECT_EQ(Shared(table, 4, 2, 1), 0u);
    EXPECT_EQ(Shared(table, 4, 3, 2), shingles);
    EXPECT_EQ(Shared(table, 4, 3, 0), 0u) << "long pairs are not its business";
    EXPECT_EQ(table.key_count(2), shingles);
  }
}

TEST(ShortTableTest, TextsUnderTwelveWordsMeetOnlyWhenEqual) {
  Rng rng(2);
  for (size_t n = 1; n < kMinWords; ++n) {
    const Words text = reference::RandomWords(rng, n, 1000000);
    Words longer = text;
    longer.push_back(5);
    const Words inside =
        reference::Concat(text, reference::RandomWords(rng, 100, 1000000));
    Words swapped = text;
    std::ranges::reverse(swapped);
    const DocumentStore store =
        StoreOf({text, longer, inside, Words(text), swapped});
    const ShortTable table(store, {});
    EXPECT_EQ(Shared(table, 5, 3, 0), 1u) << n << " words";
    EXPECT_EQ(table.key_count(3), 1u);
    EXPECT_EQ(Shared(table, 5, 3, 1), 0u);
    EXPECT_EQ(Shared(table, 5, 3, 2), 0u);
    if (n > 1) {
      EXPECT_EQ(Shared(table, 5, 4, 0), 0u);
    }
  }
}

TEST(ShortTableTest, EmptyTextsShareNothing) {
  const DocumentStore store = StoreOf({{}, {}, {1, 2, 3}});
  const ShortTable table(store, {});
  EXPECT_EQ(Shared(table, 3, 1, 0), 0u);
  EXPECT_EQ(table.stats().keys, 1u);
}

TEST(ShortTableTest, WithoutShortTextsThereIsNothing) {
  Rng rng(3);
  const Words text = reference::RandomWords(rng, 200, 100);
  const DocumentStore store = StoreOf({text, text});
  const ShortTable table(store, {});
  EXPECT_EQ(Shared(table, 2, 1, 0), 0u);
  EXPECT_EQ(table.stats().keys, 0u);
}

// The filter in front of the table may let strangers through but holds nobody
// back: thousands of short texts, each inside one long one.
TEST(ShortTableTest, FilterHoldsNothingBack) {
  Rng rng(4);
  constexpr uint32_t kPairs = 1500;
  std::vector<Words> texts;
  for (uint32_t i = 0; i < kPairs; ++i) {
    texts.push_back(reference::RandomWords(rng, 120, 1000000));
  }
  for (uint32_t i = 0; i < kPairs; ++i) {
    texts.push_back(reference::Slice(texts[i], 30, 30));
  }
  const DocumentStore store = StoreOf(texts);
  for (const size_t threads : {1u, 3u}) {
    const ShortTable table(store, {.threads = threads});
    CandidateScratch scratch;
    scratch.counts.resize(texts.size());
    for (uint32_t i = 0; i < kPairs; ++i) {
      table.Count(kPairs + i, &scratch);
      ASSERT_EQ(scratch.touched, std::vector<uint32_t>{i});
      ASSERT_EQ(std::exchange(scratch.counts[i], 0), 26u);
      scratch.touched.clear();
    }
  }
}

}  // namespace
}  // namespace nuskha::internal
