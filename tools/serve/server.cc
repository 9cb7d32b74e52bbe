// SPDX-License-Identifier: Apache-2.0

#include "serve/server.h"

#include <fmt/format.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <new>
#include <utility>

#include "console.h"

namespace nuskha::serve {
namespace {

using Clock = Connection::Clock;
using State = Connection::State;

// Accepted at once, so that what goes on is not kept waiting.
constexpr int kAccepts = 16;

// Signals are taken only where the server waits: none is missed between a look
// and the wait. All threads that start later have them blocked, too.
sigset_t BlockSignals() {
  sigset_t ours;
  sigemptyset(&ours);
  sigaddset(&ours, SIGINT);
  sigaddset(&ours, SIGTERM);
  sigset_t before;
  pthread_sigmask(SIG_BLOCK, &ours, &before);
  return before;
}

}  // namespace

Server::Server(const Limits& limits, Service* service, const Gate* gate,
               int listener)
    : limits_(limits),
      service_(service),
      listener_(listener),
      wake_{eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)},
      signals_while_waiting_(BlockSignals()),
      workers_(limits, service, gate, wake_.fd) {}

Server::Descriptor::~Descriptor() {
  if (fd >= 0) close(fd);
}

Server::~Server() {
  if (listener_ >= 0) close(listener_);
  pthread_sigmask(SIG_SETMASK, &signals_while_waiting_, nullptr);
}

absl::Status Server::Run() {
  if (wake_.fd < 0) {
    return absl::UnavailableError(
        fmt::format("eventfd: {}", std::strerror(errno)));
  }
  while (true) {
    if (!stopping_ && (tools::CaughtSignal() != 0 || service_->broken)) {
      StartStopping();
    }
    if (stopping_ && IsDone()) return absl::OkStatus();
    Wait();
    GiveAnswers();
    for (size_t i = 0; i < polled_ids_.size(); ++i) {
      const short events = polled_[i + 2].revents;
      if (events == 0) continue;
      const auto found = connections_.find(polled_ids_[i]);
      if (found != connections_.end()) Serve(found->second.get(), events);
    }
    if ((polled_[0].revents & POLLIN) != 0) Accept();
    Expire();
    RemoveClosed();
  }
}

void Server::Wait() {
  const auto now = Clock::now();
  const bool accepts = listener_ >= 0 && now >= accept_again_;
  polled_ = {{accepts ? listener_ : -1, POLLIN, 0}, {wake_.fd, POLLIN, 0}};
  polled_ids_.clear();
  for (const auto& [id, connection] : connections_) {
    if (connection->state() == State::kWaiting) continue;
    const bool writes = connection->state() == State::kWriting;
    polled_.push_back(
        {connection->fd(), static_cast<short>(writes ? POLLOUT : POLLIN), 0});
    polled_ids_.push_back(id);
  }
  const auto time = std::max(NextDeadline() - now, Clock::duration::zero());
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(time);
  const timespec timeout = {seconds.count(),
                            static_cast<long>((time - seconds).count())};
  if (ppoll(polled_.data(), polled_.size(), &timeout, &signals_while_waiting_) <
      0) {
    for (pollfd& one : polled_) one.revents = 0;
  }
}

std::chrono::steady_clock::time_point Server::NextDeadline() const {
  auto next = Clock::now() + std::chrono::hours(1);
  if (accept_again_ > Clock::now()) next = std::min(next, accept_again_);
  if (stopping_) next = std::min(next, stop_deadline_);
  for (const auto& [id, connection] : connections_) {
    if (connection->state() == State::kWaiting) continue;
    next = std::min(next, connection->deadline());
  }
  return next;
}

bool Server::Accept() {
  for (int i = 0; i < kAccepts; ++i) {
    const int fd =
        accept4(listener_, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (fd < 0) {
      if (errno == ECONNABORTED) continue;  // that one; not the next ones
      const bool exhausted = errno == EMFILE || errno == ENFILE ||
                             errno == ENOBUFS || errno == ENOMEM;
      const bool more = exhausted && MakeRoom();
      if (exhausted && !more) {
        accept_again_ = Clock::now() + std::chrono::milliseconds(100);
      }
      service_->metrics.connections = static_cast<int64_t>(connections_.size());
      return more;
    }
    const bool full = connections_.size() >= limits_.connections && !MakeRoom();
    if (connections_.size() >= limits_.connections + kRefusals) {
      close(fd);
      continue;
    }
    auto connection = std::make_unique<Connection>(next_id_, fd, &limits_);
    Connection* const added = connection.get();
    connections_.emplace(next_id_++, std::move(connection));
    if (full) {
      service_->metrics.Count("other", 429, {});
      added->Write(
          HttpBytes(BusyReply("too many connections", "--connections"), true),
          /*close=*/true);
    }
  }
  service_->metrics.connections = static_cast<int64_t>(connections_.size());
  return true;
}

// Gives up the connection from which nothing has come for the longest time, if
// that is long: not one between two requests of a client that is at work. False
// if there is none.
bool Server::MakeRoom() {
  constexpr std::chrono::seconds kLong(1);
  Connection* oldest = nullptr;
  for (const auto& [id, connection] : connections_) {
    if (connection->state() != State::kReading) continue;
    if (oldest == nullptr || connection->active() < oldest->active()) {
      oldest = connection.get();
    }
  }
  if (oldest == nullptr || Clock::now() - oldest->active() < kLong) {
    return false;
  }
  TimeOut(oldest);
  RemoveClosed();
  return true;
}

void Server::TimeOut(Connection* connection) try {
  if (connection->idle()) return connection->Close();
  service_->metrics.Count("other", 408, {});
  const Reply reply =
      ErrorReply(408, "timeout",
                 fmt::format("the request was not whole after {} ms, or there "
                             "was no room for a slow one "
                             "(--request-timeout, --connections)",
                             limits_.request_timeout.count()));
  connection->Write(HttpBytes(reply, /*close=*/true), /*close=*/true);
} catch (const std::bad_alloc&) {
  connection->Close();
}

void Server::Serve(Connection* connection, short events) {
  try {
    switch (connection->state()) {
      case State::kReading:
        if (const auto state = connection->Read();
            state == RequestFramer::State::kRefused) {
          Refuse(connection);
        } else if (state == RequestFramer::State::kWhole) {
          Dispatch(connection);
          Advance(connection);
        }
        break;
      case State::kWriting:
        if ((events & (POLLERR | POLLHUP)) != 0) return connection->Close();
        connection->GoOnWriting();
        Advance(connection);
        break;
      case State::kLingering:
        connection->Drain();
        break;
      default:
        break;
    }
  } catch (const std::bad_alloc&) {
    connection->Close();
  }
}

// Goes on with what has been read before the last answer was written.
void Server::Advance(Connection* connection) {
  while (connection->state() == State::kReading && !connection->idle()) {
    const auto state = connection->Look();
    if (state == RequestFramer::State::kMore) return;
    if (state == RequestFramer::State::kRefused) return Refuse(connection);
    Dispatch(connection);
  }
}

void Server::Refuse(Connection* connection) {
  const Reply& reply = connection->refusal();
  service_->metrics.Count("other", reply.status, {});
  connection->Write(HttpBytes(reply, /*close=*/true), /*close=*/true);
}

void Server::Dispatch(Connection* connection) {
  Job job{.connection = connection->id(),
          .head = {},
          .body = {},
          .close = false,
          .since = Clock::now()};
  connection->TakeRequest(&job.head, &job.body, &job.close);
  if (workers_.Take(&job)) return;
  const bool close = job.close || stopping_;
  service_->metrics.Count("other", 429, {});
  connection->Write(
      HttpBytes(BusyReply("too many requests at once", "--queue"), close),
      close);
}

void Server::GiveAnswers() {
  uint64_t count = 0;
  [[maybe_unused]] const ssize_t size = read(wake_.fd, &count, sizeof count);
  for (Done& done : workers_.TakeDone()) {
    const auto found = connections_.find(done.connection);
    if (found == connections_.end()) continue;
    Connection* const connection = found->second.get();
    if (done.bytes.empty()) {
      connection->Close();
      continue;
    }
    try {
      connection->Write(std::move(done.bytes), done.close || stopping_);
      Advance(connection);
    } catch (const std::bad_alloc&) {
      connection->Close();
    }
  }
}

void Server::StartStopping() {
  stopping_ = true;
  stop_deadline_ = Clock::now() + limits_.request_timeout;
  workers_.StartStopping();
  // What was sent before the signal has been asked, whether it has been looked
  // at or not; by those who wait to be accepted, too. They come second: room is
  // made for them only where nothing has been sent.
  ReadIdle();
  for (int i = 0; i < SOMAXCONN / kAccepts && Accept(); ++i) {
  }
  close(std::exchange(listener_, -1));
  ReadIdle();
}

void Server::ReadIdle() {
  for (const auto& [id, connection] : connections_) {
    if (connection->idle()) Serve(connection.get(), POLLIN);
  }
  RemoveClosed();
}

bool Server::IsDone() const {
  if (Clock::now() >= stop_deadline_) return true;
  return std::ranges::none_of(connections_, [](const auto& one) {
    const State state = one.second->state();
    return state != State::kLingering && !one.second->idle();
  });
}

void Server::Expire() {
  const auto now = Clock::now();
  for (const auto& [id, connection] : connections_) {
    if (connection->state() == State::kWaiting ||
        now < connection->deadline()) {
      continue;
    }
    if (connection->state() == State::kReading) {
      TimeOut(connection.get());
    } else {
      connection->Close();
    }
  }
}

void Server::RemoveClosed() {
  std::erase_if(connections_, [](const auto& one) {
    return one.second->state() == State::kClosed;
  });
  service_->metrics.connections = static_cast<int64_t>(connections_.size());
}

}  // namespace nuskha::serve
