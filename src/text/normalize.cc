// SPDX-License-Identifier: Apache-2.0

#include "nuskha/normalize.h"

#include <limits>

#include "base/guarded.h"
#include "base/per_thread.h"
#include "text/normalizer.h"
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

namespace internal {

void ReadStandard(std::string_view text, const NormalizeOptions& options,
                  Tokens* tokens) {
  text = Clip(text);
  tokens->clear();
  const ScanKernel& kernel = ChosenScanKernel();
  if (!options.repair || !MayNeedRepair(text)) {
    ScanStandardText(text, options.spans, kernel, tokens);
    if (!options.repair ||
        !IsSuspectedWindows1256(tokens->repair, text.size())) {
      return;
    }
  }
  Repairer& repairer = PerThread<Repairer>();
  const std::string_view repaired = repairer.Run(text);
  ScanStandardText(repaired, options.spans, kernel, tokens);
  tokens->repair = repairer.report();
  for (ByteSpan& span : tokens->spans) span = repairer.ToOriginal(span);
  for (Tokens::Paragraph& paragraph : tokens->paragraphs) {
    paragraph.span = repairer.ToOriginal(paragraph.span);
  }
}

std::string JoinedTokens(const Tokens& tokens) {
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

}  // namespace internal

absl::StatusOr<std::string> NormalizeLight(std::string_view text,
                                           const NormalizeOptions& options) {
  return internal::Guarded([&]() -> absl::StatusOr<std::string> {
    return internal::LightText(text, options);
  });
}

absl::Status NormalizeStandard(std::string_view text,
                               const NormalizeOptions& options,
                               Tokens* tokens) {
  return internal::Guarded([&] {
    internal::ReadStandard(text, options, tokens);
    return absl::OkStatus();
  });
}

absl::Status NormalizeAggressive(std::string_view text,
                                 const NormalizeOptions& options,
                                 Tokens* tokens) {
  return internal::Guarded([&] {
    internal::ReadAggressive(text, options, tokens);
    return absl::OkStatus();
  });
}

absl::StatusOr<std::string> JoinTokens(const Tokens& tokens) {
  return internal::Guarded([&]() -> absl::StatusOr<std::string> {
    return internal::JoinedTokens(tokens);
  });
}

}  // namespace nuskha
