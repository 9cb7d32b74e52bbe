// SPDX-License-Identifier: Apache-2.0
//
// A slow and obvious reading of one JSON line, with the repairs that
// docs/formats/input.md promises. Linked only to tests and fuzzers.

#ifndef NUSKHA_TESTS_REFERENCE_JSON_REFERENCE_H_
#define NUSKHA_TESTS_REFERENCE_JSON_REFERENCE_H_

#include <string>
#include <string_view>

namespace nuskha::reference {

struct ReferenceRecord {
  bool accepted = false;
  std::string text;  // of the first usual name that is there and not null
};

ReferenceRecord ReadJsonLine(std::string_view line);

}  // namespace nuskha::reference

#endif  // NUSKHA_TESTS_REFERENCE_JSON_REFERENCE_H_
