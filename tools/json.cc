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
