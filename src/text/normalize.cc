// SPDX-License-Identifier: Apache-2.0

#include "nuskha/normalize.h"

#include <limits>

#include "text/code_points.h"
#include "text/token_sink.h"

namespace nuskha {
namespace {

using internal::CodePoints;

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
  internal::TokenSink sink(text, options.spans, tokens);
  CodePoints light, folded;
  internal::AppendLightCodePoints(text, {0, static_cast<uint32_t>(text.size())},
                                  &tokens->repair, &light);
  internal::FoldCodePoints(light, &folded);
  sink.AddFolded(folded);
  sink.Finish();
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
