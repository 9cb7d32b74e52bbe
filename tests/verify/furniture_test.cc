// SPDX-License-Identifier: Apache-2.0

#include "verify/furniture.h"

#include <cstdint>
#include <vector>

#include "gtest/gtest.h"

namespace nuskha::internal {
namespace {

// Furniture left of 60 words of which [begin, end) was marked.
size_t Left(size_t begin, size_t end) {
  std::vector<uint8_t> marks(60, kRecurrent);
  for (size_t i = begin; i < end; ++i) marks[i] |= kFurniture;
  SettleFurniture(marks);
  size_t left = 0;
  for (const uint8_t mark : marks) {
    EXPECT_TRUE(mark & kRecurrent);
    left += (mark & kFurniture) != 0 ? 1 : 0;
  }
  return left;
}

TEST(FurnitureTest, RunsOfEightWords) {
  EXPECT_EQ(Left(30, 38), 8u);
  EXPECT_EQ(Left(30, 37), 0u);
  EXPECT_EQ(Left(52, 60), 8u);
  EXPECT_EQ(Left(53, 60), 0u);
}

TEST(FurnitureTest, AnOpeningIsTheArticlesOwn) {
  EXPECT_EQ(Left(14, 26), 0u);
  EXPECT_EQ(Left(14, 25), 11u);
  EXPECT_EQ(Left(15, 27), 12u);
  EXPECT_EQ(Left(0, 60), 0u);
  EXPECT_EQ(Left(0, 11), 11u);
}

TEST(FurnitureTest, RunsAreSettledOneByOne) {
  std::vector<uint8_t> marks(40, kFurniture);
  marks[20] = marks[30] = 0;  // runs of 20 (opening), 9 and 9
  SettleFurniture(marks);
  for (size_t i = 0; i < marks.size(); ++i) {
    EXPECT_EQ(marks[i] != 0, i > 20 && i != 30) << i;
  }
}

}  // namespace
}  // namespace nuskha::internal
