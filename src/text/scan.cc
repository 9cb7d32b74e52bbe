// SPDX-License-Identifier: Apache-2.0
//
// The findings of a reading, placed in the bytes of the article.

#include <algorithm>

#include "text/analyzer_impl.h"

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

void Analyzer::Impl::ReportRepeat(const Finding& finding,
                                  ScanReport* report) const {
  const ByteSpan first = body_.paragraphs[finding.first].span;
  auto known = std::ranges::find(report->repeated_paragraphs, first,
                                 &Repetition::first);
  if (known == report->repeated_paragraphs.end()) {
    known = report->repeated_paragraphs.insert(known, {first, {}});
  }
  known->again.push_back(BytesOf(finding.tokens));
}

ScanReport Analyzer::Impl::Report(const Document& document) const {
  ScanReport report;
  report.title_is_field = title_is_field_;
  report.truncated_percent = truncated_percent_;
  report.words = document.all_words;
  report.content_words = static_cast<uint32_t>(document.words.size());
  report.repair = body_.repair;
  for (const Finding& finding : findings_) {
    switch (finding.kind) {
      case Finding::Kind::kHeadline:
        if (!report.repeated_headline) {
          report.repeated_headline.emplace();
          if (!title_is_field_) {
            report.repeated_headline->first = body_.paragraphs[0].span;
          }
        }
        report.repeated_headline->again.push_back(BytesOf(finding.tokens));
        break;
      case Finding::Kind::kRepeat:
        ReportRepeat(finding, &report);
        break;
      case Finding::Kind::kBoilerplate:
        report.boilerplate.push_back(
            {std::string(finding.rule), std::string(finding.label),
             finding.bytes.value_or(BytesOf(finding.tokens))});
        break;
    }
  }
  std::ranges::sort(report.repeated_paragraphs, {},
                    [](const Repetition& r) { return r.first.begin; });
  std::ranges::sort(report.boilerplate, {},
                    [](const Boilerplate& b) { return b.at.begin; });
  return report;
}

void Analyzer::Impl::ListSpans(std::vector<ByteSpan>* spans) const {
  spans->clear();
  for (const internal::Content::Stretch& stretch : content_.stretches()) {
    spans->insert(spans->end(), body_.spans.begin() + stretch.tokens.begin,
                  body_.spans.begin() + stretch.tokens.end);
  }
}

}  // namespace nuskha
