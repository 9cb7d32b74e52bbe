// SPDX-License-Identifier: Apache-2.0
//
// One connection: a request comes, its answer leaves, and so on.

#ifndef NUSKHA_TOOLS_SERVE_CONNECTION_H_
#define NUSKHA_TOOLS_SERVE_CONNECTION_H_

#include <chrono>
#include <cstdint>
#include <string>

#include "serve/limits.h"
#include "serve/reply.h"
#include "serve/request_framer.h"

namespace nuskha::serve {

class Connection {
 public:
  using Clock = std::chrono::steady_clock;
  enum class State {
    kReading,    // a request, or nothing yet
    kWaiting,    // for its answer
    kWriting,    // the answer
    kLingering,  // what still comes is thrown away, so that the client can
                 // read the last answer
    kClosed,
  };

  // fd: a non-blocking socket, owned from here on.
  Connection(uint64_t id, int fd, const Limits* limits);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  uint64_t id() const { return id_; }
  int fd() const { return fd_; }
  State state() const { return state_; }
  Clock::time_point deadline() const { return deadline_; }
  // When something last came or left.
  Clock::time_point active() const { return active_; }
  // No part of a request has come since the last answer. Empty lines are none.
  bool idle() const {
    return state_ == State::kReading &&
           in_.find_first_not_of("\r\n") == in_.npos;
  }

  // Reads what there is, up to some hundred KiB. kWhole: a request stands
  // ready, or kRefused.
  RequestFramer::State Read();
  // The same with what has been read already.
  RequestFramer::State Look();
  // Takes the request that is whole; the connection then waits.
  void TakeRequest(std::string* head, std::string* body, bool* close);
  const Reply& refusal() const { return framer_.refusal(); }

  // Starts to write an answer; close: the last one.
  void Write(std::string bytes, bool close);
  // Writes what the client takes. Then reads again, or lingers.
  void GoOnWriting();
  // Throws away what comes.
  void Drain();
  void Close() { state_ = State::kClosed; }

 private:
  void Fail() { state_ = State::kClosed; }

  const uint64_t id_;
  const int fd_;
  const Limits* const limits_;
  State state_ = State::kReading;
  Clock::time_point deadline_;
  Clock::time_point active_;
  std::string in_;
  RequestFramer framer_;
  bool said_continue_ = false;
  std::string out_;
  size_t written_ = 0;
  bool close_ = false;
  uint64_t requests_ = 0;
};

}  // namespace nuskha::serve

#endif  // NUSKHA_TOOLS_SERVE_CONNECTION_H_
