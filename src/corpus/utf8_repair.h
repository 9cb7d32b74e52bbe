// SPDX-License-Identifier: Apache-2.0
//
// Ill-formed UTF-8: found, replaced, or read as windows-1256.

#ifndef NUSKHA_SRC_CORPUS_UTF8_REPAIR_H_
#define NUSKHA_SRC_CORPUS_UTF8_REPAIR_H_

#include <cstdint>
#include <string>
#include <string_view>

namespace nuskha::internal {

struct Utf8Repair {
  bool windows_1256 = false;
  uint64_t replaced_bytes = 0;  // by U+FFFD
};

// Appends `bytes` as well-formed UTF-8: as windows-1256 where stage D2 of the
// normalization asks for it (DecodeWindows1256()), else with U+FFFD for each
// maximal ill-formed subpart. O(n).
Utf8Repair AppendRepaired(std::string_view bytes, std::string* out);

}  // namespace nuskha::internal

#endif  // NUSKHA_SRC_CORPUS_UTF8_REPAIR_H_
