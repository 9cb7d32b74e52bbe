// SPDX-License-Identifier: Apache-2.0

#ifndef NUSKHA_TOOLS_CSV_H_
#define NUSKHA_TOOLS_CSV_H_

#include <string>
#include <string_view>

namespace nuskha::tools {

// Appends `field` as RFC 4180 quotes it: quotes around, doubled inside.
inline void AppendCsvField(std::string_view field, std::string* row) {
  *row += '"';
  for (const char c : field) row->append(c == '"' ? 2 : 1, c);
  *row += '"';
}

}  // namespace nuskha::tools

#endif  // NUSKHA_TOOLS_CSV_H_
