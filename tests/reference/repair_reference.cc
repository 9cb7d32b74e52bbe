// SPDX-License-Identifier: Apache-2.0
//
// Stages D and R of the reference.

#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/utf8.h>

#include <map>
#include <optional>

#include "reference/normalize_reference.h"

namespace nuskha::testing {
namespace {

struct Entity {
  const char* name;
  const char* value;
};

#include "text/entity_table_data.inc"

struct SourceByte {
  uint8_t byte;
  size_t begin;
  size_t end;
};

bool IsLetter(char32_t c) {
  return (U_GET_GC_MASK(static_cast<UChar32>(c)) & U_GC_L_MASK) != 0;
}

char32_t DecodeByte(const char* charset, uint8_t byte) {
  const char in = static_cast<char>(byte);
  const icu::UnicodeString out(&in, 1, charset);
  return static_cast<char32_t>(out.char32At(0));
}

// Which byte of `charset` is `c`? Asks all of them.
std::optional<uint8_t> EncodeByte(const char* charset, char32_t c) {
  static std::map<std::string, std::map<char32_t, uint8_t>> charsets;
  std::map<char32_t, uint8_t>& bytes = charsets[charset];
  if (bytes.empty()) {
    for (int byte = 0; byte < 256; ++byte) {
      bytes[DecodeByte(charset, static_cast<uint8_t>(byte))] =
          static_cast<uint8_t>(byte);
    }
  }
  const auto at = bytes.find(c);
  if (at == bytes.end()) return std::nullopt;
  return at->second;
}

double Share(const ReferenceText& text, char32_t first, char32_t last) {
  size_t letters = 0;
  size_t hits = 0;
  for (const ReferenceChar& x : text) {
    letters += IsLetter(x.c);
    hits += IsLetter(x.c) && x.c >= first && x.c <= last;
  }
  return letters == 0
             ? 0
             : static_cast<double>(hits) / static_cast<double>(letters);
}

std::string Bytes(const std::vector<SourceByte>& source) {
  std::string bytes;
  for (const SourceByte& b : source) bytes += static_cast<char>(b.byte);
  return bytes;
}

// The text whose UTF-8 was decoded with `charset`; nothing if it was not.
std::optional<ReferenceText> Reencode(const ReferenceText& text,
                                      const char* charset) {
  std::vector<SourceByte> source;
  for (const ReferenceChar& x : text) {
    std::optional<uint8_t> byte = EncodeByte(charset, x.c);
    if (charset == std::string("windows-1252") && x.c >= 0x80 && x.c < 0xa0) {
      byte = static_cast<uint8_t>(x.c);
    }
    if (!byte) return std::nullopt;
    source.push_back({*byte, x.begin, x.end});
  }
  const std::string bytes = Bytes(source);
  ReferenceText out = ReferenceDecode(bytes);
  for (ReferenceChar& x : out) {
    const std::string_view own =
        std::string_view(bytes).substr(x.begin, x.end - x.begin);
    if (x.c == 0xfffd && own != "\xef\xbf\xbd") return std::nullopt;
    x = {x.c, source[x.begin].begin, source[x.end - 1].end};
  }
  return out;
}

ReferenceText UndoMojibake(ReferenceText text) {
  size_t letters = 0;
  for (const ReferenceChar& x : text) letters += IsLetter(x.c);
  if (letters < 5) return text;
  ReferenceText plain = text;
  if (plain[0].c == 0xfeff) plain.erase(plain.begin());
  if (Share(text, 0x637, 0x638) >= 0.25) {
    if (const auto out = Reencode(plain, "windows-1256")) return *out;
  }
  if (Share(text, 0xd8, 0xdb) >= 0.25) {
    if (const auto out = Reencode(plain, "windows-1252")) return *out;
  }
  if (Share(text, 0xc0, 0xff) < 0.6) return text;
  for (ReferenceChar& x : plain) {
    if (x.c > 0xff) return text;
    x.c = DecodeByte("windows-1256", static_cast<uint8_t>(x.c));
  }
  return plain;
}

// Text of the reference text[begin..) up to its first semicolon, if it is
// ASCII and short.
std::string ReferenceAt(const ReferenceText& text, size_t begin) {
  std::string out;
  for (size_t i = begin; i < text.size() && out.size() < 40; ++i) {
    if (text[i].c >= 0x80) return "";
    out += static_cast<char>(text[i].c);
    if (text[i].c == U';') return out;
  }
  return "";
}

std::optional<ReferenceText> NumericEntity(uint32_t value) {
  if (value == 0 || value > 0x10ffff || (value >= 0xd800 && value < 0xe000)) {
    return ReferenceText{{0xfffd, 0, 0}};
  }
  if (value >= 0x80 && value <= 0x9f) {
    const char32_t c = DecodeByte("windows-1252", static_cast<uint8_t>(value));
    return ReferenceText{{c, 0, 0}};
  }
  const bool white = value == 9 || value == 10 || value == 12 || value == 13;
  if ((value < 0x20 && !white) || value == 0x7f ||
      U_IS_UNICODE_NONCHAR(static_cast<UChar32>(value))) {
    return ReferenceText{};
  }
  return ReferenceText{{value, 0, 0}};
}

bool AllOf(const std::string& text, const char* allowed) {
  return text.find_first_not_of(allowed) == std::string::npos;
}

// What "&...;" stands for; nothing if it stands for itself.
std::optional<ReferenceText> Unescape(const std::string& reference) {
  if (reference.size() < 3) return std::nullopt;
  const std::string body = reference.substr(1, reference.size() - 2);
  if (body[0] != '#') {
    for (const Entity& entity : kEntities) {
      if (body == entity.name) return ReferenceDecode(entity.value);
    }
    return std::nullopt;
  }
  const bool hex = body.size() > 1 && (body[1] == 'x' || body[1] == 'X');
  const std::string digits = body.substr(hex ? 2 : 1);
  if (digits.empty() || digits.size() > (hex ? 6u : 7u) ||
      !AllOf(digits, hex ? "0123456789abcdefABCDEF" : "0123456789")) {
    return std::nullopt;
  }
  return NumericEntity(
      static_cast<uint32_t>(std::stoul(digits, nullptr, hex ? 16 : 10)));
}

ReferenceText DecodeEntities(const ReferenceText& text) {
  ReferenceText out;
  for (size_t i = 0; i < text.size();) {
    if (text[i].c == U'&') {
      const std::string reference = ReferenceAt(text, i);
      if (const auto decoded = Unescape(reference)) {
        const size_t last = i + reference.size() - 1;
        for (const ReferenceChar& x : *decoded) {
          out.push_back({x.c, text[i].begin, text[last].end});
        }
        i = last + 1;
        continue;
      }
    }
    out.push_back(text[i++]);
  }
  return out;
}

bool IsWindows1256(std::string_view bytes, const ReferenceText& utf8,
                   ReferenceText* decoded) {
  size_t ill_formed = 0;
  for (const ReferenceChar& x : utf8) {
    const bool genuine =
        bytes.substr(x.begin, x.end - x.begin) == "\xef\xbf\xbd";
    if (x.c == 0xfffd && !genuine) ill_formed += x.end - x.begin;
  }
  if (ill_formed * 100 <= bytes.size()) return false;
  size_t letters = 0;
  size_t arabic = 0;
  size_t pos = 0;
  for (const char byte : bytes) {
    const char32_t c = DecodeByte("windows-1256", static_cast<uint8_t>(byte));
    const size_t size = c < 0x80 ? 1 : c < 0x800 ? 2 : 3;
    decoded->push_back({c, pos, pos + size});
    pos += size;
    letters += IsLetter(c);
    arabic += IsLetter(c) && c >= 0x600 && c < 0x700;
  }
  return letters > 0 && arabic * 5 >= letters * 3 &&
         Share(*decoded, 0x637, 0x638) < 0.25;
}

}  // namespace

ReferenceText ReferenceDecode(std::string_view bytes) {
  ReferenceText out;
  const auto size = static_cast<int32_t>(bytes.size());
  for (int32_t i = 0; i < size;) {
    const int32_t begin = i;
    UChar32 c = 0;
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wconversion"
    U8_NEXT_OR_FFFD(bytes.data(), i, size, c);
#pragma GCC diagnostic pop
    out.push_back({static_cast<char32_t>(c), static_cast<size_t>(begin),
                   static_cast<size_t>(i)});
  }
  return out;
}

ReferenceText ReferenceRepair(std::string_view bytes) {
  ReferenceText text = ReferenceDecode(bytes);
  ReferenceText decoded;
  if (IsWindows1256(bytes, text, &decoded)) text = decoded;
  return DecodeEntities(DecodeEntities(UndoMojibake(text)));
}

}  // namespace nuskha::testing
