// SPDX-License-Identifier: Apache-2.0

#include "text/tsv.h"

#include <algorithm>

namespace nuskha::internal {

TsvReader::TsvReader(std::string_view table) : rest_(table) {
  constexpr std::string_view kBom = "\xef\xbb\xbf";
  if (rest_.starts_with(kBom)) rest_.remove_prefix(kBom.size());
}

bool TsvReader::Next() {
  while (!rest_.empty()) {
    ++line_;
    std::string_view line = rest_.substr(0, rest_.find('\n'));
    rest_.remove_prefix(std::min(rest_.size(), line.size() + 1));
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line.find_first_not_of(" \t") == line.npos || line[0] == '#') continue;
    Split(line, '\t', &fields_);
    return true;
  }
  return false;
}

void Split(std::string_view text, char separator,
           std::vector<std::string_view>* pieces) {
  pieces->clear();
  for (;;) {
    const size_t end = text.find(separator);
    pieces->push_back(text.substr(0, end));
    if (end == text.npos) return;
    text.remove_prefix(end + 1);
  }
}

}  // namespace nuskha::internal
