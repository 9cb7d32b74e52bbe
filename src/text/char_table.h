// SPDX-License-Identifier: Apache-2.0
//
// What normalization does with single code points: class and fold of
// U+0000..08FF (Latin, Greek, Cyrillic, Hebrew, Arabic, Syriac) and of General
// Punctuation (U+2000..207F). Only what holds in every context is in the
// table; the rest has class kSlow and goes through ICU.

#ifndef NUSKHA_SRC_TEXT_CHAR_TABLE_H_
#define NUSKHA_SRC_TEXT_CHAR_TABLE_H_

#include <cstdint>

namespace nuskha::internal {

// The order is that of the generated table: append, never reorder.
enum class CharClass : uint8_t {
  kSlow,             // needs ICU or more context than the fast scan keeps
  kSeparator,        // ends a token
  kBlank,            // separator that is a space at level light
  kLineBreak,        // separator that ends a paragraph
  kIgnorable,        // format control: deleted at level light
  kArabicMark,       // deleted, whatever it stands on; but U+0654 is kHamza
  kMark,             // other nonspacing mark: dropped after every class here
  kHamza,            // U+0654: deleted, but makes some letters before it hamza
  kArabicLetter,     // `out` is the base letter
  kArabicDeleted,    // U+0674, 06E5, 06E6: letters that are deleted
  kTatweel,          // U+0640: kashida or dash
  kLetter,           // of another script; `out` is folded, accents stripped
  kDigit,            // `out` is the ASCII digit
  kNumberSeparator,  // full stop, comma, U+066B, U+066C
};

struct CharInfo {
  CharClass char_class;
  uint8_t size;    // bytes in `out`
  uint8_t out[2];  // UTF-8 of the fold of letters and digits
};

inline constexpr char32_t kLowTableEnd = 0x900;
inline constexpr char32_t kPunctuationTableBegin = 0x2000;
inline constexpr char32_t kPunctuationTableEnd = 0x2080;

inline constexpr bool IsInTable(char32_t c) {
  return c < kLowTableEnd ||
         (c >= kPunctuationTableBegin && c < kPunctuationTableEnd);
}

// REQUIRES: IsInTable(c)
CharInfo LookUpChar(char32_t c);

}  // namespace nuskha::internal

#endif  // NUSKHA_SRC_TEXT_CHAR_TABLE_H_
