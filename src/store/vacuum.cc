// SPDX-License-Identifier: Apache-2.0

#include "store/vacuum.h"

#include <fmt/format.h>
#include <sqlite3.h>
#include <unistd.h>

#include <deque>

#include "base/guarded.h"
#include "store/sqlite.h"

namespace nuskha::internal {
namespace {

// The system as SQLite sees it, but for temporary files: it would choose their
// folder by settings of the whole process, which are the program's own, and
// there may be less room. As long as this lives, for connections that name it.
class FilesIn {
 public:
  explicit FilesIn(const std::string& folder)
      : files_{*sqlite3_vfs_find(nullptr),
               sqlite3_vfs_find(nullptr),
               folder,
               {}},
        name_(fmt::format("nuskha-{}", static_cast<const void*>(this))) {
    files_.vfs.zName = name_.c_str();
    files_.vfs.pNext = nullptr;
    files_.vfs.xOpen = Open;
    if (sqlite3_vfs_register(&files_.vfs, /*makeDflt=*/0) != SQLITE_OK) {
      EndOfMemory();
    }
  }
  ~FilesIn() { sqlite3_vfs_unregister(&files_.vfs); }
  FilesIn(const FilesIn&) = delete;
  FilesIn& operator=(const FilesIn&) = delete;

  const char* name() const { return name_.c_str(); }

 private:
  // SQLite has the address of the first member.
  struct Files {
    sqlite3_vfs vfs;
    sqlite3_vfs* system;
    std::string folder;
    // SQLite keeps their addresses.
    std::deque<std::string> names;
  };

  static int Open(sqlite3_vfs* vfs, const char* name, sqlite3_file* file,
                  int flags, int* out_flags) {
    auto* const files = reinterpret_cast<Files*>(vfs);
    file->pMethods = nullptr;
    try {
      if (name == nullptr) {
        // Gone from the folder as soon as it is open; one that is there was
        // left by a process that was killed in between.
        files->names.push_back(fmt::format("{}/vacuum-{}.tmp", files->folder,
                                           files->names.size()));
        name = files->names.back().c_str();
        unlink(name);
      }
    } catch (const std::bad_alloc&) {
      return SQLITE_NOMEM;
    }
    return files->system->xOpen(files->system, name, file, flags, out_flags);
  }

  Files files_;
  const std::string name_;
};

}  // namespace

absl::Status VacuumSqlite(const std::string& folder) {
  const FilesIn files(folder);
  const absl::StatusOr<SqliteConnection> connection =
      OpenSqlite(folder + "/nuskha.db", SQLITE_OPEN_READWRITE, files.name());
  if (!connection.ok()) return connection.status();
  return RunSqlite(connection->get(), "PRAGMA temp_store = FILE; VACUUM");
}

}  // namespace nuskha::internal
