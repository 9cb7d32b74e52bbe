// SPDX-License-Identifier: Apache-2.0
//
// One reading of an article: what both Analyze() and Scan() do.

#ifndef NUSKHA_SRC_TEXT_ANALYZER_IMPL_H_
#define NUSKHA_SRC_TEXT_ANALYZER_IMPL_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/guarded.h"
#include "nuskha/document.h"
#include "text/content.h"
#include "text/headline.h"
#include "text/inline_cuts.h"
#include "text/repetition.h"
#include "text/rule_matcher.h"
#include "text/word_stem.h"

namespace nuskha {

// Something that stands twice or is not content. Kept as tokens, so that the
// reading is the same whether byte ranges are known or not.
struct Finding {
  enum class Kind : uint8_t {
    kHeadline,     // the headline again
    kRepeat,       // an earlier paragraph again
    kBoilerplate,  // by a rule, a marker or an inline cut
  };
  Kind kind = Kind::kBoilerplate;
  internal::TokenRange tokens = {};
  std::string_view rule = {};          // kBoilerplate; points into the rules
  std::string_view label = {};         // kBoilerplate: Boilerplate::kind
  uint32_t first = 0;                  // kRepeat: the earlier paragraph
  std::optional<ByteSpan> bytes = {};  // where tokens do not tell (markers)
};

class Analyzer::Impl : public internal::Spendable {
 public:
  explicit Impl(std::shared_ptr<const BoilerplateRules> rules)
      : rules_(std::move(rules)) {}

  // Replaces *document. `spans`: fill tokens().spans too.
  void Read(const Article& article, bool spans, Document* document);

  void Locate(const Article& article, PlacedDocument* placed);

  void ForgetStems() { stems_.Forget(); }
  void ListShortParagraphs(bool on) { list_short_ = on; }
  void ListLightStems(bool on) { list_light_ = on; }

  // REQUIRES: Read() with spans.
  ScanReport Report(const Document& document) const;
  void ListSpans(std::vector<ByteSpan>* spans) const;

 private:
  void ReadBody(std::string_view text, bool spans);
  void ReadTitle(const Article& article, Document* document);
  void HideMarkers();
  std::span<const internal::TokenRange> HiddenIn(
      internal::TokenRange tokens) const;
  bool IsMarker(internal::TokenRange paragraph) const;
  void Classify(size_t p);
  bool ClassifyByRule(size_t p);
  std::optional<uint32_t> FindTrailer(internal::TokenRange paragraph) const;
  bool EndsWithTitle(internal::TokenRange tokens) const;
  void AddBoilerplate(std::string_view rule, std::string_view label,
                      internal::TokenRange tokens);
  void AddTrailer(std::string_view rule, internal::TokenRange tokens);
  void KeepAsContent(internal::TokenRange tokens);
  void CutInline(Document* document);
  void ReadPercent(internal::TokenRange paragraph);
  void ListStems(Document* document);
  void ListShort(Document* document) const;

  std::span<const uint32_t> Hashes(internal::TokenRange tokens) const {
    return std::span(hashes_).subspan(tokens.begin, tokens.size());
  }
  internal::TokenRange Paragraph(size_t p) const {
    return {body_.paragraph_begin(p), body_.paragraphs[p].end};
  }
  std::string_view ParagraphText(size_t p) const {
    return internal::TextAt(text_, body_.paragraphs[p].span);
  }
  ByteSpan BytesOf(internal::TokenRange tokens) const;
  void ReportHeadlines(ScanReport* report) const;
  void ReportRepeats(ScanReport* report) const;
  void ReportBoilerplate(ScanReport* report) const;

  const std::shared_ptr<const BoilerplateRules> rules_;  // null: none
  bool list_short_ = false;
  bool list_light_ = false;

  // Of the article read last; the buffers are kept from one to the next.
  std::string_view text_;  // what the ranges refer to
  std::string decoded_;    // text_ if the article was in windows-1256
  Tokens body_;
  std::vector<uint32_t> hashes_;  // of all tokens of the body
  std::vector<ByteSpan> markers_;
  std::vector<internal::TokenRange> hidden_;  // the tokens in each
  internal::Content content_;
  std::vector<Finding> findings_;
  std::optional<double> truncated_percent_;

  Tokens title_tokens_;
  internal::Line title_;         // empty words: no title
  bool title_is_field_ = false;  // else it is the first paragraph

  internal::RepetitionFinder repetition_;
  internal::RuleMatcher matcher_;
  internal::StemLister stems_;
  std::vector<uint32_t> candidates_;
  std::vector<internal::TokenRange> erased_;
  std::vector<const internal::InlineCut*> cuts_;
};

}  // namespace nuskha

#endif  // NUSKHA_SRC_TEXT_ANALYZER_IMPL_H_
