// SPDX-License-Identifier: Apache-2.0

#include "serve/workers.h"

#include <unistd.h>

#include <exception>
#include <utility>

namespace nuskha::serve {

Workers::Workers(const Limits& limits, Service* service, const Gate* gate,
                 int wake_fd)
    : limits_(limits), service_(service), wake_fd_(wake_fd) {
  // One for each connection at most: adding to it takes no memory.
  done_.reserve(limits.connections);
  for (size_t i = 0; i < limits.threads; ++i) {
    exchanges_.push_back(std::make_unique<Exchange>(service, gate));
  }
  try {
    for (const auto& exchange : exchanges_) {
      threads_.emplace_back([this, &exchange] { Work(exchange.get()); });
    }
  } catch (...) {
    End();
    throw;
  }
}

Workers::~Workers() { End(); }

void Workers::End() {
  {
    const std::lock_guard lock(mutex_);
    ended_ = true;
  }
  not_empty_.notify_all();
  for (std::thread& thread : threads_) thread.join();
}

bool Workers::Take(Job* job) {
  {
    const std::lock_guard lock(mutex_);
    if (jobs_.size() >= limits_.queue) return false;
    jobs_.push_back(std::move(*job));
    service_->metrics.queued = static_cast<int64_t>(jobs_.size());
  }
  not_empty_.notify_one();
  return true;
}

std::vector<Done> Workers::TakeDone() {
  std::vector<Done> taken;
  taken.reserve(limits_.connections);
  const std::lock_guard lock(mutex_);
  taken.swap(done_);
  return taken;
}

void Workers::Work(Exchange* exchange) {
  while (true) {
    std::unique_lock lock(mutex_);
    not_empty_.wait(lock, [this] { return ended_ || !jobs_.empty(); });
    if (ended_) return;
    const Job job = std::move(jobs_.front());
    jobs_.pop_front();
    service_->metrics.queued = static_cast<int64_t>(jobs_.size());
    lock.unlock();
    Answer(exchange, job);
  }
}

void Workers::Answer(Exchange* exchange, const Job& job) {
  Done done{job.connection, {}, job.close || stopping_};
  try {
    done.bytes = exchange->Answer(job.head, job.body, done.close, job.since);
  } catch (const std::exception&) {
    // Memory ended where not even that can be said: the connection is closed.
    done.bytes.clear();
  }
  {
    const std::lock_guard lock(mutex_);
    done_.push_back(std::move(done));
  }
  const uint64_t one = 1;
  // Cannot fail but when the counter is full, and then it wakes all the same.
  [[maybe_unused]] const ssize_t size = write(wake_fd_, &one, sizeof one);
}

}  // namespace nuskha::serve
