// SPDX-License-Identifier: Apache-2.0
//
// The findings of a reading, placed in the bytes of the article.

#include <algorithm>
#include <iterator>
#include <string>

#include "text/analyzer_impl.h"
#include "text/normalizer.h"
#include "text/repair.h"

namespace nuskha {

using internal::TokenRange;

ByteSpan Analyzer::Impl::BytesOf(TokenRange tokens) const {
  const auto paragraph = std::ranges::upper_bound(
      body_.paragraphs, tokens.begin, {}, &Tokens::Paragraph::end);
  const auto p = static_cast<size_t>(paragraph - body_.paragraphs.begin());
  // Up to the ends of the paragraph with the signs that stand there.
  return {tokens.begin == body_.paragraph_begin(p)
              ? paragraph->span.begin
              : body_.spans[tokens.begin].begin,
          tokens.end == paragraph->end ? paragraph->span.end
                                       : body_.spans[tokens.end - 1].end};
}

void Analyzer::Impl::ReportHeadlines(ScanReport* report) const {
  for (const Finding& finding : findings_) {
    if (finding.kind != Finding::Kind::kHeadline) continue;
    if (!report->repeated_headline) {
      report->repeated_headline.emplace();
      if (!title_is_field_) {
        report->repeated_headline->first = body_.paragraphs[0].span;
      }
    }
    report->repeated_headline->again.push_back(BytesOf(finding.tokens));
  }
}

void Analyzer::Impl::ReportRepeats(ScanReport* report) const {
  std::vector<Finding> repeats;
  std::ranges::copy_if(findings_, std::back_inserter(repeats),
                       [](const Finding& finding) {
                         return finding.kind == Finding::Kind::kRepeat;
                       });
  std::ranges::stable_sort(repeats, {}, &Finding::first);
  for (size_t i = 0; i < repeats.size(); ++i) {
    if (i == 0 || repeats[i].first != repeats[i - 1].first) {
      report->repeated_paragraphs.push_back(
          {body_.paragraphs[repeats[i].first].span, {}});
    }
    report->repeated_paragraphs.back().again.push_back(
        BytesOf(repeats[i].tokens));
  }
}

void Analyzer::Impl::ReportBoilerplate(ScanReport* report) const {
  for (const Finding& finding : findings_) {
    if (finding.kind != Finding::Kind::kBoilerplate) continue;
    report->boilerplate.push_back(
        {std::string(finding.rule), std::string(finding.label),
         finding.bytes ? *finding.bytes : BytesOf(finding.tokens)});
  }
  std::ranges::stable_sort(
      report->boilerplate, {},
      [](const Boilerplate& boilerplate) { return boilerplate.at.begin; });
}

ScanReport Analyzer::Impl::Report(const Document& document) const {
  ScanReport report;
  report.title_is_field = title_is_field_;
  ReportHeadlines(&report);
  ReportRepeats(&report);
  ReportBoilerplate(&report);
  report.truncated_percent = truncated_percent_;
  report.words = document.all_words;
  report.content_words = static_cast<uint32_t>(document.words.size());
  report.repair = body_.repair;
  return report;
}

void Analyzer::Impl::ListSpans(std::vector<ByteSpan>* spans) const {
  spans->clear();
  for (const internal::Content::Stretch& stretch : content_.stretches()) {
    spans->insert(spans->end(), body_.spans.begin() + stretch.tokens.begin,
                  body_.spans.begin() + stretch.tokens.end);
  }
}

void Analyzer::Impl::Locate(const Article& article, PlacedDocument* placed) {
  Read(article, /*spans=*/true, &placed->document);
  placed->breaks.clear();
  placed->decoded.clear();
  placed->in_title = placed->document.all_words == 0;
  if (placed->in_title) {
    internal::ReadStandard(article.title, {.spans = true}, &title_tokens_);
    placed->places = title_tokens_.spans;
    if (title_tokens_.repair.windows_1256) {
      internal::DecodeWindows1256(article.title, &placed->decoded);
    }
    return;
  }
  ListSpans(&placed->places);
  for (const internal::Content::Stretch& stretch : content_.stretches()) {
    if (stretch.first_word > 0) placed->breaks.push_back(stretch.first_word);
  }
  if (body_.repair.windows_1256) placed->decoded = decoded_;
}

}  // namespace nuskha
