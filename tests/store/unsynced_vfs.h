// SPDX-License-Identifier: Apache-2.0
//
// SQLite's file layer with a memory of what reached the disk: the bytes that a
// file had at its last sync. What power leaves behind is what was synced.

#ifndef NUSKHA_TESTS_STORE_UNSYNCED_VFS_H_
#define NUSKHA_TESTS_STORE_UNSYNCED_VFS_H_

#include <map>
#include <string>

namespace nuskha {

// From now on, for all connections of the process.
void RememberSyncedFiles();

// Path to contents, of all files that were synced at least once.
const std::map<std::string, std::string>& SyncedFiles();

}  // namespace nuskha

#endif  // NUSKHA_TESTS_STORE_UNSYNCED_VFS_H_
