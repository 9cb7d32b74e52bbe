// SPDX-License-Identifier: Apache-2.0

#include "nuskha/normalize.h"

#include <limits>

#include "text/standard_scan.h"

namespace nuskha {
namespace {

std::string_view Clip(std::string_view text) {
  return text.substr(0, std::numeric_limits<uint32_t>::max());
}

}  // namespace

void Tokens::clear() {
  bytes.clear();
  ends.clear();
  spans.clear();
  paragraphs.clear();
  repair = {};
}

void NormalizeStandard(std::string_view text, const NormalizeOptions& options,
                       Tokens* tokens) {
  text = Clip(text);
  tokens->clear();
  internal::ScanStandardText(text, options.spans,
                             internal::SupportedScanKernels().front(), tokens);
}

std::string JoinTokens(const Tokens& tokens) {
  std::string joined;
  joined.reserve(tokens.bytes.size() + tokens.size());
  for (size_t paragraph = 0, i = 0; paragraph < tokens.paragraphs.size();
       ++paragraph) {
    for (; i < tokens.paragraphs[paragraph].end; ++i) {
      if (i > 0) {
        joined += i == tokens.paragraph_begin(paragraph) ? '\n' : ' ';
      }
      joined += tokens.token(i);
    }
  }
  return joined;
}

}  // namespace nuskha
