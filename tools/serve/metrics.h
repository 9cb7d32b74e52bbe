// SPDX-License-Identifier: Apache-2.0
//
// What the service counts, in the text format of Prometheus (version 0.0.4).

#ifndef NUSKHA_TOOLS_SERVE_METRICS_H_
#define NUSKHA_TOOLS_SERVE_METRICS_H_

#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>

#include "nuskha/index.h"

namespace nuskha::serve {

// Safe to use from any thread.
class Metrics {
 public:
  // path: one of those that are served, or "other". time: from the last byte of
  // the request to its answer.
  void Count(std::string_view path, int status, std::chrono::nanoseconds time);

  std::string Text(const IndexStats& stats) const;

  std::atomic<int64_t> connections = 0;
  std::atomic<int64_t> queued = 0;

 private:
  // Upper bounds, seconds.
  static constexpr std::array<double, 11> kBounds = {
      0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.1, 0.25, 1, 10};
  struct Times {
    std::array<uint64_t, kBounds.size()> below = {};  // not cumulative
    uint64_t count = 0;
    double seconds = 0;
  };

  void AddTimes(std::string* text) const;

  mutable std::mutex mutex_;
  std::map<std::pair<std::string, int>, uint64_t> requests_;
  std::map<std::string, Times, std::less<>> times_;
};

}  // namespace nuskha::serve

#endif  // NUSKHA_TOOLS_SERVE_METRICS_H_
