// SPDX-License-Identifier: Apache-2.0
//
// Questions this file answers:
//   1. What does one signature cost on each kernel, per shingle (item) and per
//      lane (hash/s)?
//   2. What do the shingle hashes and the sampled keys cost that it starts
//      from, or competes with, per word?
//   3. How many pairs of signatures per second can be compared?
// Arguments are {shingles, lanes}: 300 and 8,000 shingles stand for a usual
// and a very long article; 128 lanes is the default.

#include "nuskha/minhash.h"

#include <benchmark/benchmark.h>

#include <algorithm>
#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "nuskha/shingle.h"
#include "shingle/shingle_kernels.h"
#include "sketch/minhash_kernels.h"
#include "sketch/sampled_keys.h"

namespace nuskha {
namespace {

template <typename T>
std::vector<T> RandomNumbers(size_t n, uint64_t seed) {
  std::mt19937_64 rng(seed);
  std::vector<T> numbers(n);
  for (T& number : numbers) number = static_cast<T>(rng());
  return numbers;
}

void BM_Sketch(benchmark::State& state, internal::MinHashKernel kernel) {
  const auto shingles =
      RandomNumbers<uint64_t>(static_cast<size_t>(state.range(0)), 1);
  const auto width = static_cast<size_t>(state.range(1));
  const auto multipliers = RandomNumbers<uint32_t>(width, 2);
  const auto offsets = RandomNumbers<uint32_t>(width, 3);
  std::vector<uint32_t> lanes(width);
  for (auto _ : state) {
    std::fill(lanes.begin(), lanes.end(), MinHasher::kEmptyLane);
    kernel.update(shingles.data(), shingles.size(), multipliers.data(),
                  offsets.data(), lanes.data(), lanes.size());
    benchmark::DoNotOptimize(lanes.data());
    benchmark::ClobberMemory();
  }
  state.SetItemsProcessed(state.iterations() * state.range(0));
  state.counters["hash/s"] = benchmark::Counter(
      static_cast<double>(state.iterations() * state.range(0) * state.range(1)),
      benchmark::Counter::kIsRate);
}

void BM_ShingleHashes(benchmark::State& state, internal::ShingleKernel kernel) {
  const auto words = RandomNumbers<uint32_t>(300, 4);
  const auto width = static_cast<uint32_t>(state.range(0));
  std::vector<uint64_t> hashes(ShingleCount(words.size(), width));
  for (auto _ : state) {
    kernel.hash(words.data(), hashes.size(), width, 1, hashes.data());
    benchmark::DoNotOptimize(hashes.data());
    benchmark::ClobberMemory();
  }
  state.SetItemsProcessed(state.iterations() *
                          static_cast<int64_t>(words.size()));
}

void BM_SampleKeys(benchmark::State& state) {
  const auto hashes = RandomNumbers<uint64_t>(300, 5);
  std::vector<uint64_t> keys;
  for (auto _ : state) {
    internal::SampleKeys(hashes, static_cast<uint64_t>(state.range(0)), &keys);
    benchmark::DoNotOptimize(keys.data());
    benchmark::ClobberMemory();
  }
  state.SetItemsProcessed(state.iterations() *
                          static_cast<int64_t>(hashes.size()));
}
BENCHMARK(BM_SampleKeys)->ArgName("rate")->Arg(8)->Arg(16);

void BM_EstimateJaccard(benchmark::State& state) {
  const auto a =
      RandomNumbers<uint32_t>(static_cast<size_t>(state.range(0)), 6);
  std::vector<uint32_t> b = a;
  for (size_t i = 0; i < b.size(); i += 2) b[i] ^= 1;  // J = 0.5
  for (auto _ : state) {
    benchmark::DoNotOptimize(a.data());
    benchmark::DoNotOptimize(EstimateJaccard(a, b));
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(BM_EstimateJaccard)->ArgName("lanes")->Arg(64)->Arg(128)->Arg(256);

const bool kRegistered = [] {
  for (const auto& kernel : internal::SupportedMinHashKernels()) {
    benchmark::RegisterBenchmark(
        ("BM_Sketch/" + std::string(kernel.name)).c_str(), BM_Sketch, kernel)
        ->ArgNames({"shingles", "lanes"})
        ->ArgsProduct({{300, 8000}, {64, 128, 256}});
  }
  for (const auto& kernel : internal::SupportedShingleKernels()) {
    benchmark::RegisterBenchmark(
        ("BM_ShingleHashes/" + std::string(kernel.name)).c_str(),
        BM_ShingleHashes, kernel)
        ->ArgName("width")
        ->Arg(3)
        ->Arg(5);
  }
  return true;
}();

}  // namespace
}  // namespace nuskha

BENCHMARK_MAIN();
