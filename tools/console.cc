// SPDX-License-Identifier: Apache-2.0

#include "console.h"

#include <fmt/format.h>
#include <poll.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <mutex>
#include <utility>

#include "utf8.h"

namespace nuskha::tools {
namespace {

bool quiet = false;
volatile std::sig_atomic_t caught_signal = 0;

void OnSignal(int signal) {
  caught_signal = signal;
  // A second one ends the program at once.
  std::signal(signal, SIG_DFL);
}

int output_error = 0;  // errno of the first failed write to standard output
bool output_error_said = false;

std::mutex standard_error;
bool drawn = false;  // a line that is redrawn stands there

// A standard error that is full or closed must not end the run. Takes no
// memory.
void WriteMessage(std::string_view text) {
  while (!text.empty()) {
    const ssize_t size = write(STDERR_FILENO, text.data(), text.size());
    if (size >= 0) {
      text.remove_prefix(static_cast<size_t>(size));
    } else if (errno == EAGAIN || errno == EWOULDBLOCK) {
      pollfd waiting = {STDERR_FILENO, POLLOUT, 0};
      if (poll(&waiting, 1, -1) < 0 && errno != EINTR) return;
    } else if (errno != EINTR) {
      return;
    }
  }
}

void ToStandardError(std::string text) {
  const std::lock_guard lock(standard_error);
  if (std::exchange(drawn, false)) text.insert(0, "\r\x1b[K");
  WriteMessage(text);
}

bool IsDangerous(char32_t c) {
  return c < 0x20 || (c >= 0x7f && c <= 0x9f) || (c >= 0x202a && c <= 0x202e) ||
         (c >= 0x2066 && c <= 0x2069) || c == 0x200e || c == 0x200f ||
         c == 0x061c || c == 0x2028 || c == 0x2029 ||
         (c >= 0x206a && c <= 0x206f) || (c >= 0xfff9 && c <= 0xfffb) ||
         (c >= 0xe0000 && c <= 0xe007f);
}

// Written from right to left: the blocks of Unicode that are kept for it.
bool IsRightToLeft(char32_t c) {
  return (c >= 0x0590 && c <= 0x08ff) || (c >= 0xfb1d && c <= 0xfdff) ||
         (c >= 0xfe70 && c <= 0xfefe) || (c >= 0x10800 && c <= 0x10fff) ||
         (c >= 0x1e800 && c <= 0x1efff);
}

constexpr std::string_view kIsolate = "\xe2\x81\xa8";
constexpr std::string_view kPopIsolate = "\xe2\x81\xa9";

// A message with each run of words that are written from right to left
// isolated: names of files and ids may stand anywhere in it.
std::string RunsIsolated(std::string_view text) {
  constexpr std::u32string_view kInside = U" -_.";
  std::string out;
  bool in_run = false;
  size_t at = 0;
  size_t pending = 0;  // begin of what may or may not belong to the run
  const auto close = [&](std::string_view behind) {
    if (std::exchange(in_run, false)) out += kPopIsolate;
    out += behind;
  };
  while (at < text.size()) {
    const CodePoint next = FirstCodePoint(text.substr(at));
    if (IsRightToLeft(next.value)) {
      if (!std::exchange(in_run, true)) out += kIsolate;
      out += text.substr(pending, at + next.size - pending);
      pending = at + next.size;
    } else if (!in_run || kInside.find(next.value) == kInside.npos) {
      close(text.substr(pending, at + next.size - pending));
      pending = at + next.size;
    }
    at += next.size;
  }
  close(text.substr(pending));
  return out;
}

void Say(std::string_view kind, std::string_view message) {
  ToStandardError(
      fmt::format("nuskha: {}{}\n", kind, RunsIsolated(Visible(message))));
}

}  // namespace

std::string Visible(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const CodePoint next = FirstCodePoint(text);
    if (IsDangerous(next.value)) {
      out += fmt::format("<U+{:04X}>", static_cast<uint32_t>(next.value));
    } else if (next.value == 0xfffd) {
      out += "\xef\xbf\xbd";
    } else {
      out += text.substr(0, next.size);
    }
    text.remove_prefix(next.size);
  }
  return out;
}

std::string Isolated(std::string_view text) {
  return std::string(kIsolate) + Visible(text) + std::string(kPopIsolate);
}

void SetQuiet(bool value) { quiet = value; }
bool IsQuiet() { return quiet; }
void Error(std::string_view message) { Say("error: ", message); }
void Error(const absl::Status& status) {
  std::string message(status.message());
  // There may be no memory for a message in the status.
  if (message.empty()) message = "out of memory";
  if (absl::IsAlreadyExists(status)) message += ": --force overwrites it";
  Error(message);
}
void OutOfMemory() { WriteMessage("nuskha: error: out of memory\n"); }
void Warning(std::string_view message) { Say("warning: ", message); }
void Note(std::string_view message) {
  if (!quiet) Say("", message);
}
void Line(std::string_view message) {
  ToStandardError(RunsIsolated(Visible(message)) + "\n");
}

void DrawLine(std::string_view text) {
  const std::lock_guard lock(standard_error);
  if (text.empty() && !drawn) return;
  const std::string line = "\r\x1b[K" + Visible(text);
  WriteMessage(line);
  drawn = !text.empty();
}

bool IsTerminal(std::string_view output) {
  return output == "-" && isatty(STDOUT_FILENO) != 0;
}

bool Print(std::string_view text) {
  if (output_error == 0 &&
      std::fwrite(text.data(), 1, text.size(), stdout) != text.size()) {
    output_error = errno;
  }
  return output_error == 0;
}

ExitCode EndOutput(ExitCode code) {
  if (output_error == 0 && std::fflush(stdout) != 0) output_error = errno;
  if (output_error == 0 && std::ferror(stdout) != 0) output_error = EIO;
  if (output_error == 0) return code;
  if (output_error == EPIPE) return code;
  if (!std::exchange(output_error_said, true)) {
    Error(
        fmt::format("write standard output: {}", std::strerror(output_error)));
  }
  return kOutputError;
}

void CatchSignals() {
  std::signal(SIGINT, OnSignal);
  std::signal(SIGTERM, OnSignal);
  // A closed pipe and a file over the limit of `ulimit -f` are errors of
  // write(), not the end of the process.
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGXFSZ, SIG_IGN);
}
void EndAtSignals() {
  const int caught = caught_signal;
  std::signal(SIGINT, SIG_DFL);
  std::signal(SIGTERM, SIG_DFL);
  if (caught != 0) std::raise(caught);
}
int CaughtSignal() { return caught_signal; }

}  // namespace nuskha::tools
