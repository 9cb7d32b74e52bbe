// SPDX-License-Identifier: Apache-2.0

#include "base/status_util.h"

#include <cerrno>
#include <system_error>

#include "absl/strings/cord.h"

namespace nuskha::internal {
namespace {

constexpr char kDiskFull[] = "nuskha/disk-full";

}  // namespace

absl::Status MakeStatus(absl::StatusCode code, std::string_view message) {
  return absl::Status(code, absl::string_view(message.data(), message.size()));
}

absl::Status SystemError(std::string_view what, int error_number) {
  absl::StatusCode code = absl::StatusCode::kUnavailable;
  if (error_number == ENOENT) code = absl::StatusCode::kNotFound;
  if (error_number == EACCES || error_number == EPERM) {
    code = absl::StatusCode::kPermissionDenied;
  }
  if (error_number == ENOMEM) code = absl::StatusCode::kResourceExhausted;
  const std::string reason = std::generic_category().message(error_number);
  absl::Status status = MakeStatus(code, std::string(what) + ": " + reason);
  if (error_number == ENOSPC || error_number == EDQUOT) MarkDiskFull(&status);
  return status;
}

void MarkDiskFull(absl::Status* status) {
  status->SetPayload(kDiskFull, absl::Cord());
}

bool IsDiskFull(const absl::Status& status) {
  return status.GetPayload(kDiskFull).has_value();
}

std::string StatusMessage(const absl::Status& status) {
  const absl::string_view message = status.message();
  return std::string(message.data(), message.size());
}

}  // namespace nuskha::internal
