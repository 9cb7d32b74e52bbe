// SPDX-License-Identifier: Apache-2.0
//
// Who may ask, and what there is to ask: checked before a body is read.

#ifndef NUSKHA_TOOLS_SERVE_GATE_H_
#define NUSKHA_TOOLS_SERVE_GATE_H_

#include <httplib.h>

#include <optional>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "serve/reply.h"

namespace nuskha::serve {

// The token of --token-file: its one line. Errors: InvalidArgument if others
// could read or write the file (a group may read it below
// $CREDENTIALS_DIRECTORY), or if it is no token (16 to 1024 bytes of RFC 6750's
// b64token); NotFound, Unavailable.
absl::StatusOr<std::string> ReadToken(const std::string& path);

// Immutable, safe to share.
class Gate {
 public:
  struct Options {
    std::string token = {};     // empty: none is asked for
    bool only_loopback = true;  // the Host header must name this machine
    bool writable = false;
  };
  explicit Gate(Options options) : options_(std::move(options)) {}

  // None: the request may pass.
  std::optional<Reply> Refuse(const httplib::Request& request) const;

 private:
  std::optional<Reply> RefuseSender(const httplib::Request& request) const;
  bool HasToken(const httplib::Request& request) const;

  Options options_;
};

// One of the paths that are served.
struct Path {
  std::string_view name;
  bool is_post;
  bool writes;
};
// Null if there is none.
const Path* FindPath(std::string_view name);

}  // namespace nuskha::serve

#endif  // NUSKHA_TOOLS_SERVE_GATE_H_
