// SPDX-License-Identifier: Apache-2.0

#ifndef NUSKHA_SRC_CORPUS_REFUSAL_H_
#define NUSKHA_SRC_CORPUS_REFUSAL_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "nuskha/reader.h"

namespace nuskha::internal {

// Why a record is rejected.
struct Refusal {
  std::string_view code;
  std::string detail;
};

// Ill-formed bytes a record may have and still be repaired: 5 %.
inline bool TooIllFormed(uint64_t bytes, size_t record_size) {
  return bytes * 20 > record_size;
}

inline Refusal NotUtf8(uint64_t bytes, size_t size) {
  return {"utf8_invalid", std::to_string(bytes) + " of " +
                              std::to_string(size) +
                              " bytes are not UTF-8 (--encoding says what the "
                              "inputs are encoded in)"};
}

// What the reader refused, for people. max_line: ReadOptions::max_line.
std::string WhyNotRead(const RawRecord& record, uint64_t max_line);

}  // namespace nuskha::internal

#endif  // NUSKHA_SRC_CORPUS_REFUSAL_H_
