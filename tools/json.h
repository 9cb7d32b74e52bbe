// SPDX-License-Identifier: Apache-2.0
//
// JSON output: one object a line, keys in the order they are added.

#ifndef NUSKHA_TOOLS_JSON_H_
#define NUSKHA_TOOLS_JSON_H_

#include <cmath>
#include <concepts>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "nuskha/article.h"

namespace nuskha::tools {

// Appends `text` as a JSON string. Ill-formed UTF-8 becomes U+FFFD.
void AppendJsonString(std::string_view text, std::string* out);

// The same in ASCII: every other character is escaped.
void AppendAsciiJsonString(std::string_view text, std::string* out);

// Builds one JSON value by appending to a string. The caller keeps to the
// grammar; commas are placed here.
class Json {
 public:
  Json& Object() { return Open('{'); }
  Json& EndObject() { return Close('}'); }
  Json& Array() { return Open('['); }
  Json& EndArray() { return Close(']'); }
  Json& Key(std::string_view key);
  Json& String(std::string_view value);
  Json& Bool(bool value) { return Raw(value ? "true" : "false"); }
  Json& Integer(std::integral auto value) { return Raw(std::to_string(value)); }
  // Rounded to 6 decimals, the shortest that say so.
  Json& Real(double value);
  Json& Span(const ByteSpan& span);
  // `text`: a whole JSON value.
  Json& Raw(std::string_view text);

  const std::string& text() const { return text_; }
  void Clear() {
    text_.clear();
    comma_ = false;
  }

 private:
  Json& Open(char bracket);
  Json& Close(char bracket);
  void Separate();

  std::string text_;
  bool comma_ = false;  // a comma goes before the next key or element
};

}  // namespace nuskha::tools

#endif  // NUSKHA_TOOLS_JSON_H_
