// SPDX-License-Identifier: Apache-2.0
//
// The inner loop of MinHasher::Sketch(), once per instruction set. Every kernel
// computes the same lanes bit for bit; minhash_test.cc holds each to the
// definition. To add a kernel: one file minhash_<isa>.cc, one row in the table
// in minhash_scalar.cc, one line in CMakeLists.txt with its compile flags.

#ifndef NUSKHA_SRC_SKETCH_MINHASH_KERNELS_H_
#define NUSKHA_SRC_SKETCH_MINHASH_KERNELS_H_

#include <cstdint>
#include <span>
#include <string_view>

namespace nuskha::internal {

// lanes[i] = min(lanes[i], min over x of multipliers[i] * low32(x) +
// offsets[i]) with arithmetic mod 2^32. All spans but `shingles` have the same
// size.
using MinHashUpdate = void (*)(std::span<const uint64_t> shingles,
                               std::span<const uint32_t> multipliers,
                               std::span<const uint32_t> offsets,
                               std::span<uint32_t> lanes) noexcept;

struct MinHashKernel {
  std::string_view name;
  MinHashUpdate update;
};

// Kernels this CPU can run, fastest first. Never empty: "scalar" is last.
std::span<const MinHashKernel> SupportedMinHashKernels();

void MinHashUpdateScalar(std::span<const uint64_t> shingles,
                         std::span<const uint32_t> multipliers,
                         std::span<const uint32_t> offsets,
                         std::span<uint32_t> lanes) noexcept;

}  // namespace nuskha::internal

#endif  // NUSKHA_SRC_SKETCH_MINHASH_KERNELS_H_
