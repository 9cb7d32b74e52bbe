// SPDX-License-Identifier: Apache-2.0
//
// Writes src/text/char_table_data.inc to standard output, from the properties
// of the ICU it is linked with and the letter folds of docs/normalization.md.
// Run it when ICU or a fold changes; a test compares its output with the file.

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/uscript.h>
#include <unicode/utf16.h>
#include <unicode/uvernum.h>

#include <cstdint>
#include <cstdio>
#include <string>
#include <vector>

#include "text/char_table.h"

namespace nuskha::internal {
namespace {

struct FoldRange {
  char32_t first;
  char32_t last;
  char32_t to;
};

// Letters by the base letter a reader would write for them.
constexpr FoldRange kFolds[] = {
    // To U+0627 ALEF.
    {0x622, 0x623, 0x627},
    {0x625, 0x625, 0x627},
    {0x671, 0x673, 0x627},
    {0x675, 0x675, 0x627},
    {0x773, 0x774, 0x627},
    {0x870, 0x882, 0x627},
    // To U+064A YEH.
    {0x620, 0x620, 0x64a},
    {0x63d, 0x63f, 0x64a},
    {0x649, 0x649, 0x64a},
    {0x678, 0x678, 0x64a},
    {0x6cc, 0x6ce, 0x64a},
    {0x6d0, 0x6d2, 0x64a},
    {0x775, 0x777, 0x64a},
    {0x77a, 0x77b, 0x64a},
    {0x8a8, 0x8a9, 0x64a},
    // To U+0621 HAMZA: every seat.
    {0x624, 0x624, 0x621},
    {0x626, 0x626, 0x621},
    {0x6d3, 0x6d3, 0x621},
    // To U+0647 HEH.
    {0x629, 0x629, 0x647},
    {0x6be, 0x6be, 0x647},
    {0x6c0, 0x6c3, 0x647},
    {0x6d5, 0x6d5, 0x647},
    {0x6ff, 0x6ff, 0x647},
    // To U+0643 KAF.
    {0x63b, 0x63c, 0x643},
    {0x6a9, 0x6b4, 0x643},
    {0x762, 0x764, 0x643},
    {0x77f, 0x77f, 0x643},
    // To U+0628 BEH, U+062A TEH, U+062B THEH, U+062C JEEM, U+062E KHAH.
    {0x66e, 0x66e, 0x628},
    {0x67b, 0x67b, 0x628},
    {0x67e, 0x67e, 0x628},
    {0x680, 0x680, 0x628},
    {0x750, 0x756, 0x628},
    {0x679, 0x67a, 0x62a},
    {0x67c, 0x67c, 0x62a},
    {0x67f, 0x67f, 0x62a},
    {0x67d, 0x67d, 0x62b},
    {0x683, 0x684, 0x62c},
    {0x686, 0x687, 0x62c},
    {0x6bf, 0x6bf, 0x62c},
    {0x681, 0x682, 0x62e},
    {0x685, 0x685, 0x62e},
    // To U+062F DAL, U+0631 REH, U+0632 ZAIN, U+0633 SEEN, U+0634 SHEEN.
    {0x688, 0x690, 0x62f},
    {0x6ee, 0x6ee, 0x62f},
    {0x691, 0x696, 0x631},
    {0x6ef, 0x6ef, 0x631},
    {0x697, 0x699, 0x632},
    {0x69a, 0x69b, 0x633},
    {0x69c, 0x69c, 0x634},
    {0x6fa, 0x6fa, 0x634},
    // To U+0635 SAD, U+0636 DAD, U+0638 ZAH, U+063A GHAIN.
    {0x69d, 0x69d, 0x635},
    {0x6fb, 0x6fb, 0x635},
    {0x69e, 0x69e, 0x636},
    {0x6fc, 0x6fc, 0x636},
    {0x69f, 0x69f, 0x638},
    {0x6a0, 0x6a0, 0x63a},
    // To U+0641 FEH, U+0642 QAF, U+0644 LAM, U+0646 NOON, U+0648 WAW.
    {0x6a1, 0x6a6, 0x641},
    {0x66f, 0x66f, 0x642},
    {0x6a7, 0x6a8, 0x642},
    {0x6b5, 0x6b8, 0x644},
    {0x6b9, 0x6bd, 0x646},
    {0x676, 0x677, 0x648},
    {0x6c4, 0x6cb, 0x648},
    {0x6cf, 0x6cf, 0x648},
    {0x778, 0x779, 0x648},
    {0x8ab, 0x8ab, 0x648},
};

struct Normalizers {
  const icu::Normalizer2* nfkc_casefold;
  const icu::Normalizer2* nfd;
};

char32_t FoldArabic(char32_t c) {
  for (const FoldRange& fold : kFolds) {
    if (c >= fold.first && c <= fold.last) return fold.to;
  }
  return c;
}

UScriptCode Script(char32_t c) {
  UErrorCode status = U_ZERO_ERROR;
  return uscript_getScript(static_cast<UChar32>(c), &status);
}

bool IsLetter(char32_t c) {
  return (U_GET_GC_MASK(static_cast<UChar32>(c)) & U_GC_L_MASK) != 0;
}

bool IsArabicMark(char32_t c) {
  const bool in_range = (c >= 0x610 && c <= 0x61a) ||
                        (c >= 0x64b && c <= 0x65f) || c == 0x670 ||
                        (c >= 0x6d6 && c <= 0x6ed) ||
                        (c >= 0x898 && c <= 0x89f) || (c >= 0x8ca && c < 0x900);
  return in_range && u_charType(static_cast<UChar32>(c)) == U_NON_SPACING_MARK;
}

// Scripts whose nonspacing marks are accents or pointing.
bool StripsMarks(char32_t c) {
  const UScriptCode script = Script(c);
  return script == USCRIPT_LATIN || script == USCRIPT_GREEK ||
         script == USCRIPT_CYRILLIC || script == USCRIPT_HEBREW ||
         script == USCRIPT_SYRIAC;
}

uint32_t Pack(CharClass char_class, const std::string& out = "") {
  uint32_t packed = static_cast<uint32_t>(char_class) << 24 |
                    static_cast<uint32_t>(out.size()) << 16;
  for (size_t i = 0; i < out.size(); ++i) {
    packed |= static_cast<uint32_t>(static_cast<uint8_t>(out[i])) << (8 * i);
  }
  return packed;
}

std::string ToUtf8(const std::u32string& text) {
  std::string out;
  icu::UnicodeString::fromUTF32(reinterpret_cast<const UChar32*>(text.data()),
                                static_cast<int32_t>(text.size()))
      .toUTF8String(out);
  return out;
}

// Case folded, decomposed, without nonspacing marks.
std::u32string Fold(char32_t c, const Normalizers& normalizers) {
  UErrorCode status = U_ZERO_ERROR;
  const icu::UnicodeString folded = normalizers.nfkc_casefold->normalize(
      icu::UnicodeString(static_cast<UChar32>(c)), status);
  const icu::UnicodeString apart = normalizers.nfd->normalize(folded, status);
  std::u32string out;
  for (int32_t i = 0; i < apart.length(); i = apart.moveIndex32(i, 1)) {
    const UChar32 part = apart.char32At(i);
    if (u_charType(part) != U_NON_SPACING_MARK) {
      out.push_back(static_cast<char32_t>(part));
    }
  }
  return out;
}

// Everything that is neither Arabic nor invisible.
uint32_t ClassifyOther(char32_t c, const Normalizers& normalizers) {
  const std::u32string fold = Fold(c, normalizers);
  if (u_charType(static_cast<UChar32>(c)) == U_NON_SPACING_MARK) {
    // U+0345 folds to a letter, but not after an Arabic letter.
    return Pack(fold.empty() ? CharClass::kMark : CharClass::kSlow);
  }
  bool all_letters = !fold.empty();
  bool all_separators = !fold.empty();
  for (const char32_t part : fold) {
    const uint32_t gc = U_GET_GC_MASK(static_cast<UChar32>(part));
    if (!IsLetter(part) || !StripsMarks(part)) all_letters = false;
    if ((gc & (U_GC_L_MASK | U_GC_N_MASK | U_GC_M_MASK)) != 0) {
      all_separators = false;
    }
  }
  if (fold == U"." || fold == U",") {
    return Pack(c < 0x80 ? CharClass::kNumberSeparator : CharClass::kSlow);
  }
  if (all_separators) return Pack(CharClass::kSeparator);
  if (fold.size() == 1 && fold[0] >= U'0' && fold[0] <= U'9') {
    return Pack(CharClass::kDigit, ToUtf8(fold));
  }
  const std::string utf8 = ToUtf8(fold);
  if (all_letters && utf8.size() <= 2) return Pack(CharClass::kLetter, utf8);
  return Pack(CharClass::kSlow);
}

uint32_t Classify(char32_t c, const Normalizers& normalizers) {
  const auto type =
      static_cast<UCharCategory>(u_charType(static_cast<UChar32>(c)));
  if ((c >= 0x0a && c <= 0x0d) || c == 0x85 || c == 0x2028 || c == 0x2029) {
    return Pack(CharClass::kLineBreak);
  }
  if (type == U_SPACE_SEPARATOR || type == U_CONTROL_CHAR) {
    return Pack(CharClass::kBlank);
  }
  if (u_hasBinaryProperty(static_cast<UChar32>(c),
                          UCHAR_DEFAULT_IGNORABLE_CODE_POINT)) {
    return Pack(CharClass::kIgnorable);
  }
  if (c == 0x640) return Pack(CharClass::kTatweel);
  if (c == 0x654) return Pack(CharClass::kHamza);
  if (c == 0x66b || c == 0x66c) return Pack(CharClass::kNumberSeparator);
  if (IsArabicMark(c)) return Pack(CharClass::kArabicMark);
  if (c == 0x674 || c == 0x6e5 || c == 0x6e6) {
    return Pack(CharClass::kArabicDeleted);
  }
  if (IsLetter(c) && Script(c) == USCRIPT_ARABIC) {
    const char32_t fold = FoldArabic(c);
    const std::string utf8 = ToUtf8(std::u32string(1, fold));
    return utf8.size() <= 2 ? Pack(CharClass::kArabicLetter, utf8)
                            : Pack(CharClass::kSlow);
  }
  const int32_t digit = u_charDigitValue(static_cast<UChar32>(c));
  if (digit >= 0) {
    return Pack(CharClass::kDigit,
                std::string(1, static_cast<char>('0' + digit)));
  }
  return ClassifyOther(c, normalizers);
}

void PrintTable(const char* name, char32_t begin, char32_t end,
                const Normalizers& normalizers) {
  std::printf("constexpr uint32_t %s[] = {", name);
  for (char32_t c = begin; c < end; ++c) {
    std::printf("%s0x%08x,", (c - begin) % 6 == 0 ? "\n    " : " ",
                Classify(c, normalizers));
  }
  std::printf("\n};\n");
}

int Main() {
  UErrorCode status = U_ZERO_ERROR;
  const Normalizers normalizers = {
      icu::Normalizer2::getNFKCCasefoldInstance(status),
      icu::Normalizer2::getNFDInstance(status)};
  if (U_FAILURE(status)) {
    std::fprintf(stderr, "make_char_table: %s\n", u_errorName(status));
    return 1;
  }
  std::printf(
      "// SPDX-License-Identifier: Apache-2.0\n"
      "//\n"
      "// Generated by tools/make_char_table.cc from ICU %s, Unicode %s.\n"
      "// DO NOT EDIT.\n\n"
      "// clang-format off\n",
      U_ICU_VERSION, U_UNICODE_VERSION);
  PrintTable("kLowTable", 0, kLowTableEnd, normalizers);
  PrintTable("kPunctuationTable", kPunctuationTableBegin, kPunctuationTableEnd,
             normalizers);
  std::printf("// clang-format on\n");
  return 0;
}

}  // namespace
}  // namespace nuskha::internal

int main() { return nuskha::internal::Main(); }
