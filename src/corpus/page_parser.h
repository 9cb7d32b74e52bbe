// SPDX-License-Identifier: Apache-2.0
//
// Records that are one text or one web page: whole files and WARC records.

#ifndef NUSKHA_SRC_CORPUS_PAGE_PARSER_H_
#define NUSKHA_SRC_CORPUS_PAGE_PARSER_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "corpus/header_block.h"
#include "corpus/refusal.h"
#include "html/html_article.h"
#include "nuskha/article.h"
#include "nuskha/reader.h"

namespace nuskha::internal {

class PageParser {
 public:
  explicit PageParser(const ReadOptions& options);

  // *article is valid until the next call. record: of kind kText, kHtml, kWarc.
  std::optional<Refusal> Parse(const RawRecord& record, Article* article,
                               ParseCounts* counts);

 private:
  std::optional<Refusal> ReadText(std::string_view bytes, Article* article,
                                  ParseCounts* counts);
  std::optional<Refusal> ReadPage(std::string_view bytes,
                                  const HtmlHints& hints, Article* article,
                                  ParseCounts* counts);
  std::optional<Refusal> ReadWarc(std::string_view bytes, Article* article,
                                  ParseCounts* counts);
  std::optional<Refusal> ReadBody(std::string_view body,
                                  std::string_view content_type,
                                  Article* article, ParseCounts* counts);

  const std::string encoding_;  // that pages of WARC files are read in
  HtmlLimits limits_;
  uint64_t max_body_;
  HtmlArticle page_;
  std::string decoded_;
  std::string joined_;
  std::string inflated_;
  HeaderBlock header_;
  std::string uri_;
};

}  // namespace nuskha::internal

#endif  // NUSKHA_SRC_CORPUS_PAGE_PARSER_H_
