// SPDX-License-Identifier: Apache-2.0
//
// Threads that answer whole requests, and the queue before them.

#ifndef NUSKHA_TOOLS_SERVE_WORKERS_H_
#define NUSKHA_TOOLS_SERVE_WORKERS_H_

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "serve/endpoints.h"
#include "serve/exchange.h"
#include "serve/gate.h"
#include "serve/limits.h"

namespace nuskha::serve {

struct Job {
  uint64_t connection;
  std::string head;
  std::string body;
  bool close;
  std::chrono::steady_clock::time_point since;
};

struct Done {
  uint64_t connection;
  std::string bytes;  // empty: nothing can be answered
  bool close;
};

class Workers {
 public:
  // All outlive this. wake_fd: an eventfd, written to when there is a Done.
  Workers(const Limits& limits, Service* service, const Gate* gate,
          int wake_fd);
  // Waits for the jobs at work; forgets those that wait.
  ~Workers();

  // False if the queue is full; then *job is as it was.
  bool Take(Job* job);
  // Answers from now on end their connections.
  void StartStopping() { stopping_ = true; }
  std::vector<Done> TakeDone();

 private:
  void Work(Exchange* exchange);
  void End();
  void Answer(Exchange* exchange, const Job& job);

  const Limits& limits_;
  Service* const service_;
  const int wake_fd_;
  std::atomic<bool> stopping_ = false;

  std::mutex mutex_;
  std::condition_variable not_empty_;
  std::deque<Job> jobs_;
  bool ended_ = false;
  std::vector<Done> done_;
  std::vector<std::unique_ptr<Exchange>> exchanges_;
  std::vector<std::thread> threads_;
};

}  // namespace nuskha::serve

#endif  // NUSKHA_TOOLS_SERVE_WORKERS_H_
