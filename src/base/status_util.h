// SPDX-License-Identifier: Apache-2.0
//
// Statuses from std:: strings. Debian's Abseil has its own string_view that
// std::string_view does not convert to: this file and its .cc are the bridge.

#ifndef NUSKHA_SRC_BASE_STATUS_UTIL_H_
#define NUSKHA_SRC_BASE_STATUS_UTIL_H_

#include <string>
#include <string_view>

#include "absl/status/status.h"

namespace nuskha::internal {

absl::Status MakeStatus(absl::StatusCode code, std::string_view message);

inline absl::Status InvalidArgument(std::string_view message) {
  return MakeStatus(absl::StatusCode::kInvalidArgument, message);
}

// "open out.jsonl: No such file or directory", with the code that errno value
// `error_number` stands for (NotFound, PermissionDenied, ResourceExhausted,
// otherwise Unavailable).
absl::Status SystemError(std::string_view what, int error_number);

// Marks an Unavailable as one for which making room helps; SystemError() does
// it for ENOSPC and EDQUOT.
void MarkDiskFull(absl::Status* status);
bool IsDiskFull(const absl::Status& status);

std::string StatusMessage(const absl::Status& status);

}  // namespace nuskha::internal

#define NUSKHA_RETURN_IF_ERROR(expression)                                \
  do {                                                                    \
    if (absl::Status nuskha_status = (expression); !nuskha_status.ok()) { \
      return nuskha_status;                                               \
    }                                                                     \
  } while (false)

#endif  // NUSKHA_SRC_BASE_STATUS_UTIL_H_
