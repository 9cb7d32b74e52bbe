// SPDX-License-Identifier: Apache-2.0
//
// Loops over index ranges on several threads. Which thread runs which piece is
// left to chance, so results belong to the piece, never to the thread: that is
// what keeps output the same for any number of threads.

#ifndef NUSKHA_SRC_BASE_PARALLEL_H_
#define NUSKHA_SRC_BASE_PARALLEL_H_

#include <cstddef>
#include <cstdint>
#include <functional>

#include "absl/status/status.h"

namespace nuskha::internal {

// What options may ask for.
inline constexpr uint32_t kMostThreads = 1024;

// InvalidArgument unless it is in [1, kMostThreads].
absl::Status CheckThreads(uint32_t threads);

// One piece of a loop: indices [begin, end), the piece's number, and the
// worker in [0, threads) that runs it, for scratch space.
struct Piece {
  size_t begin;
  size_t end;
  size_t number;
  size_t worker;
};

// Number of pieces ParallelFor() cuts [0, n) into.
inline size_t PieceCount(size_t n, size_t grain) {
  return (n + grain - 1) / grain;
}

// Calls `body` once for every piece of `grain` indices of [0, n); returns when
// all are done. threads == 1 runs on the caller's thread, in order. If `body`
// throws, no new piece is begun, and the first exception is thrown once all
// threads have ended. If the system refuses a thread, fewer are used.
// REQUIRES: threads >= 1, grain >= 1
void ParallelFor(size_t threads, size_t n, size_t grain,
                 const std::function<void(const Piece&)>& body);

}  // namespace nuskha::internal

#endif  // NUSKHA_SRC_BASE_PARALLEL_H_
