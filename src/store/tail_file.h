// SPDX-License-Identifier: Apache-2.0
//
// Which commit was acknowledged last, kept apart from the database: where the
// database says less, something was lost (docs/formats/index.md).

#ifndef NUSKHA_SRC_STORE_TAIL_FILE_H_
#define NUSKHA_SRC_STORE_TAIL_FILE_H_

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "base/descriptor.h"

namespace nuskha::internal {

// The sequence that the tail of an index names; 0 if there is none, or if it is
// not whole.
uint64_t ReadTail(const std::string& folder);

class TailFile {
 public:
  absl::Status Open(const std::string& folder);
  // Errors: Unavailable.
  absl::Status Write(uint64_t sequence);

 private:
  std::string path_;
  Descriptor file_;
};

}  // namespace nuskha::internal

#endif  // NUSKHA_SRC_STORE_TAIL_FILE_H_
