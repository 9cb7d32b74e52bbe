// SPDX-License-Identifier: Apache-2.0

#include "text/mojibake.h"

#include <unicode/uchar.h>

#include <algorithm>
#include <cstdint>
#include <limits>

#include "text/charset.h"
#include "text/code_points.h"

namespace nuskha::internal {
namespace {

constexpr size_t kMinLetters = 5;
constexpr size_t kMaxBytes = std::numeric_limits<uint32_t>::max();
constexpr size_t kLongestReplacement = 3;
constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";

LetterCounts CountLetters(std::string_view text) {
  LetterCounts counts;
  bool ill_formed = false;
  for (size_t pos = 0; pos < text.size();) {
    counts.Add(DecodeAt(text, &pos, &ill_formed));
  }
  return counts;
}

int EncodeWindows1256(char32_t c) { return Charset::Windows1256().Encode(c); }

int EncodeWindows1252(char32_t c) {
  if (c >= 0x80 && c <= 0x9f) return static_cast<int>(c);
  return Charset::Windows1252().Encode(c);
}

// Encodes `text` with `encode`; the bytes must be UTF-8.
bool Reencode(std::string_view text, int (*encode)(char32_t), std::string* out,
              OffsetMap* map) {
  out->clear();
  map->Clear();
  size_t pos = 0;
  if (text.substr(0, kByteOrderMark.size()) == kByteOrderMark) {
    pos = kByteOrderMark.size();
    map->AddReplaced(pos, 0);
  }
  size_t character = 0;  // begin in *out of the one being built
  size_t source = pos;   // and of what it is built from
  bool ill_formed = false;
  while (pos < text.size()) {
    const int byte = encode(DecodeAt(text, &pos, &ill_formed));
    if (byte < 0 || ill_formed) return false;
    out->push_back(static_cast<char>(byte));
    size_t end = character;
    DecodeAt(*out, &end, &ill_formed);
    if (ill_formed) {
      // An unfinished character has all its bytes in its maximal subpart.
      if (end < out->size() || end - character > 3) return false;
      continue;
    }
    if (byte < 0x80) {
      map->AddCopied(1);
    } else {
      map->AddReplaced(pos - source, end - character);
    }
    character = end;
    source = pos;
  }
  return character == out->size();
}

// Windows-1256 that was decoded as Latin-1.
bool RedecodeLatin1(std::string_view text, std::string* out, OffsetMap* map) {
  out->clear();
  map->Clear();
  size_t pos = 0;
  if (text.substr(0, kByteOrderMark.size()) == kByteOrderMark) {
    pos = kByteOrderMark.size();
    map->AddReplaced(pos, 0);
  }
  bool ill_formed = false;
  while (pos < text.size()) {
    const size_t begin = pos;
    const char32_t c = DecodeAt(text, &pos, &ill_formed);
    const size_t size = out->size();
    if (c > 0xff || size > kMaxBytes - kLongestReplacement) return false;
    AppendUtf8(Charset::Windows1256().Decode(static_cast<uint8_t>(c)), out);
    if (c < 0x80) {
      map->AddCopied(1);
    } else {
      map->AddReplaced(pos - begin, out->size() - size);
    }
  }
  return true;
}

}  // namespace

void LetterCounts::Add(char32_t c) {
  const auto point = static_cast<UChar32>(c);
  if ((U_GET_GC_MASK(point) & U_GC_L_MASK) == 0) return;
  ++letters;
  arabic += IsArabicLetter(c) || c == 0x640;  // a letter to Unicode
  tah += c == 0x637 || c == 0x638;
  slash += c >= 0xd8 && c <= 0xdb;
  latin1 += c >= 0xc0 && c <= 0xff;
}

bool MayBeMojibake(std::string_view text) {
  // Counts by bytes: `tah` is exact, `latin1` never too small, `letters` never
  // too large. Blocks of at most 255 let the compiler count in vectors of
  // bytes.
  size_t letters = 0;
  size_t tah = 0;
  size_t latin1 = 0;
  const auto* p = reinterpret_cast<const uint8_t*>(text.data());
  for (size_t left = text.empty() ? 0 : text.size() - 1; left > 0;) {
    const size_t n = std::min<size_t>(left, 240);
    uint8_t block_letters = 0;
    uint8_t block_tah = 0;
    uint8_t block_latin1 = 0;
    for (size_t i = 0; i < n; ++i) {
      const uint8_t a = p[i];
      const uint8_t b = p[i + 1];
      const bool d8 = a == 0xd8;
      const bool d9 = a == 0xd9;
      const bool ascii = static_cast<uint8_t>((a | 0x20) - 'a') < 26;
      const bool arabic =
          (d8 & (b >= 0xa0)) | (d9 & (static_cast<uint8_t>(b - 0x81) < 10));
      block_letters = static_cast<uint8_t>(block_letters + (ascii | arabic));
      block_tah = static_cast<uint8_t>(
          block_tah + (d8 & (static_cast<uint8_t>(b - 0xb7) < 2)));
      block_latin1 = static_cast<uint8_t>(block_latin1 + (a == 0xc3));
    }
    letters += block_letters;
    tah += block_tah;
    latin1 += block_latin1;
    p += n;
    left -= n;
  }
  if (tah + latin1 == 0) return false;
  return tah * 4 >= letters || latin1 * 4 >= letters;
}

bool UndoMojibake(std::string_view text, std::string* out, OffsetMap* map) {
  const LetterCounts counts = CountLetters(text);
  if (counts.letters < kMinLetters) return false;
  if (counts.LooksLikeUtf8AsWindows1256() &&
      Reencode(text, EncodeWindows1256, out, map)) {
    return true;
  }
  if (counts.slash * 4 >= counts.letters &&
      Reencode(text, EncodeWindows1252, out, map)) {
    return true;
  }
  return counts.latin1 * 5 >= counts.letters * 3 &&
         RedecodeLatin1(text, out, map);
}

}  // namespace nuskha::internal
