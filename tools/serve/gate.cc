// SPDX-License-Identifier: Apache-2.0

#include "serve/gate.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <memory>

namespace nuskha::serve {
namespace {

constexpr Path kPaths[] = {
    {"/v1/query", true, false},        {"/v1/compare", true, false},
    {"/v1/check-and-add", true, true}, {"/v1/update", true, true},
    {"/v1/remove", true, true},        {"/v1/stats", false, false},
    {"/healthz", false, false},        {"/metrics", false, false},
    {"/openapi.json", false, false},
};

constexpr size_t kShortestToken = 16;
constexpr size_t kLongestToken = 1024;

bool IsTokenByte(char c) {
  constexpr std::string_view kOthers = "-._~+/=";
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
         (c >= 'A' && c <= 'Z') || kOthers.find(c) != kOthers.npos;
}

// In a time that depends on the sizes only.
bool SameBytes(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  volatile unsigned char difference = 0;
  for (size_t i = 0; i < a.size(); ++i) {
    difference = static_cast<unsigned char>(
        difference |
        (static_cast<unsigned char>(a[i]) ^ static_cast<unsigned char>(b[i])));
  }
  return difference == 0;
}

// "localhost", 127.0.0.0/8, "[::1]", each with or without a port.
bool NamesThisMachine(std::string_view host) {
  std::string_view name = host;
  std::string_view port;
  if (const size_t colon = host.rfind(':');
      colon != host.npos && !host.ends_with(']')) {
    name = host.substr(0, colon);
    port = host.substr(colon + 1);
  }
  if (port.find_first_not_of("0123456789") != port.npos) return false;
  std::string lower(name);
  std::ranges::transform(lower, lower.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  in_addr address{};
  if (inet_pton(AF_INET, lower.c_str(), &address) == 1) {
    return ntohl(address.s_addr) >> 24 == 127;
  }
  return lower == "localhost" || lower == "[::1]";
}

bool IsJson(std::string_view type) {
  std::string lower(type.substr(0, type.find(';')));
  while (lower.ends_with(' ')) lower.pop_back();
  return strcasecmp(lower.c_str(), "application/json") == 0;
}

std::optional<Reply> RefuseBody(const httplib::Request& request) {
  if (!IsJson(request.get_header_value("Content-Type")) ||
      request.get_header_value_count("Content-Type") != 1) {
    return ErrorReply(415, "content_type",
                      "the body must have the Content-Type application/json");
  }
  if (request.has_header("Content-Encoding")) {
    return ErrorReply(415, "content_encoding", "the body must not be encoded");
  }
  return std::nullopt;
}

Reply WrongMethod(const Path& path) {
  const std::string_view allowed = path.is_post ? "POST" : "GET, HEAD";
  Reply reply =
      ErrorReply(405, "method", fmt::format("{}: only {}", path.name, allowed));
  reply.headers.emplace_back("Allow", allowed);
  return reply;
}

struct FreeText {
  void operator()(char* text) const { std::free(text); }
};
using Text = std::unique_ptr<char, FreeText>;

// Whether `info` is of a file that systemd handed over (LoadCredential=): since
// version 254 an access list lets the service's user read it, which shows as
// group bits (0440, root). Its folder is closed to others.
bool IsCredential(const std::string& path, const struct stat& info) {
  const char* const folder = std::getenv("CREDENTIALS_DIRECTORY");
  if (folder == nullptr || *folder != '/') return false;
  const Text place(realpath(folder, nullptr));
  const Text file(realpath(path.c_str(), nullptr));
  if (place == nullptr || file == nullptr) return false;
  struct stat same {};
  return std::string_view(file.get())
             .starts_with(place.get() + std::string("/")) &&
         lstat(file.get(), &same) == 0 && same.st_dev == info.st_dev &&
         same.st_ino == info.st_ino;
}

}  // namespace

const Path* FindPath(std::string_view name) {
  const auto* const found = std::ranges::find(kPaths, name, &Path::name);
  return found == std::end(kPaths) ? nullptr : found;
}

absl::StatusOr<std::string> ReadToken(const std::string& path) {
  const auto unreadable = [&path] {
    const std::string message =
        fmt::format("read {}: {}", path, std::strerror(errno));
    return errno == ENOENT ? absl::NotFoundError(message)
                           : absl::UnavailableError(message);
  };
  const auto refused = [&path](std::string_view why) {
    return absl::InvalidArgumentError(fmt::format("{}: {}", path, why));
  };
  const int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (fd < 0) return unreadable();
  struct stat info {};
  std::string token(kLongestToken + 2, '\0');
  const bool known = fstat(fd, &info) == 0;
  const ssize_t size = known ? read(fd, token.data(), token.size()) : -1;
  const absl::Status failed = size < 0 ? unreadable() : absl::OkStatus();
  close(fd);
  if (!failed.ok()) return failed;
  if (!S_ISREG(info.st_mode)) return refused("is no file");
  const bool of_systemd = IsCredential(path, info);
  const mode_t others = S_IRWXG | S_IRWXO;
  if ((info.st_mode & others & ~(of_systemd ? mode_t{S_IRGRP} : 0)) != 0) {
    return refused("others can read or write the token: chmod 600 it");
  }
  token.resize(static_cast<size_t>(size));
  if (token.ends_with('\n')) token.pop_back();
  if (token.size() < kShortestToken || token.size() > kLongestToken ||
      !std::ranges::all_of(token, IsTokenByte)) {
    return refused(
        "a token is one line of 16 to 1024 letters, digits and -._~+/=");
  }
  return token;
}

bool Gate::HasToken(const httplib::Request& request) const {
  constexpr std::string_view kScheme = "bearer ";
  const std::string given = request.get_header_value("Authorization");
  if (request.get_header_value_count("Authorization") != 1 ||
      strncasecmp(given.c_str(), kScheme.data(), kScheme.size()) != 0) {
    return false;
  }
  return SameBytes(std::string_view(given).substr(kScheme.size()),
                   options_.token);
}

std::optional<Reply> Gate::RefuseSender(const httplib::Request& request) const {
  // Pages of a browser say where they come from when they send something, and
  // cannot choose the Host that they name.
  if (request.has_header("Origin")) {
    return ErrorReply(403, "browser", "pages of a browser are not served");
  }
  // There is one at most, and none of an older client only: RequestFramer.
  if (options_.only_loopback && request.has_header("Host") &&
      !NamesThisMachine(request.get_header_value("Host"))) {
    return ErrorReply(403, "foreign_host",
                      "the Host header must be localhost, 127.0.0.1 or [::1]");
  }
  if (!options_.token.empty() && request.path != "/healthz" &&
      !HasToken(request)) {
    Reply reply = ErrorReply(
        401, "token",
        "the header Authorization: Bearer TOKEN is missing or has another "
        "token than the file of --token-file");
    reply.headers.emplace_back("WWW-Authenticate", "Bearer");
    return reply;
  }
  return std::nullopt;
}

std::optional<Reply> Gate::Refuse(const httplib::Request& request) const {
  if (std::optional<Reply> refusal = RefuseSender(request)) return refusal;
  const Path* const path = FindPath(request.path);
  if (path == nullptr) {
    return ErrorReply(404, "path", "no such path: see /openapi.json");
  }
  const bool is_read = request.method == "GET" || request.method == "HEAD";
  if (path->is_post ? request.method != "POST" : !is_read) {
    return WrongMethod(*path);
  }
  if (path->name.starts_with("/v1/") &&
      request.target.find('?') != std::string::npos) {
    return ErrorReply(400, "query_string",
                      "what is behind the ? is not read: say it in the body");
  }
  if (path->writes && !options_.writable) {
    return ErrorReply(403, "read_only",
                      "the service was started without --writable");
  }
  return path->is_post ? RefuseBody(request) : std::nullopt;
}

}  // namespace nuskha::serve
