// SPDX-License-Identifier: Apache-2.0
//
// The inner loop of NormalizeStandard(), once per instruction set. Every kernel
// gives the same tokens and stops at the same places, bit for bit. To add a
// kernel: one file scan_<isa>.cc, one row in the table in scan_kernels.cc, one
// line in CMakeLists.txt with its compile flags.

#ifndef NUSKHA_SRC_TEXT_SCAN_KERNELS_H_
#define NUSKHA_SRC_TEXT_SCAN_KERNELS_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "nuskha/article.h"

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
  size_t byte_count;
  size_t token_count;
  uint8_t bytes[kScanBlock + kScanPadding];
  uint32_t ends[kScanBlock + kScanPadding];  // of tokens, offsets into `bytes`
};

// Scans [begin, end), which begins at a chunk border (start of text or behind
// a byte up to U+0020). Returns where it stopped: at `end`, at a line break, or
// at a code point it cannot decide. In the first two cases *out has the tokens
// before that place, in the third it is void.
// REQUIRES: end - begin <= kScanBlock, kScanPadding bytes readable at `end`
using ScanStandard = const uint8_t* (*)(const uint8_t* begin,
                                        const uint8_t* end,
                                        ScanBuffer* out) noexcept;

struct ScanKernel {
  std::string_view name;  // "scalar", "avx512"
  ScanStandard scan;
};

// Kernels this CPU can run, fastest first. Never empty: "scalar" is last.
std::span<const ScanKernel> SupportedScanKernels();

const uint8_t* ScanStandardScalar(const uint8_t* begin, const uint8_t* end,
                                  ScanBuffer* out) noexcept;

// The scalar kernel with the source bytes of each token, as offsets from
// `begin`. spans: shape [kScanBlock + 1].
const uint8_t* ScanStandardSpans(const uint8_t* begin, const uint8_t* end,
                                 ScanBuffer* out, ByteSpan* spans) noexcept;

}  // namespace nuskha::internal

#endif  // NUSKHA_SRC_TEXT_SCAN_KERNELS_H_
