// SPDX-License-Identifier: Apache-2.0
//
// The repairs one record gets when it does not parse: what scrapers commonly
// write and what has one obvious reading. Structure is never guessed: a
// missing quote, a comma too many or two values on a line stay errors.

#ifndef NUSKHA_SRC_CORPUS_JSON_REPAIR_H_
#define NUSKHA_SRC_CORPUS_JSON_REPAIR_H_

#include <cstdint>
#include <string>
#include <string_view>

namespace nuskha::internal {

struct JsonRepair {
  bool controls = false;        // raw control characters became spaces
  bool surrogates = false;      // lone surrogate escapes became U+FFFD
  bool not_a_number = false;    // NaN, Infinity, -Infinity became null
  bool windows_1256 = false;    // strings were read as windows-1256
  uint64_t replaced_bytes = 0;  // of ill-formed UTF-8, by U+FFFD
};

// Replaces *out. Members keep their order and number, so that positions found
// in *out hold in `json`. Numbers that no machine type holds become 0: they are
// valid, and their bytes are taken from `json`. O(n).
JsonRepair RepairJson(std::string_view json, std::string* out);

}  // namespace nuskha::internal

#endif  // NUSKHA_SRC_CORPUS_JSON_REPAIR_H_
