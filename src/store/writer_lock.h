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
// process, however that ends: children that fork() makes let go of it at once,
// also while it is waited for.
// fcntl() locks, which no child inherits, would go whenever any code of the
// process closes the file, such as one that copies the folder.
class WriterLock {
 public:
  // Waits for others, at most a hundred years, until `interrupted`, which may
  // be empty, says true. owner: named to those who find it locked. Errors:
  // Aborted naming the holder; Cancelled.
  static absl::StatusOr<std::unique_ptr<WriterLock>> Take(
      const std::string& folder, const std::string& owner,
      std::chrono::milliseconds wait, const std::function<bool()>& interrupted);
  ~WriterLock();
  WriterLock(const WriterLock&) = delete;
  WriterLock& operator=(const WriterLock&) = delete;

 private:
  WriterLock() = default;
  absl::Status Open(const std::string& path);
  // Waits until `end`; folder: for the message.
  absl::Status Wait(const std::string& folder,
                    std::chrono::steady_clock::time_point end,
                    const std::function<bool()>& interrupted) const;
  // Whether it is this file that has the name now: another index may have been
  // put in the place.
  bool IsAt(const std::string& path) const;

  Descriptor file_;
};

}  // namespace nuskha::internal

#endif  // NUSKHA_SRC_STORE_WRITER_LOCK_H_
