// SPDX-License-Identifier: Apache-2.0

#include "reference/disguise.h"

#include <cstddef>
#include <cstdint>

#include "text/charset.h"
#include "text/code_points.h"

namespace nuskha::testing {
namespace {

constexpr char32_t kFathatan = 0x64b;
constexpr char32_t kTatweel = 0x640;
constexpr char32_t kNoBreakSpace = 0xa0;

std::string Utf8(char32_t c) {
  std::string bytes;
  internal::AppendUtf8(c, &bytes);
  return bytes;
}

std::string Blank(std::mt19937& rng) {
  switch (rng() % 5) {
    case 0:
      return "\n";
    case 1:
      return "  ";
    case 2:
      return Utf8(kNoBreakSpace);
    case 3:
      return "&nbsp;";
    default:
      return " &amp;quot;";
  }
}

std::string Letter(std::mt19937& rng, std::string_view letter, char32_t c) {
  switch (rng() % 3) {
    case 0:
      return std::string(letter) +
             Utf8(kFathatan + static_cast<char32_t>(rng() % 8));
    case 1:
      return std::string(letter) + Utf8(kTatweel);
    default:
      return "&#" + std::to_string(static_cast<uint32_t>(c)) + ";";
  }
}

}  // namespace

std::string Respelled(std::mt19937& rng, std::string_view text, int share) {
  std::string out;
  bool ill_formed = false;
  for (size_t pos = 0; pos < text.size();) {
    const size_t begin = pos;
    const char32_t c = internal::DecodeAt(text, &pos, &ill_formed);
    const std::string_view bytes = text.substr(begin, pos - begin);
    const bool change = static_cast<int>(rng() % 100) < share;
    if (change && c == U' ') {
      out += Blank(rng);
    } else if (change && internal::IsArabicLetter(c)) {
      out += Letter(rng, bytes, c);
    } else {
      out += bytes;
    }
  }
  return out;
}

std::string AsMojibake(std::string_view text) {
  std::string out;
  for (const char byte : text) {
    out += Utf8(
        internal::Charset::Windows1256().Decode(static_cast<uint8_t>(byte)));
  }
  return out;
}

std::string AsWindows1256(std::string_view text) {
  std::string out;
  bool ill_formed = false;
  for (size_t pos = 0; pos < text.size();) {
    const char32_t c = internal::DecodeAt(text, &pos, &ill_formed);
    const int byte = c < 0x80 ? static_cast<int>(c)
                              : internal::Charset::Windows1256().Encode(c);
    if (byte >= 0) out += static_cast<char>(byte);
  }
  return out;
}

}  // namespace nuskha::testing
