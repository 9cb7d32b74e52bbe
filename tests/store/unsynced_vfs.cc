// SPDX-License-Identifier: Apache-2.0

#include "store/unsynced_vfs.h"

#include <sqlite3.h>
#include <sys/stat.h>

#include <fstream>
#include <iterator>
#include <map>

namespace nuskha {
namespace {

// By inode.
std::map<ino_t, std::string> synced_files;
sqlite3_vfs* real_vfs = nullptr;

// The real file lies behind it.
struct File {
  sqlite3_file base;
  const char* path;  // SQLite keeps it while the file is open
};

std::optional<ino_t> InodeOf(const char* path) {
  struct stat status {};
  if (path == nullptr || stat(path, &status) != 0) return std::nullopt;
  return status.st_ino;
}

sqlite3_file* Real(sqlite3_file* file) {
  return reinterpret_cast<sqlite3_file*>(reinterpret_cast<File*>(file) + 1);
}
const sqlite3_io_methods& Methods(sqlite3_file* file) {
  return *Real(file)->pMethods;
}

int Sync(sqlite3_file* file, int flags) {
  const int code = Methods(file).xSync(Real(file), flags);
  const char* const path = reinterpret_cast<File*>(file)->path;
  const std::optional<ino_t> inode = InodeOf(path);
  if (code == SQLITE_OK && inode.has_value()) {
    std::ifstream stream(path, std::ios::binary);
    synced_files[*inode] = std::string(std::istreambuf_iterator<char>(stream),
                                       std::istreambuf_iterator<char>());
  }
  return code;
}

const sqlite3_io_methods kMethods = {
    3,
    [](sqlite3_file* f) { return Methods(f).xClose(Real(f)); },
    [](sqlite3_file* f, void* to, int n, sqlite3_int64 at) {
      return Methods(f).xRead(Real(f), to, n, at);
    },
    [](sqlite3_file* f, const void* from, int n, sqlite3_int64 at) {
      return Methods(f).xWrite(Real(f), from, n, at);
    },
    [](sqlite3_file* f, sqlite3_int64 size) {
      return Methods(f).xTruncate(Real(f), size);
    },
    Sync,
    [](sqlite3_file* f, sqlite3_int64* size) {
      return Methods(f).xFileSize(Real(f), size);
    },
    [](sqlite3_file* f, int lock) { return Methods(f).xLock(Real(f), lock); },
    [](sqlite3_file* f, int lock) { return Methods(f).xUnlock(Real(f), lock); },
    [](sqlite3_file* f, int* out) {
      return Methods(f).xCheckReservedLock(Real(f), out);
    },
    [](sqlite3_file* f, int op, void* argument) {
      return Methods(f).xFileControl(Real(f), op, argument);
    },
    [](sqlite3_file* f) { return Methods(f).xSectorSize(Real(f)); },
    [](sqlite3_file* f) { return Methods(f).xDeviceCharacteristics(Real(f)); },
    [](sqlite3_file* f, int page, int size, int extend, void volatile** out) {
      return Methods(f).xShmMap(Real(f), page, size, extend, out);
    },
    [](sqlite3_file* f, int offset, int n, int flags) {
      return Methods(f).xShmLock(Real(f), offset, n, flags);
    },
    [](sqlite3_file* f) { Methods(f).xShmBarrier(Real(f)); },
    [](sqlite3_file* f, int gone) {
      return Methods(f).xShmUnmap(Real(f), gone);
    },
    [](sqlite3_file* f, sqlite3_int64 at, int n, void** out) {
      return Methods(f).xFetch(Real(f), at, n, out);
    },
    [](sqlite3_file* f, sqlite3_int64 at, void* page) {
      return Methods(f).xUnfetch(Real(f), at, page);
    },
};

int Open(sqlite3_vfs*, const char* path, sqlite3_file* file, int flags,
         int* out) {
  file->pMethods = nullptr;
  reinterpret_cast<File*>(file)->path = path;
  const int code = real_vfs->xOpen(real_vfs, path, Real(file), flags, out);
  if (Real(file)->pMethods != nullptr) file->pMethods = &kMethods;
  // A new file may get the inode of one that went.
  struct stat status {};
  if (path != nullptr && stat(path, &status) == 0 && status.st_size == 0) {
    synced_files.erase(status.st_ino);
  }
  return code;
}

}  // namespace

void RememberSyncedFiles() {
  static sqlite3_vfs vfs;
  if (real_vfs != nullptr) return;
  real_vfs = sqlite3_vfs_find(nullptr);
  vfs = *real_vfs;
  vfs.pNext = nullptr;
  vfs.zName = "unsynced";
  vfs.szOsFile = static_cast<int>(sizeof(File)) + real_vfs->szOsFile;
  vfs.xOpen = Open;
  sqlite3_vfs_register(&vfs, /*makeDflt=*/1);
}

std::optional<std::string> SyncedContents(const std::string& path) {
  const std::optional<ino_t> inode = InodeOf(path.c_str());
  if (!inode.has_value()) return std::nullopt;
  const auto file = synced_files.find(*inode);
  if (file == synced_files.end()) return std::nullopt;
  return file->second;
}

}  // namespace nuskha
