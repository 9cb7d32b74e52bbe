// SPDX-License-Identifier: Apache-2.0
//
// The analyzer and the articles of the C interface.

#ifndef NUSKHA_SRC_CAPI_C_ANALYZER_H_
#define NUSKHA_SRC_CAPI_C_ANALYZER_H_

#include <cstddef>
#include <optional>
#include <utility>

#include "absl/status/status.h"
#include "base/guarded.h"
#include "capi/c_call.h"
#include "nuskha/c_text.h"
#include "nuskha/document.h"

// An Analyzer is of no use after memory ended in it; this one is made anew.
struct nuskha_analyzer {
  // What `call`, an absl::Status(nuskha::Analyzer&) function, returns.
  template <typename Call>
  absl::Status With(const Call& call) {
    if (!analyzer.has_value()) {
      analyzer.emplace(
          nuskha::internal::Checked(nuskha::BoilerplateRules::Default()));
    }
    analyzer->ForgetStems();  // else those of all articles are kept
    absl::Status status = call(*analyzer);
    if (!status.ok()) analyzer.reset();
    return status;
  }

  std::optional<nuskha::Analyzer> analyzer;
};

namespace nuskha::internal {

template <>
inline constexpr size_t kFirstSize<nuskha_article> =
    offsetof(nuskha_article, id);

// *to: views into the caller's strings.
nuskha_status ReadArticle(const nuskha_article* from, Article* to) noexcept;

// The UTF-8 form of a text that was in windows-1256.
std::string Decoded(std::string_view text);

inline nuskha_range RangeOf(const ByteSpan& span) {
  return {.begin = span.begin, .end = span.end};
}

}  // namespace nuskha::internal

#endif  // NUSKHA_SRC_CAPI_C_ANALYZER_H_
