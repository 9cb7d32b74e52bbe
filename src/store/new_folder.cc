// SPDX-License-Identifier: Apache-2.0

#include "store/new_folder.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <new>
#include <system_error>
#include <utility>

#include "base/file_path.h"
#include "base/status_util.h"

namespace nuskha::internal {
namespace {

Descriptor OpenFolder(const std::string& path) {
  return Descriptor(
      open(path.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
}

// What cannot be removed is left for the next sweep.
void RemoveAll(const std::string& path) noexcept {
  try {
    std::error_code ignored;
    std::filesystem::remove_all(path, ignored);
  } catch (const std::bad_alloc&) {
    // The same.
  }
}

// Removes one left-over unless its process lives: that one holds the lock.
void Sweep(const std::string& path) {
  const Descriptor folder = OpenFolder(path);
  struct stat status {};
  if (!folder.valid() || fstat(folder.get(), &status) != 0 ||
      status.st_uid != geteuid()) {
    return;
  }
  if (flock(folder.get(), LOCK_EX | LOCK_NB) == 0) RemoveAll(path);
}

void SweepBeside(const std::string& folder, const std::string& prefix) {
  const FolderStream stream(opendir(folder.c_str()));
  if (stream == nullptr) return;
  while (const dirent* const entry = readdir(stream.get())) {
    if (IsTemporaryName(entry->d_name, prefix)) {
      Sweep(folder + "/" + entry->d_name);
    }
  }
}

// False: the sweep of another process was faster.
bool Lock(const Descriptor& folder, const std::string& path) {
  if (!folder.valid()) return false;
  // Without locks nothing is swept here either.
  if (flock(folder.get(), LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK) {
    return false;
  }
  struct stat opened {
  }, there{};
  return fstat(folder.get(), &opened) == 0 &&
         lstat(path.c_str(), &there) == 0 && opened.st_ino == there.st_ino &&
         opened.st_dev == there.st_dev;
}

}  // namespace

absl::StatusOr<NewFolder> NewFolder::Create(const std::string& target) {
  const std::string beside = FolderOf(target);
  const std::string prefix = TemporaryPrefix(target);
  SweepBeside(beside, prefix);
  constexpr int kTries = 1000;
  int error = EEXIST;
  for (int i = 0; i < kTries; ++i) {
    std::string path = TemporaryName(beside, prefix);
    std::string place = target;  // nothing allocates once the folder is there
    if (mkdir(path.c_str(), 0777) != 0) {
      error = errno;
      if (error == EEXIST) continue;
      break;
    }
    Descriptor lock = OpenFolder(path);
    if (!lock.valid() && errno != ENOENT) {
      error = errno;
      RemoveAll(path);
      break;
    }
    const bool locked = Lock(lock, path);
    NewFolder folder(std::move(place), std::move(path), std::move(lock));
    if (locked) return folder;
  }
  return SystemError(target, error);
}

NewFolder::NewFolder(std::string target, std::string path, Descriptor lock)
    : target_(std::move(target)),
      path_(std::move(path)),
      lock_(std::move(lock)) {}

NewFolder::NewFolder(NewFolder&& other) noexcept
    : target_(std::move(other.target_)),
      path_(std::exchange(other.path_, {})),
      lock_(std::move(other.lock_)) {}

NewFolder::~NewFolder() {
  if (!path_.empty()) RemoveAll(path_);
}

absl::Status NewFolder::Publish() {
  if (rename(path_.c_str(), target_.c_str()) != 0) {
    return errno == ENOTEMPTY || errno == EEXIST
               ? MakeStatus(absl::StatusCode::kAlreadyExists,
                            target_ + " is there already")
               : SystemError(target_, errno);
  }
  path_.clear();
  return absl::OkStatus();
}

}  // namespace nuskha::internal
