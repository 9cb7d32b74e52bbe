// SPDX-License-Identifier: Apache-2.0

#include "base/parallel.h"

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <new>
#include <string>
#include <system_error>
#include <thread>
#include <vector>

#include "base/status_util.h"

namespace nuskha::internal {

absl::Status CheckThreads(uint32_t threads) {
  if (threads >= 1 && threads <= kMostThreads) return absl::OkStatus();
  return InvalidArgument("threads must be in [1, 1024], not " +
                         std::to_string(threads));
}

void ParallelFor(size_t threads, size_t n, size_t grain,
                 const std::function<void(const Piece&)>& body) {
  const size_t pieces = PieceCount(n, grain);
  std::atomic<size_t> next{0};
  std::mutex mutex;
  std::exception_ptr thrown;  // the first, guarded by mutex
  const auto work = [&](size_t worker) noexcept {
    try {
      for (size_t i = next.fetch_add(1); i < pieces; i = next.fetch_add(1)) {
        body({i * grain, std::min(n, (i + 1) * grain), i, worker});
      }
    } catch (...) {
      next = pieces;
      std::lock_guard lock(mutex);
      if (thrown == nullptr) thrown = std::current_exception();
    }
  };
  std::vector<std::thread> others;
  const size_t wanted = std::min(threads, pieces);
  if (wanted > 1) others.reserve(wanted - 1);
  try {
    for (size_t worker = 1; worker < wanted; ++worker) {
      others.emplace_back(work, worker);
    }
  } catch (const std::system_error&) {
    // The threads that did start, and this one, share the work.
  } catch (const std::bad_alloc&) {
    // The same.
  }
  work(0);
  for (std::thread& thread : others) thread.join();
  if (thrown != nullptr) std::rethrow_exception(thrown);
}

}  // namespace nuskha::internal
