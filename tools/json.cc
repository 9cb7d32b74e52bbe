// SPDX-License-Identifier: Apache-2.0

#include "json.h"

#include <fmt/format.h>

#include "utf8.h"

namespace nuskha::tools {

void AppendJsonString(std::string_view text, std::string* out) {
  *out += '"';
  while (!text.empty()) {
    const CodePoint next = FirstCodePoint(text);
    if (next.value == '"' || next.value == '\\') {
      *out += '\\';
      *out += static_cast<char>(next.value);
    } else if (next.value == '\n') {
      *out += "\\n";
    } else if (next.value < 0x20 || next.value == 0x7f) {
      *out += fmt::format("\\u{:04x}", static_cast<uint32_t>(next.value));
    } else if (next.value == 0xfffd) {
      *out += "\xef\xbf\xbd";
    } else {
      *out += text.substr(0, next.size);
    }
    text.remove_prefix(next.size);
  }
  *out += '"';
}

void AppendAsciiJsonString(std::string_view text, std::string* out) {
  std::string json;
  AppendJsonString(text, &json);
  for (std::string_view rest = json; !rest.empty();) {
    const CodePoint next = FirstCodePoint(rest);
    const auto value = static_cast<uint32_t>(next.value);
    if (value < 0x80) {
      *out += rest[0];
    } else if (value < 0x10000) {
      *out += fmt::format("\\u{:04x}", value);
    } else {
      *out += fmt::format("\\u{:04x}\\u{:04x}", 0xd7c0 + (value >> 10),
                          0xdc00 + (value & 0x3ff));
    }
    rest.remove_prefix(next.size);
  }
}

void Json::Separate() {
  if (comma_) text_ += ',';
  comma_ = true;
}

Json& Json::Open(char bracket) {
  Separate();
  text_ += bracket;
  comma_ = false;
  return *this;
}

Json& Json::Close(char bracket) {
  text_ += bracket;
  comma_ = true;
  return *this;
}

Json& Json::Key(std::string_view key) {
  Separate();
  AppendJsonString(key, &text_);
  text_ += ':';
  comma_ = false;
  return *this;
}

Json& Json::String(std::string_view value) {
  Separate();
  AppendJsonString(value, &text_);
  return *this;
}

Json& Json::Real(double value) {
  return Raw(fmt::format("{}", std::round(value * 1e6) / 1e6));
}

Json& Json::Span(const ByteSpan& span) {
  return Raw(fmt::format("[{},{}]", span.begin, span.end));
}

Json& Json::Raw(std::string_view text) {
  Separate();
  text_ += text;
  return *this;
}

}  // namespace nuskha::tools
