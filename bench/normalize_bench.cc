// SPDX-License-Identifier: Apache-2.0
//
// Questions this file answers:
//   1. What does level standard cost per byte of news text, on each kernel,
//      with spans, with repair, and by code points alone?
//   2. What does level light cost?
//   3. How far is that from the speed of memory (the memcpy row)?
// The text is the file named by NUSKHA_BENCH_TEXT, cut into documents of about
// 3 kB at line ends; without it, the inputs of the golden file, repeated, which
// have far more rare constructs than news.

#include "nuskha/normalize.h"

#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

#include "benchmark/benchmark.h"
#include "text/scan_kernels.h"
#include "text/standard_scan.h"

namespace nuskha {
namespace {

constexpr size_t kDefaultSize = 1 << 20;
constexpr size_t kDocumentSize = 3000;

// Second column of the golden file, as it stands: most escapes are plain text
// to the normalizer, so each \uXXXX is decoded.
std::string GoldenInputs() {
  std::ifstream file(NUSKHA_SOURCE_DIR
                     "/tests/golden/normalization_golden.tsv");
  std::string out;
  for (std::string line; std::getline(file, line);) {
    const size_t begin = line.find('\t') + 1;
    const std::string input =
        line.substr(begin, line.find('\t', begin) - begin);
    for (size_t i = 0; i < input.size(); ++i) {
      if (input.compare(i, 2, "\\u") != 0) {
        out += input[i];
        continue;
      }
      const unsigned long c = std::stoul(input.substr(i + 2, 4), nullptr, 16);
      if (c < 0x800) {
        out += static_cast<char>(0xc0 | c >> 6);
      } else {
        out += static_cast<char>(0xe0 | c >> 12);
        out += static_cast<char>(0x80 | (c >> 6 & 0x3f));
      }
      out += static_cast<char>(0x80 | (c & 0x3f));
      i += 5;
    }
    out += '\n';
  }
  return out;
}

std::string ReadText() {
  if (const char* path = std::getenv("NUSKHA_BENCH_TEXT")) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }
  const std::string inputs = GoldenInputs();
  std::string text;
  while (text.size() < kDefaultSize && !inputs.empty()) text += inputs;
  return text;
}

const std::vector<std::string_view>& Documents() {
  static const std::string text = ReadText();
  static const std::vector<std::string_view> documents = [] {
    std::vector<std::string_view> out;
    for (size_t begin = 0; begin < text.size();) {
      const size_t line = text.find('\n', begin + kDocumentSize);
      const size_t end = line == std::string::npos ? text.size() : line + 1;
      out.push_back(std::string_view(text).substr(begin, end - begin));
      begin = end;
    }
    return out;
  }();
  return documents;
}

template <typename Function>
void ForEachDocument(benchmark::State& state, Function function) {
  size_t bytes = 0;
  for (auto _ : state) {
    for (const std::string_view document : Documents()) {
      function(document);
      bytes += document.size();
    }
  }
  state.SetBytesProcessed(static_cast<int64_t>(bytes));
}

void BM_Standard(benchmark::State& state, NormalizeOptions options) {
  Tokens tokens;
  ForEachDocument(state, [&](std::string_view document) {
    NormalizeStandard(document, options, &tokens).IgnoreError();
    benchmark::DoNotOptimize(tokens.bytes.data());
  });
}
BENCHMARK_CAPTURE(BM_Standard, repair, {});
BENCHMARK_CAPTURE(BM_Standard, no_repair, {.repair = false});
BENCHMARK_CAPTURE(BM_Standard, spans, {.spans = true});

void BM_StandardKernel(benchmark::State& state, internal::ScanKernel kernel) {
  Tokens tokens;
  ForEachDocument(state, [&](std::string_view document) {
    internal::ScanStandardText(document, false, kernel, &tokens);
    benchmark::DoNotOptimize(tokens.bytes.data());
  });
}

void BM_StandardByCodePoints(benchmark::State& state) {
  Tokens tokens;
  ForEachDocument(state, [&](std::string_view document) {
    internal::ScanStandardSlowly(document, false, &tokens);
    benchmark::DoNotOptimize(tokens.bytes.data());
  });
}
BENCHMARK(BM_StandardByCodePoints);

void BM_Light(benchmark::State& state) {
  ForEachDocument(state, [&](std::string_view document) {
    benchmark::DoNotOptimize(NormalizeLight(document, {}).value());
  });
}
BENCHMARK(BM_Light);

void BM_Aggressive(benchmark::State& state) {
  Tokens tokens;
  ForEachDocument(state, [&](std::string_view document) {
    NormalizeAggressive(document, {}, &tokens).IgnoreError();
    benchmark::DoNotOptimize(tokens.bytes.data());
  });
}
BENCHMARK(BM_Aggressive);

void BM_Memcpy(benchmark::State& state) {
  std::string copy(16 * kDocumentSize, '\0');
  ForEachDocument(state, [&](std::string_view document) {
    if (copy.size() < document.size()) copy.resize(document.size());
    std::memcpy(copy.data(), document.data(), document.size());
    benchmark::ClobberMemory();
  });
}
BENCHMARK(BM_Memcpy);

const bool kRegistered = [] {
  for (const auto& kernel : internal::SupportedScanKernels()) {
    benchmark::RegisterBenchmark(
        ("BM_StandardKernel/" + std::string(kernel.name)).c_str(),
        BM_StandardKernel, kernel);
  }
  return true;
}();

}  // namespace
}  // namespace nuskha

BENCHMARK_MAIN();
