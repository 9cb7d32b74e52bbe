// SPDX-License-Identifier: Apache-2.0
//
// Part of test binaries that ctest runs once per instruction set: ends one with
// code 77, which ctest reports as skipped, where NUSKHA_SIMD names a set that
// this CPU lacks. The library itself would take the best one there is, and the
// same code would pass twice.

#include <cstdio>
#include <cstdlib>
#include <string>

#include "base/simd.h"

namespace nuskha::internal {
namespace {

constexpr int kSkipped = 77;

const bool kChecked = [] {
  const char* const name = std::getenv(kSimdVariable);
  if (name == nullptr || *name == '\0') return true;
  const auto level = ParseSimd(name);
  if (level.ok()) return true;
  std::fprintf(stderr, "%s\n", std::string(level.status().message()).c_str());
  const bool lacks =
      level.status().code() == absl::StatusCode::kFailedPrecondition;
  std::exit(lacks ? kSkipped : EXIT_FAILURE);
}();

}  // namespace
}  // namespace nuskha::internal
