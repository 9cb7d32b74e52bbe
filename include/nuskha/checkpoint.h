// SPDX-License-Identifier: Apache-2.0
//
// Checkpoint: what a run has done so far, in a file, so that a later run need
// not do it again. Whatever stops a run - a signal, a kill, a full disk - the
// next one with the same settings ends with the bytes of a run that was never
// stopped: results are kept under a key made of what they were computed from,
// and used only where that is the same again (docs/formats/checkpoint.md).
//
// Example:
//
//   auto checkpoint = nuskha::Checkpoint::Open(".out.nuskha-checkpoint",
//                                              "text body\nseed 1\n");
//   nuskha::Collection collection({.checkpoint = checkpoint->get()});
//   ...
//   (*checkpoint)->Remove();  // once the result is safe

#ifndef NUSKHA_CHECKPOINT_H_
#define NUSKHA_CHECKPOINT_H_

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "nuskha/export.h"

namespace nuskha {

// A list of byte strings with keys that only grows. Safe for use from several
// threads; one process at a time.
class NUSKHA_EXPORT Checkpoint {
 public:
  // Opens the file or creates it, with no rights for others. settings: lines
  // "NAME VALUE", all that the results depend on beside the input.
  // Errors: FailedPrecondition if another run has it open, if it was made with
  // other settings (the message names the first that differs), or if the name
  // is taken by something else: a link, a file of another user, another
  // format; Unavailable with the system's reason; ResourceExhausted if memory
  // ends.
  static absl::StatusOr<std::unique_ptr<Checkpoint>> Open(
      const std::string& path, std::string_view settings);
  ~Checkpoint();  // the file stays
  Checkpoint(const Checkpoint&) = delete;
  Checkpoint& operator=(const Checkpoint&) = delete;

  // Reads the next entry if it is whole and its key is `key`. Else false, and
  // what follows is dropped: from then on it is false.
  bool Next(uint64_t key, std::string* entry);

  // Adds an entry behind all others; drops those not read. After an error the
  // file is as it was before, and nothing is added any more.
  // Errors: Unavailable with the system's reason.
  absl::Status Append(uint64_t key, std::string_view entry);

  uint64_t restored_bytes() const;  // of entries that Next() returned

  // Removes the file. The object is of no more use.
  void Remove();

 private:
  class NUSKHA_HIDDEN Impl;
  static absl::StatusOr<std::unique_ptr<Checkpoint>> OpenChecked(
      const std::string& path, std::string_view settings);
  explicit Checkpoint(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace nuskha

#endif  // NUSKHA_CHECKPOINT_H_
