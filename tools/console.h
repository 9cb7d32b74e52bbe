// SPDX-License-Identifier: Apache-2.0
//
// What the program says to people, on standard error.

#ifndef NUSKHA_TOOLS_CONSOLE_H_
#define NUSKHA_TOOLS_CONSOLE_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/status.h"

namespace nuskha::tools {

// `text` with control and bidirectional control characters made visible as
// <U+001B> and ill-formed UTF-8 as U+FFFD, so that what was scraped cannot
// drive a terminal.
std::string Visible(std::string_view text);

// The same between FIRST STRONG ISOLATE and POP DIRECTIONAL ISOLATE, so that
// Arabic does not reorder what stands around it.
std::string Isolated(std::string_view text);

// Messages: "nuskha: error: ...". Notes are left out by -q.
void SetQuiet(bool quiet);
bool IsQuiet();
void Error(std::string_view message);
void Error(const absl::Status& status);
void Warning(std::string_view message);
void Note(std::string_view message);

// A line without prefix, whatever -q says.
void Line(std::string_view message);

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
  void Clear();  // removes the redrawn line

 private:
  void Print(uint64_t done, uint64_t total);

  ProgressForm form_;
  std::string stage_;
  bool terminal_ = false;
  bool drawn_ = false;
  double started_ = 0;
  double last_ = 0;
};

}  // namespace nuskha::tools

#endif  // NUSKHA_TOOLS_CONSOLE_H_
