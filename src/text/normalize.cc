// SPDX-License-Identifier: Apache-2.0

#include "nuskha/normalize.h"

#include <limits>

#include "text/repair.h"
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
  const internal::ScanKernel& kernel = internal::ChosenScanKernel();
  if (!options.repair || !internal::MayNeedRepair(text)) {
    internal::ScanStandardText(text, options.spans, kernel, tokens);
    if (!options.repair ||
        !internal::IsSuspectedWindows1256(tokens->repair, text.size())) {
      return;
    }
  }
  thread_local internal::Repairer repairer;
  const std::string_view repaired = repairer.Run(text);
  internal::ScanStandardText(repaired, options.spans, kernel, tokens);
  tokens->repair = repairer.report();
  for (ByteSpan& span : tokens->spans) span = repairer.ToOriginal(span);
  for (Tokens::Paragraph& paragraph : tokens->paragraphs) {
    paragraph.span = repairer.ToOriginal(paragraph.span);
  }
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
