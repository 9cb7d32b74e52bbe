// SPDX-License-Identifier: Apache-2.0
//
// What a client may ask of the service, each with its flag.

#ifndef NUSKHA_TOOLS_SERVE_LIMITS_H_
#define NUSKHA_TOOLS_SERVE_LIMITS_H_

#include <chrono>
#include <cstddef>
#include <cstdint>

namespace nuskha::serve {

// Connections over the limit that are told so before they are closed.
inline constexpr size_t kRefusals = 64;

struct Limits {
  size_t body = size_t{8} << 20;   // --max-body, bytes
  size_t head = size_t{16} << 10;  // --max-head, bytes
  size_t headers = 100;            // --max-headers
  size_t threads = 1;              // --threads
  size_t queue = 64;               // --queue, whole requests that wait
  size_t connections = 128;        // --connections
  uint64_t requests = 10'000;      // --keep-alive-requests, of a connection
  // --request-timeout: for a request to arrive, and for an answer to leave.
  std::chrono::milliseconds request_timeout{10'000};
  // --keep-alive: between two requests.
  std::chrono::milliseconds keep_alive{60'000};
};

// Lets the process open as many files as the system allows, and gives how many
// connections fit: the threads and the index need some, too. 0: none.
size_t RaiseFileLimit(size_t threads);

}  // namespace nuskha::serve

#endif  // NUSKHA_TOOLS_SERVE_LIMITS_H_
