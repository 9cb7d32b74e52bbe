// SPDX-License-Identifier: Apache-2.0

#include "text/golden_rows.h"

#include <unicode/unistr.h>

#include <fstream>
#include <sstream>

namespace nuskha::testing {
namespace {

// \uXXXX, \UXXXXXXXX, \n, \r, \t, \\, and \xNN for a raw byte.
std::string Unescape(const std::string& text) {
  std::string out;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\\') {
      out += text[i];
      continue;
    }
    const char kind = text[++i];
    const size_t digits = kind == 'x' ? 2 : kind == 'u' ? 4 : 8;
    switch (kind) {
      case 'n':
        out += '\n';
        break;
      case 'r':
        out += '\r';
        break;
      case 't':
        out += '\t';
        break;
      case '\\':
        out += '\\';
        break;
      default: {
        const auto value = static_cast<char32_t>(
            std::stoul(text.substr(i + 1, digits), nullptr, 16));
        if (kind == 'x') {
          out += static_cast<char>(value);
        } else {
          icu::UnicodeString(static_cast<UChar32>(value)).toUTF8String(out);
        }
        i += digits;
      }
    }
  }
  return out;
}

}  // namespace

std::vector<GoldenRow> ReadGoldenRows() {
  std::ifstream file(NUSKHA_SOURCE_DIR
                     "/tests/golden/normalization_golden.tsv");
  std::vector<GoldenRow> rows;
  std::string line;
  std::getline(file, line);
  while (std::getline(file, line)) {
    std::istringstream fields(line);
    GoldenRow row;
    std::getline(fields, row.level, '\t');
    std::getline(fields, row.input, '\t');
    std::getline(fields, row.expected, '\t');
    std::getline(fields, row.note);
    row.input = Unescape(row.input);
    row.expected = Unescape(row.expected);
    rows.push_back(row);
  }
  return rows;
}

}  // namespace nuskha::testing
