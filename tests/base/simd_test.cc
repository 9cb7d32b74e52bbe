// SPDX-License-Identifier: Apache-2.0

#include "base/simd.h"

#include "gtest/gtest.h"

namespace nuskha::internal {
namespace {

TEST(SimdTest, ScalarIsAlwaysThere) {
  const auto level = ParseSimd("scalar");
  ASSERT_TRUE(level.ok());
  EXPECT_EQ(*level, SimdLevel::kScalar);
}

TEST(SimdTest, UnknownNamesAreRefused) {
  for (const char* name : {"", "SSE2", "sse4.1", "avx", "avx512 ", "best"}) {
    EXPECT_EQ(ParseSimd(name).status().code(),
              absl::StatusCode::kInvalidArgument)
        << name;
  }
}

TEST(SimdTest, WhatTheCpuLacksIsRefused) {
  const auto expect = [](const char* name, SimdLevel level) {
    const auto parsed = ParseSimd(name);
    if (level <= SupportedSimd()) {
      ASSERT_TRUE(parsed.ok());
      EXPECT_EQ(*parsed, level);
    } else {
      EXPECT_EQ(parsed.status().code(), absl::StatusCode::kFailedPrecondition);
    }
  };
  expect("sse2", SimdLevel::kSse2);
  expect("avx2", SimdLevel::kAvx2);
  expect("avx512", SimdLevel::kAvx512);
}

struct Kernel {
  SimdLevel level;
};

TEST(SimdTest, TheBestAllowedKernelComesFirst) {
  static constexpr Kernel kTable[] = {
      {SimdLevel::kAvx512}, {SimdLevel::kSse41}, {SimdLevel::kScalar}};
  const auto best = [](SimdLevel limit) {
    return KernelsUpTo<Kernel>(limit, kTable).front().level;
  };
  EXPECT_EQ(best(SimdLevel::kAvx512), SimdLevel::kAvx512);
  EXPECT_EQ(best(SimdLevel::kAvx2), SimdLevel::kSse41);
  EXPECT_EQ(best(SimdLevel::kSse2), SimdLevel::kScalar);
  EXPECT_EQ(best(SimdLevel::kScalar), SimdLevel::kScalar);
}

}  // namespace
}  // namespace nuskha::internal
