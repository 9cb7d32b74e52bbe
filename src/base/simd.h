// SPDX-License-Identifier: Apache-2.0
//
// Which instruction sets the kernels may use. Results never depend on it.

#ifndef NUSKHA_SRC_BASE_SIMD_H_
#define NUSKHA_SRC_BASE_SIMD_H_

#include <span>
#include <string_view>

#include "absl/status/statusor.h"

namespace nuskha::internal {

// Instruction sets, each with all before it. A stage has kernels for some of
// them and takes the best that is allowed.
enum class SimdLevel {
  kScalar,  // no intrinsics; what the compiler makes of plain code
  kSse2,    // every x86-64
  kSse41,
  kAvx2,    // with BMI, BMI2, POPCNT: Haswell, Zen
  kAvx512,  // with BW, DQ, VL, VBMI, VBMI2: Ice Lake, Zen 4
};

// The environment variable that forces a level: scalar, sse2, avx2 or avx512.
inline constexpr char kSimdVariable[] = "NUSKHA_SIMD";

// Best level of this CPU and operating system. Computed once.
SimdLevel SupportedSimd();

// The level `name` stands for. Errors: InvalidArgument if no level can be
// forced by that name, FailedPrecondition if this CPU does not have it.
absl::StatusOr<SimdLevel> ParseSimd(std::string_view name);

// What kSimdVariable forces, or SupportedSimd() if it is unset, empty or wrong.
// Read once, on the first call.
SimdLevel AllowedSimd();

// Kernel: any struct with a member `level`. table: best first, kScalar last.
// Returns the part of it that `limit` allows; never empty.
template <typename Kernel>
std::span<const Kernel> KernelsUpTo(SimdLevel limit,
                                    std::span<const Kernel> table) {
  while (table.size() > 1 && table.front().level > limit) {
    table = table.subspan(1);
  }
  return table;
}

}  // namespace nuskha::internal

#endif  // NUSKHA_SRC_BASE_SIMD_H_
