// SPDX-License-Identifier: Apache-2.0
//
// The folder an index is made in, beside its place. It is locked while its
// process makes it, so that the next one can tell what a dead one left behind.

#ifndef NUSKHA_SRC_STORE_NEW_FOLDER_H_
#define NUSKHA_SRC_STORE_NEW_FOLDER_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "base/descriptor.h"

namespace nuskha::internal {

class NewFolder {
 public:
  // Sweeps what dead processes left for `target`, an absolute path, then makes
  // .NAME.nuskha-<pid>-<n>.tmp beside it.
  static absl::StatusOr<NewFolder> Create(const std::string& target);
  // Removes it with all that is inside, unless it was published.
  ~NewFolder();
  NewFolder(NewFolder&& other) noexcept;
  NewFolder& operator=(NewFolder&& other) = delete;

  const std::string& path() const { return path_; }

  // Gives it the name of the target. Errors: AlreadyExists.
  absl::Status Publish();

 private:
  NewFolder(std::string target, std::string path, Descriptor lock);

  std::string target_;
  std::string path_;  // empty once it has its name
  Descriptor lock_;
};

}  // namespace nuskha::internal

#endif  // NUSKHA_SRC_STORE_NEW_FOLDER_H_
