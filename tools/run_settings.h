// SPDX-License-Identifier: Apache-2.0

#ifndef NUSKHA_TOOLS_RUN_SETTINGS_H_
#define NUSKHA_TOOLS_RUN_SETTINGS_H_

#include <string>

#include "absl/status/statusor.h"
#include "nuskha/collection.h"
#include "shared_flags.h"

namespace nuskha::tools {

// Where --resume keeps the checkpoint of a run that writes `output`: a hidden
// file beside it. Errors: InvalidArgument if that is no file.
absl::StatusOr<std::string> CheckpointPath(const std::string& output);

// What the results of a run depend on beside its inputs, a line each, as
// Checkpoint::Open() takes it. Errors: those of reading the rules file.
absl::StatusOr<std::string> RunSettings(const char* command,
                                        const InputFlags& flags,
                                        const CollectionOptions& collection,
                                        const DetectorOptions& detector);

}  // namespace nuskha::tools

#endif  // NUSKHA_TOOLS_RUN_SETTINGS_H_
