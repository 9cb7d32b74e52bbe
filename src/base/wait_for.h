// SPDX-License-Identifier: Apache-2.0

#ifndef NUSKHA_SRC_BASE_WAIT_FOR_H_
#define NUSKHA_SRC_BASE_WAIT_FOR_H_

#include <functional>

#include "absl/status/status.h"

namespace nuskha::internal {

// Waits until `descriptor` is ready for `events` (POLLIN, POLLOUT), or has an
// error that the next call will say. A signal may reach another thread or come
// just before: only asking again and again hears all of them. Without
// `interrupted` it does not wait. Errors: Cancelled, as it said.
absl::Status WaitFor(int descriptor, short events,
                     const std::function<bool()>& interrupted);

}  // namespace nuskha::internal

#endif  // NUSKHA_SRC_BASE_WAIT_FOR_H_
