// SPDX-License-Identifier: Apache-2.0

#include "base/guarded.h"

#include <memory>
#include <new>
#include <stdexcept>
#include <string>

#include "gtest/gtest.h"

namespace nuskha::internal {
namespace {

TEST(GuardedTest, PassesOnWhatTheCallReturns) {
  EXPECT_EQ(*Guarded([]() -> absl::StatusOr<int> { return 7; }), 7);
  EXPECT_TRUE(absl::IsAborted(Guarded([] { return absl::AbortedError("x"); })));
}

TEST(GuardedTest, EndOfMemoryIsAStatus) {
  const auto none = []() -> absl::Status { throw std::bad_alloc(); };
  const auto too_long = []() -> absl::Status {
    throw std::length_error("more than a string may hold");
  };
  EXPECT_TRUE(absl::IsResourceExhausted(Guarded(none)));
  EXPECT_TRUE(absl::IsResourceExhausted(Guarded(too_long)));
}

// Of a caller's callback.
TEST(GuardedTest, OtherExceptionsPass) {
  const auto other = []() -> absl::Status { throw std::runtime_error("x"); };
  EXPECT_THROW((void)Guarded(other), std::runtime_error);
}

struct Counter : Spendable {
  int calls = 0;
};

TEST(GuardedCallTest, AnObjectIsSpentAfterTheEndOfMemory) {
  const auto counter = std::make_unique<Counter>();
  const auto call = [](Counter& to) {
    if (++to.calls == 2) throw std::bad_alloc();
    return absl::OkStatus();
  };
  EXPECT_TRUE(GuardedCall(counter, call).ok());
  EXPECT_TRUE(absl::IsResourceExhausted(GuardedCall(counter, call)));
  EXPECT_TRUE(absl::IsResourceExhausted(GuardedCall(counter, call)));
  EXPECT_EQ(counter->calls, 2);
}

TEST(GuardedCallTest, AnObjectThatWasNotMadeHasNoMemory) {
  EXPECT_TRUE(absl::IsResourceExhausted(GuardedCall(
      std::unique_ptr<Counter>(), [](Counter&) { return absl::OkStatus(); })));
}

}  // namespace
}  // namespace nuskha::internal
