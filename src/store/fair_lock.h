// SPDX-License-Identifier: Apache-2.0

#ifndef NUSKHA_SRC_STORE_FAIR_LOCK_H_
#define NUSKHA_SRC_STORE_FAIR_LOCK_H_

#include <mutex>
#include <shared_mutex>

namespace nuskha::internal {

// A lock for readers and writers that lets no stream of readers starve a
// writer, as the system's lock does: all pass one gate in their turn.
class FairLock {
 public:
  std::shared_lock<std::shared_mutex> Shared() {
    const std::lock_guard turn(gate_);
    return std::shared_lock(mutex_);
  }
  std::unique_lock<std::shared_mutex> Unique() {
    const std::lock_guard turn(gate_);
    return std::unique_lock(mutex_);
  }

 private:
  std::mutex gate_;
  std::shared_mutex mutex_;
};

}  // namespace nuskha::internal

#endif  // NUSKHA_SRC_STORE_FAIR_LOCK_H_
