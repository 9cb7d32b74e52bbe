// SPDX-License-Identifier: Apache-2.0
//
// A Detector from the inside: detector.cc runs it, judge_documents.cc judges.

#ifndef NUSKHA_SRC_DETECT_DETECTOR_IMPL_H_
#define NUSKHA_SRC_DETECT_DETECTOR_IMPL_H_

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "base/guarded.h"
#include "base/hash.h"
#include "detect/match_steps.h"
#include "index/candidate_index.h"
#include "index/document_store.h"
#include "index/gram_table.h"
#include "nuskha/detector.h"
#include "text/normalizer.h"
#include "verify/verifier.h"

namespace nuskha {
namespace internal {

struct Worker {
  explicit Worker(const VerifyOptions& options)
      : verifier(options), with_giants(options) {}

  CandidateScratch scratch;
  std::vector<Candidate> candidates;
  std::vector<char> base_text, other_text;
  Verifier verifier;

  std::vector<std::pair<uint32_t, uint32_t>> giants;  // each and a later text
  uint32_t giant = DocumentView::kNoNumber;           // base of with_giants
  std::vector<char> giant_text;
  Verifier with_giants;
};

}  // namespace internal

class Detector::Impl : public internal::Spendable {
 public:
  explicit Impl(const DetectorOptions& options)
      : options_(options),
        analyzer_(internal::Checked(BoilerplateRules::Default())),
        documents_(options.memory, options.temporary_folder) {
    analyzer_.ListLightStems(options.translations);
  }

  uint32_t Add(const Article& article) {
    internal::Check(analyzer_.Analyze(article, &document_));
    return Add(document_, article.source, internal::ReadDate(article.date));
  }

  uint32_t Add(const Document& document, std::string_view source,
               std::optional<int64_t> date) {
    // 32 bits of hash: two outlets in 65,000 may share a number by chance,
    // and pass for one.
    internal::DocumentStore::Origin origin;
    if (!source.empty()) {
      origin.source = static_cast<uint32_t>(internal::Hash64(source));
    }
    if (date.has_value()) origin.day = internal::DayOf(*date);
    Forget();
    return documents_.Add(document, origin);
  }

  uint32_t size() const { return static_cast<uint32_t>(documents_.size()); }
  const RunStats& stats() const { return stats_; }
  std::span<const uint32_t> words(uint32_t doc) const {
    return documents_.words(doc);
  }
  uint32_t furniture_words(uint32_t doc) const;

  absl::StatusOr<std::vector<Match>> Run(const RunHooks& hooks);
  Match Compare(uint32_t a, uint32_t b) const;

 private:
  // Valid until *buffer is used again.
  internal::DocumentView View(uint32_t doc, std::vector<char>* buffer) const {
    const internal::DocumentStore::Text text = documents_.Read(doc, buffer);
    return {.words = text.words,
            .numbers = text.numbers,
            .title = text.title,
            .text_hash = documents_.text_hash(doc),
            .origin = {documents_.source(doc), documents_.day(doc)},
            .distinct = distinct_.empty() ? nullptr : &distinct_[doc],
            .number = doc};
  }

  internal::VerifyOptions VerifyWith(double min_score) const {
    return {.min_score = min_score,
            .stems = &documents_.stems(),
            .marker = wording_.has_value() ? Marker() : nullptr,
            .days = days_.has_value() ? &*days_ : nullptr,
            .seed = options_.seed,
            .all_evidence = options_.all_evidence};
  }

  // What a run learned is of no use for other documents.
  void Forget() {
    distinct_.clear();
    wording_.reset();
    days_.reset();
  }

  bool Isolated(uint32_t a, uint32_t b) const {
    return options_.isolate_sources &&
           documents_.source(a) == documents_.source(b) &&
           documents_.source(a) != internal::DocumentStore::kNoSource;
  }

  uint32_t SamplingRate() const;
  std::unique_ptr<internal::CandidateIndex> BuildIndex();
  void LearnWording();
  internal::WordMarker Marker() const;
  void AddTranslations(std::vector<Match>* matches);
  void NoteKeys(const internal::CandidateStats& keys);
  bool IsGiantBeside(uint32_t giant, uint32_t doc) const;
  void JudgeDocument(uint32_t doc, const internal::CandidateIndex& index,
                     internal::Worker* worker,
                     internal::StepResult* result) const;
  void JudgeGiants(internal::Worker* worker,
                   internal::StepResult* result) const;
  internal::StepResult JudgeStep(size_t begin, size_t end,
                                 const internal::CandidateIndex& index,
                                 std::vector<internal::Worker>* workers) const;

  DetectorOptions options_;
  Analyzer analyzer_;
  Document document_;
  internal::DocumentStore documents_;
  // Distinct w3 per document, filled in as they are counted.
  mutable std::vector<std::atomic<uint32_t>> distinct_;
  std::optional<internal::GramTable>
      wording_;  // none: no document has a source
  std::optional<internal::GramTable> days_;
  RunStats stats_;
};

}  // namespace nuskha

#endif  // NUSKHA_SRC_DETECT_DETECTOR_IMPL_H_
