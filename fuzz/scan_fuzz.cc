// SPDX-License-Identifier: Apache-2.0
//
// Any bytes: every kernel of the standard scan and the slow path give the same
// tokens and paragraphs.

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "text/standard_scan.h"

namespace {

void Check(bool ok) {
  if (!ok) std::abort();
}

void CheckEqual(const nuskha::Tokens& a, const nuskha::Tokens& b) {
  Check(a.bytes == b.bytes);
  Check(a.ends == b.ends);
  Check(a.paragraphs.size() == b.paragraphs.size());
  for (size_t i = 0; i < a.paragraphs.size(); ++i) {
    Check(a.paragraphs[i].end == b.paragraphs[i].end);
    Check(a.paragraphs[i].span == b.paragraphs[i].span);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  nuskha::Tokens expected, tokens;
  nuskha::internal::ScanStandardSlowly(text, true, &expected);
  for (const auto& kernel : nuskha::internal::SupportedScanKernels()) {
    for (const bool spans : {false, true}) {
      nuskha::internal::ScanStandardText(text, spans, kernel, &tokens);
      CheckEqual(tokens, expected);
      Check(!spans || tokens.spans == expected.spans);
    }
  }
  return 0;
}
