// SPDX-License-Identifier: Apache-2.0
//
// The persistent index on N invented articles of 300 words (a tenth of them
// edited copies of earlier ones; 200 sources). Questions:
//   1. How many documents a second and core does AddMany() take?
//   2. How long does it take to open the index again?
//   3. How long does a query take, warm: median and 99th percentile?
//   4. How long does CheckAndAdd() take: the same?
//   5. How many bytes does a document take?
//
// usage: index_bench FOLDER N [process|sync]    (an index that is
// there already is asked only)

#include "nuskha/index.h"

#include <fmt/format.h>
#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <random>
#include <string>
#include <vector>

namespace nuskha {
namespace {

constexpr size_t kWords = 300;
constexpr size_t kVocabulary = 100'000;
constexpr size_t kAtOnce = 1000;

double Seconds(clockid_t clock) {
  timespec time{};
  clock_gettime(clock, &time);
  return static_cast<double>(time.tv_sec) +
         static_cast<double>(time.tv_nsec) * 1e-9;
}

// Article i of the corpus is the same in every run.
class Corpus {
 public:
  Corpus() {
    std::mt19937_64 rng(1);
    for (size_t i = 0; i < kVocabulary; ++i) {
      std::string& word = vocabulary_.emplace_back();
      for (size_t letters = 3 + rng() % 5; letters > 0; --letters) {
        const unsigned letter = 0x62a + static_cast<unsigned>(rng() % 32);
        word += static_cast<char>(0xc0 | letter >> 6);
        word += static_cast<char>(0x80 | (letter & 0x3f));
      }
    }
  }

  struct Owned {
    std::string id, title, text, source, date;
    Article view() const {
      return {.id = id,
              .title = title,
              .text = text,
              .url = {},
              .source = source,
              .date = date};
    }
  };

  Owned Make(uint64_t i) const {
    std::mt19937_64 rng(i * 2 + 1);
    Owned article;
    article.id = fmt::format("https://news.example/{:09}", i);
    article.source = fmt::format("source-{}.example", rng() % 200);
    article.date =
        fmt::format("2024-{:02}-{:02}", 1 + rng() % 12, 1 + rng() % 28);
    const bool copy = i > 10 && rng() % 10 == 0;
    std::mt19937_64 words(copy ? (rng() % i) * 2 + 2 : i * 2 + 2);
    for (int k = 0; k < 8; ++k) article.title += Word(&words) + " ";
    for (size_t k = 0; k < kWords; ++k) {
      std::string word = Word(&words);
      if (copy && rng() % 25 == 0) word = Word(&rng);
      article.text += word;
      article.text += k % 60 == 59 ? "\n\n" : " ";
    }
    return article;
  }

 private:
  // A few words are common, most are rare.
  const std::string& Word(std::mt19937_64* rng) const {
    const double x = static_cast<double>((*rng)() >> 11) * 0x1p-53;
    return vocabulary_[static_cast<size_t>(x * x * x * kVocabulary)];
  }

  std::vector<std::string> vocabulary_;
};

struct Figures {
  double median, p99, mean;
};

Figures Describe(std::vector<double> times) {
  double sum = 0;
  for (const double time : times) sum += time;
  std::sort(times.begin(), times.end());
  return {times[times.size() / 2] * 1e6, times[times.size() * 99 / 100] * 1e6,
          sum / static_cast<double>(times.size()) * 1e6};
}

void Check(const absl::Status& status) {
  if (status.ok()) return;
  std::fprintf(stderr, "%s\n", status.ToString().c_str());
  std::exit(1);
}

template <typename T>
T Value(absl::StatusOr<T> value) {
  Check(value.status());
  return *std::move(value);
}

void Fill(const Corpus& corpus, uint64_t n, Index* index) {
  double cpu = 0, wall = 0;
  for (uint64_t begin = 0; begin < n; begin += kAtOnce) {
    std::vector<Corpus::Owned> owned;
    std::vector<Article> articles;
    for (uint64_t i = begin; i < std::min(n, begin + kAtOnce); ++i) {
      owned.push_back(corpus.Make(i));
    }
    for (const Corpus::Owned& one : owned) articles.push_back(one.view());
    const double cpu_before = Seconds(CLOCK_PROCESS_CPUTIME_ID);
    const double wall_before = Seconds(CLOCK_MONOTONIC);
    Value(index->AddMany(articles, nullptr));
    cpu += Seconds(CLOCK_PROCESS_CPUTIME_ID) - cpu_before;
    wall += Seconds(CLOCK_MONOTONIC) - wall_before;
  }
  std::printf("add: %.0f documents/s of CPU, %.0f of wall\n",
              static_cast<double>(n) / cpu, static_cast<double>(n) / wall);
}

template <typename Call>
void Time(const char* name, size_t count, const Call& call) {
  // On a machine that others use, the clock on the wall has them in it.
  constexpr clockid_t kClocks[] = {CLOCK_MONOTONIC, CLOCK_THREAD_CPUTIME_ID};
  std::vector<double> times[2];
  for (size_t i = 0; i < count; ++i) {
    const double before[] = {Seconds(kClocks[0]), Seconds(kClocks[1])};
    call(i);
    for (int k : {0, 1}) times[k].push_back(Seconds(kClocks[k]) - before[k]);
  }
  for (int k : {0, 1}) {
    const Figures figures = Describe(times[k]);
    std::printf("%s, %s: median %.0f us, p99 %.0f us, mean %.0f us\n", name,
                k == 0 ? "wall" : "CPU", figures.median, figures.p99,
                figures.mean);
  }
}

int Run(const std::string& folder, uint64_t n, Durability durability) {
  const Corpus corpus;
  const absl::Status made =
      Index::Create(folder, {.durability = durability, .seed = kPublicSeed});
  if (!absl::IsAlreadyExists(made)) {
    Check(made);
    Index index = Value(Index::Open(folder, {}));
    Fill(corpus, n, &index);
  }
  const double before = Seconds(CLOCK_MONOTONIC);
  Index index = Value(Index::Open(folder, {}));
  std::printf("reopen: %.2f s\n", Seconds(CLOCK_MONOTONIC) - before);
  const IndexStats stats = Value(index.Stats());
  std::printf("%lu documents, %u segments, %.0f bytes a document\n",
              static_cast<unsigned long>(stats.documents), stats.segments,
              static_cast<double>(stats.bytes) / static_cast<double>(n));

  constexpr size_t kQueries = 10'000;
  std::vector<Corpus::Owned> news;
  for (size_t i = 0; i < kQueries; ++i) news.push_back(corpus.Make(n + i));
  size_t found = 0;
  const auto query = [&](size_t i) {
    Article article = news[i].view();
    article.id = {};
    found += Value(index.Query(article)).matches.empty() ? 0 : 1;
  };
  Time("query, cold", kQueries, query);
  Time("query, warm", kQueries, query);
  std::printf("%zu of %zu with matches\n", found / 2, kQueries);
  Time("check and add", kQueries,
       [&](size_t i) { Value(index.CheckAndAdd(news[i].view())); });
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  std::printf("peak resident: %ld MiB, mapped files among it\n",
              usage.ru_maxrss / 1024);
  return 0;
}

}  // namespace
}  // namespace nuskha

int main(int argc, char** argv) {
  if (argc < 3) {
    std::fprintf(stderr, "usage: index_bench FOLDER N [process|sync]\n");
    return 2;
  }
  const bool sync = argc > 3 && std::string(argv[3]) == "sync";
  return nuskha::Run(
      argv[1], std::strtoull(argv[2], nullptr, 10),
      sync ? nuskha::Durability::kSync : nuskha::Durability::kProcess);
}
