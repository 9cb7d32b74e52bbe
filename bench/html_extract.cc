// SPDX-License-Identifier: Apache-2.0
//
// Prints what is extracted from HTML files, one JSON object a line: for
// html_eval.py, which measures it.

#include <fmt/format.h>

#include <chrono>
#include <cstdint>
#include <fstream>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>

#include "base/status_util.h"
#include "html/html_article.h"
#include "nuskha/date.h"
#include "nuskha/document.h"

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

// The day in UTC that a date is read as; empty if it cannot be read.
std::string Day(std::string_view date) {
  const std::optional<int64_t> time = nuskha::ParseDate(date).value();
  if (!time.has_value()) return {};
  const std::chrono::sys_seconds seconds{std::chrono::seconds(*time)};
  const std::chrono::year_month_day day(
      std::chrono::floor<std::chrono::days>(seconds));
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(day.year()),
                     static_cast<unsigned>(day.month()),
                     static_cast<unsigned>(day.day()));
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
        "\"day\":{},"
        "\"source\":{},\"url\":{},\"charset\":{}}}\n",
        Quoted(argv[i]), Quoted(nuskha::internal::StatusMessage(status)),
        Quoted(article.title), Quoted(article.text), Quoted(article.date),
        Quoted(Day(article.date)), Quoted(article.source), Quoted(article.url),
        Quoted(article.charset));
  }
}
