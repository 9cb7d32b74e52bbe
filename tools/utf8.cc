// SPDX-License-Identifier: Apache-2.0

#include "utf8.h"

#include <locale.h>

#include <clocale>
#include <cwchar>

namespace nuskha::tools {

CodePoint FirstCodePoint(std::string_view text) {
  constexpr CodePoint kBad{0xfffd, 1};
  const auto byte = [&](size_t i) { return static_cast<uint8_t>(text[i]); };
  const uint8_t lead = byte(0);
  if (lead < 0x80) return {lead, 1};
  const size_t size = lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
  if (lead < 0xc2 || lead > 0xf4 || text.size() < size) return kBad;
  char32_t value = lead & (0x7fu >> size);
  for (size_t i = 1; i < size; ++i) {
    if ((byte(i) & 0xc0) != 0x80) return kBad;
    value = value << 6 | (byte(i) & 0x3f);
  }
  const char32_t least = size == 2 ? 0x80 : size == 3 ? 0x800 : 0x10000;
  const bool surrogate = value >= 0xd800 && value <= 0xdfff;
  if (value < least || value > 0x10ffff || surrogate) return kBad;
  return {value, size};
}

int DisplayWidth(std::string_view text) {
  // wcwidth() knows the characters of a UTF-8 locale only; that of the process
  // is left alone.
  static const locale_t locale =
      newlocale(LC_CTYPE_MASK, "C.UTF-8", static_cast<locale_t>(nullptr));
  const locale_t before = locale == nullptr ? nullptr : uselocale(locale);
  int width = 0;
  while (!text.empty()) {
    const CodePoint next = FirstCodePoint(text);
    const int columns = wcwidth(static_cast<wchar_t>(next.value));
    width += columns >= 0 ? columns : 1;
    text.remove_prefix(next.size);
  }
  if (locale != nullptr) uselocale(before);
  return width;
}

}  // namespace nuskha::tools
