// SPDX-License-Identifier: Apache-2.0
//
// The files behind the inputs a user names: folders walked, doubles left out.

#ifndef NUSKHA_SRC_CORPUS_INPUT_LIST_H_
#define NUSKHA_SRC_CORPUS_INPUT_LIST_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"

namespace nuskha::internal {

struct InputEntry {
  std::string name;  // as messages show it; "-": standard input
  std::string path;  // from the root on; empty: standard input
  bool from_folder = false;
  bool regular = false;  // otherwise a pipe or device, read once
  uint64_t size = 0;     // of a regular file
};

struct InputList {
  std::vector<InputEntry> entries;  // in the order in which they are read
  std::vector<std::string> notes;
};

// Folders are walked in byte order of names, files and folders alike; hidden
// files and symbolic links inside them are not read, and noted.
// Errors: NotFound or Unavailable for what is missing or cannot be read.
absl::StatusOr<InputList> ListInputs(const std::vector<std::string>& inputs);

}  // namespace nuskha::internal

#endif  // NUSKHA_SRC_CORPUS_INPUT_LIST_H_
