// SPDX-License-Identifier: Apache-2.0

#include "text/markers.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>

namespace nuskha::internal {
namespace {

constexpr size_t kMaxAttributes = 400;  // bytes: 200 Arabic letters

bool IsName(char c) {
  return (c >= 'a' && c <= 'z') || c == '_' || (c >= '0' && c <= '9') ||
         c == '-';
}

// Size of the marker that `text` starts with; 0: none.
size_t MarkerSize(std::string_view text) {
  size_t at = text.substr(1).starts_with('/') ? 2 : 1;
  const size_t name = at;
  while (at < text.size() && IsName(text[at])) ++at;
  const bool starts_well = at > name && text[name] != '-' &&
                           !(text[name] >= '0' && text[name] <= '9');
  if (!starts_well || at == text.size()) return 0;
  if (text[at] == ' ') {
    const std::string_view attributes = text.substr(at, kMaxAttributes + 1);
    const size_t end = attributes.find_first_of("[]\n");
    // A bracket inside ends the search: no text costs more than one pass.
    if (end == attributes.npos) return 0;
    at += end;
  }
  if (text[at] != ']') return 0;
  // "[word](address)" is a link in Markdown, and its word is text.
  return text.substr(at + 1).starts_with('(') ? 0 : at + 1;
}

}  // namespace

void FindMarkers(std::string_view text, std::vector<ByteSpan>* markers) {
  markers->clear();
  for (size_t at = text.find('['); at != text.npos; at = text.find('[', at)) {
    const size_t size = MarkerSize(text.substr(at));
    if (size != 0) {
      markers->push_back(
          {static_cast<uint32_t>(at), static_cast<uint32_t>(at + size)});
    }
    at += std::max<size_t>(size, 1);
  }
}

}  // namespace nuskha::internal
