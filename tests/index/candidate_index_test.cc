// SPDX-License-Identifier: Apache-2.0

#include "index/candidate_index.h"

#include <algorithm>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <utility>
#include <vector>

#include "base/hash.h"
#include "gtest/gtest.h"
#include "reference/random_texts.h"
#include "reference/shingle_sets.h"

namespace nuskha::internal {
namespace {

using reference::Below;
using reference::Rng;
using reference::Words;

using Pair = std::pair<uint32_t, uint32_t>;
using Pairs = std::map<Pair, uint32_t>;  // -> shared keys

DocumentStore StoreOf(const std::vector<Words>& texts) {
  DocumentStore store;
  for (const Words& text : texts) {
    store.Add(reference::MakeDocument(text), {});
  }
  return store;
}

Pairs AllCandidates(const CandidateIndex& index, size_t documents) {
  Pairs pairs;
  CandidateScratch scratch;
  scratch.counts.resize(documents);
  std::vector<Candidate> candidates = {{9, 9, 9}};  // to be replaced
  for (uint32_t doc = 0; doc < documents; ++doc) {
    index.Before(doc, &scratch, &candidates);
    for (size_t i = 0; i < candidates.size(); ++i) {
      EXPECT_EQ(candidates[i].b, doc);
      EXPECT_LT(candidates[i].a, doc);
      if (i > 0) {
        EXPECT_LT(candidates[i - 1].a, candidates[i].a);
      }
      pairs[{candidates[i].a, doc}] = candidates[i].shared;
    }
  }
  return pairs;
}

using Build = std::function<std::unique_ptr<CandidateIndex>(
    const DocumentStore&, const CandidateOptions&)>;

const std::vector<Build>& Builders() {
  static const auto& builders = *new std::vector<Build>{
      [](const DocumentStore& store, const CandidateOptions& options) {
        return BuildExactIndex(store, options);
      },
      [](const DocumentStore& store, const CandidateOptions& options) {
        return BuildSampledIndex(store, 8, options);
      },
      [](const DocumentStore& store, const CandidateOptions& options) {
        return BuildMinHashIndex(store, {.bands = 42, .rows = 3}, options);
      }};
  return builders;
}

// Texts of a small vocabulary, edited copies of each other now and then.
std::vector<Words> RandomTexts(Rng& rng, size_t count, size_t longest) {
  std::vector<Words> texts;
  while (texts.size() < count) {
    if (!texts.empty() && Below(rng, 3) == 0) {
      texts.push_back(
          reference::Edit(rng, texts[Below(rng, texts.size())], 0.1));
      continue;
    }
    texts.push_back(reference::RandomWords(rng, Below(rng, longest + 1),
                                           2 + Below(rng, 300)));
  }
  return texts;
}

TEST(ExactIndexTest, EqualsAllPairs) {
  Rng rng(1);
  for (int round = 0; round < 12; ++round) {
    const auto texts = RandomTexts(rng, 40, round % 2 == 0 ? 40 : 150);
    const DocumentStore store = StoreOf(texts);
    const Pairs got = AllCandidates(*BuildExactIndex(store, {}), store.size());
    const auto truth = reference::CandidateTruth(texts);
    std::set<Pair> found;
    for (const auto& [pair, shared] : got) {
      found.insert(pair);
      const auto& [a, b] = pair;
      if (std::min(texts[a].size(), texts[b].size()) < kMinWords) continue;
      EXPECT_EQ(shared,
                reference::SharedShingles(reference::ShinglesOf(texts[a], 5),
                                          reference::ShinglesOf(texts[b], 5)));
    }
    EXPECT_EQ(found, truth);
  }
}

TEST(SampledIndexTest, FindsOnlyWhatSharesAShingle) {
  Rng rng(2);
  for (int round = 0; round < 6; ++round) {
    const auto texts = RandomTexts(rng, 60, 200);
    const auto truth = reference::CandidateTruth(texts);
    const DocumentStore store = StoreOf(texts);
    for (const uint64_t rate : {1u, 8u, 65536u}) {
      for (const auto& [pair, shared] :
           AllCandidates(*BuildSampledIndex(store, rate, {}), store.size())) {
        EXPECT_TRUE(truth.contains(pair));
      }
    }
  }
}

// Sampling that keeps everything misses only what the gate on counts drops:
// pairs that share less than 15 % of the distinct shingles of one of them.
TEST(SampledIndexTest, AtRateOneFindsEveryFairShare) {
  Rng rng(3);
  size_t found = 0;
  for (int round = 0; round < 6; ++round) {
    const auto texts = RandomTexts(rng, 60, 200);
    const DocumentStore store = StoreOf(texts);
    const Pairs got =
        AllCandidates(*BuildSampledIndex(store, 1, {}), store.size());
    for (const auto& [a, b] : reference::CandidateTruth(texts)) {
      const auto set_a = reference::ShinglesOf(texts[a], 5);
      const auto set_b = reference::ShinglesOf(texts[b], 5);
      const auto shared =
          static_cast<double>(reference::SharedShingles(set_a, set_b));
      const auto smaller =
          static_cast<double>(std::min(set_a.size(), set_b.size()));
      if (shared < 0.15 * smaller) continue;
      EXPECT_TRUE(got.contains({a, b})) << a << " " << b;
      ++found;
    }
  }
  EXPECT_GT(found, 100u);
}

// Equal texts meet in every index, whatever their length, also if they
// consist of one sentence said again and again.
TEST(CandidateIndexTest, EqualTextsAlwaysMeet) {
  Rng rng(4);
  std::vector<Words> texts;
  for (size_t n = 1; n <= 160; ++n) {
    for (const size_t period : {1u, 2u, 4u, 7u, 30u, 1000u}) {
      const Words sentence = reference::RandomWords(rng, period, 1000000);
      Words text;
      for (size_t i = 0; i < n; ++i) text.push_back(sentence[i % period]);
      texts.push_back(text);
    }
  }
  const auto distinct = static_cast<uint32_t>(texts.size());
  for (uint32_t i = 0; i < distinct; ++i) texts.push_back(Words(texts[i]));
  const DocumentStore store = StoreOf(texts);
  for (const Build& build : Builders()) {
    const Pairs got = AllCandidates(*build(store, {}), store.size());
    for (uint32_t i = 0; i < distinct; ++i) {
      EXPECT_TRUE(got.contains({i, i + distinct}))
          << texts[i].size() << " words, method " << &build - &Builders()[0];
    }
  }
}

// Bulletins made of standing sentences: every shingle inside a sentence is
// over the cap, so that its links say little. An equal text still meets its
// twin, however many bulletins lie between.
TEST(CandidateIndexTest, EqualTextsMeetWhereEveryShingleIsHot) {
  Rng rng(5);
  std::vector<Words> sentences;
  for (int i = 0; i < 12; ++i) {
    sentences.push_back(reference::RandomWords(rng, 60, 1000000));
  }
  std::vector<Words> texts;
  for (int i = 0; i < 400; ++i) {
    Words text;
    for (int k = 0; k < 6; ++k) {
      text = reference::Concat(text, sentences[Below(rng, 12)]);
    }
    texts.push_back(text);
  }
  for (uint32_t i = 0; i < 100; ++i) texts.push_back(Words(texts[i]));
  const DocumentStore store = StoreOf(texts);
  const Pairs got = AllCandidates(
      *BuildSampledIndex(store, 8, {.frequency_cap = 64}), store.size());
  for (uint32_t i = 0; i < 100; ++i) {
    EXPECT_TRUE(got.contains({i, i + 400}));
  }
}

TEST(CandidateIndexTest, ShortTextsMeetOnlyWhenEqualAndEmptyOnesNever) {
  Rng rng(6);
  std::vector<Words> texts = {{}, {}};
  for (size_t n = 1; n < kMinWords; ++n) {
    const Words text = reference::RandomWords(rng, n, 1000000);
    texts.push_back(text);
    texts.push_back(reference::Slice(text, 0, n - 1));
    texts.push_back(reference::Concat(text, text));
  }
  const auto truth = reference::CandidateTruth(texts);
  const DocumentStore store = StoreOf(texts);
  for (const Build& build : Builders()) {
    for (const auto& [pair, shared] :
         AllCandidates(*build(store, {}), store.size())) {
      EXPECT_TRUE(truth.contains(pair)) << pair.first << " " << pair.second;
    }
  }
}

TEST(CandidateIndexTest, NoneAndOneDocument) {
  for (const Build& build : Builders()) {
    EXPECT_TRUE(AllCandidates(*build(StoreOf({}), {}), 0).empty());
    const auto one = StoreOf({reference::Words(100, 7)});
    EXPECT_TRUE(AllCandidates(*build(one, {}), 1).empty());
  }
}

TEST(CandidateIndexTest, ThreadsDoNotChangeTheAnswer) {
  Rng rng(7);
  const auto texts = RandomTexts(rng, 2100, 60);
  const DocumentStore store = StoreOf(texts);
  for (const Build& build : Builders()) {
    const Pairs one =
        AllCandidates(*build(store, {.frequency_cap = 16}), store.size());
    EXPECT_FALSE(one.empty());
    for (const size_t threads : {2u, 3u, 8u}) {
      EXPECT_EQ(AllCandidates(
                    *build(store, {.threads = threads, .frequency_cap = 16}),
                    store.size()),
                one);
    }
  }
}

// Stored with an index: from tests/reference/golden_hashes.py, a separate
// implementation.
TEST(WholeTextKeyTest, IsThatOfTheDefinition) {
  const std::vector<uint32_t> words = {0, 1, 0xffffffff, 0x80000000,
                                       7, 7, 0xdeadbeef, 0x12345678};
  EXPECT_EQ(WholeTextKey(words, kDefaultSeed), 0x94d5bb8c84fbe5e7u);
  EXPECT_EQ(WholeTextKey({}, 5), 0xe8b4b3b1c77c4573u);
}

}  // namespace
}  // namespace nuskha::internal
