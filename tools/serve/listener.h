// SPDX-License-Identifier: Apache-2.0
//
// Addresses of --listen, and sockets that wait there.

#ifndef NUSKHA_TOOLS_SERVE_LISTENER_H_
#define NUSKHA_TOOLS_SERVE_LISTENER_H_

#include <sys/socket.h>

#include <string>

#include "absl/status/statusor.h"

namespace nuskha::serve {

struct Address {
  sockaddr_storage storage = {};
  socklen_t size = 0;

  bool is_loopback() const;
  // "127.0.0.1:8437", "[::1]:8437".
  std::string text() const;
};

// "127.0.0.1:8437", "[::1]:0", "localhost:8437": no other names, so that
// nothing is asked of the network. Errors: InvalidArgument.
absl::StatusOr<Address> ParseAddress(const std::string& text);

// A non-blocking socket that listens; *address gets the port if it was 0.
// Errors: Unavailable with the system's reason.
absl::StatusOr<int> Listen(Address* address);

}  // namespace nuskha::serve

#endif  // NUSKHA_TOOLS_SERVE_LISTENER_H_
