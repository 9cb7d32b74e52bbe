// SPDX-License-Identifier: Apache-2.0
//
// The temporary file an output grows in, beside its target. It is locked while
// its run lives, so that the next run can tell what a dead one left behind.

#ifndef NUSKHA_SRC_CORPUS_TEMPORARY_FILE_H_
#define NUSKHA_SRC_CORPUS_TEMPORARY_FILE_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "base/descriptor.h"

namespace nuskha::internal {

class TemporaryFile {
 public:
  // Sweeps what dead runs left for `target`, then creates
  // .NAME.nuskha-<pid>-<n>.tmp in its folder.
  static absl::StatusOr<TemporaryFile> Create(const std::string& target);
  ~TemporaryFile();
  TemporaryFile(TemporaryFile&& other) noexcept;
  TemporaryFile& operator=(TemporaryFile&& other) = delete;

  int descriptor() const { return descriptor_.get(); }

  // Gives it its mode and makes its bytes outlast a power failure.
  absl::Status Sync();

  // After Sync(): gives it the name of the target and syncs the folder;
  // `replace`: even if that name is taken. On errors the target stays as it
  // was, unless only the last step failed.
  absl::Status Publish(bool replace);

 private:
  TemporaryFile(std::string name, std::string target, std::string path,
                Descriptor descriptor);

  std::string name_;    // of the target, as given: for messages
  std::string target_;  // absolute, as path_: the process may change its folder
  std::string path_;    // empty once it is gone
  Descriptor descriptor_;
};

}  // namespace nuskha::internal

#endif  // NUSKHA_SRC_CORPUS_TEMPORARY_FILE_H_
