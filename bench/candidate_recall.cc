// SPDX-License-Identifier: Apache-2.0
//
// usage: candidate_recall INPUT... [--threshold T] [--seeds N]
//
// Questions this program answers, as Markdown tables on standard output:
//   1. Which share of the pairs that the exact index finds do the sampled index
//      and MinHash banding find, by containment on word 3-shingles?
//   2. Does MinHash banding find what its S-curve predicts, by Jaccard
//      similarity of word 5-shingles?
// Truth: all pairs of documents of 20 content words or more that share a word
// 5-shingle. T: what the bands aim at (0.4). N: MinHash is measured with N hash
// families (1) and the pairs they find are summed: the pairs of one group of
// look-alikes are found or missed together, so that one family scatters far
// more than the number of pairs suggests.

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "index/candidate_index.h"
#include "index/document_store.h"
#include "nuskha/detector.h"
#include "nuskha/document.h"
#include "nuskha/lsh.h"
#include "nuskha/reader.h"
#include "nuskha/shingle.h"

namespace nuskha::internal {
namespace {

constexpr size_t kLeastWords = 20;
constexpr uint32_t kSignatureWidth = 128;
constexpr size_t kBins = 10;  // tenths

// Pairs of a range of similarity, and how many of them were found.
struct Tally {
  uint64_t pairs = 0;
  uint64_t sampled = 0;
  uint64_t min_hash = 0;  // over all hash families
  double predicted = 0;   // sum over the pairs

  void Add(bool in_sampled, size_t in_min_hash, double probability) {
    ++pairs;
    sampled += in_sampled ? 1 : 0;
    min_hash += in_min_hash;
    predicted += probability;
  }
};

struct Results {
  std::array<Tally, kBins> containment;      // w3
  Tally containment_half, containment_most;  // >= .5, >= .8
  std::array<Tally, kBins> jaccard;          // w5
  Tally jaccard_half;
  uint64_t exact = 0, sampled = 0, min_hash = 0;  // candidates
};

size_t BinOf(double value) {
  return std::min(static_cast<size_t>(value * kBins), kBins - 1);
}

// Adds the documents of `inputs` to *documents; false after saying why not.
bool Load(const std::vector<std::string>& inputs, DocumentStore* documents) {
  auto reader = RecordReader::Open(inputs, {});
  if (!reader.ok()) {
    std::fprintf(stderr, "%s\n", reader.status().ToString().c_str());
    return false;
  }
  RecordParser parser({});
  Analyzer analyzer(BoilerplateRules::Default().value());
  RecordBlock block;
  Document document;
  while (true) {
    const absl::StatusOr<bool> more = (*reader)->Next(&block);
    if (!more.ok()) {
      std::fprintf(stderr, "%s\n", more.status().ToString().c_str());
      return false;
    }
    if (!*more) return true;
    for (const RawRecord& record : block.records) {
      Article article;
      Reject reject;
      if (!parser.Parse(record, &article, &reject).value()) continue;
      analyzer.Analyze(article, &document).IgnoreError();
      documents->Add(document, {});
    }
  }
}

// Distinct shingles of every document, ascending.
std::vector<std::vector<uint64_t>> ShingleSets(const DocumentStore& documents,
                                               uint32_t width) {
  std::vector<std::vector<uint64_t>> sets(documents.size());
  for (uint32_t doc = 0; doc < documents.size(); ++doc) {
    std::vector<uint64_t>& set = sets[doc];
    ShingleHashes(documents.words(doc), width, /*seed=*/0, &set).IgnoreError();
    std::sort(set.begin(), set.end());
    set.erase(std::unique(set.begin(), set.end()), set.end());
    set.shrink_to_fit();
  }
  return sets;
}

size_t Common(std::span<const uint64_t> a, std::span<const uint64_t> b) {
  size_t common = 0;
  for (size_t i = 0, j = 0; i < a.size() && j < b.size();) {
    common += a[i] == b[j] ? 1 : 0;
    const bool step_a = a[i] <= b[j];
    const bool step_b = b[j] <= a[i];
    i += step_a ? 1 : 0;
    j += step_b ? 1 : 0;
  }
  return common;
}

double Containment(std::span<const uint64_t> a, std::span<const uint64_t> b) {
  return static_cast<double>(Common(a, b)) /
         static_cast<double>(std::min(a.size(), b.size()));
}

double Jaccard(std::span<const uint64_t> a, std::span<const uint64_t> b) {
  const size_t common = Common(a, b);
  return static_cast<double>(common) /
         static_cast<double>(a.size() + b.size() - common);
}

bool Has(const std::vector<Candidate>& candidates, uint32_t a) {
  const auto found =
      std::lower_bound(candidates.begin(), candidates.end(), a,
                       [](const Candidate& candidate, uint32_t doc) {
                         return candidate.a < doc;
                       });
  return found != candidates.end() && found->a == a;
}

// The candidates before one document at a time, of one index.
struct Generator {
  std::unique_ptr<CandidateIndex> index;
  CandidateScratch scratch = {};
  std::vector<Candidate> candidates = {};

  void Find(uint32_t doc, size_t documents) {
    scratch.counts.resize(documents);
    index->Before(doc, &scratch, &candidates);
  }
};

// What the bands of `families` hash families find; the first is the default's.
std::vector<Generator> MinHashGenerators(const DocumentStore& documents,
                                         Banding banding, size_t families,
                                         CandidateOptions options) {
  std::vector<Generator> generators;
  for (size_t i = 0; i < families; ++i, ++options.seed) {
    generators.push_back({BuildMinHashIndex(documents, banding, options)});
  }
  return generators;
}

Results Measure(const DocumentStore& documents, Banding banding,
                size_t families) {
  const DetectorOptions defaults;
  const CandidateOptions options{.threads = 1,
                                 .seed = defaults.seed,
                                 .frequency_cap = defaults.frequency_cap};
  Generator exact{BuildExactIndex(documents, options)};
  Generator sampled{
      BuildSampledIndex(documents, defaults.sampling_rate, options)};
  std::vector<Generator> min_hash =
      MinHashGenerators(documents, banding, families, options);
  const auto w3 = ShingleSets(documents, kScoreWidth);
  const auto w5 = ShingleSets(documents, kCandidateWidth);
  Results results;
  for (uint32_t b = 0; b < documents.size(); ++b) {
    exact.Find(b, documents.size());
    sampled.Find(b, documents.size());
    for (Generator& family : min_hash) family.Find(b, documents.size());
    results.exact += exact.candidates.size();
    results.sampled += sampled.candidates.size();
    results.min_hash += min_hash.front().candidates.size();
    if (documents.words(b).size() < kLeastWords) continue;
    for (const Candidate& candidate : exact.candidates) {
      const uint32_t a = candidate.a;
      if (documents.words(a).size() < kLeastWords) continue;
      const bool in_sampled = Has(sampled.candidates, a);
      const auto in_min_hash = static_cast<size_t>(std::count_if(
          min_hash.begin(), min_hash.end(),
          [&](const Generator& family) { return Has(family.candidates, a); }));
      const double containment = Containment(w3[a], w3[b]);
      const double jaccard = Jaccard(w5[a], w5[b]);
      const double predicted = CandidateProbability(jaccard, banding);
      const auto add = [&](Tally* tally) {
        tally->Add(in_sampled, in_min_hash, predicted);
      };
      add(&results.containment[BinOf(containment)]);
      if (containment >= .5) add(&results.containment_half);
      if (containment >= .8) add(&results.containment_most);
      add(&results.jaccard[BinOf(jaccard)]);
      if (jaccard >= .5) add(&results.jaccard_half);
    }
  }
  return results;
}

std::string Share(double part, uint64_t whole) {
  if (whole == 0) return "-";
  char text[16];
  std::snprintf(text, sizeof text, "%.4f", part / static_cast<double>(whole));
  return text;
}

std::string BinName(size_t bin) {
  char text[16];
  std::snprintf(text, sizeof text,
                bin + 1 == kBins ? "[.%zu, 1]" : "[.%zu, .%zu)", bin, bin + 1);
  return text;
}

void PrintContainment(const std::string& name, const Tally& tally,
                      size_t families) {
  std::printf("| %s | %lu | %s | %s |\n", name.c_str(), tally.pairs,
              Share(static_cast<double>(tally.sampled), tally.pairs).c_str(),
              Share(static_cast<double>(tally.min_hash), tally.pairs * families)
                  .c_str());
}

void PrintJaccard(const std::string& name, const Tally& tally,
                  size_t families) {
  std::printf("| %s | %lu | %s | %s | %s |\n", name.c_str(), tally.pairs,
              Share(static_cast<double>(tally.min_hash), tally.pairs * families)
                  .c_str(),
              Share(tally.predicted, tally.pairs).c_str(),
              Share(static_cast<double>(tally.sampled), tally.pairs).c_str());
}

void Print(const Results& results, size_t documents, Banding banding,
           size_t families) {
  std::printf(
      "%zu documents; candidates: exact %lu, sampled %lu, minhash %lu (%u "
      "bands of %u rows, %zu hash families)\n\n",
      documents, results.exact, results.sampled, results.min_hash,
      banding.bands, banding.rows, families);
  std::printf("| containment (w3) | pairs | sampled | minhash |\n");
  std::printf("|---|---|---|---|\n");
  for (size_t bin = 3; bin < kBins; ++bin) {
    PrintContainment(BinName(bin), results.containment[bin], families);
  }
  PrintContainment(">= .5", results.containment_half, families);
  PrintContainment(">= .8", results.containment_most, families);
  std::printf(
      "\n| Jaccard (w5) | pairs | minhash, measured | minhash, "
      "predicted | sampled |\n");
  std::printf("|---|---|---|---|---|\n");
  for (size_t bin = 0; bin < kBins; ++bin) {
    PrintJaccard(BinName(bin), results.jaccard[bin], families);
  }
  PrintJaccard(">= .5", results.jaccard_half, families);
}

int Main(int argc, char** argv) {
  std::vector<std::string> inputs;
  double threshold = DetectorOptions{}.minhash_threshold;
  int families = 1;
  for (int i = 1; i < argc; ++i) {
    const std::string argument = argv[i];
    if (argument == "--threshold" && i + 1 < argc) {
      threshold = std::atof(argv[++i]);
    } else if (argument == "--seeds" && i + 1 < argc) {
      families = std::atoi(argv[++i]);
    } else {
      inputs.push_back(argument);
    }
  }
  if (inputs.empty() || !(threshold > 0 && threshold <= 1) || families < 1) {
    std::fprintf(
        stderr,
        "usage: candidate_recall INPUT... [--threshold T] [--seeds N]\n");
    return 2;
  }
  DocumentStore documents;
  if (!Load(inputs, &documents)) return 4;
  const Banding banding = ChooseBanding(threshold, kSignatureWidth);
  const auto seeds = static_cast<size_t>(families);
  Print(Measure(documents, banding, seeds), documents.size(), banding, seeds);
  return 0;
}

}  // namespace
}  // namespace nuskha::internal

int main(int argc, char** argv) { return nuskha::internal::Main(argc, argv); }
