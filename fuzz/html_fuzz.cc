// SPDX-License-Identifier: Apache-2.0
//
// Any bytes as a page: what the guard lets through is nested to the limit and
// balanced, and the article is whole lines of UTF-8. The first byte chooses the
// depth.

#include <simdjson.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "html/html_article.h"
#include "html/html_guard.h"
#include "html/tag_lexer.h"
#include "text/encoding.h"

namespace {

using namespace nuskha::internal;

void Check(bool ok) {
  if (!ok) __builtin_trap();
}

void CheckNesting(std::string_view html, size_t max_depth) {
  TagLexer lexer(html);
  HtmlToken token;
  std::vector<std::string> open;
  for (lexer.Next(&token); token.kind != HtmlToken::kFinished;
       lexer.Next(&token)) {
    const bool once = token.name == "html" || token.name == "head" ||
                      token.name == "body" || token.name == "title";
    const bool is_void = token.name == "br" || token.name == "hr" ||
                         token.name == "meta" || token.name == "link";
    if (token.kind == HtmlToken::kText || once || is_void) continue;
    if (token.kind == HtmlToken::kStart) {
      open.push_back(token.name);
      Check(open.size() <= max_depth);
    } else {
      Check(!open.empty() && open.back() == token.name);
      open.pop_back();
    }
  }
  Check(open.empty());
}

bool IsLine(std::string_view text) {
  return simdjson::validate_utf8(text) &&
         text.find('\n') == std::string_view::npos;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size == 0) return 0;
  const HtmlLimits limits = {
      .max_bytes = 100000, .max_depth = data[0] % 32u + 1, .max_nodes = 5000};
  const std::string_view page(reinterpret_cast<const char*>(data + 1),
                              size - 1);
  std::string decoded;
  Check(DecodeToUtf8(page, "UTF-8", &decoded, nullptr));
  GuardedHtml guarded;
  GuardHtml(decoded, limits.max_depth, &guarded);
  CheckNesting(guarded.html, limits.max_depth);

  HtmlArticle article;
  const absl::Status status = ExtractArticle(page, {}, limits, &article);
  if (!status.ok()) {
    Check(absl::IsResourceExhausted(status));
    return 0;
  }
  Check(IsLine(article.title) && IsLine(article.source));
  Check(IsLine(article.date) && IsLine(article.url));
  Check(simdjson::validate_utf8(article.text));
  Check(article.text.find("\n\n") == std::string::npos);
  Check(!article.text.starts_with('\n') && !article.text.ends_with('\n'));
  return 0;
}
