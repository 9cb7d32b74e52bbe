// SPDX-License-Identifier: Apache-2.0
//
// Prints what is extracted from HTML files, one JSON object a line: for
// html_eval.py, which measures it.

#include <fmt/format.h>

#include <cstdio>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>

#include "base/status_util.h"
#include "html/html_article.h"

namespace {

std::string Quoted(std::string_view text) {
  std::string json = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      json += '\\';
      json += c;
    } else if (static_cast<unsigned char>(c) < 0x20) {
      json += fmt::format("\\u{:04x}", static_cast<int>(c));
    } else {
      json += c;
    }
  }
  return json + '"';
}

}  // namespace

int main(int argc, char** argv) {
  for (int i = 1; i < argc; ++i) {
    std::ifstream file(argv[i], std::ios::binary);
    const std::string bytes(std::istreambuf_iterator<char>(file), {});
    nuskha::internal::HtmlArticle article;
    const absl::Status status =
        nuskha::internal::ExtractArticle(bytes, {}, {}, &article);
    fmt::print(
        "{{\"file\":{},\"error\":{},\"title\":{},\"text\":{},\"date\":{},"
        "\"source\":{},\"url\":{},\"charset\":{}}}\n",
        Quoted(argv[i]),
        Quoted(nuskha::internal::StatusMessage(status)), Quoted(article.title),
        Quoted(article.text), Quoted(article.date), Quoted(article.source),
        Quoted(article.url), Quoted(article.charset));
  }
}
