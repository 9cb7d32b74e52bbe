// SPDX-License-Identifier: Apache-2.0

#include "publish.h"

#include <string>

#include "console.h"

namespace nuskha::tools {

ExitCode OutputFailed(const absl::Status& status) {
  const ExitCode code = WriteExitCode(status);
  if (code == kOutputError) {
    Error(std::string(status.message()) + "; no output file was changed");
  } else if (!absl::IsAborted(status)) {
    Error(status);
  }
  return code;
}

absl::Status FinishAll(const std::vector<OutputFile*>& outputs) {
  absl::Status status;
  for (OutputFile* const output : outputs) {
    if (status.ok() && output != nullptr) status = output->Finish();
  }
  return status;
}

ExitCode CommitAll(const std::vector<OutputFile*>& outputs) {
  bool some = false;
  for (OutputFile* const output : outputs) {
    if (output == nullptr) continue;
    const absl::Status status = output->Commit();
    if (!status.ok()) {
      Error(status);
      if (some) Line("outputs that already have their names are complete");
      return WriteExitCode(status);
    }
    some = true;
  }
  return kDone;
}

}  // namespace nuskha::tools
