// SPDX-License-Identifier: Apache-2.0

#include "corpus/raw_value.h"

#include <algorithm>
#include <cstddef>

namespace nuskha::internal {
namespace {

constexpr std::string_view kBlanks = " \t\r\n";

void SkipBlanks(std::string_view* json) {
  json->remove_prefix(std::min(json->find_first_not_of(kBlanks), json->size()));
}

// Bytes of the value at the head of `json`.
size_t ValueSize(std::string_view json) {
  uint64_t depth = 0;
  size_t i = 0;
  while (i < json.size()) {
    const char c = json[i];
    if (c == '"') {
      i += JsonStringSize(json.substr(i));
      if (depth == 0) return i;
      continue;
    }
    const bool closes = c == '}' || c == ']';
    if (depth == 0 && (closes || c == ',')) return i;
    if (c == '{' || c == '[') ++depth;
    if (closes && --depth == 0) return i + 1;
    ++i;
  }
  return i;
}

}  // namespace

size_t JsonStringSize(std::string_view json) {
  size_t i = 1;
  while (i < json.size() && json[i] != '"') {
    i += json[i] == '\\' ? 2 : 1;
  }
  return std::min(i + 1, json.size());
}

std::string_view RawValue(std::string_view json,
                          std::span<const uint32_t> positions) {
  SkipBlanks(&json);
  for (const uint32_t position : positions) {
    if (json.empty()) return {};
    const bool object = json[0] == '{';
    json.remove_prefix(1);
    for (uint32_t i = 0;; ++i) {
      SkipBlanks(&json);
      if (object && json.starts_with('"')) {
        json.remove_prefix(JsonStringSize(json));
        json.remove_prefix(std::min(json.find(':') + 1, json.size()));
        SkipBlanks(&json);
      }
      if (json.empty()) return {};
      if (i == position) break;
      json.remove_prefix(ValueSize(json));
      SkipBlanks(&json);
      if (!json.starts_with(',')) return {};
      json.remove_prefix(1);
    }
  }
  std::string_view value = json.substr(0, ValueSize(json));
  value = value.substr(0, value.find_last_not_of(kBlanks) + 1);
  return value;
}

}  // namespace nuskha::internal
