// SPDX-License-Identifier: Apache-2.0

#include "base/block_pool.h"

#include <filesystem>
#include <string>
#include <thread>
#include <vector>

#include "base/guarded.h"
#include "gtest/gtest.h"
#include "reference/random_texts.h"

namespace nuskha::internal {
namespace {

constexpr size_t kMiB = size_t{1} << 20;

TEST(BlockPoolTest, BlocksAreWritableAndCounted) {
  BlockPool pool;
  {
    Block small = pool.Take(10);
    Block large = pool.Take(5 * kMiB);
    EXPECT_GE(small.size(), 10u);
    EXPECT_GE(large.size(), 5 * kMiB);
    small.data<char>()[9] = 1;
    large.data<char>()[5 * kMiB - 1] = 1;
    EXPECT_EQ(pool.in_memory(), small.size() + large.size());
    Block moved = std::move(small);
    EXPECT_EQ(small.size(), 0u);
    moved = std::move(large);
    EXPECT_EQ(pool.in_memory(), moved.size());
  }
  EXPECT_EQ(pool.in_memory(), 0u);
  EXPECT_EQ(pool.written(), 0u);
}

TEST(BlockPoolTest, OnlySealedBlocksGoToTheFile) {
  BlockPool pool(1);
  Block open = pool.Take(kMiB);
  EXPECT_EQ(pool.in_file(), 0u);
  open.data<uint64_t>()[77] = 42;
  pool.Seal(&open);
  EXPECT_EQ(pool.in_file(), kMiB);
  EXPECT_EQ(pool.in_memory(), 0u);
  EXPECT_EQ(open.data<uint64_t>()[77], 42u);
  pool.Seal(&open);  // once is enough
  EXPECT_EQ(pool.written(), kMiB);
  open = Block();
  EXPECT_EQ(pool.in_file(), 0u);
}

TEST(BlockPoolTest, OldestGoFirstAndOtherMemoryCounts) {
  BlockPool pool(3 * kMiB);
  std::vector<Block> blocks;
  for (int i = 0; i < 3; ++i) {
    blocks.push_back(pool.Take(kMiB));
    blocks.back().data<int>()[0] = i;
    pool.Seal(&blocks.back());
  }
  EXPECT_EQ(pool.in_file(), 0u);
  pool.SetOther(2 * kMiB);
  blocks.push_back(pool.Take(kMiB));
  blocks.back().data<int>()[0] = 3;
  pool.Seal(&blocks.back());
  EXPECT_EQ(pool.in_file(), 3 * kMiB);
  blocks.erase(blocks.begin());  // of the file
  EXPECT_EQ(pool.in_file(), 2 * kMiB);
  EXPECT_EQ(pool.in_memory(), kMiB);
  for (size_t i = 0; i < 3; ++i) {
    EXPECT_EQ(blocks[i].data<int>()[0], static_cast<int>(i) + 1);
  }
}

TEST(BlockPoolTest, BlocksMakeRoomForOthers) {
  BlockPool pool(2 * kMiB);
  Block block = pool.Take(kMiB);
  pool.Seal(&block);
  EXPECT_EQ(pool.in_file(), 0u);
  {
    const BlockPool::Room room(&pool, 2 * kMiB);
    EXPECT_EQ(pool.in_file(), kMiB);
  }
  Block next = pool.Take(kMiB);
  pool.Seal(&next);
  EXPECT_EQ(pool.in_memory(), kMiB);
}

TEST(ArenaTest, ValuesStayWhereTheyAreAndWhatTheyAre) {
  for (const uint64_t budget : {uint64_t{0}, uint64_t{1}, uint64_t{kMiB}}) {
    BlockPool pool(budget);
    Arena<uint32_t> arena(&pool);
    reference::Rng rng(budget + 1);
    std::vector<std::vector<uint32_t>> copies;
    std::vector<std::span<const uint32_t>> spans;
    for (int i = 0; i < 4000; ++i) {
      std::vector<uint32_t> values(i == 100 ? kMiB
                                            : reference::Below(rng, 3000));
      for (uint32_t& value : values) value = static_cast<uint32_t>(rng());
      spans.push_back(arena.Copy(values));
      copies.push_back(std::move(values));
    }
    EXPECT_EQ(pool.in_file() > 0, budget > 0);
    // Several threads read while pages are dropped.
    std::vector<std::thread> threads;
    for (int t = 0; t < 3; ++t) {
      threads.emplace_back([&] {
        std::vector<char> buffer;
        for (size_t i = 0; i < spans.size(); ++i) {
          pool.NoteRead(spans[i].data(), kMiB);
          ASSERT_TRUE(std::ranges::equal(spans[i], copies[i])) << i;
          const size_t bytes = spans[i].size_bytes();
          const char* const read = pool.Read(spans[i].data(), bytes, &buffer);
          ASSERT_TRUE(
              std::equal(read, read + bytes,
                         reinterpret_cast<const char*>(copies[i].data())));
        }
      });
    }
    for (std::thread& thread : threads) thread.join();
  }
}

TEST(BlockPoolTest, SaysWhereTheFileCannotBe) {
  BlockPool pool(1, "/nowhere/at/all");
  Block block = pool.Take(kMiB);
  const absl::Status status = Guarded([&] {
    pool.Seal(&block);
    return absl::OkStatus();
  });
  EXPECT_EQ(status.code(), absl::StatusCode::kAborted);
  EXPECT_NE(std::string(status.message()).find("/nowhere/at/all"),
            std::string::npos);
  EXPECT_NE(std::string(status.message()).find("--tmp"), std::string::npos);
}

}  // namespace
}  // namespace nuskha::internal
