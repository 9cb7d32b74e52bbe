// SPDX-License-Identifier: Apache-2.0
//
// Questions this file answers:
//   1. What does it cost to build each candidate index, per document (item)
//      and per key ("s/key": hashing, sampling, partitioning and grouping)?
//   2. What does it cost to ask each index for the candidates of a document,
//      and how many does it name ("pairs")?
//   3. What does the inverted index alone cost per key, without hashing?
//   4. What does one hot text cost, posted again and again ("hot")?
// The argument is the number of documents: 2,000 stay in the caches, 20,000 do
// not. They have 50 to 550 words (mean 300) of a skewed vocabulary of 50,000;
// one in eight is an edited copy of an earlier one, one in sixteen a preview of
// 20 to 60 words.

#include <benchmark/benchmark.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <functional>
#include <memory>
#include <random>
#include <utility>
#include <vector>

#include "base/hash.h"
#include "index/candidate_index.h"
#include "index/document_store.h"
#include "index/inverted_index.h"

namespace nuskha {
namespace {

using internal::Candidate;
using internal::CandidateIndex;
using internal::CandidateOptions;
using internal::CandidateScratch;
using internal::DocumentStore;
using internal::InvertedIndex;

uint32_t RandomWord(std::mt19937_64& rng) {
  // The k-th commonest word has about 1/k of the places.
  const double share = static_cast<double>(rng() >> 11) * 0x1p-53;
  return static_cast<uint32_t>(
      internal::Mix64(static_cast<uint64_t>(std::pow(50000, share))));
}

std::vector<uint32_t> RandomText(std::mt19937_64& rng, size_t words) {
  std::vector<uint32_t> text(words);
  for (uint32_t& word : text) word = RandomWord(rng);
  return text;
}

DocumentStore MakeStore(size_t documents) {
  std::mt19937_64 rng(1);
  DocumentStore store;
  Document document;
  for (uint32_t i = 0; i < documents; ++i) {
    if (i > 0 && rng() % 16 < 3) {
      const auto words = store.words(static_cast<uint32_t>(rng() % i));
      document.words.assign(words.begin(), words.end());
      if (rng() % 3 == 0) {
        document.words.resize(
            std::min<size_t>(document.words.size(), 20 + rng() % 41));
      }
      for (uint32_t& word : document.words) {
        if (rng() % 30 == 0) word = RandomWord(rng);
      }
    } else {
      document.words = RandomText(rng, 50 + rng() % 501);
    }
    store.Add(document, {});
  }
  return store;
}

const DocumentStore& Store(int64_t documents) {
  static const auto& small = *new DocumentStore(MakeStore(2000));
  static const auto& large = *new DocumentStore(MakeStore(20000));
  return documents == 2000 ? small : large;
}

using Build = std::unique_ptr<CandidateIndex> (*)(const DocumentStore&);

std::unique_ptr<CandidateIndex> Sampled(const DocumentStore& store) {
  return internal::BuildSampledIndex(store, 8, {});
}
std::unique_ptr<CandidateIndex> MinHash(const DocumentStore& store) {
  return internal::BuildMinHashIndex(store, ChooseBanding(0.4, 128), {});
}
std::unique_ptr<CandidateIndex> Exact(const DocumentStore& store) {
  return internal::BuildExactIndex(store, {});
}

void CountKeys(benchmark::State& state, uint64_t keys) {
  state.counters["s/key"] = benchmark::Counter(
      static_cast<double>(keys) * static_cast<double>(state.iterations()),
      benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
}

void BM_Build(benchmark::State& state, Build build) {
  const DocumentStore& store = Store(state.range(0));
  uint64_t keys = 0;
  for (auto _ : state) keys = build(store)->stats().keys;
  state.SetItemsProcessed(state.iterations() * state.range(0));
  CountKeys(state, keys);
}

void BM_Query(benchmark::State& state, Build build) {
  const DocumentStore& store = Store(state.range(0));
  const auto index = build(store);
  CandidateScratch scratch;
  scratch.counts.resize(store.size());
  std::vector<Candidate> candidates;
  size_t pairs = 0;
  for (auto _ : state) {
    pairs = 0;
    for (uint32_t doc = 0; doc < store.size(); ++doc) {
      index->Before(doc, &scratch, &candidates);
      pairs += candidates.size();
    }
  }
  state.SetItemsProcessed(state.iterations() * state.range(0));
  CountKeys(state, index->stats().keys);
  state.counters["pairs"] = static_cast<double>(pairs);
}

BENCHMARK_CAPTURE(BM_Build, sampled, Sampled)->Arg(2000)->Arg(20000);
BENCHMARK_CAPTURE(BM_Build, minhash, MinHash)->Arg(2000)->Arg(20000);
BENCHMARK_CAPTURE(BM_Build, exact, Exact)->Arg(2000)->Arg(20000);
BENCHMARK_CAPTURE(BM_Query, sampled, Sampled)->Arg(2000)->Arg(20000);
BENCHMARK_CAPTURE(BM_Query, minhash, MinHash)->Arg(2000)->Arg(20000);
BENCHMARK_CAPTURE(BM_Query, exact, Exact)->Arg(2000)->Arg(20000);

// Ready-made random keys, half of them of one document only.
void BM_InvertedIndex(benchmark::State& state) {
  constexpr size_t kKeysPerDocument = 36;
  const auto documents = static_cast<size_t>(state.range(0));
  std::mt19937_64 rng(2);
  std::vector<uint64_t> all(documents * kKeysPerDocument);
  for (uint64_t& key : all) {
    key = rng() % 2 == 0 ? rng() : internal::Mix64(rng() % documents);
  }
  for (auto _ : state) {
    internal::BlockPool pool;
    const InvertedIndex index(
        documents, all.size(), 1, 256, &pool,
        [&](uint32_t doc, size_t, std::vector<uint64_t>* keys) {
          const auto begin =
              all.begin() + static_cast<int64_t>(doc * kKeysPerDocument);
          keys->insert(keys->end(), begin, begin + kKeysPerDocument);
        });
    benchmark::DoNotOptimize(index.stats().keys);
  }
  state.SetItemsProcessed(state.iterations() * state.range(0));
  CountKeys(state, all.size());
}
BENCHMARK(BM_InvertedIndex)->Arg(2000)->Arg(20000)->Arg(200000);

void BM_HotText(benchmark::State& state) {
  std::mt19937_64 rng(3);
  Document document;
  document.words = RandomText(rng, 300);
  DocumentStore store;
  for (int64_t i = 0; i < state.range(0); ++i) {
    store.Add(document, {});
  }
  const auto index = Sampled(store);
  CandidateScratch scratch;
  scratch.counts.resize(store.size());
  std::vector<Candidate> candidates;
  for (auto _ : state) {
    for (uint32_t doc = 0; doc < store.size(); ++doc) {
      index->Before(doc, &scratch, &candidates);
      benchmark::DoNotOptimize(candidates.data());
    }
  }
  state.SetItemsProcessed(state.iterations() * state.range(0));
}
BENCHMARK(BM_HotText)->Name("BM_Query/hot")->Arg(200)->Arg(2000)->Arg(20000);

}  // namespace
}  // namespace nuskha

BENCHMARK_MAIN();
