// SPDX-License-Identifier: Apache-2.0

#ifndef NUSKHA_SRC_STORE_WRITER_LOCK_H_
#define NUSKHA_SRC_STORE_WRITER_LOCK_H_

#include <chrono>
#include <functional>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "base/descriptor.h"

namespace nuskha::internal {

// The lock of the one writer: flock() on the file "lock". It ends with its
// process, however that ends: children that fork() makes let go of it at once.
// fcntl() locks, which no child inherits, would go whenever any code of the
// process closes the file, such as one that copies the folder.
class WriterLock {
 public:
  // Waits for others, until `interrupted`, which may be empty, says true.
  // owner: named to those who find it locked. Errors: Aborted naming the
  // holder; Cancelled.
  static absl::StatusOr<std::unique_ptr<WriterLock>> Take(
      const std::string& folder, const std::string& owner,
      std::chrono::milliseconds wait, const std::function<bool()>& interrupted);
  ~WriterLock();
  WriterLock(const WriterLock&) = delete;
  WriterLock& operator=(const WriterLock&) = delete;

 private:
  explicit WriterLock(Descriptor file);

  Descriptor file_;
};

}  // namespace nuskha::internal

#endif  // NUSKHA_SRC_STORE_WRITER_LOCK_H_
