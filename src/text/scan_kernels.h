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

#include "base/simd.h"
#include "nuskha/article.h"
#include "text/scan_buffer.h"

namespace nuskha::internal {

// Scans [begin, end), which begins at a chunk border (start of text or behind
// a byte up to U+0020). Returns `end`, and *out has the tokens and line ends;
// or a place in a chunk that has a code point which the kernel cannot decide,
// and in no earlier one, and *out is void.
// REQUIRES: end - begin <= kScanBlock, kScanPadding bytes readable at `end`
using ScanStandard = const uint8_t* (*)(const uint8_t* begin,
                                        const uint8_t* end,
                                        ScanBuffer* out) noexcept;

struct ScanKernel {
  std::string_view name;  // "scalar", "avx512"
  SimdLevel level;
  ScanStandard scan;
};

// Kernels this CPU can run, fastest first. Never empty: "scalar" is last.
std::span<const ScanKernel> SupportedScanKernels();

// The fastest that AllowedSimd() permits.
const ScanKernel& ChosenScanKernel();

const uint8_t* ScanStandardScalar(const uint8_t* begin, const uint8_t* end,
                                  ScanBuffer* out) noexcept;
const uint8_t* ScanStandardSse2(const uint8_t* begin, const uint8_t* end,
                                ScanBuffer* out) noexcept;
const uint8_t* ScanStandardAvx2(const uint8_t* begin, const uint8_t* end,
                                ScanBuffer* out) noexcept;
const uint8_t* ScanStandardAvx512(const uint8_t* begin, const uint8_t* end,
                                  ScanBuffer* out) noexcept;

// The scalar kernel with the source bytes of each token, as offsets from
// `begin`. spans: shape [kScanBlock + 1].
const uint8_t* ScanStandardSpans(const uint8_t* begin, const uint8_t* end,
                                 ScanBuffer* out, ByteSpan* spans) noexcept;

}  // namespace nuskha::internal

#endif  // NUSKHA_SRC_TEXT_SCAN_KERNELS_H_
