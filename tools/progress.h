// SPDX-License-Identifier: Apache-2.0
//
// How far the run is, said while it runs: to people on standard error, and as
// JSON objects to a program that watches. One for the process, like standard
// error; a thread of its own keeps the time, so that long stages are seen, too.

#ifndef NUSKHA_TOOLS_PROGRESS_H_
#define NUSKHA_TOOLS_PROGRESS_H_

#include <cstdint>
#include <optional>
#include <string>

#include "exit_code.h"

namespace nuskha::tools {

// kAuto: one redrawn line on a terminal, a plain line every 30 s otherwise.
// kJson: one object a second and one at the end:
//   {"stage":"read","records":n,"bytes":n,"total":n,"seconds":x,"done":false}
// `bytes` and `total` are compressed input bytes of the present reading (total
// 0: unknown), `seconds` those since the start.
enum class ProgressForm { kAuto, kJson, kNone };

// Whether descriptor `fd` is open for writing.
bool IsWritable(int fd);

// status_fd: gets such an object at the start of each stage, each second and
// when the run is over, then with "exit_code". It is never waited for longer
// than a second: who does not read misses objects.
void StartProgress(ProgressForm form, std::optional<int> status_fd);

// The functions below do nothing before StartProgress(), and may be called on
// any thread.
void ProgressStage(const std::string& name);
void ProgressRead(uint64_t records, uint64_t bytes, uint64_t total);

// Ends what goes to standard error: the account or data for the same terminal
// is to follow. The status descriptor goes on.
void EndProgressMessages();

// Ends everything.
void EndProgress(ExitCode code);

}  // namespace nuskha::tools

#endif  // NUSKHA_TOOLS_PROGRESS_H_
