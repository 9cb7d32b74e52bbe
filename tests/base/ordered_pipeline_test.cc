// SPDX-License-Identifier: Apache-2.0

#include "base/ordered_pipeline.h"

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <new>
#include <vector>

#include "base/hash.h"
#include "gtest/gtest.h"

namespace nuskha::internal {
namespace {

struct Block {
  size_t number = 0;
  size_t square = 0;
};

constexpr size_t kThreadCounts[] = {1, 2, 3, 8, 33};

// Blocks with a low number take longest, so that later ones are ready first.
void WorkSlowlyAtFirst(Block* block) {
  uint64_t busy = 0;
  for (size_t i = block->number % 7; i < 7; ++i) {
    for (uint64_t k = 0; k < 2000; ++k) busy = Mix64(busy + k);
  }
  block->square = block->number * block->number + (busy == 1 ? 1 : 0);
}

// The ends of the pipeline are plain variables: under the thread sanitizer,
// two calls at a time would be a race.
TEST(RunOrderedTest, ConsumesEveryBlockInTheOrderOfReading) {
  for (const size_t threads : kThreadCounts) {
    for (const size_t blocks : {0u, 1u, 2u, 5u, 300u}) {
      size_t next = 0;
      std::vector<size_t> squares;
      std::atomic<size_t> bad_workers{0};
      RunOrdered<Block>(
          threads,
          [&](Block* block) {
            if (next == blocks) return false;
            block->number = next++;
            return true;
          },
          [&](size_t worker, Block* block) {
            bad_workers += worker >= threads;
            WorkSlowlyAtFirst(block);
          },
          [&](Block* block) {
            squares.push_back(block->square);
            return true;
          });
      EXPECT_EQ(bad_workers, 0u);
      ASSERT_EQ(squares.size(), blocks) << threads << " threads";
      for (size_t i = 0; i < blocks; ++i) EXPECT_EQ(squares[i], i * i);
    }
  }
}

// The reader never ends by itself: only the consumer's false stops it, after
// exactly the blocks that were wanted, and few are read in vain.
TEST(RunOrderedTest, ConsumerStopsAnEndlessReader) {
  for (const size_t threads : kThreadCounts) {
    for (const size_t wanted : {1u, 2u, 40u}) {
      size_t read = 0, consumed = 0;
      RunOrdered<Block>(
          threads,
          [&](Block* block) {
            block->number = read++;
            return true;
          },
          [](size_t, Block* block) { WorkSlowlyAtFirst(block); },
          [&](Block* block) {
            EXPECT_EQ(block->number, consumed);
            return ++consumed < wanted;
          });
      EXPECT_EQ(consumed, wanted);
      // Each thread holds at most one block, and may take one more before it
      // learns of the end.
      EXPECT_LE(read, wanted + 2 * threads);
    }
  }
}

TEST(RunOrderedTest, DoesNotReadAgainAfterTheEnd) {
  for (const size_t threads : kThreadCounts) {
    size_t read = 0, ends = 0;
    RunOrdered<Block>(
        threads,
        [&](Block*) { return read < 20 ? (++read, true) : (++ends, false); },
        [](size_t, Block*) {}, [](Block*) { return true; });
    EXPECT_EQ(read, 20u);
    EXPECT_EQ(ends, 1u) << threads << " threads";
  }
}

// Wherever it is thrown, by whatever thread: nobody waits for a turn that never
// comes.
TEST(RunOrderedTest, ThrowsWhatAnyPartThrew) {
  for (const size_t threads : kThreadCounts) {
    for (const int part : {0, 1, 2}) {
      size_t read = 0, consumed = 0;
      const auto at = [&](int here, size_t number) {
        if (here == part && number == 20) throw std::bad_alloc();
      };
      EXPECT_THROW(RunOrdered<Block>(
                       threads,
                       [&](Block* block) {
                         block->number = read++;
                         at(0, block->number);
                         return read < 1000;
                       },
                       [&](size_t, Block* block) {
                         WorkSlowlyAtFirst(block);
                         at(1, block->number);
                       },
                       [&](Block* block) {
                         at(2, block->number);
                         ++consumed;
                         return true;
                       }),
                   std::bad_alloc);
      EXPECT_LE(consumed, 20u);
    }
  }
}

// What a block keeps is reused: at most one block for each thread exists.
TEST(RunOrderedTest, HasAtMostOneBlockPerThread) {
  struct Counted {
    Counted() { ++Count(); }
    static std::atomic<size_t>& Count() {
      static std::atomic<size_t> count{0};
      return count;
    }
  };
  for (const size_t threads : kThreadCounts) {
    Counted::Count() = 0;
    size_t read = 0;
    RunOrdered<Counted>(
        threads, [&](Counted*) { return ++read < 200; },
        [](size_t, Counted*) {}, [](Counted*) { return true; });
    EXPECT_LE(Counted::Count(), threads);
  }
}

}  // namespace
}  // namespace nuskha::internal
