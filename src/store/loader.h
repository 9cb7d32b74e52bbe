// SPDX-License-Identifier: Apache-2.0
//
// From files to memory: segments that are whole, and from the database what no
// segment covers.

#ifndef NUSKHA_SRC_STORE_LOADER_H_
#define NUSKHA_SRC_STORE_LOADER_H_

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "store/database.h"
#include "store/known.h"

namespace nuskha::internal {

struct LoadOptions {
  std::string folder;  // of segments
  uint64_t family = 0;
  uint64_t seed = 0;
  // Derived files may be written and removed: else a damaged one is DataLoss.
  bool may_write = false;
  // How many segments' worth of documents may stay in memory where none can be
  // written.
  size_t most_in_memory = 16;
};

// Replaces *known, but for its stems, which are added to, by all documents of
// `state`; leaves it as it was after an error, and when memory ends. `database`
// is in a transaction.
// Errors: DataLoss if documents are missing, damaged or other ones.
absl::Status LoadKnown(const LoadOptions& options, const IndexState& state,
                       Database* database, Known* known);

// Adds documents [known->next(), end) from the database. After an error, and
// when memory ends, *known is neither what it was nor whole.
absl::Status AddRows(const LoadOptions& options, uint32_t end,
                     Database* database, Known* known);

// Learns which documents were removed since; to be called before their
// successors are added.
absl::Status LoadRemoved(uint64_t next, Database* database, Known* known);

// One that stays is in nobody's way.
void RemoveFile(const std::string& name);

// Makes a segment of the delta, if it is not empty.
absl::Status WriteDelta(const LoadOptions& options, Known* known);

}  // namespace nuskha::internal

#endif  // NUSKHA_SRC_STORE_LOADER_H_
