// SPDX-License-Identifier: Apache-2.0
//
// The connections of the service. One thread moves all bytes and never waits
// for a client; requests that are whole go to the workers.

#ifndef NUSKHA_TOOLS_SERVE_SERVER_H_
#define NUSKHA_TOOLS_SERVE_SERVER_H_

#include <poll.h>

#include <chrono>
#include <csignal>
#include <cstdint>
#include <map>
#include <memory>
#include <vector>

#include "absl/status/status.h"
#include "serve/connection.h"
#include "serve/gate.h"
#include "serve/limits.h"
#include "serve/workers.h"

namespace nuskha::serve {

class Server {
 public:
  // All outlive this. listener: a socket that listens, owned from here on.
  Server(const Limits& limits, Service* service, const Gate* gate,
         int listener);
  ~Server();

  // Serves until SIGINT or SIGTERM, or until the index is of no use any more;
  // then answers what has been asked, at most for --request-timeout. Errors:
  // Unavailable if the system refuses.
  absl::Status Run();

 private:
  struct Descriptor {
    int fd;
    ~Descriptor();
  };

  // Some of those that ask to be connected; false: no more do.
  bool Accept();
  void Refuse(Connection* connection);
  bool MakeRoom();
  void TimeOut(Connection* connection);
  void Serve(Connection* connection, short events);
  void Advance(Connection* connection);
  void Dispatch(Connection* connection);
  void GiveAnswers();
  void StartStopping();
  void ReadIdle();
  void Expire();
  void RemoveClosed();
  bool IsDone() const;
  std::chrono::steady_clock::time_point NextDeadline() const;
  void Wait();

  const Limits& limits_;
  Service* const service_;
  int listener_;
  const Descriptor wake_;  // an eventfd
  const sigset_t signals_while_waiting_;
  Workers workers_;
  std::map<uint64_t, std::unique_ptr<Connection>> connections_;
  uint64_t next_id_ = 0;
  bool stopping_ = false;
  std::chrono::steady_clock::time_point stop_deadline_ = {};
  // The system has no descriptor left until then, perhaps.
  std::chrono::steady_clock::time_point accept_again_ = {};
  std::vector<pollfd> polled_;
  std::vector<uint64_t> polled_ids_;
};

}  // namespace nuskha::serve

#endif  // NUSKHA_TOOLS_SERVE_SERVER_H_
