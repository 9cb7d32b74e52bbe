// SPDX-License-Identifier: Apache-2.0
//
// Question this program answers: what do N articles cost, and is everything
// found that was planted among them? Articles are made, analyzed and added one
// after the other; no text is kept or written. Prints one JSON object.
//
// Making the articles is timed by itself and is no part of the other stages.
// Memory is that of the process; `before` is what the generator holds.

#include <sys/resource.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <ctime>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

#include "CLI/CLI.hpp"
#include "fmt/format.h"
#include "nuskha/detector.h"
#include "nuskha/document.h"
#include "nuskha/match.h"
#include "synthetic_corpus.h"

namespace nuskha::scale {
namespace {

constexpr uint64_t kBatch = 256;  // articles between two looks at the clock

double CpuSeconds() {
  timespec now{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) +
         1e-9 * static_cast<double>(now.tv_nsec);
}

uint64_t PeakBytes() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<uint64_t>(usage.ru_maxrss) * 1024;
}

// Adds the CPU time since the last call to a stage.
class Stopwatch {
 public:
  void Charge(double* stage) {
    const double now = CpuSeconds();
    *stage += now - last_;
    last_ = now;
  }

 private:
  double last_ = CpuSeconds();
};

struct Stages {
  double make = 0;     // articles and the truth about them
  double analyze = 0;  // normalization, boilerplate, hashes of words
  double add = 0;
  double index = 0;  // Run() until the first documents are judged
  double match = 0;  // the rest of Run()
};

struct Planted {
  uint32_t copy = 0;
  uint32_t original = 0;
  float containment = 0;
  Planting planting = Planting::kNone;
};

struct Tally {
  uint64_t planted = 0;
  uint64_t found = 0;
  uint64_t judged_nothing = 0;  // compared directly, the relation is nothing

  double recall() const {
    return planted == 0
               ? 1
               : static_cast<double>(found) / static_cast<double>(planted);
  }
};

struct Class {
  float least;
  std::string_view name;
  Tally tally;
};

struct Report {
  std::array<Tally, kPlantingNames.size()> by_planting;
  std::array<Class, 4> by_containment = {{{.8F, ".8-1", {}},
                                          {.6F, ".6-.8", {}},
                                          {.5F, ".5-.6", {}},
                                          {0, "below .5", {}}}};
  Tally wanted;  // containment of .5 or more
  uint64_t matches = 0;
  uint64_t of_one_family = 0;
  uint64_t same_article = 0;  // exact, copy or partial
  uint64_t same_article_of_one_family = 0;
};

struct Options {
  CorpusOptions corpus;
  DetectorOptions detector;
  uint64_t documents = 100'000;
};

// Makes, analyzes and adds all articles. Throws CLI::RuntimeError.
std::vector<Planted> AddAll(const Options& options, SyntheticCorpus* corpus,
                            Detector* detector, Stages* stages,
                            uint64_t* text_bytes) {
  auto rules = BoilerplateRules::Default();
  if (!rules.ok()) throw CLI::RuntimeError(1);
  Analyzer analyzer(*rules);
  std::vector<SyntheticArticle> articles(kBatch);
  std::vector<Document> documents(kBatch);
  std::vector<Planted> planted;
  Stopwatch watch;
  for (uint64_t first = 0; first < options.documents; first += kBatch) {
    const uint64_t count = std::min(kBatch, options.documents - first);
    for (uint64_t i = 0; i < count; ++i) {
      corpus->Make(first + i, &articles[i]);
      *text_bytes += articles[i].text.size();
      const uint64_t original = corpus->Original(first + i);
      if (original == first + i) continue;
      planted.push_back({.copy = static_cast<uint32_t>(first + i),
                         .original = static_cast<uint32_t>(original),
                         .containment = static_cast<float>(
                             corpus->Containment(first + i, articles[i])),
                         .planting = corpus->PlantingOf(first + i)});
    }
    watch.Charge(&stages->make);
    for (uint64_t i = 0; i < count; ++i) {
      const Article article = {.title = articles[i].title,
                               .text = articles[i].text};
      if (!analyzer.Analyze(article, &documents[i]).ok()) {
        throw CLI::RuntimeError(1);
      }
    }
    watch.Charge(&stages->analyze);
    for (uint64_t i = 0; i < count; ++i) {
      if (!detector->Add(documents[i], articles[i].source, articles[i].date)
               .ok()) {
        throw CLI::RuntimeError(1);
      }
    }
    watch.Charge(&stages->add);
  }
  return planted;
}

std::vector<Match> RunAll(Detector* detector, Stages* stages) {
  Stopwatch watch;
  bool first = true;
  const RunHooks hooks = {.progress = [&](uint64_t, uint64_t) {
    // The first step of 16,384 documents is judged by now, too.
    if (first) watch.Charge(&stages->index);
    first = false;
    return true;
  }};
  auto matches = detector->Run(hooks);
  watch.Charge(&stages->match);
  if (!matches.ok()) throw CLI::RuntimeError(1);
  return *std::move(matches);
}

Report Judge(const SyntheticCorpus& corpus, const Detector& detector,
             const std::vector<Planted>& planted,
             const std::vector<Match>& matches) {
  Report report;
  const auto before = [](const Match& match, const Planted& pair) {
    return match.a != pair.original ? match.a < pair.original
                                    : match.b < pair.copy;
  };
  for (const Planted& pair : planted) {
    const auto at =
        std::lower_bound(matches.begin(), matches.end(), pair, before);
    const bool found =
        at != matches.end() && at->a == pair.original && at->b == pair.copy;
    bool nothing = false;
    if (!found) {
      const auto direct = detector.Compare(pair.original, pair.copy);
      nothing = direct.ok() && direct->relation == Relation::kNothing;
    }
    const auto count = [&](Tally* tally) {
      ++tally->planted;
      tally->found += found;
      tally->judged_nothing += nothing;
    };
    count(&report.by_planting[static_cast<size_t>(pair.planting)]);
    const auto in = std::find_if(
        report.by_containment.begin(), report.by_containment.end(),
        [&](const Class& one) { return pair.containment >= one.least; });
    count(&in->tally);
    if (pair.containment >= .5F) count(&report.wanted);
  }
  for (const Match& match : matches) {
    const bool family = corpus.Original(match.a) == corpus.Original(match.b);
    const bool same = IsSameArticle(match.relation);
    ++report.matches;
    report.of_one_family += family;
    report.same_article += same;
    report.same_article_of_one_family += same && family;
  }
  return report;
}

std::string ToJson(std::string_view name, const Tally& tally) {
  return fmt::format(
      R"({{"name": "{}", "planted": {}, "found": {}, "judged_nothing": {}, )"
      R"("recall": {:.6f}}})",
      name, tally.planted, tally.found, tally.judged_nothing, tally.recall());
}

double Share(uint64_t part, uint64_t whole) {
  return whole == 0 ? 1
                    : static_cast<double>(part) / static_cast<double>(whole);
}

void Print(const Options& options, const Stages& stages, const Report& report,
           const RunStats& stats, uint64_t text_bytes,
           const std::array<uint64_t, 3>& peaks) {
  std::vector<std::string> plantings, classes;
  for (size_t i = 1; i < report.by_planting.size(); ++i) {
    plantings.push_back(ToJson(kPlantingNames[i], report.by_planting[i]));
  }
  for (const Class& one : report.by_containment) {
    classes.push_back(ToJson(one.name, one.tally));
  }
  const auto documents = static_cast<double>(options.documents);
  fmt::print(
      R"({{"documents": {}, "words": {}, "planted_share": {}, "seed": {},
 "threads": {}, "memory": {}, "spilled_bytes": {}, "text_bytes": {},
 "cpu_seconds": {{"make": {:.3f}, "analyze": {:.3f}, "add": {:.3f}, "index": {:.3f}, "match": {:.3f}}},
 "peak_bytes": {{"before": {}, "added": {}, "run": {}}},
 "keys": {}, "shared_keys": {}, "hot_keys": {}, "candidates": {}, "verified": {},
 "recurrent_grams": {},
 "candidates_per_document": {:.3f},
 "recall": {},
 "by_containment": [{}],
 "by_planting": [{}],
 "matches": {}, "precision": {:.6f},
 "same_article": {}, "same_article_precision": {:.6f}}}
)",
      options.documents, options.corpus.words, options.corpus.planted_share,
      options.corpus.seed, options.detector.threads, options.detector.memory,
      stats.spilled, text_bytes, stages.make, stages.analyze, stages.add,
      stages.index, stages.match, peaks[0], peaks[1], peaks[2], stats.keys,
      stats.shared_keys, stats.hot_keys, stats.candidates, stats.verified,
      stats.recurrent_grams, static_cast<double>(stats.candidates) / documents,
      ToJson("containment >= .5", report.wanted), fmt::join(classes, ", "),
      fmt::join(plantings, ",\n  "), report.matches,
      Share(report.of_one_family, report.matches), report.same_article,
      Share(report.same_article_of_one_family, report.same_article));
}

int Measure(const Options& options) {
  SyntheticCorpus corpus(options.corpus);
  std::array<uint64_t, 3> peaks = {PeakBytes(), 0, 0};
  auto detector = Detector::Create(options.detector);
  if (!detector.ok()) {
    fmt::print(stderr, "{}\n", detector.status().ToString());
    return 2;
  }
  Stages stages;
  uint64_t text_bytes = 0;
  const std::vector<Planted> planted =
      AddAll(options, &corpus, &*detector, &stages, &text_bytes);
  peaks[1] = PeakBytes();
  const std::vector<Match> matches = RunAll(&*detector, &stages);
  peaks[2] = PeakBytes();
  const Report report = Judge(corpus, *detector, planted, matches);
  Print(options, stages, report, detector->stats(), text_bytes, peaks);
  return 0;
}

int Main(int argc, char** argv) {
  Options options;
  options.corpus.stop_words = NUSKHA_SOURCE_DIR "/data/stop_words.tsv";
  CLI::App app("Planted copies among synthetic articles: cost and recall");
  app.add_option("documents", options.documents, "Articles")
      ->check(CLI::Range(uint64_t{1}, uint64_t{1} << 31));
  app.add_option("--words", options.corpus.words, "Mean words of an article")
      ->check(CLI::Range(30, 30'000));
  app.add_option("--planted", options.corpus.planted_share, "Share of copies")
      ->check(CLI::Range(0.0, 0.9));
  app.add_option("--seed", options.corpus.seed, "Seed of the articles");
  app.add_option("-j,--jobs", options.detector.threads, "Threads of the run");
  app.add_option("--memory", options.detector.memory, "Bytes to keep to")
      ->transform(CLI::AsSizeValue(false));
  app.add_option("--tmp", options.detector.temporary_folder,
                 "Folder for what is beyond them");
  CLI11_PARSE(app, argc, argv);
  return Measure(options);
}

}  // namespace
}  // namespace nuskha::scale

int main(int argc, char** argv) { return nuskha::scale::Main(argc, argv); }
