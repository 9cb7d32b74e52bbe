// SPDX-License-Identifier: Apache-2.0
//
// SQLite's file layer with a memory of what reached the disk: the bytes that a
// file had at its last sync. What power leaves behind is what was synced.

#ifndef NUSKHA_TESTS_STORE_UNSYNCED_VFS_H_
#define NUSKHA_TESTS_STORE_UNSYNCED_VFS_H_

#include <optional>
#include <string>

namespace nuskha {

// From now on, for all connections of the process.
void RememberSyncedFiles();

// What the file had at its last sync; none: it never was synced, or is not
// there. A file that was renamed is still the same.
std::optional<std::string> SyncedContents(const std::string& path);

}  // namespace nuskha

#endif  // NUSKHA_TESTS_STORE_UNSYNCED_VFS_H_
