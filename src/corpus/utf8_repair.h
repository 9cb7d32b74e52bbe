// SPDX-License-Identifier: Apache-2.0
//
// Ill-formed UTF-8: found, replaced, or read as windows-1256.

#ifndef NUSKHA_SRC_CORPUS_UTF8_REPAIR_H_
#define NUSKHA_SRC_CORPUS_UTF8_REPAIR_H_

#include <cstdint>
#include <string>
#include <string_view>

namespace nuskha::internal {

struct Utf8Head {
  bool well_formed = false;
  // Of the sequence, or of the maximal ill-formed subpart (Unicode 15,
  // section 3.9, table 3-7), which one U+FFFD replaces; 1 to 4.
  uint8_t size = 1;
};

// The first sequence of `bytes`. REQUIRES: !bytes.empty()
Utf8Head FirstSequence(std::string_view bytes);

struct Utf8Repair {
  bool windows_1256 = false;
  uint64_t replaced_bytes = 0;  // by U+FFFD
};

// Appends `bytes` as well-formed UTF-8: as windows-1256 if more than 1 % of
// them are ill-formed parts and at least 60 % of the letters are Arabic in that
// reading, else with U+FFFD for each maximal ill-formed subpart.
Utf8Repair AppendRepaired(std::string_view bytes, std::string* out);

}  // namespace nuskha::internal

#endif  // NUSKHA_SRC_CORPUS_UTF8_REPAIR_H_
