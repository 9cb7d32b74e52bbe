// SPDX-License-Identifier: Apache-2.0

#include "text/entities.h"

#include <algorithm>
#include <cstdint>
#include <iterator>

#include "text/charset.h"
#include "text/code_points.h"

namespace nuskha::internal {
namespace {

struct Entity {
  std::string_view name;
  std::string_view value;
};

#include "text/entity_table_data.inc"

constexpr size_t kMaxNameLength = 32;
constexpr size_t kMaxDigits = 7;
constexpr size_t kMaxHexDigits = 6;

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

bool IsAsciiLetter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

// -1: not a hexadecimal digit.
int HexValue(char c) {
  if (IsDigit(c)) return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

void AppendReferenced(uint32_t value, std::string* out) {
  if (value == 0 || value > 0x10ffff || (value >= 0xd800 && value <= 0xdfff)) {
    AppendUtf8(0xfffd, out);
  } else if (value >= 0x80 && value <= 0x9f) {
    AppendUtf8(Charset::Windows1252().Decode(static_cast<uint8_t>(value)), out);
  } else {
    const bool allowed_control =
        value == '\t' || value == '\n' || value == '\f' || value == '\r';
    const bool control = value < 0x20 || value == 0x7f;
    const bool noncharacter =
        (value >= 0xfdd0 && value <= 0xfdef) || (value & 0xfffe) == 0xfffe;
    if ((control && !allowed_control) || noncharacter) return;
    AppendUtf8(value, out);
  }
}

size_t MatchNumeric(std::string_view text, std::string* out) {
  const bool hex = text.size() > 2 && (text[2] == 'x' || text[2] == 'X');
  const size_t begin = hex ? 3 : 2;
  const size_t limit =
      std::min(text.size(), begin + (hex ? kMaxHexDigits : kMaxDigits));
  uint32_t value = 0;
  size_t end = begin;
  for (; end < limit; ++end) {
    const int digit = HexValue(text[end]);
    if (digit < 0 || (!hex && digit > 9)) break;
    value = value * (hex ? 16 : 10) + static_cast<uint32_t>(digit);
  }
  if (end == begin || end == text.size() || text[end] != ';') return 0;
  if (out != nullptr) AppendReferenced(value, out);
  return end + 1;
}

}  // namespace

size_t MatchEntity(std::string_view text, std::string* out) {
  if (text.size() < 3 || text[0] != '&') return 0;
  if (text[1] == '#') return MatchNumeric(text, out);
  size_t end = 1;
  while (end < text.size() && end <= kMaxNameLength &&
         (IsAsciiLetter(text[end]) || IsDigit(text[end]))) {
    ++end;
  }
  if (end == text.size() || text[end] != ';') return 0;
  const std::string_view name = text.substr(1, end - 1);
  const auto* entity = std::lower_bound(
      std::begin(kEntities), std::end(kEntities), name,
      [](const Entity& a, std::string_view b) { return a.name < b; });
  if (entity == std::end(kEntities) || entity->name != name) return 0;
  if (out != nullptr) out->append(entity->value);
  return end + 1;
}

bool HasEntity(std::string_view text) {
  for (size_t at = text.find('&'); at != std::string_view::npos;
       at = text.find('&', at + 1)) {
    if (MatchEntity(text.substr(at), nullptr) > 0) return true;
  }
  return false;
}

}  // namespace nuskha::internal
