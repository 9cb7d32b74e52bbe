// SPDX-License-Identifier: Apache-2.0
//
// What the program says to people on standard error, and prints on standard
// output where that is no OutputFile.

#ifndef NUSKHA_TOOLS_CONSOLE_H_
#define NUSKHA_TOOLS_CONSOLE_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "exit_code.h"

namespace nuskha::tools {

// `text` with control and bidirectional control characters, line separators and
// tags made visible as <U+001B> and ill-formed UTF-8 as U+FFFD, so that what
// was scraped cannot drive a terminal.
std::string Visible(std::string_view text);

// The same between FIRST STRONG ISOLATE and POP DIRECTIONAL ISOLATE, so that
// Arabic does not reorder what stands around it.
std::string Isolated(std::string_view text);

// Messages: "nuskha: error: ...", Visible() and with what is written from right
// to left isolated. Notes are left out by -q.
void SetQuiet(bool quiet);
bool IsQuiet();
void Error(std::string_view message);
void Error(const absl::Status& status);
void Warning(std::string_view message);
void Note(std::string_view message);

// A line without prefix, whatever -q says.
void Line(std::string_view message);

// Prints to standard output; false once something could not be written.
bool Print(std::string_view text);

// Flushes standard output: kOutputError, with a message, if not all of it
// could be written, else `code`. A reader that went away is no error.
ExitCode EndOutput(ExitCode code);

// Set by SIGINT and SIGTERM: the number of the signal, 0 before.
void CatchSignals();
int CaughtSignal();

enum class ProgressForm { kAuto, kJson, kNone };

// Progress of reading, by compressed bytes: one redrawn line on a terminal, a
// plain line every 30 s otherwise, one JSON object a second on request.
class Progress {
 public:
  Progress(ProgressForm form, std::string stage);
  void Update(uint64_t done, uint64_t total);
  // Removes the redrawn line; as JSON, says the final state.
  void End();

 private:
  void Print(uint64_t done, uint64_t total);

  ProgressForm form_;
  std::string stage_;
  bool terminal_ = false;
  bool drawn_ = false;
  double started_ = 0;
  double last_ = 0;
  uint64_t done_ = 0;
  uint64_t total_ = 0;
};

}  // namespace nuskha::tools

#endif  // NUSKHA_TOOLS_CONSOLE_H_
