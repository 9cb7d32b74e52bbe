// SPDX-License-Identifier: Apache-2.0

#include <algorithm>
#include <limits>
#include <utility>

#include "base/guarded.h"
#include "base/hash.h"
#include "text/analyzer_impl.h"
#include "text/hash_words.h"
#include "text/markers.h"
#include "text/normalizer.h"
#include "text/numbers.h"
#include "text/repair.h"

namespace nuskha {
namespace {

using internal::TokenRange;

constexpr std::string_view kFurniture = "furniture";
constexpr std::string_view kHeadline = "headline";
constexpr std::string_view kDateline = "dateline";

// Words that may stand between "the link of this news item" and the headline:
// the name of the newspaper.
constexpr uint32_t kMaxTrailerName = 10;

uint64_t HashText(std::span<const uint32_t> words) {
  if (words.empty()) return 0;
  const uint64_t hash = internal::Hash64(
      {reinterpret_cast<const char*>(words.data()), words.size_bytes()});
  return hash == 0 ? 1 : hash;
}

}  // namespace

void Analyzer::Impl::Read(const Article& article, bool spans,
                          Document* document) {
  document->clear();
  content_.clear();
  findings_.clear();
  truncated_percent_.reset();

  ReadBody(article.text, spans);
  const std::span<const uint32_t> number_candidates =
      internal::HashWords(body_, &hashes_, &candidates_);
  document->all_words = static_cast<uint32_t>(body_.size());
  document->text_hash = HashText(hashes_);
  HideMarkers();
  repetition_.Find(body_, hashes_);
  ReadTitle(article, document);
  for (size_t p = 0; p < body_.paragraphs.size(); ++p) Classify(p);

  for (const internal::Content::Stretch& stretch : content_.stretches()) {
    const auto words = Hashes(stretch.tokens);
    document->words.insert(document->words.end(), words.begin(), words.end());
  }
  CutInline(document);
  ListStems(document);
  if (list_short_) ListShort(document);
  internal::ReadNumbers(body_, hashes_, number_candidates, content_,
                        &document->numbers);
}

void Analyzer::Impl::ListStems(Document* document) {
  auto* const light = list_light_ ? &document->new_light_stems : nullptr;
  for (const internal::Content::Stretch& stretch : content_.stretches()) {
    stems_.List(body_, hashes_, stretch.tokens.begin, stretch.tokens.end,
                &document->new_stems, light);
  }
  // The title is a field or the first paragraph.
  const Tokens& tokens = title_is_field_ ? title_tokens_ : body_;
  stems_.List(tokens, document->title, 0, document->title.size(),
              &document->new_stems, light);
}

// Stretches of content end inside paragraphs or at their ends.
void Analyzer::Impl::ListShort(Document* document) const {
  size_t p = 0;
  for (const internal::Content::Stretch& stretch : content_.stretches()) {
    while (p < body_.paragraphs.size() &&
           body_.paragraph_begin(p) < stretch.tokens.begin) {
      ++p;
    }
    for (; p < body_.paragraphs.size() &&
           body_.paragraphs[p].end <= stretch.tokens.end;
         ++p) {
      const TokenRange tokens = Paragraph(p);
      if (tokens.size() == 0 || tokens.size() > kShortParagraph) continue;
      document->short_paragraphs.push_back(
          {.first_word =
               stretch.first_word + (tokens.begin - stretch.tokens.begin),
           .length = tokens.size(),
           .at = body_.paragraphs[p].span});
    }
  }
}

void Analyzer::Impl::ReadBody(std::string_view text, bool spans) {
  text_ = text.substr(0, std::numeric_limits<uint32_t>::max());
  internal::FindMarkers(text_, &markers_);
  internal::ReadStandard(text_, {.spans = spans || !markers_.empty()}, &body_);
  if (body_.repair.windows_1256 &&
      internal::DecodeWindows1256(text_, &decoded_)) {
    text_ = decoded_;
    internal::FindMarkers(text_, &markers_);
  }
}

void Analyzer::Impl::ReadTitle(const Article& article, Document* document) {
  title_ = {};
  title_is_field_ = false;
  if (!article.title.empty()) {
    internal::ReadStandard(article.title, {}, &title_tokens_);
    for (size_t i = 0; i < title_tokens_.size(); ++i) {
      document->title.push_back(WordHash(title_tokens_.token(i)));
    }
    title_is_field_ = !document->title.empty();
    title_.text = article.title;
  }
  if (!title_is_field_) {
    if (body_.paragraphs.empty() || IsMarker(Paragraph(0)) ||
        !internal::StartsWithHeadline(text_, body_, hashes_, repetition_,
                                      article.first_line_may_be_title)) {
      return;
    }
    const auto words = Hashes(Paragraph(0));
    document->title.assign(words.begin(), words.end());
    title_.text = ParagraphText(0);
  }
  title_.words = document->title;
}

void Analyzer::Impl::HideMarkers() {
  hidden_.clear();
  // One without words hides nothing.
  std::erase_if(markers_, [&](ByteSpan marker) {
    const auto token_at = [&](uint32_t byte) {
      const auto found =
          std::ranges::lower_bound(body_.spans, byte, {}, &ByteSpan::begin);
      return static_cast<uint32_t>(found - body_.spans.begin());
    };
    const TokenRange tokens = {token_at(marker.begin), token_at(marker.end)};
    if (tokens.size() != 0) hidden_.push_back(tokens);
    return tokens.size() == 0;
  });
}

std::span<const TokenRange> Analyzer::Impl::HiddenIn(TokenRange tokens) const {
  const auto begin =
      std::ranges::upper_bound(hidden_, tokens.begin, {}, &TokenRange::end);
  const auto end = std::ranges::lower_bound(begin, hidden_.end(), tokens.end,
                                            {}, &TokenRange::begin);
  return {begin, end};
}

bool Analyzer::Impl::IsMarker(TokenRange paragraph) const {
  uint32_t shown = paragraph.begin;
  for (const TokenRange marker : HiddenIn(paragraph)) {
    if (marker.begin > shown) return false;
    shown = marker.end;
  }
  return shown >= paragraph.end;
}

void Analyzer::Impl::Classify(size_t p) {
  const TokenRange paragraph = Paragraph(p);
  if (!title_.words.empty()) {
    if (p == 0 && !title_is_field_) return;  // the title itself
    if (internal::SameHeadline(title_, {Hashes(paragraph), ParagraphText(p)})) {
      findings_.push_back(
          {.kind = Finding::Kind::kHeadline, .tokens = paragraph});
      return;
    }
  }
  if (const size_t first = repetition_.first(p);
      first != p && paragraph.size() >= internal::kMinRepeat) {
    findings_.push_back({.kind = Finding::Kind::kRepeat,
                         .tokens = paragraph,
                         .first = static_cast<uint32_t>(first)});
    return;
  }
  if (IsMarker(paragraph)) {
    AddBoilerplate(internal::kMarkerRule, kFurniture, paragraph);
    return;
  }
  if (rules_ != nullptr && ClassifyByRule(p)) return;
  if (const std::optional<uint32_t> trailer = FindTrailer(paragraph)) {
    KeepAsContent({paragraph.begin, *trailer});
    AddTrailer(internal::kTrailerCut, {*trailer, paragraph.end});
    return;
  }
  KeepAsContent(paragraph);
}

bool Analyzer::Impl::ClassifyByRule(size_t p) {
  const internal::Rule* rule =
      matcher_.Match(rules_->table(), text_, body_, hashes_, p);
  if (rule == nullptr || rule->action == internal::Rule::Action::kKeep) {
    return false;
  }
  const TokenRange paragraph = Paragraph(p);
  if (rule->headline) {
    AddTrailer(rule->id, paragraph);
    return true;
  }
  AddBoilerplate(rule->id, rule->kind, paragraph);
  if (rule->percent && !truncated_percent_) ReadPercent(paragraph);
  return rule->action == internal::Rule::Action::kDrop;
}

void Analyzer::Impl::ReadPercent(TokenRange paragraph) {
  constexpr double kAll = 100;
  for (uint32_t i = paragraph.begin; i < paragraph.end; ++i) {
    const std::optional<double> value = internal::DigitValue(body_.token(i));
    if (!value) continue;
    if (*value <= kAll) truncated_percent_ = value;
    return;
  }
}

bool Analyzer::Impl::EndsWithTitle(TokenRange tokens) const {
  const size_t n = title_.words.size();
  return n >= internal::kMinHeadline && tokens.size() > n &&
         hashes_[tokens.end - 1] == title_.words.back() &&
         std::ranges::equal(Hashes(tokens).last(n), title_.words);
}

std::optional<uint32_t> Analyzer::Impl::FindTrailer(
    TokenRange paragraph) const {
  if (!EndsWithTitle(paragraph)) return std::nullopt;
  const auto words = Hashes(paragraph);
  const size_t end = words.size() - title_.words.size();
  const size_t begin = end - std::min<size_t>(end, kMaxTrailerName);
  for (size_t i = begin; i < end; ++i) {
    for (const auto& cut : internal::InlineCuts::Get().cuts()) {
      if (cut.trailer && i + cut.words.size() <= end &&
          internal::StandsAt(words, i, cut.words)) {
        return paragraph.begin + static_cast<uint32_t>(i);
      }
    }
  }
  return std::nullopt;
}

void Analyzer::Impl::AddBoilerplate(std::string_view rule,
                                    std::string_view label, TokenRange tokens) {
  findings_.push_back({.kind = Finding::Kind::kBoilerplate,
                       .tokens = tokens,
                       .rule = rule,
                       .label = label});
}

void Analyzer::Impl::AddTrailer(std::string_view rule, TokenRange tokens) {
  if (EndsWithTitle(tokens)) {
    const uint32_t again =
        tokens.end - static_cast<uint32_t>(title_.words.size());
    findings_.push_back(
        {.kind = Finding::Kind::kHeadline, .tokens = {again, tokens.end}});
    tokens.end = again;
  }
  AddBoilerplate(rule, kHeadline, tokens);
}

void Analyzer::Impl::KeepAsContent(TokenRange tokens) {
  for (const TokenRange& marker : HiddenIn(tokens)) {
    content_.Append({tokens.begin, std::max(tokens.begin, marker.begin)});
    tokens.begin = std::min(marker.end, tokens.end);
    findings_.push_back(
        {.kind = Finding::Kind::kBoilerplate,
         .tokens = marker,
         .rule = internal::kMarkerRule,
         .label = kFurniture,
         .bytes = markers_[static_cast<size_t>(&marker - hidden_.data())]});
  }
  content_.Append(tokens);
}

void Analyzer::Impl::CutInline(Document* document) {
  erased_.clear();
  cuts_.clear();
  internal::InlineCuts::Get().Apply(&content_, &document->words, &erased_,
                                    &cuts_);
  for (size_t i = 0; i < erased_.size(); ++i) {
    const internal::InlineCut& cut = *cuts_[i];
    const std::string_view label =
        cut.trailer                                          ? kHeadline
        : cut.place == internal::InlineCut::Place::kDateline ? kDateline
                                                             : kFurniture;
    // A range of content words may run over several paragraphs.
    while (erased_[i].size() != 0) {
      const auto paragraph = std::ranges::upper_bound(
          body_.paragraphs, erased_[i].begin, {}, &Tokens::Paragraph::end);
      const uint32_t end = std::min(erased_[i].end, paragraph->end);
      AddBoilerplate(cut.id, label, {erased_[i].begin, end});
      erased_[i].begin = end;
    }
  }
}

Analyzer::Analyzer(std::shared_ptr<const BoilerplateRules> rules)
    : impl_(internal::MakeOrNull<Impl>(std::move(rules))) {}
Analyzer::~Analyzer() = default;
Analyzer::Analyzer(Analyzer&&) noexcept = default;
Analyzer& Analyzer::operator=(Analyzer&&) noexcept = default;

absl::Status Analyzer::Analyze(const Article& article, Document* document) {
  return internal::GuardedCall(impl_, [&](Impl& impl) {
    impl.Read(article, /*spans=*/false, document);
    return absl::OkStatus();
  });
}

void Analyzer::ForgetStems() {
  if (impl_ != nullptr) impl_->ForgetStems();
}
void Analyzer::ListShortParagraphs(bool on) {
  if (impl_ != nullptr) impl_->ListShortParagraphs(on);
}
void Analyzer::ListLightStems(bool on) {
  if (impl_ != nullptr) impl_->ListLightStems(on);
}

absl::StatusOr<ScanReport> Analyzer::Scan(const Article& article,
                                          Document* document,
                                          std::vector<ByteSpan>* spans) {
  return internal::GuardedCall(impl_,
                               [&](Impl& impl) -> absl::StatusOr<ScanReport> {
                                 impl.Read(article, /*spans=*/true, document);
                                 if (spans != nullptr) impl.ListSpans(spans);
                                 return impl.Report(*document);
                               });
}

absl::Status Analyzer::Locate(const Article& article, PlacedDocument* placed) {
  return internal::GuardedCall(impl_, [&](Impl& impl) {
    impl.Locate(article, placed);
    return absl::OkStatus();
  });
}

}  // namespace nuskha
