// SPDX-License-Identifier: Apache-2.0

#ifndef NUSKHA_SRC_STORE_CLOCK_H_
#define NUSKHA_SRC_STORE_CLOCK_H_

#include <string>

namespace nuskha::internal {

// UTC, "2026-01-31T12:00:00Z".
std::string TimeNow();

}  // namespace nuskha::internal

#endif  // NUSKHA_SRC_STORE_CLOCK_H_
