// SPDX-License-Identifier: Apache-2.0

#include "serve/connection.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <string_view>
#include <utility>

namespace nuskha::serve {
namespace {

constexpr size_t kPiece = size_t{64} << 10;
// Read at once, so that one client does not keep the others waiting.
constexpr int kPieces = 8;
// Buffers beyond this size are given back after the request.
constexpr size_t kKept = size_t{256} << 10;
constexpr std::chrono::seconds kLinger(2);

}  // namespace

Connection::Connection(uint64_t id, int fd, const Limits* limits)
    : id_(id),
      fd_(fd),
      limits_(limits),
      deadline_(Clock::now() + limits->request_timeout),
      active_(Clock::now()),
      framer_(limits) {
  const int on = 1;
  setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

Connection::~Connection() { close(fd_); }

RequestFramer::State Connection::Read() {
  char piece[kPiece];
  for (int i = 0; i < kPieces; ++i) {
    const ssize_t size = recv(fd_, piece, sizeof piece, 0);
    if (size < 0 && errno == EINTR) continue;
    if (size < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) break;
    if (size <= 0) {
      Fail();
      return RequestFramer::State::kMore;
    }
    active_ = Clock::now();
    if (idle()) deadline_ = active_ + limits_->request_timeout;
    in_.append(piece, static_cast<size_t>(size));
    if (const auto state = Look(); state != RequestFramer::State::kMore) {
      return state;
    }
  }
  return RequestFramer::State::kMore;
}

RequestFramer::State Connection::Look() {
  const RequestFramer::State state = framer_.Look(in_);
  if (state == RequestFramer::State::kMore && framer_.wants_continue() &&
      framer_.head_size() != 0 && !std::exchange(said_continue_, true)) {
    constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";
    // A client that takes not even this can go on without.
    [[maybe_unused]] const ssize_t size =
        send(fd_, kContinue.data(), kContinue.size(), MSG_NOSIGNAL);
  }
  return state;
}

void Connection::TakeRequest(std::string* head, std::string* body,
                             bool* close) {
  *head = framer_.head();
  const size_t begin = framer_.head_size();
  const size_t end = framer_.size();
  ++requests_;
  *close = framer_.wants_close() || requests_ >= limits_->requests;
  if (in_.size() == end) {
    in_.erase(0, begin);
    *body = std::exchange(in_, {});
  } else {
    *body = in_.substr(begin, end - begin);
    in_.erase(0, end);
    if (in_.capacity() > kKept) in_.shrink_to_fit();
  }
  framer_.CutTrailer(body);
  framer_.Reset();
  said_continue_ = false;
  state_ = State::kWaiting;
}

void Connection::Write(std::string bytes, bool close) {
  out_ = std::move(bytes);
  written_ = 0;
  close_ = close;
  state_ = State::kWriting;
  deadline_ = Clock::now() + limits_->request_timeout;
  GoOnWriting();
}

void Connection::GoOnWriting() {
  while (written_ < out_.size()) {
    const ssize_t size =
        send(fd_, out_.data() + written_, out_.size() - written_, MSG_NOSIGNAL);
    if (size < 0 && errno == EINTR) continue;
    if (size < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) return;
    if (size < 0) return Fail();
    written_ += static_cast<size_t>(size);
  }
  std::string().swap(out_);
  if (close_) {
    // Closing while something comes would take the answer from the client.
    shutdown(fd_, SHUT_WR);
    state_ = State::kLingering;
    deadline_ = Clock::now() + kLinger;
    std::string().swap(in_);
    return;
  }
  state_ = State::kReading;
  active_ = Clock::now();
  deadline_ =
      active_ + (idle() ? limits_->keep_alive : limits_->request_timeout);
}

void Connection::Drain() {
  char piece[4096];
  for (int i = 0; i < kPieces; ++i) {
    const ssize_t size = recv(fd_, piece, sizeof piece, 0);
    if (size < 0 && errno == EINTR) continue;
    if (size < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) return;
    if (size <= 0) return Fail();
  }
}

}  // namespace nuskha::serve
