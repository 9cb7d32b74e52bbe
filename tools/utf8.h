// SPDX-License-Identifier: Apache-2.0

#ifndef NUSKHA_TOOLS_UTF8_H_
#define NUSKHA_TOOLS_UTF8_H_

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace nuskha::tools {

// One code point of UTF-8 and the bytes it takes; U+FFFD for an ill-formed
// byte. REQUIRES: !text.empty()
struct CodePoint {
  char32_t value;
  size_t size;
};
CodePoint FirstCodePoint(std::string_view text);

// Columns that `text` takes on a terminal: none for marks and format
// characters, two for wide characters.
int DisplayWidth(std::string_view text);

}  // namespace nuskha::tools

#endif  // NUSKHA_TOOLS_UTF8_H_
