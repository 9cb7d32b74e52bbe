// SPDX-License-Identifier: Apache-2.0

#include "nuskha/checkpoint.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <mutex>
#include <new>
#include <utility>

#include "base/descriptor.h"
#include "base/file_path.h"
#include "base/guarded.h"
#include "base/hash.h"
#include "base/read_error.h"
#include "base/status_util.h"

namespace nuskha {
namespace {

// The file: kMagic, then entries. The first holds the settings.
constexpr std::array<char, 16> kMagic = {'n', 'u',  's', 'k', 'h', 'a',
                                         '-', 'c',  'h', 'e', 'c', 'k',
                                         '1', '\n', 0,   0};

struct EntryHead {
  uint64_t size;
  uint64_t key;
  uint64_t check;  // CheckOf()
};

// Bound to the place: an entry that an older file left here is none.
uint64_t CheckOf(std::string_view entry, uint64_t key, uint64_t place) {
  return internal::Hash64(
      entry, internal::Mix64(key) ^ internal::Mix64(place + entry.size()));
}

absl::Status Refuse(const std::string& path, std::string_view why) {
  return internal::MakeStatus(absl::StatusCode::kFailedPrecondition,
                              fmt::format("{} {}", path, why));
}

// Whole reads and writes at a place. 0 or an errno value; -1: the file ends
// before.
int ReadAt(int file, uint64_t place, char* out, size_t size) {
  while (size > 0) {
    const ssize_t got = pread(file, out, size, static_cast<off_t>(place));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return errno;
    if (got == 0) return -1;
    out += got;
    place += static_cast<uint64_t>(got);
    size -= static_cast<size_t>(got);
  }
  return 0;
}

int WriteAt(int file, uint64_t place, const char* bytes, size_t size) {
  while (size > 0) {
    const ssize_t put = pwrite(file, bytes, size, static_cast<off_t>(place));
    if (put < 0 && errno == EINTR) continue;
    if (put < 0) return errno;
    bytes += put;
    place += static_cast<uint64_t>(put);
    size -= static_cast<size_t>(put);
  }
  return 0;
}

// The first line of `now` that `then` does not have.
std::string FirstDifference(std::string_view then, std::string_view now) {
  size_t line = 0;
  for (size_t i = 0; i < now.size() && i < then.size() && now[i] == then[i];) {
    if (now[i++] == '\n') line = i;
  }
  const auto text = [line](std::string_view all) {
    if (line >= all.size()) return std::string("nothing");
    return std::string(all.substr(line, all.find('\n', line) - line));
  };
  return fmt::format("then: {}, now: {}", text(then), text(now));
}

}  // namespace

class Checkpoint::Impl {
 public:
  Impl(std::string path, internal::Descriptor file, uint64_t size)
      : path_(std::move(path)),
        absolute_(internal::AbsolutePath(path_)),
        file_(std::move(file)),
        size_(size) {}

  absl::Status Start(std::string_view settings);
  bool Next(uint64_t key, std::string* entry);
  absl::Status Append(uint64_t key, std::string_view entry);
  void Remove();
  uint64_t restored_bytes() const;

 private:
  bool ReadEntry(uint64_t* key, std::string* entry);
  absl::Status AppendEntry(uint64_t key, std::string_view entry);
  absl::Status Failed(int error);

  const std::string path_;      // as given, for messages
  const std::string absolute_;  // the process may change its folder
  internal::Descriptor file_;
  mutable std::mutex mutex_;
  uint64_t size_;       // of the file
  uint64_t place_ = 0;  // behind what is read or written
  uint64_t restored_ = 0;
  bool reading_ = true;
  absl::Status status_;
};

absl::Status Checkpoint::Impl::Failed(int error) {
  return internal::WriteError("write " + path_, error);
}

absl::Status Checkpoint::Impl::Start(std::string_view settings) {
  std::array<char, kMagic.size()> magic = {};
  const int read = ReadAt(file_.get(), 0, magic.data(), magic.size());
  if (read > 0) return internal::ReadError("read " + path_, read);
  if (read == 0 && magic != kMagic) {
    return Refuse(path_,
                  "is no checkpoint of this version: delete it to start over");
  }
  uint64_t key = 0;
  std::string then;
  place_ = kMagic.size();
  if (read == 0 && ReadEntry(&key, &then)) {
    if (then == settings) return absl::OkStatus();
    return Refuse(path_,
                  fmt::format("is the checkpoint of a run with other settings "
                              "({}): delete it to start over",
                              FirstDifference(then, settings)));
  }
  // New, or killed before it was begun.
  reading_ = false;
  if (const int error = WriteAt(file_.get(), 0, kMagic.data(), kMagic.size())) {
    return Failed(error);
  }
  return AppendEntry(0, settings);
}

bool Checkpoint::Impl::ReadEntry(uint64_t* key, std::string* entry) {
  EntryHead head;
  const uint64_t begin = place_ + sizeof head;
  if (begin > size_ || ReadAt(file_.get(), place_,
                              reinterpret_cast<char*>(&head), sizeof head)) {
    return false;
  }
  if (head.size > size_ - begin) return false;
  entry->resize(head.size);
  if (ReadAt(file_.get(), begin, entry->data(), head.size) != 0 ||
      CheckOf(*entry, head.key, place_) != head.check) {
    return false;
  }
  place_ = begin + head.size;
  *key = head.key;
  return true;
}

bool Checkpoint::Impl::Next(uint64_t key, std::string* entry) {
  std::lock_guard lock(mutex_);
  if (!reading_) return false;
  const uint64_t before = place_;
  uint64_t found = 0;
  try {
    if (ReadEntry(&found, entry) && found == key) {
      restored_ += entry->size();
      return true;
    }
  } catch (const std::bad_alloc&) {
    // Like one that is not whole: what it spares is done again.
  }
  place_ = before;
  reading_ = false;
  return false;
}

absl::Status Checkpoint::Impl::AppendEntry(uint64_t key,
                                           std::string_view entry) {
  const EntryHead head = {entry.size(), key, CheckOf(entry, key, place_)};
  const uint64_t begin = place_ + sizeof head;
  // What stands behind is cut off first: a new entry must not end where an old
  // one goes on.
  int error = 0;
  if (size_ > place_ &&
      ftruncate(file_.get(), static_cast<off_t>(place_)) != 0) {
    error = errno;
  }
  // The head comes last: before, there is no entry.
  if (error == 0) {
    error = WriteAt(file_.get(), begin, entry.data(), entry.size());
  }
  if (error == 0) {
    error = WriteAt(file_.get(), place_, reinterpret_cast<const char*>(&head),
                    sizeof head);
  }
  if (error != 0) {
    // If this fails too, the sum tells that the entry is not whole.
    (void)!ftruncate(file_.get(), static_cast<off_t>(place_));
    return Failed(error);
  }
  place_ = size_ = begin + entry.size();
  return absl::OkStatus();
}

absl::Status Checkpoint::Impl::Append(uint64_t key, std::string_view entry) {
  std::lock_guard lock(mutex_);
  reading_ = false;
  if (status_.ok()) status_ = AppendEntry(key, entry);
  return status_;
}

uint64_t Checkpoint::Impl::restored_bytes() const {
  std::lock_guard lock(mutex_);
  return restored_;
}

void Checkpoint::Impl::Remove() { unlink(absolute_.c_str()); }

absl::StatusOr<std::unique_ptr<Checkpoint>> Checkpoint::Open(
    const std::string& path, std::string_view settings) {
  return internal::Guarded([&] { return OpenChecked(path, settings); });
}

absl::StatusOr<std::unique_ptr<Checkpoint>> Checkpoint::OpenChecked(
    const std::string& path, std::string_view settings) {
  constexpr int kFlags = O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK;
  internal::Descriptor file(open(path.c_str(), kFlags, S_IRUSR | S_IWUSR));
  struct stat status;
  if (!file.valid() && errno == ELOOP) return Refuse(path, "is a link");
  if (!file.valid() || fstat(file.get(), &status) != 0) {
    return internal::WriteError("open " + path, errno);
  }
  // Whoever may write here could plant results.
  if (!S_ISREG(status.st_mode) || status.st_uid != geteuid() ||
      (status.st_mode & (S_IWGRP | S_IWOTH)) != 0) {
    return Refuse(path, "is not a file that only this user can write");
  }
  if (flock(file.get(), LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK) {
    return Refuse(path, "is in use by another run");
  }
  auto impl = std::make_unique<Impl>(path, std::move(file),
                                     static_cast<uint64_t>(status.st_size));
  NUSKHA_RETURN_IF_ERROR(impl->Start(settings));
  return std::unique_ptr<Checkpoint>(new Checkpoint(std::move(impl)));
}

Checkpoint::Checkpoint(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Checkpoint::~Checkpoint() = default;

bool Checkpoint::Next(uint64_t key, std::string* entry) {
  return impl_->Next(key, entry);
}
absl::Status Checkpoint::Append(uint64_t key, std::string_view entry) {
  return internal::Guarded([&] { return impl_->Append(key, entry); });
}
uint64_t Checkpoint::restored_bytes() const { return impl_->restored_bytes(); }
void Checkpoint::Remove() { impl_->Remove(); }

}  // namespace nuskha
