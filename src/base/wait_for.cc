// SPDX-License-Identifier: Apache-2.0

#include "base/wait_for.h"

#include <poll.h>

#include <cerrno>

#include "base/status_util.h"

namespace nuskha::internal {

absl::Status WaitFor(int descriptor, short events,
                     const std::function<bool()>& interrupted) {
  constexpr int kMilliseconds = 100;
  while (interrupted) {
    if (interrupted()) {
      return MakeStatus(absl::StatusCode::kCancelled, "interrupted");
    }
    pollfd waiting = {descriptor, events, 0};
    const int ready = poll(&waiting, 1, kMilliseconds);
    if (ready > 0 || (ready < 0 && errno != EINTR)) break;
  }
  return absl::OkStatus();
}

}  // namespace nuskha::internal
