// SPDX-License-Identifier: Apache-2.0
//
// From the bytes of a web page to the article on it: title, main text, date,
// source and address. Menus, link lists, scripts, forms, comments and teasers
// of other articles are left out.
//
// Nothing is fetched or run. Any bytes give a result or one of the two errors;
// work is linear in the page, no step recurses into it, and what a page costs
// is bounded by HtmlLimits.
//
// Example:
//
//   HtmlArticle page;
//   absl::Status status = ExtractArticle(
//       body, {.http_charset = "windows-1256", .url = uri}, {}, &page);
//
// Sources: J. Pasternack and D. Roth, "Extracting article text from the web
// with maximum subsequence segmentation", WWW 2009 (scores of pieces of text,
// the best run of them); J. Pomikalek, "Removing boilerplate and duplicate
// content from web corpora", 2011 (link density, share of stop words).

#ifndef NUSKHA_SRC_HTML_HTML_ARTICLE_H_
#define NUSKHA_SRC_HTML_HTML_ARTICLE_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/status.h"

namespace nuskha::internal {

// What is known about a page beside its bytes; empty: nothing.
struct HtmlHints {
  std::string_view encoding = {};      // chosen by the user: no other is tried
  std::string_view http_charset = {};  // the charset of its Content-Type
  std::string_view url = {};           // where it was found
};

struct HtmlLimits {
  size_t max_bytes = size_t{16} << 20;
  // Tags nested deeper than this are left out, their text is kept.
  uint32_t max_depth = 512;
  // Elements and pieces of text.
  uint32_t max_nodes = 1'000'000;
};

// Everything is well-formed UTF-8. Without line breaks but for those of `text`.
struct HtmlArticle {
  std::string title;
  std::string text;  // one paragraph a line, '\n' between them
  std::string url;   // canonical, else HtmlHints::url; http or https, or empty
  std::string source;   // the site's own name for itself, else its host
  std::string date;     // as the page states it, for ParseDate(); or empty
  std::string charset;  // the page was decoded from: "UTF-8", ...
  bool charset_guessed = false;  // neither chosen, declared nor UTF-8
  bool too_deep = false;         // max_depth was met
};

// Replaces *article. A page without an article has an empty text.
// Errors: ResourceExhausted for a page over max_bytes or max_nodes,
// InvalidArgument for an HtmlHints::encoding that is not known.
// Thread-safe. O(bytes); memory: about 10 times the bytes.
absl::Status ExtractArticle(std::string_view bytes, const HtmlHints& hints,
                            const HtmlLimits& limits, HtmlArticle* article);

}  // namespace nuskha::internal

#endif  // NUSKHA_SRC_HTML_HTML_ARTICLE_H_
