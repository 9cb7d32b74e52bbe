// SPDX-License-Identifier: Apache-2.0

#include "serve/reply.h"

#include <fmt/format.h>

#include "json.h"

namespace nuskha::serve {
namespace {

std::string_view Reason(int status) {
  switch (status) {
    case 400:
      return "Bad Request";
    case 408:
      return "Request Timeout";
    case 413:
      return "Payload Too Large";
    case 417:
      return "Expectation Failed";
    case 429:
      return "Too Many Requests";
    case 431:
      return "Request Header Fields Too Large";
    case 501:
      return "Not Implemented";
    default:
      return "Error";
  }
}

}  // namespace

Reply ErrorReply(int status, std::string_view code, std::string_view message) {
  tools::Json json;
  json.Object().Key("error").Object();
  json.Key("code").String(code).Key("message").String(message);
  json.EndObject().EndObject();
  return {.status = status, .body = json.text()};
}

Reply FailureReply(const absl::Status& status) {
  const std::string message(status.message());
  switch (status.code()) {
    case absl::StatusCode::kInvalidArgument:
    case absl::StatusCode::kOutOfRange:  // larger than a row can be
      return ErrorReply(400, "request_invalid", message);
    case absl::StatusCode::kDataLoss:
      return ErrorReply(500, "index_damaged", message);
    case absl::StatusCode::kNotFound:
      return ErrorReply(503, "index_gone", message);
    case absl::StatusCode::kFailedPrecondition:
      return ErrorReply(503, "index_incompatible", message);
    case absl::StatusCode::kAborted:
      return ErrorReply(503, "index_locked", message);
    case absl::StatusCode::kUnavailable:
    case absl::StatusCode::kPermissionDenied:
      return ErrorReply(503, "disk", message);
    case absl::StatusCode::kResourceExhausted:
      return ErrorReply(503, "out_of_memory", "memory ended");
    default:
      return ErrorReply(500, "internal", message);
  }
}

Reply BusyReply(std::string_view what, std::string_view flag) {
  Reply reply = ErrorReply(429, "busy",
                           fmt::format("{}: try again later ({})", what, flag));
  reply.headers.emplace_back("Retry-After", "1");
  return reply;
}

std::string StatusLine(int status) {
  return fmt::format("{} {}", status, Reason(status));
}

std::string HttpBytes(const Reply& reply, bool close) {
  std::string bytes =
      fmt::format("HTTP/1.1 {}\r\nContent-Type: {}\r\nContent-Length: {}\r\n",
                  StatusLine(reply.status), reply.type, reply.body.size());
  for (const auto& [name, value] : reply.headers) {
    bytes += fmt::format("{}: {}\r\n", name, value);
  }
  if (close) bytes += "Connection: close\r\n";
  return bytes + "\r\n" + reply.body;
}

}  // namespace nuskha::serve
