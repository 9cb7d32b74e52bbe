// SPDX-License-Identifier: Apache-2.0

#include <algorithm>
#include <limits>
#include <utility>

#include "text/analyzer_impl.h"
#include "text/hash_words.h"
#include "text/markers.h"
#include "text/numbers.h"

namespace nuskha {
namespace {

using internal::TokenRange;

constexpr std::string_view kFurniture = "furniture";
constexpr std::string_view kHeadline = "headline";
constexpr std::string_view kDateline = "dateline";

// Words that may stand between "the link of this news item" and the headline:
// the name of the newspaper.
constexpr uint32_t kMaxTrailerName = 10;

}  // namespace

void Analyzer::Impl::Read(const Article& article, bool spans,
                          Document* document) {
  document->clear();
  content_.clear();
  findings_.clear();
  truncated_percent_.reset();
  text_ = article.text.substr(0, std::numeric_limits<uint32_t>::max());

  internal::FindMarkers(text_, &markers_);
  NormalizeStandard(text_, {.spans = spans || !markers_.empty()}, &body_);
  const std::span<const uint32_t> number_candidates =
      internal::HashWords(body_, &hashes_, &candidates_);
  document->all_words = static_cast<uint32_t>(body_.size());
  HideMarkers();
  repetition_.Find(body_, hashes_);
  ReadTitle(article, document);
  for (size_t p = 0; p < body_.paragraphs.size(); ++p) Classify(p);

  for (const internal::Content::Stretch& stretch : content_.stretches()) {
    const auto words = Hashes(stretch.tokens);
    document->words.insert(document->words.end(), words.begin(), words.end());
  }
  CutInline(document);
  internal::ReadNumbers(body_, hashes_, number_candidates, content_,
                        &document->numbers);
}

void Analyzer::Impl::ReadTitle(const Article& article, Document* document) {
  title_ = {};
  title_is_field_ = false;
  if (!article.title.empty()) {
    NormalizeStandard(article.title, {}, &title_tokens_);
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
  if (markers_.empty()) return;
  for (const ByteSpan marker : markers_) {
    const auto at = [&](uint32_t byte) {
      const auto found =
          std::ranges::lower_bound(body_.spans, byte, {}, &ByteSpan::begin);
      return static_cast<uint32_t>(found - body_.spans.begin());
    };
    hidden_.push_back({at(marker.begin), at(marker.end)});
  }
}

bool Analyzer::Impl::IsMarker(TokenRange paragraph) const {
  uint32_t hidden = 0;
  for (auto marker = std::ranges::lower_bound(hidden_, paragraph.begin, {},
                                              &TokenRange::begin);
       marker != hidden_.end() && marker->begin < paragraph.end; ++marker) {
    hidden += marker->size();
  }
  return hidden == paragraph.size();
}

void Analyzer::Impl::Classify(size_t p) {
  const TokenRange paragraph = Paragraph(p);
  if (!title_.words.empty()) {
    if (p == 0 && !title_is_field_) return;  // the title itself
    if (internal::SameHeadline(title_,
                               {Hashes(paragraph), ParagraphText(p)})) {
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
  if (!hidden_.empty() && IsMarker(paragraph)) {
    AddBoilerplate(internal::kMarkerRule, kFurniture, paragraph);
    return;
  }
  if (rules_ != nullptr && ClassifyByRule(p)) return;
  if (const std::optional<uint32_t> trailer = FindTrailer(paragraph)) {
    KeepAsContent({paragraph.begin, *trailer});
    AddTrailer("inline-trailer", {*trailer, paragraph.end});
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
                                    std::string_view label,
                                    TokenRange tokens) {
  findings_.push_back({.kind = Finding::Kind::kBoilerplate,
                       .tokens = tokens,
                       .rule = rule,
                       .label = label});
}

void Analyzer::Impl::AddTrailer(std::string_view rule, TokenRange tokens) {
  if (EndsWithTitle(tokens)) {
    const uint32_t again =
        tokens.end - static_cast<uint32_t>(title_.words.size());
    findings_.push_back({.kind = Finding::Kind::kHeadline,
                         .tokens = {again, tokens.end}});
    tokens.end = again;
  }
  AddBoilerplate(rule, kHeadline, tokens);
}

void Analyzer::Impl::KeepAsContent(TokenRange tokens) {
  for (size_t i = 0; i < hidden_.size(); ++i) {
    const TokenRange marker = hidden_[i];
    if (marker.size() == 0 || marker.begin < tokens.begin) continue;
    if (marker.end > tokens.end) break;
    content_.Append({tokens.begin, marker.begin});
    findings_.push_back({.kind = Finding::Kind::kBoilerplate,
                         .tokens = marker,
                         .rule = internal::kMarkerRule,
                         .label = kFurniture,
                         .bytes = markers_[i]});
    tokens.begin = marker.end;
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
    : impl_(std::make_unique<Impl>(std::move(rules))) {}
Analyzer::~Analyzer() = default;
Analyzer::Analyzer(Analyzer&&) noexcept = default;
Analyzer& Analyzer::operator=(Analyzer&&) noexcept = default;

void Analyzer::Analyze(const Article& article, Document* document) {
  impl_->Read(article, /*spans=*/false, document);
}

ScanReport Analyzer::Scan(const Article& article, Document* document,
                          std::vector<ByteSpan>* spans) {
  impl_->Read(article, /*spans=*/true, document);
  if (spans != nullptr) impl_->ListSpans(spans);
  return impl_->Report(*document);
}

}  // namespace nuskha
