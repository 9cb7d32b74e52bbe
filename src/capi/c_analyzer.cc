// SPDX-License-Identifier: Apache-2.0

#include "capi/c_analyzer.h"

#include <memory>

#include "capi/c_call.h"
#include "text/repair.h"

namespace nuskha::internal {

nuskha_status ReadArticle(const nuskha_article* from, Article* to) noexcept {
  nuskha_article article = {};
  if (const auto bad = ReadStruct(from, "nuskha_article", &article)) return bad;
  if ((article.flags & ~uint32_t{NUSKHA_FIRST_LINE_MAY_BE_TITLE}) != 0) {
    return Fail(NUSKHA_E_ARG, "nuskha_article.flags: unknown flag");
  }
  const std::pair<const nuskha_str*, std::string_view> strings[] = {
      {&article.title, "nuskha_article.title"},
      {&article.text, "nuskha_article.text"},
      {&article.source, "nuskha_article.source"},
      {&article.date, "nuskha_article.date"},
      {&article.id, "nuskha_article.id"},
      {&article.url, "nuskha_article.url"}};
  for (const auto& [string, name] : strings) {
    if (const auto bad = CheckString(*string, name)) return bad;
  }
  to->title = View(article.title);
  to->text = View(article.text);
  to->source = View(article.source);
  to->date = View(article.date);
  to->id = View(article.id);
  to->url = View(article.url);
  to->first_line_may_be_title =
      (article.flags & NUSKHA_FIRST_LINE_MAY_BE_TITLE) != 0;
  return NUSKHA_OK;
}

std::string Decoded(std::string_view text) {
  std::string decoded;
  DecodeWindows1256(text, &decoded);
  return decoded;
}

}  // namespace nuskha::internal

using nuskha::internal::Fail;
using nuskha::internal::Guard;
using nuskha::internal::IsNull;

void nuskha_article_init(nuskha_article* article, size_t size) {
  nuskha::internal::InitStruct(nuskha_article{}, article, size);
}

nuskha_status nuskha_analyzer_create(nuskha_analyzer** analyzer) {
  if (analyzer == nullptr) return IsNull("analyzer");
  *analyzer = nullptr;
  return Guard([&]() -> nuskha_status {
    auto made = std::make_unique<nuskha_analyzer>();
    const absl::Status status =
        made->With([](nuskha::Analyzer&) { return absl::OkStatus(); });
    if (!status.ok()) return Fail(status);
    *analyzer = made.release();
    return NUSKHA_OK;
  });
}

void nuskha_analyzer_free(nuskha_analyzer* analyzer) { delete analyzer; }
