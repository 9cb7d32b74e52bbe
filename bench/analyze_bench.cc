// SPDX-License-Identifier: Apache-2.0
//
// Questions this file answers, all per byte of article text:
//   1. What does Analyze() cost, and what of it is normalization?
//   2. What do word hashing, the boilerplate rules and the search for repeated
//      paragraphs cost alone?
//   3. What do the spans of Scan() add?
// The articles come from the file named by NUSKHA_BENCH_TEXT: what stands
// between form feeds or, without one, pieces of about 3 kB cut at line ends.
// Without a file they are made of invented words in the shape of news: 8
// paragraphs of 10 to 70 words, a number in 30 words.

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "benchmark/benchmark.h"
#include "nuskha/date.h"
#include "nuskha/document.h"
#include "nuskha/normalize.h"
#include "text/hash_words.h"
#include "text/repetition.h"
#include "text/rule_matcher.h"
#include "text/rule_table.h"
#include "text/tsv.h"

namespace nuskha {
namespace {

// One to nine letters from U+0628 on.
std::string InventedWord(std::mt19937& rng) {
  std::string word;
  for (size_t letters = 1 + rng() % 9; letters > 0; --letters) {
    word += "\xd8";
    word += static_cast<char>(0xa8 + rng() % 19);
  }
  return word;
}

std::string InventedArticle(std::mt19937& rng,
                            const std::vector<std::string>& words) {
  std::string text;
  for (int paragraph = 0; paragraph < 8; ++paragraph) {
    for (size_t n = 10 + rng() % 60; n > 0; --n) {
      text += rng() % 30 == 0 ? std::to_string(rng() % 3000)
                              : words[rng() % words.size()];
      text += ' ';
    }
    text += ".\n";
  }
  return text;
}

std::vector<std::string> CutArticles(const std::string& text) {
  constexpr size_t kSize = 3000;
  std::vector<std::string_view> pieces;
  internal::Split(text, '\f', &pieces);
  if (pieces.size() > 1) return {pieces.begin(), pieces.end()};
  std::vector<std::string> articles(1);
  internal::Split(text, '\n', &pieces);
  for (const std::string_view line : pieces) {
    if (articles.back().size() > kSize) articles.emplace_back();
    articles.back() += line;
    articles.back() += '\n';
  }
  return articles;
}

std::vector<std::string> MakeArticles() {
  if (const char* path = std::getenv("NUSKHA_BENCH_TEXT")) {
    std::ifstream file(path, std::ios::binary);
    const std::string all((std::istreambuf_iterator<char>(file)), {});
    return CutArticles(all);
  }
  std::mt19937 rng(1);
  std::vector<std::string> articles;
  std::vector<std::string> words(5000);
  for (std::string& word : words) word = InventedWord(rng);
  for (int i = 0; i < 2000; ++i) {
    articles.push_back(InventedArticle(rng, words));
  }
  return articles;
}

const std::vector<std::string>& Articles() {
  static const auto& articles = *new std::vector<std::string>(MakeArticles());
  return articles;
}

void CountBytes(benchmark::State& state, int rounds = 1) {
  size_t bytes = 0;
  for (const std::string& article : Articles()) bytes += article.size();
  const double all = static_cast<double>(bytes) * rounds *
                     static_cast<double>(state.iterations());
  state.SetBytesProcessed(static_cast<int64_t>(all));
  state.counters["s/B"] = benchmark::Counter(
      all, benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
}

void BM_Normalize(benchmark::State& state) {
  Tokens tokens;
  for (auto _ : state) {
    for (const std::string& article : Articles()) {
      NormalizeStandard(article, {.spans = state.range(0) != 0}, &tokens)
          .IgnoreError();
      benchmark::DoNotOptimize(tokens.ends.data());
    }
  }
  CountBytes(state);
}
BENCHMARK(BM_Normalize)->ArgName("spans")->Arg(0)->Arg(1);

void BM_Analyze(benchmark::State& state) {
  Analyzer analyzer(state.range(0) != 0 ? BoilerplateRules::Default().value()
                                        : nullptr);
  Document document;
  for (auto _ : state) {
    for (const std::string& article : Articles()) {
      analyzer.Analyze({.text = article}, &document).IgnoreError();
      benchmark::DoNotOptimize(document.words.data());
    }
  }
  CountBytes(state);
}
BENCHMARK(BM_Analyze)->ArgName("rules")->Arg(0)->Arg(1);

void BM_Scan(benchmark::State& state) {
  Analyzer analyzer(BoilerplateRules::Default().value());
  Document document;
  for (auto _ : state) {
    for (const std::string& article : Articles()) {
      benchmark::DoNotOptimize(
          analyzer.Scan({.text = article}, &document, nullptr).value());
    }
  }
  CountBytes(state);
}
BENCHMARK(BM_Scan);

// Each part takes an article several times in a row: in Analyze() it finds its
// input in the cache, where normalization has just left it.
constexpr int kRounds = 8;

// What the parts start from.
struct Prepared {
  Tokens tokens;
  std::vector<uint32_t> hashes;
};

const std::vector<Prepared>& PreparedArticles() {
  static const auto& prepared = *[] {
    auto* list = new std::vector<Prepared>(Articles().size());
    std::vector<uint32_t> scratch;
    for (size_t i = 0; i < list->size(); ++i) {
      NormalizeStandard(Articles()[i], {}, &(*list)[i].tokens).IgnoreError();
      internal::HashWords((*list)[i].tokens, &(*list)[i].hashes, &scratch);
    }
    return list;
  }();
  return prepared;
}

void BM_HashWords(benchmark::State& state) {
  std::vector<uint32_t> hashes, scratch;
  for (auto _ : state) {
    for (const Prepared& article : PreparedArticles()) {
      for (int round = 0; round < kRounds; ++round) {
        benchmark::DoNotOptimize(
            internal::HashWords(article.tokens, &hashes, &scratch));
      }
    }
  }
  CountBytes(state, kRounds);
}
BENCHMARK(BM_HashWords);

void BM_Rules(benchmark::State& state) {
  const auto rules = BoilerplateRules::Default().value();
  internal::RuleMatcher matcher;
  for (auto _ : state) {
    for (size_t i = 0; i < Articles().size(); ++i) {
      const Prepared& article = PreparedArticles()[i];
      for (int round = 0; round < kRounds; ++round) {
        for (size_t p = 0; p < article.tokens.paragraphs.size(); ++p) {
          benchmark::DoNotOptimize(matcher.Match(rules->table(), Articles()[i],
                                                 article.tokens, article.hashes,
                                                 p));
        }
      }
    }
  }
  CountBytes(state, kRounds);
}
BENCHMARK(BM_Rules);

void BM_Repetition(benchmark::State& state) {
  internal::RepetitionFinder finder;
  for (auto _ : state) {
    for (const Prepared& article : PreparedArticles()) {
      for (int round = 0; round < kRounds; ++round) {
        finder.Find(article.tokens, article.hashes);
        benchmark::DoNotOptimize(finder.any());
      }
    }
  }
  CountBytes(state, kRounds);
}
BENCHMARK(BM_Repetition);

void BM_ParseDate(benchmark::State& state) {
  constexpr std::string_view kDates[] = {
      "2015-07-21 02:51:32", "Sun, 18 Feb 2018 15:38:57 GMT",
      "16 \xd9\x8a\xd9\x88\xd9\x84\xd9\x8a\xd9\x88\xd8\xb2 2020 - 15:00"};
  const std::string_view date = kDates[state.range(0)];
  for (auto _ : state) benchmark::DoNotOptimize(ParseDate(date).value());
}
BENCHMARK(BM_ParseDate)->DenseRange(0, 2);

}  // namespace
}  // namespace nuskha

BENCHMARK_MAIN();
