// SPDX-License-Identifier: Apache-2.0
//
// Questions this file answers, all per pair of texts of 300 words (item):
//   1. What does a pair cost that fails on its exact scores, which most
//      candidates do, and what does one cost that passes?
//   2. What of it is the alignment, and what the evidence?
//   3. What does changing the base document cost?
//   4. What do texts cost that repeat themselves, where the alignment is cut
//      off, per word?
//   5. What do the passages of a pair cost?
// The argument is how many words in a hundred were changed: 0 is an equal
// text, 5 an edited copy, 30 a pair near the lower limit, 100 another article.

#include <benchmark/benchmark.h>

#include <cstdint>
#include <random>
#include <vector>

#include "nuskha/passage.h"
#include "verify/alignment.h"
#include "verify/verifier.h"

namespace nuskha {
namespace {

using internal::Aligner;
using internal::DocumentView;
using internal::Tile;
using internal::Verifier;
using internal::VerifyOptions;

constexpr size_t kWords = 300;

std::vector<uint32_t> RandomText(std::mt19937_64& rng, size_t words) {
  std::vector<uint32_t> text(words);
  for (uint32_t& word : text) word = static_cast<uint32_t>(rng() % 50000);
  return text;
}

std::vector<uint32_t> Edited(std::mt19937_64& rng, std::vector<uint32_t> text,
                             int64_t percent) {
  for (uint32_t& word : text) {
    if (static_cast<int64_t>(rng() % 100) < percent) {
      word = static_cast<uint32_t>(rng());
    }
  }
  return text;
}

// 64 texts to compare with one: their hashes do not stay in the first cache.
struct Pairs {
  explicit Pairs(int64_t percent) {
    std::mt19937_64 rng(1);
    base = RandomText(rng, kWords);
    for (int i = 0; i < 64; ++i) others.push_back(Edited(rng, base, percent));
  }
  std::vector<uint32_t> base;
  std::vector<std::vector<uint32_t>> others;
};

void RunVerify(benchmark::State& state, const VerifyOptions& options) {
  const Pairs pairs(state.range(0));
  Verifier verifier(options);
  verifier.SetBase({.words = pairs.base, .numbers = {}});
  Match match;
  for (auto _ : state) {
    for (const auto& other : pairs.others) {
      benchmark::DoNotOptimize(
          verifier.Verify({.words = other, .numbers = {}}, &match));
    }
  }
  state.SetItemsProcessed(state.iterations() *
                          static_cast<int64_t>(pairs.others.size()));
}

// Nothing passes: exact scores alone.
void BM_Scores(benchmark::State& state) { RunVerify(state, {.min_score = 2}); }
BENCHMARK(BM_Scores)->Arg(0)->Arg(30)->Arg(100);

// What relation and confidence need.
void BM_Verify(benchmark::State& state) { RunVerify(state, {}); }
BENCHMARK(BM_Verify)->Arg(0)->Arg(5)->Arg(30)->Arg(100);

// What reasons need.
void BM_VerifyAllEvidence(benchmark::State& state) {
  RunVerify(state, {.all_evidence = true});
}
BENCHMARK(BM_VerifyAllEvidence)->Arg(0)->Arg(5)->Arg(30)->Arg(100);

void BM_Align(benchmark::State& state) {
  const Pairs pairs(state.range(0));
  Aligner aligner;
  std::vector<Tile> tiles;
  for (auto _ : state) {
    for (const auto& other : pairs.others) {
      aligner.Align(other, pairs.base, &tiles);
      benchmark::DoNotOptimize(tiles.data());
    }
  }
  state.SetItemsProcessed(state.iterations() *
                          static_cast<int64_t>(pairs.others.size()));
}
BENCHMARK(BM_Align)->Arg(0)->Arg(5)->Arg(30)->Arg(100);

void BM_SetBase(benchmark::State& state) {
  const Pairs pairs(100);
  Verifier verifier({});
  for (auto _ : state) {
    for (const auto& other : pairs.others) {
      verifier.SetBase({.words = other, .numbers = {}});
    }
  }
  state.SetItemsProcessed(state.iterations() *
                          static_cast<int64_t>(pairs.others.size()));
}
BENCHMARK(BM_SetBase);

// The argument is the number of different words.
void BM_AlignRepetitive(benchmark::State& state) {
  std::mt19937_64 rng(2);
  std::vector<uint32_t> a(20000), b(20000);
  const auto vocabulary = static_cast<uint64_t>(state.range(0));
  for (uint32_t& word : a) word = static_cast<uint32_t>(rng() % vocabulary);
  for (uint32_t& word : b) word = static_cast<uint32_t>(rng() % vocabulary);
  Aligner aligner;
  std::vector<Tile> tiles;
  for (auto _ : state) {
    aligner.Align(a, b, &tiles);
    benchmark::DoNotOptimize(tiles.data());
  }
  state.SetItemsProcessed(state.iterations() * 20000);
}
BENCHMARK(BM_AlignRepetitive)->Arg(1)->Arg(2)->Arg(10)->Arg(1000);

// Articles of a million words: an edited copy without repetitions (0), one word
// over and over (1), two words in any order (2).
void BM_AlignMillionWords(benchmark::State& state) {
  std::mt19937_64 rng(3);
  constexpr size_t kLong = 1000000;
  std::vector<uint32_t> a(kLong), b(kLong);
  const auto vocabulary = static_cast<uint64_t>(state.range(0));
  for (size_t i = 0; i < kLong; ++i) {
    const uint64_t word = rng(), other = rng();
    a[i] = static_cast<uint32_t>(vocabulary == 0 ? word : word % vocabulary);
    b[i] = static_cast<uint32_t>(vocabulary == 0 ? word : other % vocabulary);
  }
  if (vocabulary == 0) b = Edited(rng, b, 2);
  Aligner aligner;
  std::vector<Tile> tiles;
  for (auto _ : state) {
    aligner.Align(a, b, &tiles);
    benchmark::DoNotOptimize(tiles.data());
  }
  state.SetItemsProcessed(state.iterations() * static_cast<int64_t>(kLong));
  state.counters["comparisons/word"] =
      static_cast<double>(aligner.comparisons()) / (2 * kLong);
}
BENCHMARK(BM_AlignMillionWords)->Arg(0)->Arg(1)->Arg(2);

// Passages and edits of a pair, alignment included.
void BM_Passages(benchmark::State& state) {
  const Pairs pairs(state.range(0));
  std::vector<ByteSpan> places;
  for (uint32_t i = 0; i < kWords; ++i) places.push_back({10 * i, 10 * i + 9});
  PassageFinder finder;
  std::vector<Passage> passages;
  for (auto _ : state) {
    for (const auto& other : pairs.others) {
      finder.Find({other, places, {}}, {pairs.base, places, {}}, &passages)
          .IgnoreError();
      benchmark::DoNotOptimize(passages.data());
    }
  }
  state.SetItemsProcessed(state.iterations() *
                          static_cast<int64_t>(pairs.others.size()));
}
BENCHMARK(BM_Passages)->Arg(0)->Arg(5)->Arg(30);

}  // namespace
}  // namespace nuskha

BENCHMARK_MAIN();
