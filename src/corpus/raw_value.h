// SPDX-License-Identifier: Apache-2.0
//
// The bytes of a value as they stand in the input. A parsed number no longer
// knows whether it was written 1e3 or 1000.

#ifndef NUSKHA_SRC_CORPUS_RAW_VALUE_H_
#define NUSKHA_SRC_CORPUS_RAW_VALUE_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace nuskha::internal {

// positions: the how-manieth member or element to enter at each level, from 0.
// json: a record that has parsed, perhaps after repairs. Empty if there is no
// such value. O(bytes before its end), no recursion.
std::string_view RawValue(std::string_view json,
                          std::span<const uint32_t> positions);

// Bytes of the string at the head of `json`, with both quotes; all of `json` if
// it does not end. REQUIRES: json starts with a quote
size_t JsonStringSize(std::string_view json);

}  // namespace nuskha::internal

#endif  // NUSKHA_SRC_CORPUS_RAW_VALUE_H_
