// SPDX-License-Identifier: Apache-2.0

#include "serve_client.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>

namespace nuskha {

void Fail(const std::string& message) {
  std::fprintf(stderr, "%s\n", message.c_str());
  std::exit(1);
}

int ConnectTo(uint16_t port) {
  const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const int on = 1;
  setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  if (connect(fd, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) {
    Fail("connect");
  }
  return fd;
}

bool SendAll(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t size = send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (size <= 0) return false;
    bytes.remove_prefix(static_cast<size_t>(size));
  }
  return true;
}

int ReceiveAnswer(int fd, std::string* body, bool* last) {
  std::string bytes;
  char piece[65536];
  size_t head = std::string::npos, length = 0;
  while (head == std::string::npos || bytes.size() < head + length) {
    const ssize_t size = recv(fd, piece, sizeof piece, 0);
    if (size <= 0) return 0;
    bytes.append(piece, static_cast<size_t>(size));
    if (head != std::string::npos) continue;
    head = bytes.find("\r\n\r\n");
    if (head == std::string::npos) continue;
    head += 4;
    const size_t field = bytes.find("Content-Length: ");
    if (field == std::string::npos) return 0;
    length = std::strtoul(bytes.c_str() + field + 16, nullptr, 10);
  }
  *last = bytes.find("\r\nConnection: close\r\n") < head;
  *body = bytes.substr(head, length);
  return std::atoi(bytes.c_str() + 9);
}

int MisbehaveOnce(uint16_t port, const std::string& whole,
                  std::mt19937_64* random) {
  const int fd = ConnectTo(port);
  std::string body;
  bool waits = true, last = false;
  switch ((*random)() % 6) {
    case 0:  // no HTTP
      for (int i = 0; i < 300; ++i) {
        body += static_cast<char>((*random)());
      }
      SendAll(fd, body);
      shutdown(fd, SHUT_WR);
      break;
    case 1: {  // no JSON: a byte of the body is another
      std::string bytes = whole;
      bytes[bytes.find("\r\n\r\n") + 4 + (*random)() % 12] = '{';
      SendAll(fd, bytes);
      break;
    }
    case 2:  // too large, and says so
      SendAll(fd,
              "POST /v1/query HTTP/1.1\r\nHost: localhost\r\n"
              "Content-Length: 999999999\r\n\r\n");
      SendAll(fd, std::string(200'000, 'x'));
      break;
    case 3:  // too large, in the head
      SendAll(fd, "GET /" + std::string(100'000, 'x'));
      break;
    case 4:  // never ends
      SendAll(fd, whole.substr(0, (*random)() % whole.size()));
      break;
    default: {  // gone before the answer, with a reset
      const linger reset = {1, 0};
      SendAll(fd, whole);
      setsockopt(fd, SOL_SOCKET, SO_LINGER, &reset, sizeof reset);
      waits = false;
    }
  }
  const int status = waits ? ReceiveAnswer(fd, &body, &last) : 0;
  close(fd);
  return status;
}

double ResidentMegabytes(pid_t process) {
  const std::string path = fmt::format("/proc/{}/statm", process);
  unsigned long size = 0, resident = 0;
  if (std::FILE* const file = std::fopen(path.c_str(), "re")) {
    if (std::fscanf(file, "%lu %lu", &size, &resident) != 2) resident = 0;
    std::fclose(file);
  }
  return static_cast<double>(resident) *
         static_cast<double>(sysconf(_SC_PAGESIZE)) * 1e-6;
}

double CpuSeconds(pid_t process) {
  const std::string path = fmt::format("/proc/{}/stat", process);
  unsigned long user = 0, system = 0;
  if (std::FILE* const file = std::fopen(path.c_str(), "re")) {
    if (std::fscanf(file,
                    "%*d %*s %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu "
                    "%lu",
                    &user, &system) != 2) {
      user = 0;
    }
    std::fclose(file);
  }
  return static_cast<double>(user + system) /
         static_cast<double>(sysconf(_SC_CLK_TCK));
}

}  // namespace nuskha
