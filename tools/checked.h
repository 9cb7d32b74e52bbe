// SPDX-License-Identifier: Apache-2.0
//
// For calls of the library whose only error is that memory ended. The program
// then throws std::bad_alloc, as its own code does; main() says "out of memory"
// and ends with exit code 9.

#ifndef NUSKHA_TOOLS_CHECKED_H_
#define NUSKHA_TOOLS_CHECKED_H_

#include <new>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace nuskha::tools {

inline void Check(const absl::Status& status) {
  if (!status.ok()) throw std::bad_alloc();
}

template <typename T>
T Checked(absl::StatusOr<T> result) {
  Check(result.status());
  return *std::move(result);
}

}  // namespace nuskha::tools

#endif  // NUSKHA_TOOLS_CHECKED_H_
