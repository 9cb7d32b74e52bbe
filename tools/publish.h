// SPDX-License-Identifier: Apache-2.0
//
// The outputs of a run: all or none. Nothing takes its name before all of them
// are on the disk.

#ifndef NUSKHA_TOOLS_PUBLISH_H_
#define NUSKHA_TOOLS_PUBLISH_H_

#include <vector>

#include "exit_code.h"
#include "nuskha/writer.h"

namespace nuskha::tools {

// Says why an output failed before any of them got its name: that no file was
// changed, too. Of a reader that went away it says nothing. Returns the exit
// code.
ExitCode OutputFailed(const absl::Status& status);

// Outputs that are null are left out. The first error ends it.
absl::Status FinishAll(const std::vector<OutputFile*>& outputs);

// After FinishAll() gives all their names, in this order. Returns kDone, or the
// exit code after having said what failed.
ExitCode CommitAll(const std::vector<OutputFile*>& outputs);

}  // namespace nuskha::tools

#endif  // NUSKHA_TOOLS_PUBLISH_H_
