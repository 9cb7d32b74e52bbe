// SPDX-License-Identifier: Apache-2.0

#include "base/status_util.h"

#include <cerrno>

#include "gtest/gtest.h"

namespace nuskha::internal {
namespace {

TEST(SystemErrorTest, NamesWhatAndWhy) {
  const absl::Status status = SystemError("open a.jsonl", ENOENT);
  EXPECT_EQ(status.code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(StatusMessage(status), "open a.jsonl: No such file or directory");
  EXPECT_EQ(SystemError("x", EACCES).code(),
            absl::StatusCode::kPermissionDenied);
  EXPECT_EQ(SystemError("x", ENOSPC).code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(SystemError("x", ENOMEM).code(),
            absl::StatusCode::kResourceExhausted);
}

}  // namespace
}  // namespace nuskha::internal
