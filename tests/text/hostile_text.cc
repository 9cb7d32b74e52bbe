// SPDX-License-Identifier: Apache-2.0

#include "text/hostile_text.h"

#include <unicode/unistr.h>

#include <cstdlib>

#include "fmt/format.h"

namespace nuskha::testing {
namespace {

struct Range {
  char32_t first;
  char32_t last;
};

// Picked one by one or in whole ranges; long ranges are sampled.
constexpr Range kRanges[] = {
    {0x00, 0x20},        // controls, line breaks, space
    {0x21, 0x7f},        // ASCII
    {0x80, 0xa0},        // C1, NEL, NBSP
    {0xa1, 0x17f},       // Latin with accents, SOFT HYPHEN, superscripts
    {0x1c4, 0x1cc},      // digraphs
    {0x2b9, 0x2c1},      // modifier letters
    {0x2d8, 0x2dd},      // spacing accents
    {0x300, 0x345},      // combining marks, CGJ is below
    {0x34f, 0x362},      //
    {0x370, 0x3ff},      // Greek and Coptic
    {0x400, 0x45f},      // Cyrillic
    {0x483, 0x489},      // Cyrillic marks, enclosing ones
    {0x531, 0x537},      // Armenian
    {0x587, 0x587},      //
    {0x5b0, 0x5ea},      // Hebrew
    {0x600, 0x6ff},      // Arabic
    {0x70f, 0x74f},      // Syriac
    {0x750, 0x7ff},      // Arabic Supplement, Thaana, NKo
    {0x800, 0x8ff},      // Samaritan, Mandaic, Arabic Extended
    {0x901, 0x90a},      // Devanagari
    {0x915, 0x918},      //
    {0x93c, 0x94d},      //
    {0x966, 0x96f},      // and its digits
    {0x9be, 0x9cd},      // Bengali vowels that compose
    {0xbf0, 0xbf1},      // Tamil numbers
    {0xe01, 0xe05},      // Thai
    {0xe30, 0xe4e},      //
    {0xf71, 0xf84},      // Tibetan marks that decompose
    {0x1100, 0x1103},    // jamo
    {0x115f, 0x1163},    //
    {0x11a7, 0x11aa},    //
    {0x180b, 0x180f},    // Mongolian selectors
    {0x1b44, 0x1b44},    // a spacing mark with a combining class
    {0x1e00, 0x1e20},    // Latin Extended Additional
    {0x1e9b, 0x1e9e},    //
    {0x1f80, 0x1fff},    // Greek Extended
    {0x2000, 0x2070},    // General Punctuation
    {0x2070, 0x209c},    // superscripts
    {0x20d0, 0x20e4},    // marks for symbols
    {0x2100, 0x212b},    // letterlike
    {0x2153, 0x2189},    // number forms
    {0x2460, 0x2490},    // enclosed numbers
    {0x3000, 0x3002},    // CJK
    {0x302a, 0x3030},    // and its marks
    {0x304b, 0x304c},    //
    {0x3099, 0x309c},    //
    {0x3131, 0x3164},    // compatibility jamo
    {0x3380, 0x33c2},    // squared words
    {0x4e00, 0x4e03},    //
    {0xac00, 0xac02},    // Hangul syllables
    {0xe000, 0xe000},    // private use
    {0xf900, 0xf903},    // compatibility ideographs
    {0xfb00, 0xfb06},    // Latin ligatures
    {0xfb1d, 0xfb4f},    // Hebrew presentation forms
    {0xfb50, 0xfdff},    // Arabic presentation forms
    {0xfe00, 0xfe0f},    // variation selectors
    {0xfe20, 0xfe52},    // half marks, small forms
    {0xfe70, 0xfeff},    // Arabic presentation forms
    {0xff0c, 0xff21},    // full width
    {0xff76, 0xff9f},    // half width
    {0xffa0, 0xffc7},    //
    {0xfff0, 0xffff},    // specials
    {0x10efd, 0x10eff},  // Arabic marks
    {0x1d15e, 0x1d17a},  // musical symbols
    {0x1d400, 0x1d403},  // mathematical letters
    {0x1d7ce, 0x1d7d8},  // and digits
    {0x1ee00, 0x1ee20},  // Arabic mathematical letters
    {0x1f1e6, 0x1f1e8},  // emoji
    {0x1f3fb, 0x1f3fd},  //
    {0x1f600, 0x1f603},  //
    {0xe0001, 0xe0002},  // tags
    {0x10fffe, 0x10ffff},
};

// Constructs that single code points reach too seldom.
const char* const kStrings[] = {
    "\r\n",
    "1,234",
    "2.5",
    "3,5",
    "1,2345",
    "12,345,678",
    "\u0661\u066c\u0662\u0663\u0664",
    "\u0663\u066b\u0665",
    "\u0640\u0640",
    "\u0648\u0654",
    "\u064a\u0651\u0654",
    "\u06d2\u0654",
    "\u0627\u0653",
    "\u0649\u0654",
    "a\u0301",
    "i\u0307",
    "\u03b1\u0301\u0345",
    "&quot;",
    "&amp;quot;",
    "&#1614;",
    "&#x64B;",
    "&nbsp;",
    "&#10;",
    "&#128;",
    "&#7;",
    "&#xd800;",
    "&#1114112;",
    "&NotEqualTilde;",
    "&notit;",
    "&amp",
    "&;",
    "&#;",
    "&#x;",
    "&amp;amp;lt;",
    "&shy;",
    "\u2028",
    "\u2029",
    "\u0085",
    "\u200f",
    "\u200b",
    "\u200c",
    "\u00a0",
    "\u201c",
    "\u201d.",
    "\u2026",
    "\u060c",
    "\u061b",
    "\ufdfa",
    "\ufdfd",
    "\ufdfc",
    "\ufe77",
    "\ufef5",
    "\ufefb",
    "\ufeff",
    "\ufffd",
};

// Ill-formed: lone trails and leads, cut sequences, overlong forms, surrogates,
// beyond U+10FFFF.
const char* const kIllFormed[] = {
    "\x80",         "\xbf",
    "\xc0\xaf",     "\xc2",
    "\xd8",         "\xd9",
    "\xe2\x80",     "\xe2",
    "\xe0\x80\x80", "\xed\xa0\x80",
    "\xf0\x9f\x98", "\xf0\x9f",
    "\xf0",         "\xf4\x90\x80\x80",
    "\xf8",         "\xff",
    "\xef\xbf",     "\xef\xbb",
};

std::string Utf8(char32_t c) {
  std::string out;
  icu::UnicodeString(static_cast<UChar32>(c)).toUTF8String(out);
  return out;
}

size_t Below(std::mt19937_64& rng, size_t n) { return rng() % n; }

std::string PlainPiece(std::mt19937_64& rng) {
  switch (Below(rng, 8)) {
    case 0:
      return " ";
    case 1:
      return std::string(1, static_cast<char>('0' + Below(rng, 10)));
    case 2:
      return std::string(1, static_cast<char>('a' + Below(rng, 26)));
    case 3:
      return Utf8(0x64b + static_cast<char32_t>(Below(rng, 8)));
    default:
      return Utf8(0x641 + static_cast<char32_t>(Below(rng, 10)));
  }
}

}  // namespace

const std::vector<std::string>& HostilePieces() {
  static const std::vector<std::string> pieces = [] {
    std::vector<std::string> out;
    for (const Range& range : kRanges) {
      for (char32_t c = range.first; c <= range.last; ++c) {
        out.push_back(Utf8(c));
      }
    }
    out.insert(out.end(), std::begin(kStrings), std::end(kStrings));
    out.insert(out.end(), std::begin(kIllFormed), std::end(kIllFormed));
    return out;
  }();
  return pieces;
}

std::string HostileText(std::mt19937_64& rng, size_t max_pieces) {
  const std::vector<std::string>& all = HostilePieces();
  constexpr size_t kStringsAtEnd = std::size(kStrings) + std::size(kIllFormed);
  std::vector<std::string> own;
  const size_t kinds = 1 + Below(rng, 8);
  for (size_t i = 0; i < kinds; ++i) {
    const bool string = Below(rng, 4) == 0;
    own.push_back(string ? all[all.size() - 1 - Below(rng, kStringsAtEnd)]
                         : all[Below(rng, all.size())]);
  }
  const size_t plain_in_8 = Below(rng, 7);
  std::string text;
  for (size_t n = Below(rng, max_pieces + 1); n > 0; --n) {
    text += Below(rng, 8) < plain_in_8 ? PlainPiece(rng)
                                       : own[Below(rng, own.size())];
  }
  return text;
}

uint64_t RandomTexts(uint64_t usual) {
  const char* const wanted = std::getenv("NUSKHA_RANDOM_TEXTS");
  return wanted == nullptr ? usual : std::strtoull(wanted, nullptr, 10);
}

std::string Escaped(const std::string& bytes) {
  std::string out;
  for (const char byte : bytes) {
    out += fmt::format("\\x{:02x}", static_cast<unsigned char>(byte));
  }
  return out;
}

}  // namespace nuskha::testing
