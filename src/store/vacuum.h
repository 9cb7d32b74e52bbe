// SPDX-License-Identifier: Apache-2.0
//
// SQLite's VACUUM, with its temporary files where the database is.

#ifndef NUSKHA_SRC_STORE_VACUUM_H_
#define NUSKHA_SRC_STORE_VACUUM_H_

#include <string>

#include "absl/status/status.h"

namespace nuskha::internal {

// Writes `folder`/nuskha.db anew, without free pages. Memory: some megabytes;
// on the disk, in the folder: what is left of the database, twice. By a
// connection of its own: others of this process must be in no transaction.
absl::Status VacuumSqlite(const std::string& folder);

}  // namespace nuskha::internal

#endif  // NUSKHA_SRC_STORE_VACUUM_H_
