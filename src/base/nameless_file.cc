// SPDX-License-Identifier: Apache-2.0

#include "base/nameless_file.h"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/status_util.h"

namespace nuskha::internal {

std::string TemporaryFolder(const std::string& folder) {
  if (!folder.empty()) return folder;
  const char* const named = getenv("TMPDIR");
  return named != nullptr && *named != '\0' ? named : "/tmp";
}

Descriptor OpenNamelessFile(const std::string& folder) {
  std::string path = folder + "/nuskha-spool-XXXXXX";
  Descriptor file(mkostemp(path.data(), O_CLOEXEC));
  if (file.valid()) unlink(path.c_str());
  return file;
}

absl::Status TemporaryFileError(const std::string& doing,
                                const std::string& folder, int error_number) {
  return MakeStatus(
      absl::StatusCode::kAborted,
      StatusMessage(
          SystemError(doing + " in " + folder + " (--tmp names another folder)",
                      error_number)));
}

}  // namespace nuskha::internal
