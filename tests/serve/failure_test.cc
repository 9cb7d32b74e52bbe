// SPDX-License-Identifier: Apache-2.0
//
// What the program makes of the errors of an index: exit codes and answers.

#include "absl/status/status.h"
#include "exit_code.h"
#include "gtest/gtest.h"
#include "index_flags.h"
#include "serve/reply.h"

namespace nuskha::tools {
namespace {

TEST(FailureTest, EveryErrorHasItsCodes) {
  const struct {
    absl::StatusCode code;
    ExitCode exit;
    int http;
  } kErrors[] = {
      {absl::StatusCode::kInvalidArgument, kUsage, 400},
      {absl::StatusCode::kOutOfRange, kLimit, 400},
      {absl::StatusCode::kNotFound, kInputError, 503},
      {absl::StatusCode::kUnavailable, kOutputError, 503},
      {absl::StatusCode::kPermissionDenied, kOutputError, 503},
      {absl::StatusCode::kDataLoss, kIndexDamaged, 500},
      {absl::StatusCode::kFailedPrecondition, kIndexIncompatible, 503},
      {absl::StatusCode::kAborted, kIndexLocked, 503},
      {absl::StatusCode::kResourceExhausted, kLimit, 503},
      {absl::StatusCode::kInternal, kInternal, 500},
  };
  for (const auto& error : kErrors) {
    const absl::Status status(error.code, "why");
    EXPECT_EQ(IndexExitCode(status), error.exit) << status;
    EXPECT_EQ(serve::FailureReply(status).status, error.http) << status;
  }
}

}  // namespace
}  // namespace nuskha::tools
