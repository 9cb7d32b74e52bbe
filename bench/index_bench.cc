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
// usage: index_bench FOLDER N [process|sync]   (an index that is there already
//                                               is asked only)
//        index_bench beside FOLDER N           N documents, each asked about
//                                               and added: for index_bench.py
//        index_bench documents N               their ids and texts
// Prints one JSON object; times in microseconds.

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
#include <string_view>
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

// The object that is printed.
class Report {
 public:
  ~Report() { std::printf("\n}\n"); }
  void Add(std::string_view name, double value, int digits = 0) {
    std::printf("%s \"%.*s\": %.*f", first_ ? "{\n" : ",\n",
                static_cast<int>(name.size()), name.data(), digits, value);
    std::fflush(stdout);
    first_ = false;
  }

 private:
  bool first_ = true;
};

void Fill(const Corpus& corpus, uint64_t n, Index* index, Report* report) {
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
  report->Add("added_per_cpu_second", static_cast<double>(n) / cpu);
  report->Add("added_per_second", static_cast<double>(n) / wall);
}

template <typename Call>
void Time(const std::string& name, size_t count, Report* report,
          const Call& call) {
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
    const std::string start = name + (k == 0 ? "_wall" : "_cpu");
    report->Add(start + "_median", figures.median);
    report->Add(start + "_p99", figures.p99);
    report->Add(start + "_mean", figures.mean);
  }
}

void ReportStats(const Index& index, Report* report) {
  const IndexStats stats = Value(index.Stats());
  report->Add("documents", static_cast<double>(stats.documents));
  report->Add("segments", stats.segments);
  report->Add("bytes_per_document", static_cast<double>(stats.bytes) /
                                        static_cast<double>(stats.documents));
}

void ReportMemory(Report* report) {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  // Mapped files are among it.
  report->Add("peak_resident_mib", static_cast<double>(usage.ru_maxrss) / 1024);
}

int Beside(const std::string& folder, uint64_t n) {
  const Corpus corpus;
  Report report;
  Check(Index::Create(folder, {}));
  Index index = Value(Index::Open(folder, {}));
  std::vector<Corpus::Owned> owned;
  for (uint64_t i = 0; i < n; ++i) owned.push_back(corpus.Make(i));
  double matches = 0;
  Time("check_and_add", n, &report, [&](size_t i) {
    const IndexAnswer answer = Value(index.CheckAndAdd(owned[i].view()));
    matches += answer.matches.empty() ? 0 : 1;
  });
  report.Add("with_matches", matches);
  Time("query", n, &report, [&](size_t i) {
    Article article = owned[i].view();
    article.id = {};
    Value(index.Query(article));
  });
  ReportStats(index, &report);
  ReportMemory(&report);
  return 0;
}

int PrintDocuments(uint64_t n) {
  const Corpus corpus;
  for (uint64_t i = 0; i < n; ++i) {
    Corpus::Owned article = corpus.Make(i);
    std::ranges::replace(article.text, '\n', ' ');
    std::printf("%s\t%s\n", article.id.c_str(), article.text.c_str());
  }
  return 0;
}

int Run(const std::string& folder, uint64_t n, Durability durability) {
  const Corpus corpus;
  Report report;
  const absl::Status made =
      Index::Create(folder, {.durability = durability, .seed = kPublicSeed});
  if (!absl::IsAlreadyExists(made)) {
    Check(made);
    Index index = Value(Index::Open(folder, {}));
    Fill(corpus, n, &index, &report);
  }
  const double before = Seconds(CLOCK_MONOTONIC);
  Index index = Value(Index::Open(folder, {}));
  report.Add("reopen_seconds", Seconds(CLOCK_MONOTONIC) - before, 2);
  ReportStats(index, &report);
  constexpr size_t kQueries = 10'000;
  std::vector<Corpus::Owned> news;
  for (size_t i = 0; i < kQueries; ++i) news.push_back(corpus.Make(n + i));
  double found = 0;
  const auto query = [&](size_t i) {
    Article article = news[i].view();
    article.id = {};
    found += Value(index.Query(article)).matches.empty() ? 0 : 1;
  };
  Time("query_cold", kQueries, &report, query);
  Time("query_warm", kQueries, &report, query);
  report.Add("share_with_matches", found / (2 * kQueries), 3);
  Time("check_and_add", kQueries, &report,
       [&](size_t i) { Value(index.CheckAndAdd(news[i].view())); });
  ReportMemory(&report);
  return 0;
}

int Main(const std::vector<std::string>& arguments) {
  const size_t count = arguments.size();
  const auto number = [&] {
    return std::strtoull(arguments.back().c_str(), nullptr, 10);
  };
  if (count == 2 && arguments[0] == "documents") {
    return PrintDocuments(number());
  }
  if (count == 3 && arguments[0] == "beside") {
    return Beside(arguments[1], number());
  }
  if (count < 2) {
    std::fprintf(stderr, "usage: index_bench FOLDER N [process|sync]\n");
    return 2;
  }
  const bool sync = count > 2 && arguments[2] == "sync";
  return Run(arguments[0], std::strtoull(arguments[1].c_str(), nullptr, 10),
             sync ? Durability::kSync : Durability::kProcess);
}

}  // namespace
}  // namespace nuskha

int main(int argc, char** argv) {
  return nuskha::Main({argv + 1, argv + argc});
}
