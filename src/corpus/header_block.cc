// SPDX-License-Identifier: Apache-2.0

#include "corpus/header_block.h"

#include <algorithm>

namespace nuskha::internal {
namespace {

constexpr std::string_view kBlanks = " \t\r";

char Lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

std::string_view Trimmed(std::string_view text) {
  text.remove_prefix(std::min(text.find_first_not_of(kBlanks), text.size()));
  return text.substr(0, text.find_last_not_of(kBlanks) + 1);
}

}  // namespace

bool EqualIgnoringCase(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](char x, char y) { return Lower(x) == Lower(y); });
}

std::string_view HeaderBlock::Find(std::string_view name) const {
  for (const auto& [key, value] : fields) {
    if (EqualIgnoringCase(key, name)) return value;
  }
  return {};
}

std::optional<HeaderBlock> ParseHeaderBlock(std::string_view bytes) {
  bytes = bytes.substr(0, kMaxHeaderSize);
  HeaderBlock block;
  for (size_t at = 0; at < bytes.size();) {
    const size_t end = bytes.find('\n', at);
    if (end == std::string_view::npos) break;
    std::string_view line = bytes.substr(at, end - at);
    if (line.ends_with('\r')) line.remove_suffix(1);
    const bool first = at == 0;
    at = end + 1;
    if (line.empty() && !first) {
      block.size = at;
      return block;
    }
    const size_t colon = line.find(':');
    if (first) {
      block.first_line = line;
    } else if (line[0] == ' ' || line[0] == '\t') {
      if (block.fields.empty()) continue;
      std::string& value = block.fields.back().second;
      if (!value.empty()) value += ' ';
      value += Trimmed(line);
    } else if (colon != std::string_view::npos) {
      if (block.fields.size() == kMaxHeaderFields) break;
      block.fields.emplace_back(Trimmed(line.substr(0, colon)),
                                Trimmed(line.substr(colon + 1)));
    }
  }
  return std::nullopt;
}

std::string MediaType(std::string_view content_type) {
  std::string type(Trimmed(content_type.substr(0, content_type.find(';'))));
  std::transform(type.begin(), type.end(), type.begin(), Lower);
  return type;
}

std::string_view CharsetParameter(std::string_view content_type) {
  while (true) {
    const size_t semicolon = content_type.find(';');
    if (semicolon == std::string_view::npos) return {};
    content_type.remove_prefix(semicolon + 1);
    const std::string_view parameter =
        content_type.substr(0, content_type.find(';'));
    const size_t equals = parameter.find('=');
    if (equals == std::string_view::npos ||
        !EqualIgnoringCase(Trimmed(parameter.substr(0, equals)), "charset")) {
      continue;
    }
    std::string_view value = Trimmed(parameter.substr(equals + 1));
    while (value.starts_with('"') || value.starts_with('\'')) {
      value.remove_prefix(1);
    }
    while (value.ends_with('"') || value.ends_with('\'')) {
      value.remove_suffix(1);
    }
    return value;
  }
}

}  // namespace nuskha::internal
