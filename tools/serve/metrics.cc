// SPDX-License-Identifier: Apache-2.0

#include "serve/metrics.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>

#include "version_info.h"

namespace nuskha::serve {
namespace {

// Pages of memory that the process has; 0 if the system does not say.
uint64_t ResidentBytes() {
  uint64_t pages = 0;
  if (std::FILE* const file = std::fopen("/proc/self/statm", "re")) {
    unsigned long size = 0, resident = 0;
    if (std::fscanf(file, "%lu %lu", &size, &resident) == 2) pages = resident;
    std::fclose(file);
  }
  return pages * static_cast<uint64_t>(sysconf(_SC_PAGESIZE));
}

void AddHead(std::string_view name, std::string_view type,
             std::string_view help, std::string* text) {
  *text += fmt::format("# HELP {} {}\n# TYPE {} {}\n", name, help, name, type);
}

void Add(std::string_view name, std::string_view type, std::string_view help,
         auto value, std::string* text) {
  AddHead(name, type, help, text);
  *text += fmt::format("{} {}\n", name, value);
}

}  // namespace

void Metrics::Count(std::string_view path, int status,
                    std::chrono::nanoseconds time) {
  const double seconds = std::chrono::duration<double>(time).count();
  const std::lock_guard lock(mutex_);
  ++requests_[{std::string(path), status}];
  Times& times = times_[std::string(path)];
  for (size_t i = 0; i < kBounds.size(); ++i) {
    if (seconds > kBounds[i]) continue;
    ++times.below[i];
    break;
  }
  ++times.count;
  times.seconds += seconds;
}

void Metrics::AddTimes(std::string* text) const {
  constexpr std::string_view kName = "nuskha_http_request_duration_seconds";
  AddHead(kName, "histogram", "From the last byte of a request to its answer.",
          text);
  for (const auto& [path, times] : times_) {
    uint64_t sum = 0;
    for (size_t i = 0; i < kBounds.size(); ++i) {
      sum += times.below[i];
      *text += fmt::format("{}_bucket{{path=\"{}\",le=\"{}\"}} {}\n", kName,
                           path, kBounds[i], sum);
    }
    *text += fmt::format("{}_bucket{{path=\"{}\",le=\"+Inf\"}} {}\n", kName,
                         path, times.count);
    *text +=
        fmt::format("{}_sum{{path=\"{}\"}} {}\n", kName, path, times.seconds);
    *text +=
        fmt::format("{}_count{{path=\"{}\"}} {}\n", kName, path, times.count);
  }
}

std::string Metrics::Text(const IndexStats& stats) const {
  std::string text;
  AddHead("nuskha_build_info", "gauge", "Version of the program.", &text);
  text += fmt::format("nuskha_build_info{{version=\"{}\"}} 1\n",
                      tools::VersionText());
  Add("nuskha_index_documents", "gauge", "Documents of the index.",
      stats.documents, &text);
  Add("nuskha_index_removed_total", "counter",
      "Documents removed or replaced since the index was created.",
      stats.removed, &text);
  Add("nuskha_index_bytes", "gauge", "Bytes of the index on disk.", stats.bytes,
      &text);
  Add("nuskha_index_segments", "gauge", "Segments of the index.",
      stats.segments, &text);
  Add("nuskha_http_connections", "gauge", "Open connections.",
      connections.load(), &text);
  Add("nuskha_http_queue", "gauge", "Requests that wait for a thread.",
      queued.load(), &text);
  Add("process_resident_memory_bytes", "gauge", "Memory of the process.",
      ResidentBytes(), &text);
  const std::lock_guard lock(mutex_);
  AddHead("nuskha_http_requests_total", "counter",
          "Answers by path and status.", &text);
  for (const auto& [key, count] : requests_) {
    text += fmt::format(
        "nuskha_http_requests_total{{path=\"{}\",code=\"{}\"}} {}\n", key.first,
        key.second, count);
  }
  AddTimes(&text);
  return text;
}

}  // namespace nuskha::serve
