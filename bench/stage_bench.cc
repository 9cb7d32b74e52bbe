// SPDX-License-Identifier: Apache-2.0
//
// Question this file answers: what does each stage of reading cost on each
// kernel, and how far is that from its ceiling? All rows are per byte of the
// same JSON Lines (`s/B`), so that they add up. Ceilings: memcpy for whatever
// touches the bytes, zstd for reading compressed input, simdjson for parsing.
// The JSON Lines are those of the file NUSKHA_BENCH_JSONL; without it
// data/sample, which is too small to miss any cache.

#include <zstd.h>

#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "benchmark/benchmark.h"
#include "nuskha/document.h"
#include "nuskha/reader.h"
#include "nuskha/shingle.h"
#include "shingle/shingle_kernels.h"
#include "simdjson.h"
#include "sketch/sampled_keys.h"
#include "text/scan_kernels.h"
#include "text/standard_scan.h"

namespace nuskha {
namespace {

constexpr size_t kEnough = size_t{64} << 20;  // bytes of the file that are used

struct Record {
  std::string title;
  std::string text;
  std::vector<uint32_t> words;  // content words
};

struct Corpus {
  std::vector<RecordBlock> blocks;
  std::vector<Record> records;
  size_t bytes = 0;
};

Corpus ReadCorpus() {
  Corpus corpus;
  const char* const given = std::getenv("NUSKHA_BENCH_JSONL");
  const std::string path = given != nullptr ? given
                                            : NUSKHA_SOURCE_DIR
                               "/data/sample/articles.jsonl";
  auto reader = RecordReader::Open({path}, {}).value();
  RecordParser parser({});
  Analyzer analyzer(BoilerplateRules::Default().value());
  Document document;
  for (RecordBlock block;
       corpus.bytes < kEnough && reader->Next(&block).value();) {
    for (const RawRecord& record : block.records) {
      Article article;
      Reject reject;
      if (!parser.Parse(record, &article, &reject).value()) continue;
      analyzer.Analyze(article, &document).IgnoreError();
      corpus.records.push_back({.title = std::string(article.title),
                                .text = std::string(article.text),
                                .words = document.words});
    }
    corpus.bytes += block.data.size();
    corpus.blocks.push_back(std::move(block));
    block = {};
  }
  return corpus;
}

const Corpus& TheCorpus() {
  static const Corpus& corpus = *new Corpus(ReadCorpus());
  return corpus;
}

void CountBytes(benchmark::State& state) {
  const double bytes = static_cast<double>(TheCorpus().bytes) *
                       static_cast<double>(state.iterations());
  state.SetBytesProcessed(static_cast<int64_t>(bytes));
  state.counters["s/B"] = benchmark::Counter(
      bytes, benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
}

void BM_CeilingMemcpy(benchmark::State& state) {
  std::string copy;
  for (auto _ : state) {
    for (const RecordBlock& block : TheCorpus().blocks) {
      if (copy.size() < block.data.size()) copy.resize(block.data.size());
      std::memcpy(copy.data(), block.data.data(), block.data.size());
      benchmark::ClobberMemory();
    }
  }
  CountBytes(state);
}
BENCHMARK(BM_CeilingMemcpy);

void BM_CeilingZstd(benchmark::State& state) {
  std::vector<std::string> packed;
  std::string out;
  for (const RecordBlock& block : TheCorpus().blocks) {
    std::string bytes(ZSTD_compressBound(block.data.size()), '\0');
    bytes.resize(ZSTD_compress(bytes.data(), bytes.size(), block.data.data(),
                               block.data.size(), 3));
    packed.push_back(std::move(bytes));
    if (out.size() < block.data.size()) out.resize(block.data.size());
  }
  for (auto _ : state) {
    for (const std::string& bytes : packed) {
      benchmark::DoNotOptimize(
          ZSTD_decompress(out.data(), out.size(), bytes.data(), bytes.size()));
    }
  }
  CountBytes(state);
}
BENCHMARK(BM_CeilingZstd);

// The least that simdjson can do for us: find the text of every record.
void BM_CeilingSimdjson(benchmark::State& state) {
  simdjson::ondemand::parser parser;
  for (auto _ : state) {
    for (const RecordBlock& block : TheCorpus().blocks) {
      for (const RawRecord& record : block.records) {
        if (!record.padded) continue;
        simdjson::ondemand::document document;
        std::string_view text;
        if (parser.iterate(record.bytes.data(), record.bytes.size(),
                           record.bytes.size() + kRecordPadding)
                    .get(document) == simdjson::SUCCESS &&
            document["text"].get(text) == simdjson::SUCCESS) {
          benchmark::DoNotOptimize(text.data());
        }
      }
    }
  }
  CountBytes(state);
}
BENCHMARK(BM_CeilingSimdjson);

void BM_Parse(benchmark::State& state) {
  RecordParser parser({});
  for (auto _ : state) {
    for (const RecordBlock& block : TheCorpus().blocks) {
      for (const RawRecord& record : block.records) {
        Article article;
        Reject reject;
        parser.Parse(record, &article, &reject).IgnoreError();
        benchmark::DoNotOptimize(article.text.data());
      }
    }
  }
  CountBytes(state);
}
BENCHMARK(BM_Parse);

void BM_Standard(benchmark::State& state, internal::ScanKernel kernel) {
  Tokens tokens;
  for (auto _ : state) {
    for (const Record& record : TheCorpus().records) {
      internal::ScanStandardText(record.text, false, kernel, &tokens);
      benchmark::DoNotOptimize(tokens.bytes.data());
    }
  }
  CountBytes(state);
}

// All of the analysis, level standard included.
void BM_Analyze(benchmark::State& state) {
  Analyzer analyzer(BoilerplateRules::Default().value());
  Document document;
  for (auto _ : state) {
    for (const Record& record : TheCorpus().records) {
      analyzer.Analyze({.title = record.title, .text = record.text}, &document)
          .IgnoreError();
      benchmark::DoNotOptimize(document.words.data());
    }
  }
  CountBytes(state);
}
BENCHMARK(BM_Analyze);

void BM_Shingles(benchmark::State& state, internal::ShingleKernel kernel) {
  const auto width = static_cast<uint32_t>(state.range(0));
  std::vector<uint64_t> hashes;
  for (auto _ : state) {
    for (const Record& record : TheCorpus().records) {
      hashes.resize(ShingleCount(record.words.size(), width));
      if (hashes.empty()) continue;
      kernel.hash(record.words.data(), hashes.size(), width, 1, hashes.data());
      benchmark::DoNotOptimize(hashes.data());
    }
  }
  CountBytes(state);
}

void BM_Keys(benchmark::State& state) {
  std::vector<uint64_t> hashes, keys;
  for (auto _ : state) {
    for (const Record& record : TheCorpus().records) {
      hashes.assign(record.words.begin(), record.words.end());
      internal::SampleKeys(hashes, 8, &keys);
      benchmark::DoNotOptimize(keys.data());
    }
  }
  CountBytes(state);
}
BENCHMARK(BM_Keys);

const bool kRegistered = [] {
  for (const auto& kernel : internal::SupportedScanKernels()) {
    benchmark::RegisterBenchmark(
        ("BM_Standard/" + std::string(kernel.name)).c_str(), BM_Standard,
        kernel);
  }
  for (const auto& kernel : internal::SupportedShingleKernels()) {
    benchmark::RegisterBenchmark(
        ("BM_Shingles/" + std::string(kernel.name)).c_str(), BM_Shingles,
        kernel)
        ->ArgName("width")
        ->Arg(3)
        ->Arg(5);
  }
  return true;
}();

}  // namespace
}  // namespace nuskha

int main(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  nuskha::TheCorpus();  // not in the time of the first row
  benchmark::RunSpecifiedBenchmarks();
}
