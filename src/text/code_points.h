// SPDX-License-Identifier: Apache-2.0
//
// Text as code points that know their bytes: the exact, slow form of levels
// light and standard. Everything the fast scan cannot decide comes here.

#ifndef NUSKHA_SRC_TEXT_CODE_POINTS_H_
#define NUSKHA_SRC_TEXT_CODE_POINTS_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "nuskha/article.h"
#include "nuskha/normalize.h"
#include "text/char_table.h"

namespace nuskha::internal {

struct CodePoint {
  char32_t value;
  ByteSpan span;  // of the bytes it was made from
};

using CodePoints = std::vector<CodePoint>;

// The class of any code point as level light sees it: kBlank, kLineBreak,
// kIgnorable, kTatweel are exact everywhere, what is outside the table and none
// of these is kSlow.
CharClass LightClass(char32_t c);

// True for the letters of the Arabic script except tatweel.
bool IsArabicLetter(char32_t c);

// True for marks of the Arabic script that may be left out in writing.
bool IsArabicMark(char32_t c);

// True for what blanks and line breaks are in text at level light. No segment
// of a normalization form continues behind them.
inline constexpr bool IsBlank(char32_t c) { return c == U' ' || c == U'\n'; }

// True for Mn, Mc and Me.
bool IsMark(char32_t c);

void AppendUtf8(char32_t c, std::string* out);

// Decodes one code point of `text` at *pos and moves *pos behind it; a maximal
// ill-formed subpart gives U+FFFD and sets *ill_formed.
// REQUIRES: *pos < text.size()
char32_t DecodeAt(std::string_view text, size_t* pos, bool* ill_formed);

// Adds one ill-formed subpart at [begin, end) to the report.
void CountIllFormed(size_t begin, size_t end, RepairReport* report);

// Appends text[range] at level light, but with its blanks and line breaks as
// they come: U+0020 and U+000A for each. Blanks and line breaks separate
// contexts, so a text may be given in pieces cut next to them.
void AppendLightCodePoints(std::string_view text, ByteSpan range,
                           RepairReport* report, CodePoints* out);

// Replaces *out by `light` with letters folded and marks dropped: what
// remains is letters, kept marks, ASCII digits and separators.
void FoldCodePoints(const CodePoints& light, CodePoints* out);

}  // namespace nuskha::internal

#endif  // NUSKHA_SRC_TEXT_CODE_POINTS_H_
