// SPDX-License-Identifier: Apache-2.0
//
// The statuses reading and writing promise for an errno value.

#ifndef NUSKHA_SRC_CORPUS_READ_ERROR_H_
#define NUSKHA_SRC_CORPUS_READ_ERROR_H_

#include <cerrno>
#include <string>

#include "base/status_util.h"

namespace nuskha::internal {

// NotFound for what is missing, ResourceExhausted if memory ended, Unavailable
// for everything else.
inline absl::Status ReadError(const std::string& what, int error_number) {
  const absl::Status status = SystemError(what, error_number);
  if (absl::IsNotFound(status) || absl::IsResourceExhausted(status)) {
    return status;
  }
  return MakeStatus(absl::StatusCode::kUnavailable, StatusMessage(status));
}

// Aborted if the reader of a pipe went away, ResourceExhausted if memory ended,
// otherwise Unavailable.
inline absl::Status WriteError(const std::string& what, int error_number) {
  const absl::Status status = SystemError(what, error_number);
  if (absl::IsResourceExhausted(status)) return status;
  return MakeStatus(error_number == EPIPE ? absl::StatusCode::kAborted
                                          : absl::StatusCode::kUnavailable,
                    StatusMessage(status));
}

}  // namespace nuskha::internal

#endif  // NUSKHA_SRC_CORPUS_READ_ERROR_H_
