// SPDX-License-Identifier: Apache-2.0
//
// The normalization rules once more: slowly, over the whole text at once, one
// rule after the other, each character carrying the bytes it came from. Linked
// to tests only, and shares no code with the library (the list of HTML entity
// names is the same generated file).

#ifndef NUSKHA_TESTS_REFERENCE_NORMALIZE_REFERENCE_H_
#define NUSKHA_TESTS_REFERENCE_NORMALIZE_REFERENCE_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace nuskha::testing {

struct ReferenceChar {
  char32_t c;
  size_t begin;
  size_t end;
};

using ReferenceText = std::vector<ReferenceChar>;

struct ReferenceToken {
  std::string text;
  size_t begin;
  size_t end;
};

struct ReferenceParagraph {
  size_t tokens;  // up to its end
  size_t begin;
  size_t end;
};

struct ReferenceResult {
  std::vector<ReferenceToken> tokens;
  std::vector<ReferenceParagraph> paragraphs;
};

// Stage D1.
ReferenceText ReferenceDecode(std::string_view bytes);

// Stages D1, D2, R1, R2.
ReferenceText ReferenceRepair(std::string_view bytes);

// Level light, before blanks and line breaks are collapsed.
ReferenceText ReferenceLightChars(const ReferenceText& text);

std::string ReferenceLight(const ReferenceText& text);

ReferenceResult ReferenceStandard(const ReferenceText& text);

std::string ReferenceUtf8(const ReferenceText& text);

}  // namespace nuskha::testing

#endif  // NUSKHA_TESTS_REFERENCE_NORMALIZE_REFERENCE_H_
