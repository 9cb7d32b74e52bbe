// SPDX-License-Identifier: Apache-2.0

#include "nuskha/detector.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <utility>

#include "base/hash.h"
#include "base/parallel.h"
#include "base/status_util.h"
#include "index/candidate_index.h"
#include "index/document_store.h"
#include "verify/verifier.h"

namespace nuskha {
namespace {

using internal::Candidate;
using internal::CandidateIndex;
using internal::CandidateScratch;
using internal::DocumentStore;
using internal::DocumentView;
using internal::Verifier;

constexpr uint32_t kSignatureWidth = 128;
constexpr size_t kDocumentsPerPiece = 64;

absl::Status OutOfRange(std::string_view option, std::string_view range,
                        double value) {
  return internal::InvalidArgument(
      fmt::format("{} must be in {}, not {}", option, range, value));
}

absl::Status Check(const DetectorOptions& options) {
  if (options.sampling_rate < 1 || options.sampling_rate > 65536) {
    return OutOfRange("sampling_rate", "[1, 65536]", options.sampling_rate);
  }
  if (!(options.minhash_threshold > 0 && options.minhash_threshold <= 1)) {
    return OutOfRange("minhash_threshold", "(0, 1]", options.minhash_threshold);
  }
  if (options.threads < 1 || options.threads > 1024) {
    return OutOfRange("threads", "[1, 1024]", options.threads);
  }
  if (options.frequency_cap < 2) {
    return OutOfRange("frequency_cap", "[2, 4294967295]",
                      options.frequency_cap);
  }
  if (!(options.min_score >= 0 && options.min_score <= 1)) {
    return OutOfRange("min_score", "[0, 1]", options.min_score);
  }
  return absl::OkStatus();
}

// What one piece of the verification loop found.
struct PieceResult {
  std::vector<Match> matches;
  uint64_t candidates = 0;
  uint64_t verified = 0;
};

// Scratch of one worker.
struct Worker {
  explicit Worker(const internal::VerifyOptions& options) : verifier(options) {}

  CandidateScratch scratch;
  std::vector<Candidate> candidates;
  Verifier verifier;
};

}  // namespace

class Detector::Impl {
 public:
  explicit Impl(const DetectorOptions& options)
      : options_(options), analyzer_(BoilerplateRules::Default()) {}

  uint32_t Add(const Article& article) {
    analyzer_.Analyze(article, &document_);
    return Add(document_, article.source);
  }

  uint32_t Add(const Document& document, std::string_view source) {
    // 32 bits of hash: two outlets in 65,000 may share a number by chance,
    // and only isolate_sources would notice.
    const auto number = static_cast<uint32_t>(internal::Hash64(source));
    distinct_.clear();
    const uint32_t outlet = source.empty() ? DocumentStore::kNoSource : number;
    if (document.all_words > 0 || document.title.empty()) {
      return documents_.Add(document, outlet);
    }
    Document from_title;
    from_title.words = document.title;
    from_title.title = document.title;
    return documents_.Add(from_title, outlet);
  }

  uint32_t size() const { return static_cast<uint32_t>(documents_.size()); }
  const RunStats& stats() const { return stats_; }

  std::vector<Match> Run();
  Match Compare(uint32_t a, uint32_t b) const;

 private:
  DocumentView View(uint32_t doc) const {
    return {.words = documents_.words(doc),
            .numbers = documents_.numbers(doc),
            .distinct = distinct_.empty() ? nullptr : &distinct_[doc]};
  }

  bool SameSource(uint32_t a, uint32_t b) const {
    return documents_.source(a) == documents_.source(b) &&
           documents_.source(a) != DocumentStore::kNoSource;
  }

  std::unique_ptr<CandidateIndex> BuildIndex();
  void JudgeDocument(uint32_t doc, const CandidateIndex& index, Worker* worker,
                     PieceResult* result) const;

  DetectorOptions options_;
  Analyzer analyzer_;
  Document document_;
  DocumentStore documents_;
  // Distinct w3 per document, filled in as they are counted.
  mutable std::vector<std::atomic<uint32_t>> distinct_;
  RunStats stats_;
};

std::unique_ptr<CandidateIndex> Detector::Impl::BuildIndex() {
  const internal::CandidateOptions options{
      .threads = options_.threads,
      .seed = options_.seed,
      .frequency_cap = options_.frequency_cap};
  switch (options_.candidates) {
    case CandidateMethod::kExact:
      return internal::BuildExactIndex(documents_, options);
    case CandidateMethod::kMinHash:
      stats_.banding =
          ChooseBanding(options_.minhash_threshold, kSignatureWidth);
      return internal::BuildMinHashIndex(documents_, stats_.banding, options);
    case CandidateMethod::kSampled:
      break;
  }
  return internal::BuildSampledIndex(documents_, options_.sampling_rate,
                                     options);
}

void Detector::Impl::JudgeDocument(uint32_t doc, const CandidateIndex& index,
                                   Worker* worker, PieceResult* result) const {
  worker->scratch.counts.resize(documents_.size());
  index.Before(doc, &worker->scratch, &worker->candidates);
  if (worker->candidates.empty()) return;
  worker->verifier.SetBase(View(doc));
  Match match;
  for (const Candidate& candidate : worker->candidates) {
    if (options_.isolate_sources && SameSource(candidate.a, doc)) continue;
    ++result->candidates;
    match.a = candidate.a;
    match.b = doc;
    if (!worker->verifier.Verify(View(candidate.a), &match)) continue;
    ++result->verified;
    if (match.relation != Relation::kNothing) result->matches.push_back(match);
  }
}

std::vector<Match> Detector::Impl::Run() {
  stats_ = {};
  distinct_ = std::vector<std::atomic<uint32_t>>(documents_.size());
  const std::unique_ptr<CandidateIndex> index = BuildIndex();
  const internal::CandidateStats keys = index->stats();
  stats_.keys = keys.keys;
  stats_.shared_keys = keys.shared_keys;
  stats_.hot_keys = keys.hot_keys;
  stats_.hottest = keys.largest;
  stats_.hottest_example = keys.example;

  const internal::VerifyOptions verify{.min_score = options_.min_score,
                                       .align = options_.align};
  std::vector<Worker> workers;
  workers.reserve(options_.threads);
  for (uint32_t i = 0; i < options_.threads; ++i) workers.emplace_back(verify);
  std::vector<PieceResult> results(
      internal::PieceCount(documents_.size(), kDocumentsPerPiece));
  internal::ParallelFor(
      options_.threads, documents_.size(), kDocumentsPerPiece,
      [&](const internal::Piece& piece) {
        for (size_t doc = piece.begin; doc < piece.end; ++doc) {
          JudgeDocument(static_cast<uint32_t>(doc), *index,
                        &workers[piece.worker], &results[piece.number]);
        }
      });

  std::vector<Match> matches;
  for (const PieceResult& result : results) {
    stats_.candidates += result.candidates;
    stats_.verified += result.verified;
    matches.insert(matches.end(), result.matches.begin(), result.matches.end());
  }
  std::sort(matches.begin(), matches.end(), [](const Match& x, const Match& y) {
    return std::pair(x.a, x.b) < std::pair(y.a, y.b);
  });
  return matches;
}

Match Detector::Impl::Compare(uint32_t a, uint32_t b) const {
  Verifier verifier({.min_score = 0, .align = options_.align});
  Match match;
  match.a = a;
  match.b = b;
  verifier.SetBase(View(b));
  verifier.Verify(View(a), &match);
  return match;
}

absl::StatusOr<Detector> Detector::Create(const DetectorOptions& options) {
  NUSKHA_RETURN_IF_ERROR(Check(options));
  return Detector(std::make_unique<Impl>(options));
}

Detector::Detector(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Detector::~Detector() = default;
Detector::Detector(Detector&&) noexcept = default;
Detector& Detector::operator=(Detector&&) noexcept = default;

uint32_t Detector::Add(const Article& article) { return impl_->Add(article); }
uint32_t Detector::Add(const Document& document, std::string_view source) {
  return impl_->Add(document, source);
}
uint32_t Detector::size() const { return impl_->size(); }
std::vector<Match> Detector::Run() { return impl_->Run(); }
Match Detector::Compare(uint32_t a, uint32_t b) const {
  return impl_->Compare(a, b);
}
const RunStats& Detector::stats() const { return impl_->stats(); }

}  // namespace nuskha
