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
// An error, too; takes no memory.
void OutOfMemory();
void Warning(std::string_view message);
void Note(std::string_view message);

// A line without prefix, whatever -q says.
void Line(std::string_view message);

// Draws `text` in place of what was drawn before, on a terminal; empty: nothing
// stays. A message takes its place until it is drawn again.
void DrawLine(std::string_view text);

// Whether data for `output` ("-": standard output) is seen on a terminal.
bool IsTerminal(std::string_view output);

// Prints to standard output; false once something could not be written.
bool Print(std::string_view text);

// Flushes standard output: kOutputError, with a message, if not all of it
// could be written, else `code`. A reader that went away is no error.
ExitCode EndOutput(ExitCode code);

// Set by SIGINT and SIGTERM: the number of the signal, 0 before.
void CatchSignals();
// For commands that leave nothing behind: a signal ends the program at once.
void EndAtSignals();
int CaughtSignal();

}  // namespace nuskha::tools

#endif  // NUSKHA_TOOLS_CONSOLE_H_
