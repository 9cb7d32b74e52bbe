// SPDX-License-Identifier: Apache-2.0
//
// OutputFile: complete or absent. Bytes go to a locked temporary file beside
// the target (.NAME.nuskha-*.tmp); Finish() syncs it, Commit() renames it over
// the target and syncs the folder. Destroying it without Commit() leaves the
// target as it was. Names that end in .gz, .zst or .zstd are compressed.
// Pipes and devices are written as bytes come; a symbolic link stays one, what
// it points to is replaced. What dead runs left for the same target is removed.
//
// Call order: Create Write* Finish? (Commit | destructor).

#ifndef NUSKHA_WRITER_H_
#define NUSKHA_WRITER_H_

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "nuskha/export.h"

namespace nuskha {

struct OutputOptions {
  bool overwrite = false;  // replace an existing target
  // Inputs of the run, files and folders: a target that is one of them or
  // stands in one, and so would be read, is refused.
  std::vector<std::string> inputs;
  // Asked several times a second while a pipe takes nothing; true ends the
  // writing with Cancelled.
  std::function<bool()> interrupted = {};
};

class NUSKHA_EXPORT OutputFile {
 public:
  // path "-" writes to standard output, uncompressed.
  // The process must ignore SIGPIPE, else a closed pipe ends it.
  // Errors: AlreadyExists if the target exists and overwrite is off,
  // InvalidArgument if it is an input, Unavailable if it cannot be written,
  // ResourceExhausted if memory ends, here as below.
  static absl::StatusOr<std::unique_ptr<OutputFile>> Create(
      const std::string& path, const OutputOptions& options);
  virtual ~OutputFile() = default;

  // Errors: Unavailable with the system's reason (disk full, ...);
  // ResourceExhausted without memory; Cancelled by OutputOptions::interrupted;
  // Aborted if the reader of a pipe went away; Commit() also AlreadyExists if
  // the target came into being meanwhile. After an error every call returns it.
  virtual absl::Status Write(std::string_view bytes) = 0;
  // Writes out what is buffered and syncs it: full disks show here, and
  // Commit() can hardly fail. Of several outputs finish all before the first is
  // committed.
  virtual absl::Status Finish() = 0;
  virtual absl::Status Commit() = 0;
};

}  // namespace nuskha

#endif  // NUSKHA_WRITER_H_
