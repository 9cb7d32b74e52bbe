// SPDX-License-Identifier: Apache-2.0
//
// What the service answers, before it is HTTP.

#ifndef NUSKHA_TOOLS_SERVE_REPLY_H_
#define NUSKHA_TOOLS_SERVE_REPLY_H_

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"

namespace nuskha::serve {

struct Reply {
  int status = 200;
  std::string body;
  std::string type = "application/json";
  // Beside Content-Type, Content-Length and Connection.
  std::vector<std::pair<std::string, std::string>> headers = {};
};

// {"error":{"code":...,"message":...}}. code: a stable word of docs/http.md.
Reply ErrorReply(int status, std::string_view code, std::string_view message);

// Of an error that a call of Index or of the analysis returned.
Reply FailureReply(const absl::Status& status);

// The service is full: 429, to be tried again in a second. flag: raises the
// limit.
Reply BusyReply(std::string_view what, std::string_view flag);

// "404 Not Found".
std::string StatusLine(int status);

// The bytes of an HTTP/1.1 response; close: the connection ends behind it.
std::string HttpBytes(const Reply& reply, bool close);

}  // namespace nuskha::serve

#endif  // NUSKHA_TOOLS_SERVE_REPLY_H_
