// SPDX-License-Identifier: Apache-2.0

#include "progress.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <csignal>
#include <memory>
#include <mutex>
#include <new>
#include <system_error>
#include <thread>

#include "console.h"
#include "json.h"

namespace nuskha::tools {
namespace {

using Clock = std::chrono::steady_clock;

constexpr Clock::duration kRedraw = std::chrono::milliseconds(200);
constexpr Clock::duration kObject = std::chrono::seconds(1);
constexpr Clock::duration kPlainLine = std::chrono::seconds(30);
constexpr Clock::duration kNever = std::chrono::hours(24);
constexpr int kLastObjectWait = 1000;  // milliseconds

class Reporter {
 public:
  Reporter(ProgressForm form, std::optional<int> status_fd);
  ~Reporter();

  void Stage(const std::string& name);
  void Read(uint64_t records, uint64_t bytes, uint64_t total);
  void EndMessages();
  void End(ExitCode code);

 private:
  void Tick();
  void SayLine();
  std::string Object(bool done, std::optional<ExitCode> code) const;
  void ToStatus(const std::string& object, int wait);
  double Seconds() const {
    return std::chrono::duration<double>(Clock::now() - started_).count();
  }

  const bool terminal_;
  const Clock::time_point started_ = Clock::now();
  std::mutex mutex_;  // of everything below
  std::condition_variable wake_;
  ProgressForm form_;
  int status_fd_;  // -1: none
  Clock::duration message_every_ = kNever;
  Clock::duration status_every_ = kNever;
  bool stop_ = false;
  std::string stage_ = "start";
  bool reading_ = false;  // this stage has read something
  Clock::time_point stage_started_ = started_;
  uint64_t records_ = 0;
  uint64_t bytes_ = 0;
  uint64_t total_ = 0;
  std::thread ticker_;
};

Reporter::Reporter(ProgressForm form, std::optional<int> status_fd)
    : terminal_(isatty(STDERR_FILENO) != 0),
      form_(form),
      status_fd_(status_fd.value_or(-1)) {
  if (form == ProgressForm::kJson) message_every_ = kObject;
  if (form == ProgressForm::kAuto) {
    message_every_ = terminal_ ? kRedraw : kPlainLine;
  }
  if (status_fd_ >= 0) status_every_ = kObject;
  if (form == ProgressForm::kNone && status_fd_ < 0) return;
  // Signals are the business of the other threads.
  sigset_t all, before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  try {
    ticker_ = std::thread([this] { Tick(); });
  } catch (const std::system_error&) {
    // No thread to be had: a run without progress is better than none.
  } catch (const std::bad_alloc&) {
    // The same.
  }
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

Reporter::~Reporter() {
  {
    const std::lock_guard lock(mutex_);
    stop_ = true;
  }
  wake_.notify_all();
  if (ticker_.joinable()) ticker_.join();
}

void Reporter::Tick() {
  std::unique_lock lock(mutex_);
  Clock::time_point message = started_ + message_every_;
  Clock::time_point status = started_ + status_every_;
  while (!stop_) {
    wake_.wait_until(lock, std::min(message, status));
    if (stop_) return;
    const Clock::time_point now = Clock::now();
    try {
      if (now >= message) {
        message = now + message_every_;
        SayLine();
      }
      if (now >= status) {
        status = now + status_every_;
        ToStatus(Object(false, std::nullopt), 0);
      }
    } catch (const std::bad_alloc&) {
      // A run that goes on without a message is better than none.
    }
  }
}

void Reporter::SayLine() {
  if (form_ == ProgressForm::kNone) return;
  if (form_ == ProgressForm::kJson) {
    Line(Object(false, std::nullopt));
    return;
  }
  const double seconds =
      std::chrono::duration<double>(Clock::now() - stage_started_).count();
  std::string text = stage_ + ":";
  if (reading_) {
    const double mib = static_cast<double>(bytes_) / (1 << 20);
    text += fmt::format(" {:.0f} MiB", mib);
    if (total_ > 0) {
      text += fmt::format(
          " of {:.0f} ({:.0f} %)", static_cast<double>(total_) / (1 << 20),
          100 * static_cast<double>(bytes_) / static_cast<double>(total_));
    }
    text += fmt::format(", {:.0f} MiB/s,", mib / std::max(seconds, 0.001));
  }
  text += fmt::format(" {} records, {:.0f} s", records_, seconds);
  if (terminal_) {
    DrawLine(text);
  } else {
    Note(text);
  }
}

std::string Reporter::Object(bool done, std::optional<ExitCode> code) const {
  Json json;
  json.Object().Key("stage").String(stage_);
  json.Key("records").Integer(records_);
  json.Key("bytes").Integer(bytes_);
  json.Key("total").Integer(total_);
  json.Key("seconds").Real(Seconds());
  json.Key("done").Bool(done);
  if (code.has_value()) json.Key("exit_code").Integer(int{*code});
  return json.EndObject().text();
}

// One object is far below PIPE_BUF: a pipe that takes some takes all of it.
void Reporter::ToStatus(const std::string& object, int wait) {
  if (status_fd_ < 0) return;
  pollfd ready{status_fd_, POLLOUT, 0};
  if (poll(&ready, 1, wait) != 1 || (ready.revents & POLLOUT) == 0) return;
  const std::string line = object + "\n";
  // Nobody reads any more: the run goes on.
  if (write(status_fd_, line.data(), line.size()) < 0) status_fd_ = -1;
}

void Reporter::Stage(const std::string& name) {
  const std::lock_guard lock(mutex_);
  stage_ = name;
  reading_ = false;
  stage_started_ = Clock::now();
  ToStatus(Object(false, std::nullopt), 0);
}

void Reporter::Read(uint64_t records, uint64_t bytes, uint64_t total) {
  const std::lock_guard lock(mutex_);
  reading_ = true;
  records_ = records;
  bytes_ = bytes;
  total_ = total;
}

void Reporter::EndMessages() {
  const std::lock_guard lock(mutex_);
  if (form_ == ProgressForm::kJson) Line(Object(true, std::nullopt));
  if (form_ == ProgressForm::kAuto) DrawLine("");
  form_ = ProgressForm::kNone;
}

void Reporter::End(ExitCode code) {
  EndMessages();
  const std::lock_guard lock(mutex_);
  ToStatus(Object(true, code), kLastObjectWait);
  status_fd_ = -1;
}

std::unique_ptr<Reporter> reporter;

}  // namespace

bool IsWritable(int fd) {
  const int flags = fcntl(fd, F_GETFL);
  return flags != -1 && (flags & O_ACCMODE) != O_RDONLY;
}

void StartProgress(ProgressForm form, std::optional<int> status_fd) {
  reporter = std::make_unique<Reporter>(form, status_fd);
}

void ProgressStage(const std::string& name) {
  if (reporter != nullptr) reporter->Stage(name);
}

void ProgressRead(uint64_t records, uint64_t bytes, uint64_t total) {
  if (reporter != nullptr) reporter->Read(records, bytes, total);
}

void EndProgressMessages() {
  if (reporter != nullptr) reporter->EndMessages();
}

void EndProgress(ExitCode code) {
  if (reporter == nullptr) return;
  try {
    reporter->End(code);
  } catch (const std::bad_alloc&) {
    // The exit code tells it, too.
  }
  reporter.reset();
}

}  // namespace nuskha::tools
