// SPDX-License-Identifier: Apache-2.0

#include "base/parallel.h"

#include <atomic>
#include <cstddef>
#include <new>
#include <thread>
#include <vector>

#include "gtest/gtest.h"

namespace nuskha::internal {
namespace {

TEST(PieceCountTest, CoversAllIndices) {
  EXPECT_EQ(PieceCount(0, 4), 0u);
  EXPECT_EQ(PieceCount(1, 4), 1u);
  EXPECT_EQ(PieceCount(4, 4), 1u);
  EXPECT_EQ(PieceCount(5, 4), 2u);
}

// Every index exactly once, in the piece its number says, by a worker that
// exists: with fewer, as many and more threads than pieces.
TEST(ParallelForTest, RunsEveryIndexOnce) {
  for (const size_t threads : {1u, 2u, 3u, 8u, 40u}) {
    for (const size_t n : {0u, 1u, 7u, 64u, 65u, 1000u}) {
      for (const size_t grain : {1u, 7u, 64u, 5000u}) {
        std::vector<std::atomic<int>> seen(n);
        std::atomic<size_t> wrong{0};
        ParallelFor(threads, n, grain, [&](const Piece& piece) {
          wrong += piece.begin != piece.number * grain;
          wrong += piece.end <= piece.begin || piece.end > n;
          wrong += piece.end != n && piece.end - piece.begin != grain;
          wrong += piece.worker >= threads;
          for (size_t i = piece.begin; i < piece.end; ++i) ++seen[i];
        });
        EXPECT_EQ(wrong, 0u);
        for (const auto& count : seen) EXPECT_EQ(count, 1);
      }
    }
  }
}

TEST(ParallelForTest, OneThreadRunsInOrderOnTheCaller) {
  const std::thread::id caller = std::this_thread::get_id();
  std::vector<size_t> numbers;
  ParallelFor(1, 100, 9, [&](const Piece& piece) {
    EXPECT_EQ(std::this_thread::get_id(), caller);
    EXPECT_EQ(piece.worker, 0u);
    numbers.push_back(piece.number);
  });
  ASSERT_EQ(numbers.size(), 12u);
  for (size_t i = 0; i < numbers.size(); ++i) EXPECT_EQ(numbers[i], i);
}

// Scratch space is indexed by worker: two pieces of one worker never overlap
// in time. Under the thread sanitizer an overlap is a race on `scratch`.
TEST(ParallelForTest, WorkersNeverOverlapWithThemselves) {
  constexpr size_t kThreads = 4;
  std::vector<size_t> scratch(kThreads);
  ParallelFor(kThreads, 10000, 3, [&](const Piece& piece) {
    scratch[piece.worker] += piece.end - piece.begin;
  });
  size_t sum = 0;
  for (const size_t part : scratch) sum += part;
  EXPECT_EQ(sum, 10000u);
}

// Not the end of the process: the caller gets one of the exceptions, once no
// thread works any more, and no piece is begun after it.
TEST(ParallelForTest, ThrowsWhatABodyThrew) {
  for (const size_t threads : {1u, 2u, 8u}) {
    std::atomic<size_t> begun{0}, working{0};
    EXPECT_THROW(ParallelFor(threads, 1000, 1,
                             [&](const Piece& piece) {
                               ++begun;
                               ++working;
                               if (piece.number == 3) {
                                 --working;
                                 throw std::bad_alloc();
                               }
                               std::this_thread::yield();
                               --working;
                             }),
                 std::bad_alloc);
    EXPECT_EQ(working, 0u);
    EXPECT_LE(begun, 1000u);
    if (threads == 1) {
      EXPECT_EQ(begun, 4u);
    }
  }
}

}  // namespace
}  // namespace nuskha::internal
