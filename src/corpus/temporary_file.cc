// SPDX-License-Identifier: Apache-2.0

#include "corpus/temporary_file.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <memory>
#include <string>
#include <utility>

#include "base/file_path.h"
#include "base/read_error.h"

namespace nuskha::internal {
namespace {

// Removes one left-over unless its run lives: that run holds the lock.
void Sweep(const std::string& path) {
  const Descriptor file(
      open(path.c_str(), O_RDWR | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
  struct stat status;
  if (!file.valid() || fstat(file.get(), &status) != 0 ||
      !S_ISREG(status.st_mode)) {
    return;
  }
  if (flock(file.get(), LOCK_EX | LOCK_NB) == 0) unlink(path.c_str());
}

void SweepFolder(const std::string& folder, const std::string& prefix) {
  const FolderStream stream(opendir(folder.c_str()));
  if (stream == nullptr) return;
  while (const dirent* const entry = readdir(stream.get())) {
    if (IsTemporaryName(entry->d_name, prefix)) {
      Sweep(folder + "/" + entry->d_name);
    }
  }
}

// Locks a new file. False: a sweep of another run was faster, which removes it.
absl::StatusOr<bool> Lock(int descriptor, const std::string& target) {
  if (flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
    // Some file systems have no locks; then nothing is swept there either.
    return errno != EWOULDBLOCK;
  }
  struct stat status;
  if (fstat(descriptor, &status) != 0) {
    return WriteError("write " + target, errno);
  }
  return status.st_nlink > 0;
}

// The mode new files get here. Another thread that creates a file in between
// gets a stricter mode, never a wider one.
mode_t NewFileMode() {
  const mode_t mask = umask(S_IRWXG | S_IRWXO);
  umask(mask);
  return 0666 & ~mask;
}

int RenameNew(const char* from, const char* to) {
  if (renameat2(AT_FDCWD, from, AT_FDCWD, to, RENAME_NOREPLACE) == 0) return 0;
  if (errno != EINVAL && errno != ENOSYS) return -1;
  // A file system without that call: link() does not replace either.
  if (link(from, to) != 0) return -1;
  unlink(from);
  return 0;
}

}  // namespace

absl::StatusOr<TemporaryFile> TemporaryFile::Create(const std::string& target) {
  const std::string place = AbsolutePath(target);
  const std::string folder = FolderOf(place);
  const std::string prefix = TemporaryPrefix(place);
  SweepFolder(folder, prefix);
  constexpr int kTries = 1000;
  for (int i = 0; i < kTries; ++i) {
    std::string path = TemporaryName(folder, prefix);
    // Nothing allocates once the file is there.
    std::string name = target, absolute = place;
    constexpr int kFlags = O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC;
    Descriptor descriptor(open(path.c_str(), kFlags, S_IRUSR | S_IWUSR));
    if (!descriptor.valid() && errno == EEXIST) continue;
    if (!descriptor.valid()) return WriteError("write " + target, errno);
    const absl::StatusOr<bool> locked = Lock(descriptor.get(), target);
    TemporaryFile file(std::move(name), std::move(absolute), std::move(path),
                       std::move(descriptor));
    if (!locked.ok()) return locked.status();
    if (*locked) return file;
  }
  return WriteError("write " + target, EEXIST);
}

TemporaryFile::TemporaryFile(std::string name, std::string target,
                             std::string path, Descriptor descriptor)
    : name_(std::move(name)),
      target_(std::move(target)),
      path_(std::move(path)),
      descriptor_(std::move(descriptor)) {}

TemporaryFile::TemporaryFile(TemporaryFile&& other) noexcept
    : name_(std::move(other.name_)),
      target_(std::move(other.target_)),
      path_(std::exchange(other.path_, {})),
      descriptor_(std::move(other.descriptor_)) {}

TemporaryFile::~TemporaryFile() {
  if (!path_.empty()) unlink(path_.c_str());
}

absl::Status TemporaryFile::Sync() {
  if (fchmod(descriptor_.get(), NewFileMode()) != 0 ||
      fsync(descriptor_.get()) != 0) {
    return WriteError("write " + name_, errno);
  }
  return absl::OkStatus();
}

absl::Status TemporaryFile::Publish(bool replace) {
  // Once the target is replaced nothing may fail for want of memory.
  const std::string folder_path = FolderOf(target_);
  const char* const from = path_.c_str();
  const char* const to = target_.c_str();
  if ((replace ? rename(from, to) : RenameNew(from, to)) != 0) {
    if (errno == EEXIST) {
      return MakeStatus(absl::StatusCode::kAlreadyExists, name_ + " exists");
    }
    return WriteError("write " + name_, errno);
  }
  path_.clear();
  // Only now a failing close() could no longer be told: fsync() came before.
  descriptor_.Close();
  const Descriptor folder(
      open(folder_path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!folder.valid() || fsync(folder.get()) != 0) {
    return WriteError("sync the folder of " + name_ +
                          ", which is complete but may be gone after a power "
                          "failure",
                      errno);
  }
  return absl::OkStatus();
}

}  // namespace nuskha::internal
