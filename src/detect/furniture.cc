// SPDX-License-Identifier: Apache-2.0

#include "nuskha/furniture.h"

#include <algorithm>
#include <limits>
#include <optional>
#include <unordered_map>
#include <utility>

#include "base/guarded.h"
#include "base/hash.h"
#include "base/parallel.h"
#include "base/status_util.h"
#include "index/document_store.h"
#include "index/recurrence.h"
#include "index/standing_paragraphs.h"
#include "nuskha/shingle.h"
#include "verify/furniture.h"

namespace nuskha {
namespace {

using internal::DocumentStore;
using internal::GramTable;

constexpr size_t kDocumentsPerPiece = 64;
constexpr uint64_t kSeed = internal::kDefaultSeed;

// The articles that hold the rarest of the scattered w5 of [begin, end).
uint32_t RarestOf(std::span<const uint64_t> hashes, const GramTable& table,
                  size_t begin, size_t end) {
  uint32_t least = std::numeric_limits<uint32_t>::max();
  for (size_t i = begin; i + kCandidateWidth <= end; ++i) {
    const uint64_t* const value = table.Find(hashes[i]);
    if (value == nullptr || !internal::IsScattered(*value)) continue;
    least = std::min(least, internal::ArticlesOf(*value));
  }
  return least;
}

}  // namespace

class FurnitureLearner::Impl : public internal::Spendable {
 public:
  explicit Impl(const FurnitureOptions& options) : options_(options) {}

  void Add(const Document& document, std::string_view source);
  absl::Status Learn();
  std::vector<LearnedFurniture> Find(const Document& document,
                                     std::string_view source,
                                     std::span<const ByteSpan> spans) const;
  FurnitureStats Stats() const;
  FurnitureStats StatsWith(const Detector& detector) const;

 private:
  struct Source {
    std::string name;
    uint64_t documents = 0;
    uint64_t words = 0;
  };
  static constexpr uint32_t kNoSource = DocumentStore::kNoSource;

  void CountMarks();
  FurnitureStats StatsOf(std::span<const uint64_t> words_marked) const;
  void FindWording(const Document& document, std::span<const ByteSpan> spans,
                   std::vector<LearnedFurniture>* found) const;

  const FurnitureOptions options_;
  std::unordered_map<std::string, uint32_t> numbers_;  // name -> source
  std::vector<Source> sources_;
  std::vector<uint64_t> words_marked_;  // shape [sources], in wording
  std::vector<uint32_t> source_of_;     // shape [documents]; without wording
  std::optional<DocumentStore> documents_{std::in_place};  // since Learn()
  internal::StandingParagraphs paragraphs_;
  std::optional<GramTable> wording_;
};

void FurnitureLearner::Impl::Add(const Document& document,
                                 std::string_view source) {
  if (source.empty()) {
    if (options_.wording) {
      documents_->AddStems(document.new_stems);
    } else {
      source_of_.push_back(kNoSource);
    }
    return;
  }
  const auto [place, is_new] = numbers_.try_emplace(
      std::string(source), static_cast<uint32_t>(sources_.size()));
  if (is_new) sources_.push_back({.name = place->first});
  Source& one = sources_[place->second];
  ++one.documents;
  one.words += document.words.size();
  paragraphs_.Add(document, place->second);
  if (options_.wording) {
    documents_->Add(document, {.source = place->second});
  } else {
    source_of_.push_back(place->second);
  }
}

absl::Status FurnitureLearner::Impl::Learn() {
  NUSKHA_RETURN_IF_ERROR(internal::CheckThreads(options_.threads));
  paragraphs_.Settle();
  if (!options_.wording) return absl::OkStatus();
  wording_ = internal::FindRecurrent(
      *documents_, {.threads = options_.threads, .seed = kSeed});
  if (wording_.has_value()) CountMarks();
  documents_.emplace();
  return absl::OkStatus();
}

void FurnitureLearner::Impl::CountMarks() {
  struct Worker {
    std::vector<uint8_t> marks;
    std::vector<uint64_t> hashes;
  };
  std::vector<Worker> workers(options_.threads);
  std::vector<uint32_t> marked(documents_->size());
  internal::ParallelFor(
      options_.threads, documents_->size(), kDocumentsPerPiece,
      [&](const internal::Piece& piece) {
        Worker& worker = workers[piece.worker];
        for (size_t i = piece.begin; i < piece.end; ++i) {
          const auto words = documents_->words(static_cast<uint32_t>(i));
          marked[i] = internal::MarkWords(words, *wording_, kSeed,
                                          &worker.hashes, &worker.marks);
        }
      });
  words_marked_.resize(sources_.size());
  for (uint32_t doc = 0; doc < documents_->size(); ++doc) {
    words_marked_[documents_->source(doc)] += marked[doc];
  }
}

void FurnitureLearner::Impl::FindWording(
    const Document& document, std::span<const ByteSpan> spans,
    std::vector<LearnedFurniture>* found) const {
  std::vector<uint8_t> marks;
  std::vector<uint64_t> hashes;
  if (internal::MarkWords(document.words, *wording_, kSeed, &hashes, &marks) ==
      0) {
    return;
  }
  const auto is_furniture = [&](size_t i) {
    return (marks[i] & internal::kFurniture) != 0;
  };
  for (size_t begin = 0; begin < marks.size(); ++begin) {
    if (!is_furniture(begin)) continue;
    size_t end = begin;
    while (end < marks.size() && is_furniture(end)) ++end;
    found->push_back({.kind = LearnedFurniture::Kind::kReturningWording,
                      .at = {spans[begin].begin, spans[end - 1].end},
                      .documents = RarestOf(hashes, *wording_, begin, end)});
    begin = end;
  }
}

std::vector<LearnedFurniture> FurnitureLearner::Impl::Find(
    const Document& document, std::string_view source,
    std::span<const ByteSpan> spans) const {
  std::vector<LearnedFurniture> found;
  if (source.empty()) return found;
  if (const auto number = numbers_.find(std::string(source));
      number != numbers_.end()) {
    for (const ShortParagraph& paragraph : document.short_paragraphs) {
      const uint32_t documents =
          paragraphs_.Find(std::span(document.words)
                               .subspan(paragraph.first_word, paragraph.length),
                           number->second);
      if (documents == 0) continue;
      found.push_back({.at = paragraph.at, .documents = documents});
    }
  }
  if (wording_.has_value()) FindWording(document, spans, &found);
  std::ranges::stable_sort(
      found, {}, [](const LearnedFurniture& one) { return one.at.begin; });
  return found;
}

FurnitureStats FurnitureLearner::Impl::Stats() const {
  FurnitureStats stats = StatsOf(words_marked_);
  if (!wording_.has_value()) return stats;
  stats.recurrent_grams = wording_->size();
  wording_->ForEach([&](uint64_t value) {
    stats.furniture_grams += internal::IsScattered(value) ? 1 : 0;
  });
  return stats;
}

FurnitureStats FurnitureLearner::Impl::StatsWith(
    const Detector& detector) const {
  std::vector<uint64_t> words_marked(sources_.size());
  const size_t documents = std::min<size_t>(source_of_.size(), detector.size());
  for (uint32_t doc = 0; doc < documents; ++doc) {
    if (source_of_[doc] == kNoSource) continue;
    words_marked[source_of_[doc]] +=
        internal::Checked(detector.furniture_words(doc));
  }
  FurnitureStats stats = StatsOf(words_marked);
  stats.recurrent_grams = detector.stats().recurrent_grams;
  stats.furniture_grams = detector.stats().furniture_grams;
  return stats;
}

// words_marked: shape [sources], or empty for none.
FurnitureStats FurnitureLearner::Impl::StatsOf(
    std::span<const uint64_t> words_marked) const {
  FurnitureStats stats;
  for (uint32_t i = 0; i < sources_.size(); ++i) {
    SourceFurniture one{.source = sources_[i].name,
                        .documents = sources_[i].documents,
                        .words = sources_[i].words};
    if (!words_marked.empty()) one.words_marked = words_marked[i];
    if (const auto standing = paragraphs_.sources().find(i);
        standing != paragraphs_.sources().end()) {
      one.standing_paragraphs = standing->second.paragraphs;
      one.documents_with_them = standing->second.articles;
    }
    if (one.words_marked + one.standing_paragraphs > 0) {
      stats.sources.push_back(std::move(one));
    }
  }
  std::ranges::sort(stats.sources, {}, &SourceFurniture::source);
  return stats;
}

std::string_view FurnitureKindName(LearnedFurniture::Kind kind) {
  return kind == LearnedFurniture::Kind::kStandingParagraph
             ? "standing_paragraph"
             : "returning_wording";
}

FurnitureLearner::FurnitureLearner(const FurnitureOptions& options)
    : impl_(internal::MakeOrNull<Impl>(options)) {}
FurnitureLearner::~FurnitureLearner() = default;
FurnitureLearner::FurnitureLearner(FurnitureLearner&&) noexcept = default;
FurnitureLearner& FurnitureLearner::operator=(FurnitureLearner&&) noexcept =
    default;

absl::Status FurnitureLearner::Add(const Document& document,
                                   std::string_view source) {
  return internal::GuardedCall(impl_, [&](Impl& impl) {
    impl.Add(document, source);
    return absl::OkStatus();
  });
}
absl::Status FurnitureLearner::Learn() {
  return internal::GuardedCall(impl_, [](Impl& impl) { return impl.Learn(); });
}
absl::StatusOr<std::vector<LearnedFurniture>> FurnitureLearner::Find(
    const Document& document, std::string_view source,
    std::span<const ByteSpan> spans) const {
  if (impl_ == nullptr || impl_->spent) return internal::OutOfMemory();
  return internal::Guarded(
      [&]() -> absl::StatusOr<std::vector<LearnedFurniture>> {
        return impl_->Find(document, source, spans);
      });
}
absl::StatusOr<FurnitureStats> FurnitureLearner::Stats() const {
  if (impl_ == nullptr || impl_->spent) return internal::OutOfMemory();
  return internal::Guarded(
      [&]() -> absl::StatusOr<FurnitureStats> { return impl_->Stats(); });
}
absl::StatusOr<FurnitureStats> FurnitureLearner::StatsWith(
    const Detector& detector) const {
  if (impl_ == nullptr || impl_->spent) return internal::OutOfMemory();
  return internal::Guarded([&]() -> absl::StatusOr<FurnitureStats> {
    return impl_->StatsWith(detector);
  });
}

}  // namespace nuskha
