// SPDX-License-Identifier: Apache-2.0

#include "corpus/long_strings.h"

#include <simdjson.h>

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <cstdint>

#include "corpus/raw_value.h"
#include "text/code_points.h"

namespace nuskha::internal {
namespace {

constexpr size_t kLong = size_t{64} << 10;

// The four digits of a \\u escape that stand at text[at]; false if they do not.
bool ReadHex(std::string_view text, size_t at, uint32_t* value) {
  const std::string_view digits = text.substr(std::min(at, text.size()), 4);
  const char* const end = digits.data() + digits.size();
  const auto [stop, error] = std::from_chars(digits.data(), end, *value, 16);
  return digits.size() == 4 && error == std::errc() && stop == end;
}

// Appends what the escape at text[*at], a backslash, means and moves *at
// behind it.
bool Unescape(std::string_view text, size_t* at, std::string* out) {
  constexpr std::string_view kNames = "\"\\/bfnrt";
  constexpr std::string_view kValues = "\"\\/\b\f\n\r\t";
  const char name = *at + 1 < text.size() ? text[*at + 1] : '\0';
  const size_t known = kNames.find(name);
  if (known != std::string_view::npos) {
    *out += kValues[known];
    *at += 2;
    return true;
  }
  uint32_t c = 0;
  if (name != 'u' || !ReadHex(text, *at + 2, &c)) return false;
  *at += 6;
  if (c >= 0xd800 && c < 0xe000) {
    uint32_t low = 0;
    const bool paired = c < 0xdc00 && text.substr(*at, 2) == "\\u" &&
                        ReadHex(text, *at + 2, &low) && low >= 0xdc00 &&
                        low < 0xe000;
    if (!paired) return false;
    *at += 6;
    c = 0x10000 + ((c - 0xd800) << 10) + (low - 0xdc00);
  }
  AppendUtf8(c, out);
  return true;
}

}  // namespace

bool UnquoteString(std::string_view quoted, std::string* out) {
  out->clear();
  if (quoted.size() < 2 || quoted.front() != '"' || quoted.back() != '"' ||
      !simdjson::validate_utf8(quoted)) {
    return false;
  }
  const std::string_view text = quoted.substr(1, quoted.size() - 2);
  out->reserve(text.size());
  for (size_t at = 0; at < text.size();) {
    const char c = text[at];
    if (c == '\\') {
      if (!Unescape(text, &at, out)) return false;
    } else if (static_cast<unsigned char>(c) < 0x20 || c == '"') {
      return false;
    } else {
      *out += c;
      ++at;
    }
  }
  return true;
}

bool ShortenStrings(std::string_view json, std::string* out) {
  out->clear();
  std::string text;
  for (size_t at = 0; at < json.size();) {
    const size_t quote = std::min(json.find('"', at), json.size());
    out->append(json, at, quote - at);
    if (quote == json.size()) break;
    const size_t size = JsonStringSize(json.substr(quote));
    const std::string_view quoted = json.substr(quote, size);
    at = quote + size;
    if (size <= kLong) {
      out->append(quoted);
    } else if (UnquoteString(quoted, &text)) {
      out->append("\"\"");
    } else {
      return false;
    }
  }
  return true;
}

}  // namespace nuskha::internal
