// SPDX-License-Identifier: Apache-2.0

#include "nuskha/detector.h"

#include <algorithm>
#include <atomic>
#include <tuple>
#include <utility>

#include "base/guarded.h"
#include "base/hash.h"
#include "base/status_util.h"
#include "detect/check_options.h"
#include "detect/detector_impl.h"
#include "detect/match_steps.h"
#include "index/candidate_index.h"
#include "index/document_store.h"
#include "index/recurrence.h"
#include "text/normalizer.h"
#include "verify/furniture.h"
#include "verify/translation.h"
#include "verify/verifier.h"

namespace nuskha {
namespace {

using internal::CandidateIndex;
using internal::DocumentStore;
using internal::DocumentView;
using internal::StepResult;
using internal::Verifier;
using internal::Worker;

constexpr uint32_t kSignatureWidth = 128;
// Between steps a run may be ended, and each is kept by a checkpoint.
constexpr size_t kDocumentsPerStep = 16384;

}  // namespace

// Pairs of lower scores have few keys in common: more are kept for them.
uint32_t Detector::Impl::SamplingRate() const {
  constexpr double kUsualScore = 0.3;
  const uint32_t rate = options_.sampling_rate;
  return options_.min_score < kUsualScore ? std::max(1u, rate / 2) : rate;
}

std::unique_ptr<CandidateIndex> Detector::Impl::BuildIndex() {
  const internal::CandidateOptions options{
      .threads = options_.threads,
      .seed = options_.seed,
      .frequency_cap = options_.frequency_cap,
      .min_score = options_.min_score};
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
  return internal::BuildSampledIndex(documents_, SamplingRate(), options);
}

void Detector::Impl::LearnWording() {
  const internal::GramOptions grams{.threads = options_.threads,
                                    .seed = options_.seed};
  days_ = internal::FindDayRanges(documents_, grams);
  wording_ = internal::FindRecurrent(documents_, grams);
  if (!wording_.has_value()) return;
  stats_.recurrent_grams = wording_->size();
  wording_->ForEach([&](uint64_t value) {
    stats_.furniture_grams += internal::IsScattered(value) ? 1 : 0;
  });
}

// REQUIRES: there is wording_
internal::WordMarker Detector::Impl::Marker() const {
  return [this](const DocumentView& view, std::vector<uint64_t>* hashes,
                std::vector<uint8_t>* marks) -> uint32_t {
    if (view.origin.source == DocumentStore::kNoSource) return 0;
    return internal::MarkWords(view.words, *wording_, options_.seed, hashes,
                               marks);
  };
}

uint32_t Detector::Impl::furniture_words(uint32_t doc) const {
  if (!wording_.has_value()) return 0;
  std::vector<uint64_t> hashes;
  std::vector<uint8_t> marks;
  std::vector<char> buffer;
  return Marker()(View(doc, &buffer), &hashes, &marks);
}

absl::StatusOr<std::vector<Match>> Detector::Impl::Run(const RunHooks& hooks) {
  stats_ = {};
  Forget();
  distinct_ = std::vector<std::atomic<uint32_t>>(documents_.size());
  // First what needs the most memory and leaves the least.
  LearnWording();
  std::unique_ptr<CandidateIndex> index = BuildIndex();
  NoteKeys(index->stats());

  const internal::VerifyOptions verify = VerifyWith(options_.min_score);
  std::vector<Worker> workers;
  workers.reserve(options_.threads);
  for (uint32_t i = 0; i < options_.threads; ++i) workers.emplace_back(verify);
  internal::SavedSteps saved(hooks.checkpoint, documents_);
  std::vector<Match> matches;
  for (size_t begin = 0; begin < documents_.size();
       begin += kDocumentsPerStep) {
    const size_t end = std::min(begin + kDocumentsPerStep, documents_.size());
    StepResult step;
    if (!saved.Load(begin, &step)) {
      step = JudgeStep(begin, end, *index, &workers);
      saved.Save(begin, step);
    }
    stats_.candidates += step.candidates;
    stats_.verified += step.verified;
    matches.insert(matches.end(), step.matches.begin(), step.matches.end());
    if (hooks.progress && !hooks.progress(end, documents_.size())) {
      return internal::MakeStatus(absl::StatusCode::kCancelled, "interrupted");
    }
  }
  stats_.spilled = documents_.pool()->written();
  index.reset();
  workers.clear();
  internal::SortMatches(&matches);
  if (options_.translations) AddTranslations(&matches);
  return matches;
}

void Detector::Impl::NoteKeys(const internal::CandidateStats& keys) {
  stats_.keys = keys.keys;
  stats_.shared_keys = keys.shared_keys;
  stats_.hot_keys = keys.hot_keys;
  stats_.hottest = keys.largest;
  stats_.hottest_example = keys.example;
}

void Detector::Impl::AddTranslations(std::vector<Match>* matches) {
  const auto pair_of = [](const Match& m) { return std::pair(m.a, m.b); };
  Verifier verifier(VerifyWith(/*min_score=*/0));
  std::vector<Match> suggested;
  std::vector<char> text_a, text_b;
  for (const internal::TranslatedPair& pair : internal::FindTranslations(
           documents_, options_.threads, &stats_.translation_candidates)) {
    const auto place = std::pair(pair.a, pair.b);
    if (std::ranges::binary_search(*matches, place, {}, pair_of)) continue;
    if (Isolated(pair.a, pair.b)) continue;
    Match match;
    std::tie(match.a, match.b) = place;
    verifier.SetBase(View(pair.b, &text_b));
    verifier.Verify(View(pair.a, &text_a), &match);
    if (std::max(match.a_in_b, match.b_in_a) >= internal::kMostSharedWording) {
      continue;
    }
    match.relation = Relation::kTranslation;
    match.confidence = internal::kTranslationConfidence;
    match.translation = pair.figures;
    suggested.push_back(match);
  }
  const auto middle = static_cast<ptrdiff_t>(matches->size());
  matches->insert(matches->end(), suggested.begin(), suggested.end());
  std::ranges::inplace_merge(*matches, matches->begin() + middle, {}, pair_of);
}

Match Detector::Impl::Compare(uint32_t a, uint32_t b) const {
  Verifier verifier(VerifyWith(/*min_score=*/0));
  Match match;
  std::tie(match.a, match.b) = std::pair(a, b);
  std::vector<char> text_a, text_b;
  verifier.SetBase(View(b, &text_b));
  verifier.Verify(View(a, &text_a), &match);
  // What Run() leaves out is no match here either: clusters believe it.
  if (Isolated(a, b) ||
      std::max(match.a_in_b, match.b_in_a) < options_.min_score) {
    match.relation = Relation::kNothing;
    match.container_is_a = false;
    match.confidence = 0;
  }
  return match;
}

absl::StatusOr<Detector> Detector::Create(const DetectorOptions& options) {
  return internal::Guarded([&]() -> absl::StatusOr<Detector> {
    NUSKHA_RETURN_IF_ERROR(internal::CheckOptions(options));
    return Detector(std::make_unique<Impl>(options));
  });
}

Detector::Detector(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Detector::~Detector() = default;
Detector::Detector(Detector&&) noexcept = default;
Detector& Detector::operator=(Detector&&) noexcept = default;

absl::StatusOr<uint32_t> Detector::Add(const Article& article) {
  return internal::GuardedCall(impl_,
                               [&](Impl& impl) -> absl::StatusOr<uint32_t> {
                                 return impl.Add(article);
                               });
}
absl::StatusOr<uint32_t> Detector::Add(const Document& document,
                                       std::string_view source,
                                       std::optional<int64_t> date) {
  return internal::GuardedCall(impl_,
                               [&](Impl& impl) -> absl::StatusOr<uint32_t> {
                                 return impl.Add(document, source, date);
                               });
}
uint32_t Detector::size() const { return impl_->size(); }
std::span<const uint32_t> Detector::words(uint32_t document) const {
  return impl_->words(document);
}
absl::StatusOr<std::vector<Match>> Detector::Run() { return Run({}); }
absl::StatusOr<std::vector<Match>> Detector::Run(const RunHooks& hooks) {
  return internal::GuardedCall(
      impl_, [&](Impl& impl) -> absl::StatusOr<std::vector<Match>> {
        return impl.Run(hooks);
      });
}
absl::StatusOr<Match> Detector::Compare(uint32_t a, uint32_t b) const {
  if (impl_ == nullptr || impl_->spent) return internal::OutOfMemory();
  return internal::Guarded(
      [&]() -> absl::StatusOr<Match> { return impl_->Compare(a, b); });
}
const RunStats& Detector::stats() const { return impl_->stats(); }
absl::StatusOr<uint32_t> Detector::furniture_words(uint32_t doc) const {
  if (impl_ == nullptr || impl_->spent) return internal::OutOfMemory();
  return internal::Guarded([&]() -> absl::StatusOr<uint32_t> {
    return impl_->furniture_words(doc);
  });
}

}  // namespace nuskha
