// SPDX-License-Identifier: Apache-2.0
//
// OutputFile: complete or absent. Bytes go to a locked temporary file beside
// the target (.NAME.nuskha-*.tmp); Commit() syncs it, renames it over the
// target and syncs the folder. Destroying it without Commit() leaves the
// target as it was. Names that end in .gz or .zst are compressed.
//
// Call order: Create Write* Finish? (Commit | destructor).

#ifndef NUSKHA_WRITER_H_
#define NUSKHA_WRITER_H_

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace nuskha {

struct OutputOptions {
  bool overwrite = false;  // replace an existing target
  // Inputs of the run: a target that is one of them is refused.
  std::vector<std::string> inputs;
};

class OutputFile {
 public:
  // path "-" writes to standard output, uncompressed.
  // Errors: AlreadyExists if the target exists and overwrite is off,
  // InvalidArgument if it is an input, Unavailable if it cannot be written.
  static absl::StatusOr<std::unique_ptr<OutputFile>> Create(
      const std::string& path, const OutputOptions& options);
  virtual ~OutputFile() = default;

  // Errors: Unavailable with the system's reason (disk full, ...); Aborted if
  // the reader of a pipe went away. After an error every call returns it.
  virtual absl::Status Write(std::string_view bytes) = 0;
  // Writes out what is buffered; after it Commit() can hardly fail. Of several
  // outputs all are finished before the first is committed.
  virtual absl::Status Finish() = 0;
  virtual absl::Status Commit() = 0;
};

}  // namespace nuskha

#endif  // NUSKHA_WRITER_H_
