// SPDX-License-Identifier: Apache-2.0
//
// What the kernels of the standard scan read and write. Included by files that
// are compiled for one instruction set, so that it must have no function that
// a linker could merge with that of another file.

#ifndef NUSKHA_SRC_TEXT_SCAN_BUFFER_H_
#define NUSKHA_SRC_TEXT_SCAN_BUFFER_H_

#include <cstddef>
#include <cstdint>

#include "text/scan_table.h"

namespace nuskha::internal {

// Longest input of one kernel call. Small enough that the output stays in the
// first-level cache until it is copied to the tokens.
inline constexpr size_t kScanBlock = 4096;

// Bytes behind the input that a kernel may read.
inline constexpr size_t kScanPadding = 64;

// Output of one kernel call. No token is longer than its input, and none is
// empty, so that the arrays cannot overflow; kernels may write past the last
// token, up to the padding.
struct ScanBuffer {
  struct Line {
    uint32_t tokens;  // up to the line break
    uint32_t end;     // offset of the line break in the input
  };

  size_t byte_count;
  size_t token_count;
  size_t line_count;
  uint8_t bytes[kScanBlock + kScanPadding];  // tokens, back to back
  // Token i is bytes[borders[i], borders[i + 1]); borders[0] is 0.
  uint32_t borders[kScanBlock + kScanPadding];
  Line lines[kScanBlock];  // that end in the input, at U+000A..000D
};

// What one character does to the scan.
struct ScanStep {
  ScanEntry entry;      // never special
  const uint8_t* next;  // behind the character; null: the scan stops before it
};

// The step of the character at p with `state` before it, for kernels that
// leave some characters to it. Bytes before `p` are those of the scan from
// `begin` on.
// REQUIRES: begin <= p < end, kScanPadding bytes readable at `end`
ScanStep ScanStepAt(const uint8_t* begin, const uint8_t* end, const uint8_t* p,
                    uint32_t state) noexcept;

}  // namespace nuskha::internal

#endif  // NUSKHA_SRC_TEXT_SCAN_BUFFER_H_
