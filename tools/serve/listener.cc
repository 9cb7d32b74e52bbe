// SPDX-License-Identifier: Apache-2.0

#include "serve/listener.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <cstring>

namespace nuskha::serve {

bool Address::is_loopback() const {
  if (storage.ss_family == AF_INET) {
    const auto& v4 = reinterpret_cast<const sockaddr_in&>(storage);
    return ntohl(v4.sin_addr.s_addr) >> 24 == 127;
  }
  const auto& v6 = reinterpret_cast<const sockaddr_in6&>(storage);
  return IN6_IS_ADDR_LOOPBACK(&v6.sin6_addr) != 0;
}

std::string Address::text() const {
  char name[INET6_ADDRSTRLEN] = "";
  if (storage.ss_family == AF_INET) {
    const auto& v4 = reinterpret_cast<const sockaddr_in&>(storage);
    inet_ntop(AF_INET, &v4.sin_addr, name, sizeof name);
    return fmt::format("{}:{}", name, ntohs(v4.sin_port));
  }
  const auto& v6 = reinterpret_cast<const sockaddr_in6&>(storage);
  inet_ntop(AF_INET6, &v6.sin6_addr, name, sizeof name);
  return fmt::format("[{}]:{}", name, ntohs(v6.sin6_port));
}

absl::StatusOr<Address> ParseAddress(const std::string& text) {
  const size_t colon = text.rfind(':');
  std::string host = text.substr(0, colon);
  uint16_t port = 0;
  bool good = colon != std::string::npos;
  if (good) {
    const char* const end = text.data() + text.size();
    const auto [rest, error] =
        std::from_chars(text.data() + colon + 1, end, port);
    good = error == std::errc() && rest == end;
  }
  if (host == "localhost") host = "127.0.0.1";
  Address address;
  if (host.starts_with('[') && host.ends_with(']')) {
    auto& v6 = reinterpret_cast<sockaddr_in6&>(address.storage);
    host = host.substr(1, host.size() - 2);
    good = good && inet_pton(AF_INET6, host.c_str(), &v6.sin6_addr) == 1;
    v6.sin6_family = AF_INET6;
    v6.sin6_port = htons(port);
    address.size = sizeof v6;
  } else {
    auto& v4 = reinterpret_cast<sockaddr_in&>(address.storage);
    good = good && inet_pton(AF_INET, host.c_str(), &v4.sin_addr) == 1;
    v4.sin_family = AF_INET;
    v4.sin_port = htons(port);
    address.size = sizeof v4;
  }
  if (good) return address;
  return absl::InvalidArgumentError(fmt::format(
      "--listen: '{}' is no address, such as 127.0.0.1:8437 or [::1]:8437",
      text));
}

absl::StatusOr<int> Listen(Address* address) {
  const auto failed = [address](int fd) {
    const std::string message =
        fmt::format("listen on {}: {}", address->text(), std::strerror(errno));
    if (fd >= 0) close(fd);
    return absl::UnavailableError(message);
  };
  const int fd = socket(address->storage.ss_family,
                        SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (fd < 0) return failed(fd);
  // A port whose last connections are still being forgotten can be taken again.
  const int on = 1;
  setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  auto* const name = reinterpret_cast<sockaddr*>(&address->storage);
  if (bind(fd, name, address->size) != 0 || listen(fd, SOMAXCONN) != 0 ||
      getsockname(fd, name, &address->size) != 0) {
    return failed(fd);
  }
  return fd;
}

}  // namespace nuskha::serve
