// SPDX-License-Identifier: Apache-2.0

#include "corpus/utf8_repair.h"

#include <cstddef>

#include "text/code_points.h"
#include "text/repair.h"

namespace nuskha::internal {

Utf8Repair AppendRepaired(std::string_view bytes, std::string* out) {
  Utf8Repair repair;
  std::string decoded;
  if (DecodeWindows1256(bytes, &decoded)) {
    repair.windows_1256 = true;
    out->append(decoded);
    return repair;
  }
  for (size_t i = 0; i < bytes.size();) {
    const size_t begin = i;
    bool ill_formed = false;
    const char32_t c = DecodeAt(bytes, &i, &ill_formed);
    if (ill_formed) repair.replaced_bytes += i - begin;
    AppendUtf8(c, out);
  }
  return repair;
}

}  // namespace nuskha::internal
