// SPDX-License-Identifier: Apache-2.0
//
// A pipeline read -> work -> consume whose middle runs on several threads and
// whose ends see the blocks in order. Each thread takes the next block, works
// on it and waits for its turn to hand it on: at most one block per thread is
// in memory, and no thread only waits for another to read.

#ifndef NUSKHA_SRC_BASE_ORDERED_PIPELINE_H_
#define NUSKHA_SRC_BASE_ORDERED_PIPELINE_H_

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <vector>

#include "base/parallel.h"

namespace nuskha::internal {

// Block: default constructible; each thread reuses one.
// read(Block*): false at the end; one call at a time, in order.
// work(size_t worker, Block*): any thread.
// consume(Block*): false stops the pipeline; one call at a time, in the order
//     of read().
// If one throws, the pipeline stops, and the first exception is thrown once all
// threads have ended.
template <typename Block, typename Read, typename Work, typename Consume>
void RunOrdered(size_t threads, const Read& read, const Work& work,
                const Consume& consume) {
  if (threads <= 1) {
    Block block;
    while (read(&block)) {
      work(0, &block);
      if (!consume(&block)) return;
    }
    return;
  }
  std::mutex read_mutex, turn_mutex;
  std::condition_variable turn_changed;
  uint64_t next_read = 0, turn = 0;
  bool done = false;     // guarded by read_mutex
  bool stopped = false;  // guarded by turn_mutex
  const auto run = [&](const Piece& piece) {
    Block block;
    while (true) {
      uint64_t number = 0;
      {
        std::lock_guard lock(read_mutex);
        if (done || !read(&block)) {
          done = true;
          return;
        }
        number = next_read++;
      }
      work(piece.begin, &block);
      std::unique_lock lock(turn_mutex);
      turn_changed.wait(lock, [&] { return stopped || turn == number; });
      if (!stopped && !consume(&block)) stopped = true;
      ++turn;
      turn_changed.notify_all();
      if (stopped) {
        lock.unlock();
        std::lock_guard read_lock(read_mutex);
        done = true;
        return;
      }
    }
  };
  ParallelFor(threads, threads, 1, [&](const Piece& piece) {
    try {
      run(piece);
    } catch (...) {
      // The turn of this block will never come.
      {
        std::lock_guard lock(turn_mutex);
        stopped = true;
      }
      turn_changed.notify_all();
      std::lock_guard lock(read_mutex);
      done = true;
      throw;
    }
  });
}

}  // namespace nuskha::internal

#endif  // NUSKHA_SRC_BASE_ORDERED_PIPELINE_H_
