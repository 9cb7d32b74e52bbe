// SPDX-License-Identifier: Apache-2.0

#include "base/guarded.h"

namespace nuskha::internal {

void EndOfMemory() { throw std::bad_alloc(); }

void FailWith(absl::Status status) { throw Failure{std::move(status)}; }

absl::Status OutOfMemory() noexcept {
  try {
    return absl::ResourceExhaustedError("out of memory");
  } catch (const std::bad_alloc&) {
    // Without a message a status allocates nothing.
    return absl::Status(absl::StatusCode::kResourceExhausted, "");
  }
}

}  // namespace nuskha::internal
