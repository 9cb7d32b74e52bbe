// SPDX-License-Identifier: Apache-2.0

#include "text/code_points.h"

#include <unicode/uchar.h>
#include <unicode/uscript.h>

#include <cassert>

namespace nuskha::internal {
namespace {

constexpr char32_t kReplacement = 0xfffd;

bool IsLetter(char32_t c) {
  return (U_GET_GC_MASK(static_cast<UChar32>(c)) & U_GC_L_MASK) != 0;
}

bool HasArabicScript(char32_t c) {
  UErrorCode status = U_ZERO_ERROR;
  return uscript_getScript(static_cast<UChar32>(c), &status) == USCRIPT_ARABIC;
}

}  // namespace

CharClass LightClass(char32_t c) {
  if (IsInTable(c)) return LookUpChar(c).char_class;
  if (u_charType(static_cast<UChar32>(c)) == U_SPACE_SEPARATOR) {
    return CharClass::kBlank;
  }
  // U+FFF9..FFFB, interlinear annotation, are as invisible as the property's.
  if ((c >= 0xfff9 && c <= 0xfffb) ||
      u_hasBinaryProperty(static_cast<UChar32>(c),
                          UCHAR_DEFAULT_IGNORABLE_CODE_POINT)) {
    return CharClass::kIgnorable;
  }
  return CharClass::kSlow;
}

bool IsArabicLetter(char32_t c) {
  if (c < kLowTableEnd) {
    const CharClass char_class = LookUpChar(c).char_class;
    if (char_class != CharClass::kSlow) {
      return char_class == CharClass::kArabicLetter ||
             char_class == CharClass::kArabicDeleted;
    }
  }
  return IsLetter(c) && HasArabicScript(c);
}

bool IsArabicMark(char32_t c) {
  if (c >= kLowTableEnd) return c >= 0x10efd && c <= 0x10eff;
  const CharClass char_class = LookUpChar(c).char_class;
  return char_class == CharClass::kArabicMark ||
         char_class == CharClass::kHamza;
}

bool IsMark(char32_t c) {
  return (U_GET_GC_MASK(static_cast<UChar32>(c)) & U_GC_M_MASK) != 0;
}

void AppendUtf8(char32_t c, std::string* out) {
  const auto put = [out](char32_t byte) {
    out->push_back(static_cast<char>(byte));
  };
  if (c < 0x80) {
    put(c);
    return;
  }
  if (c < 0x800) {
    put(0xc0 | c >> 6);
  } else {
    if (c < 0x10000) {
      put(0xe0 | c >> 12);
    } else {
      put(0xf0 | c >> 18);
      put(0x80 | (c >> 12 & 0x3f));
    }
    put(0x80 | (c >> 6 & 0x3f));
  }
  put(0x80 | (c & 0x3f));
}

char32_t DecodeAt(std::string_view text, size_t* pos, bool* ill_formed) {
  assert(*pos < text.size());
  const auto byte_at = [text](size_t at) -> uint8_t {
    return at < text.size() ? static_cast<uint8_t>(text[at]) : 0;
  };
  const uint8_t lead = byte_at((*pos)++);
  *ill_formed = false;
  if (lead < 0x80) return lead;
  *ill_formed = true;
  if (lead < 0xc2 || lead > 0xf4) return kReplacement;
  // Only the second byte has a range of its own: overlong forms, surrogates
  // and what is above U+10FFFF are ill-formed from there on.
  const uint8_t low = lead == 0xe0 ? 0xa0 : lead == 0xf0 ? 0x90 : 0x80;
  const uint8_t high = lead == 0xed ? 0x9f : lead == 0xf4 ? 0x8f : 0xbf;
  const uint8_t second = byte_at(*pos);
  if (second < low || second > high) return kReplacement;
  ++*pos;
  const int trails = lead < 0xe0 ? 1 : lead < 0xf0 ? 2 : 3;
  char32_t c = (lead & (0x3fu >> trails)) << 6 | (second & 0x3fu);
  for (int i = 1; i < trails; ++i) {
    const uint8_t trail = byte_at(*pos);
    if ((trail & 0xc0) != 0x80) return kReplacement;
    ++*pos;
    c = c << 6 | (trail & 0x3fu);
  }
  *ill_formed = false;
  return c;
}

void CountIllFormed(size_t begin, size_t end, RepairReport* report) {
  if (report->ill_formed == 0) report->first_ill_formed = begin;
  ++report->ill_formed;
  report->ill_formed_bytes += static_cast<uint32_t>(end - begin);
}

}  // namespace nuskha::internal
