// SPDX-License-Identifier: Apache-2.0

#include "base/simd.h"

#include <cstdlib>
#include <iterator>
#include <string>

#include "base/status_util.h"

namespace nuskha::internal {
namespace {

struct NamedLevel {
  std::string_view name;
  SimdLevel level;
};

constexpr NamedLevel kForcible[] = {{"scalar", SimdLevel::kScalar},
                                    {"sse2", SimdLevel::kSse2},
                                    {"avx2", SimdLevel::kAvx2},
                                    {"avx512", SimdLevel::kAvx512}};

SimdLevel Detect() {
#if defined(__x86_64__)
  __builtin_cpu_init();
  if (!__builtin_cpu_supports("sse4.1")) return SimdLevel::kSse2;
  if (!__builtin_cpu_supports("avx2") || !__builtin_cpu_supports("bmi") ||
      !__builtin_cpu_supports("bmi2") || !__builtin_cpu_supports("popcnt")) {
    return SimdLevel::kSse41;
  }
  if (!__builtin_cpu_supports("avx512f") ||
      !__builtin_cpu_supports("avx512bw") ||
      !__builtin_cpu_supports("avx512dq") ||
      !__builtin_cpu_supports("avx512vl") ||
      !__builtin_cpu_supports("avx512vbmi") ||
      !__builtin_cpu_supports("avx512vbmi2")) {
    return SimdLevel::kAvx2;
  }
  return SimdLevel::kAvx512;
#else
  return SimdLevel::kScalar;
#endif
}

}  // namespace

SimdLevel SupportedSimd() {
  static const SimdLevel level = Detect();
  return level;
}

absl::StatusOr<SimdLevel> ParseSimd(std::string_view name) {
  for (const NamedLevel& named : kForcible) {
    if (named.name != name) continue;
    if (named.level <= SupportedSimd()) return named.level;
    return MakeStatus(absl::StatusCode::kFailedPrecondition,
                      "this CPU has no " + std::string(name));
  }
  return InvalidArgument("no kernel is named '" + std::string(name) +
                         "': scalar, sse2, avx2 and avx512 are");
}

SimdLevel AllowedSimd() {
  static const SimdLevel level = [] {
    const char* const name = std::getenv(kSimdVariable);
    if (name == nullptr || *name == '\0') return SupportedSimd();
    const absl::StatusOr<SimdLevel> forced = ParseSimd(name);
    return forced.ok() ? *forced : SupportedSimd();
  }();
  return level;
}

}  // namespace nuskha::internal
