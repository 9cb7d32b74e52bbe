// SPDX-License-Identifier: Apache-2.0
//
// Exit codes of the program: part of its contract (docs/cli.md).

#ifndef NUSKHA_TOOLS_EXIT_CODE_H_
#define NUSKHA_TOOLS_EXIT_CODE_H_

#include "absl/status/status.h"

namespace nuskha::tools {

enum ExitCode : int {
  kDone = 0,
  kDuplicatesFound = 1,  // only with --exit-code
  kUsage = 2,
  kDamaged = 3,  // done, but a stream was damaged or too much was rejected
  kInputError = 4,
  kOutputError = 5,
  kIndexDamaged = 6,
  kIndexIncompatible = 7,  // made with other parameters
  kIndexLocked = 8,        // by another writer
  kLimit = 9,
  kInternal = 70,
  kInterrupted = 130,
  kTerminated = 143,
};

// Of a status that came from reading, or from options and fields.
ExitCode ReadExitCode(const absl::Status& status);

// Of a status that came from writing. A closed pipe ends quietly: kDone.
ExitCode WriteExitCode(const absl::Status& status);

}  // namespace nuskha::tools

#endif  // NUSKHA_TOOLS_EXIT_CODE_H_
