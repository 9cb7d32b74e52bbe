// SPDX-License-Identifier: Apache-2.0

#include "html/meta_charset.h"

#include <algorithm>

#include "html/tag_lexer.h"

namespace nuskha::internal {
namespace {

constexpr size_t kPrescan = size_t{16} << 10;

std::string Lower(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return lower;
}

// What follows "charset=" or "encoding=" in a value.
std::string After(std::string_view key, std::string_view value) {
  const std::string lower = Lower(value);
  size_t at = lower.find(key);
  if (at == std::string::npos) return {};
  at = lower.find_first_not_of(" \t\r\n", at + key.size());
  if (at == std::string::npos || lower[at] != '=') return {};
  at = lower.find_first_not_of(" \t\r\n\"'", at + 1);
  if (at == std::string::npos) return {};
  return lower.substr(at, lower.find_first_of(" \t\r\n\"';,>?", at) - at);
}

}  // namespace

std::string MetaCharset(std::string_view bytes) {
  bytes = bytes.substr(0, kPrescan);
  if (bytes.starts_with("<?xml")) {
    std::string name = After("encoding", bytes.substr(0, bytes.find('>')));
    if (!name.empty()) return name;
  }
  TagLexer lexer(bytes);
  HtmlToken token;
  for (lexer.Next(&token); token.kind != HtmlToken::kFinished;
       lexer.Next(&token)) {
    if (token.kind != HtmlToken::kStart) continue;
    if (token.name == "script" || token.name == "style") {
      lexer.SkipRaw(token.name, /*lenient=*/true);
    }
    if (token.name != "meta") continue;
    std::string content;
    for (const Attribute& attribute : token.attributes) {
      const std::string name = Lower(attribute.name);
      if (name == "charset" && !attribute.value.empty()) {
        return Lower(attribute.value);
      }
      if (name == "content") content = After("charset", attribute.value);
    }
    if (!content.empty()) return content;
  }
  return {};
}

}  // namespace nuskha::internal
