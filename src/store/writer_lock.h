// SPDX-License-Identifier: Apache-2.0
//
// The one writer of an index. The system gives the lock back when the process
// dies: there is nothing to delete.

#ifndef NUSKHA_SRC_STORE_WRITER_LOCK_H_
#define NUSKHA_SRC_STORE_WRITER_LOCK_H_

#include <chrono>
#include <string>

#include "absl/status/statusor.h"
#include "base/descriptor.h"

namespace nuskha::internal {

// owner: what to call the holder. Errors: Aborted, which names the process that
// has it, once `wait` is over.
absl::StatusOr<Descriptor> LockForWriting(const std::string& folder,
                                          const std::string& owner,
                                          std::chrono::milliseconds wait);

}  // namespace nuskha::internal

#endif  // NUSKHA_SRC_STORE_WRITER_LOCK_H_
