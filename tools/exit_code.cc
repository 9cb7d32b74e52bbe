// SPDX-License-Identifier: Apache-2.0

#include "exit_code.h"

#include <csignal>

#include "console.h"

namespace nuskha::tools {

ExitCode ReadExitCode(const absl::Status& status) {
  switch (status.code()) {
    case absl::StatusCode::kOk:
      return kDone;
    case absl::StatusCode::kInvalidArgument:
    case absl::StatusCode::kAlreadyExists:
      return kUsage;
    case absl::StatusCode::kResourceExhausted:
      return kLimit;
    case absl::StatusCode::kInternal:
      return kInternal;
    case absl::StatusCode::kCancelled:
      return CaughtSignal() == SIGTERM ? kTerminated : kInterrupted;
    default:
      return kInputError;
  }
}

ExitCode WriteExitCode(const absl::Status& status) {
  switch (status.code()) {
    case absl::StatusCode::kOk:
    case absl::StatusCode::kAborted:
      return kDone;
    case absl::StatusCode::kInvalidArgument:
    case absl::StatusCode::kAlreadyExists:
      return kUsage;
    case absl::StatusCode::kCancelled:
    case absl::StatusCode::kResourceExhausted:
    case absl::StatusCode::kDataLoss:  // the input changed in between
      return ReadExitCode(status);
    default:
      return kOutputError;
  }
}

}  // namespace nuskha::tools
