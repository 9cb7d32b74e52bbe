// SPDX-License-Identifier: Apache-2.0
//
// Any bytes: the library and the reference give the same tokens, spans and
// light text. The first byte chooses between decoding only and repair.

#include "nuskha/normalize.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "reference/normalize_reference.h"

namespace {

void Check(bool ok) {
  if (!ok) std::abort();
}

void CheckTokens(const nuskha::Tokens& tokens,
                 const nuskha::testing::ReferenceResult& expected) {
  Check(tokens.size() == expected.tokens.size());
  for (size_t i = 0; i < tokens.size(); ++i) {
    Check(tokens.token(i) == expected.tokens[i].text);
    Check(tokens.spans[i].begin == expected.tokens[i].begin);
    Check(tokens.spans[i].end == expected.tokens[i].end);
    Check(tokens.spans[i].begin < tokens.spans[i].end);
    Check(i == 0 || tokens.spans[i - 1].begin <= tokens.spans[i].begin);
  }
  Check(tokens.paragraphs.size() == expected.paragraphs.size());
  for (size_t i = 0; i < tokens.paragraphs.size(); ++i) {
    Check(tokens.paragraphs[i].end == expected.paragraphs[i].tokens);
    Check(tokens.paragraphs[i].span.begin == expected.paragraphs[i].begin);
    Check(tokens.paragraphs[i].span.end == expected.paragraphs[i].end);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size == 0) return 0;
  const bool repair = (data[0] & 1) != 0;
  const std::string_view text(reinterpret_cast<const char*>(data + 1),
                              size - 1);
  const nuskha::testing::ReferenceText decoded =
      repair ? nuskha::testing::ReferenceRepair(text)
             : nuskha::testing::ReferenceDecode(text);
  nuskha::Tokens tokens, without_spans;
  nuskha::NormalizeStandard(text, {.repair = repair, .spans = true}, &tokens)
      .IgnoreError();
  CheckTokens(tokens, nuskha::testing::ReferenceStandard(decoded));
  nuskha::NormalizeStandard(text, {.repair = repair}, &without_spans)
      .IgnoreError();
  Check(without_spans.bytes == tokens.bytes);
  Check(without_spans.ends == tokens.ends);
  const std::string light =
      nuskha::NormalizeLight(text, {.repair = repair}).value();
  Check(light == nuskha::testing::ReferenceLight(decoded));
  nuskha::NormalizeStandard(light, {.repair = false}, &without_spans)
      .IgnoreError();
  Check(nuskha::JoinTokens(without_spans).value() ==
        nuskha::JoinTokens(tokens).value());
  nuskha::NormalizeAggressive(text, {.repair = repair}, &tokens).IgnoreError();
  return 0;
}
