// SPDX-License-Identifier: Apache-2.0
//
// The inner loop of MinHasher::Sketch(), once per instruction set. Every kernel
// computes the same lanes bit for bit; minhash_test.cc holds each to the
// definition. To add a kernel: one file minhash_<isa>.cc, one row in the table
// in minhash_scalar.cc, one line in CMakeLists.txt.

#ifndef NUSKHA_SRC_SKETCH_MINHASH_KERNELS_H_
#define NUSKHA_SRC_SKETCH_MINHASH_KERNELS_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "base/simd.h"

namespace nuskha::internal {

// lanes[i] = min(lanes[i], min over x of multipliers[i] * low32(x) +
// offsets[i]) with arithmetic mod 2^32.
// shingles: shape [n]; multipliers, offsets, lanes: shape [width].
using MinHashUpdate = void (*)(const uint64_t* shingles, size_t n,
                               const uint32_t* multipliers,
                               const uint32_t* offsets, uint32_t* lanes,
                               size_t width) noexcept;

struct MinHashKernel {
  std::string_view name;
  SimdLevel level;
  MinHashUpdate update;
};

// Kernels this CPU can run, fastest first. Never empty: "scalar" is last.
std::span<const MinHashKernel> SupportedMinHashKernels();

// The fastest that AllowedSimd() permits.
const MinHashKernel& ChosenMinHashKernel();

void MinHashUpdateScalar(const uint64_t* shingles, size_t n,
                         const uint32_t* multipliers, const uint32_t* offsets,
                         uint32_t* lanes, size_t width) noexcept;
void MinHashUpdateSse41(const uint64_t* shingles, size_t n,
                        const uint32_t* multipliers, const uint32_t* offsets,
                        uint32_t* lanes, size_t width) noexcept;
void MinHashUpdateAvx2(const uint64_t* shingles, size_t n,
                       const uint32_t* multipliers, const uint32_t* offsets,
                       uint32_t* lanes, size_t width) noexcept;
void MinHashUpdateAvx512(const uint64_t* shingles, size_t n,
                         const uint32_t* multipliers, const uint32_t* offsets,
                         uint32_t* lanes, size_t width) noexcept;

}  // namespace nuskha::internal

#endif  // NUSKHA_SRC_SKETCH_MINHASH_KERNELS_H_
