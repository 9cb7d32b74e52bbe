// SPDX-License-Identifier: Apache-2.0

#include "console.h"

#include <fmt/format.h>
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

std::mutex standard_error;
bool drawn = false;  // a line that is redrawn stands there

// A standard error that is full or closed must not end the run.
void ToStandardError(std::string text) {
  const std::lock_guard lock(standard_error);
  if (std::exchange(drawn, false)) text.insert(0, "\r\x1b[K");
  (void)!std::fwrite(text.data(), 1, text.size(), stderr);
}

void Say(std::string_view kind, std::string_view message) {
  ToStandardError(fmt::format("nuskha: {}{}\n", kind, Visible(message)));
}

bool IsDangerous(char32_t c) {
  return c < 0x20 || (c >= 0x7f && c <= 0x9f) || (c >= 0x202a && c <= 0x202e) ||
         (c >= 0x2066 && c <= 0x2069) || c == 0x200e || c == 0x200f ||
         c == 0x061c;
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
  return "\xe2\x81\xa8" + Visible(text) + "\xe2\x81\xa9";
}

void SetQuiet(bool value) { quiet = value; }
bool IsQuiet() { return quiet; }
void Error(std::string_view message) { Say("error: ", message); }
void Error(const absl::Status& status) {
  std::string message(status.message());
  if (absl::IsAlreadyExists(status)) message += ": --force overwrites it";
  Error(message);
}
void Warning(std::string_view message) { Say("warning: ", message); }
void Note(std::string_view message) {
  if (!quiet) Say("", message);
}
void Line(std::string_view message) {
  ToStandardError(Visible(message) + "\n");
}

void DrawLine(std::string_view text) {
  const std::lock_guard lock(standard_error);
  if (text.empty() && !drawn) return;
  const std::string line = "\r\x1b[K" + Visible(text);
  (void)!std::fwrite(line.data(), 1, line.size(), stderr);
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
  Error(fmt::format("write standard output: {}", std::strerror(output_error)));
  return kOutputError;
}

void CatchSignals() {
  std::signal(SIGINT, OnSignal);
  std::signal(SIGTERM, OnSignal);
  // A closed pipe is an error of write(), not the end of the process.
  std::signal(SIGPIPE, SIG_IGN);
}
int CaughtSignal() { return caught_signal; }

}  // namespace nuskha::tools
