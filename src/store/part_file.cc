// SPDX-License-Identifier: Apache-2.0

#include "store/part_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>

#include "base/status_util.h"

namespace nuskha::internal {

absl::StatusOr<std::unique_ptr<PartFile>> PartFile::Create(
    const std::string& name, uint64_t size, std::span<const uint64_t> places) {
  std::unique_ptr<PartFile> file(new PartFile());
  for (const uint64_t place : places) {
    file->parts_.push_back(
        {place, 0, std::make_unique_for_overwrite<char[]>(kMost + kSlack)});
  }
  file->file_ = Descriptor(
      open(name.c_str(), O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0666));
  if (!file->file_.valid()) return SystemError(name, errno);
  file->name_ = name;
  // Returns the error number. A signal may come in between on any system.
  int error = EINTR;
  while (error == EINTR) {
    error = posix_fallocate(file->file_.get(), 0, static_cast<off_t>(size));
  }
  if (error != 0) return SystemError(name, error);
  return file;
}

PartFile::~PartFile() {
  if (!name_.empty()) unlink(name_.c_str());
}

void PartFile::Flush(Part* part) {
  size_t done = 0;
  while (done < part->used && error_ == 0) {
    const ssize_t written =
        pwrite(file_.get(), part->buffer.get() + done, part->used - done,
               static_cast<off_t>(part->place + done));
    if (written > 0) done += static_cast<size_t>(written);
    if (written == 0) error_ = EIO;
    if (written < 0 && errno != EINTR) error_ = errno;
  }
  part->place += part->used;
  part->used = 0;
}

absl::Status PartFile::Flush() {
  for (Part& part : parts_) Flush(&part);
  return error_ == 0 ? absl::OkStatus() : SystemError(name_, error_);
}

absl::StatusOr<std::span<const char>> PartFile::Read(uint64_t begin,
                                                     uint64_t end) {
  if (read_ == nullptr) read_ = std::make_unique_for_overwrite<char[]>(kMost);
  const size_t size = end - begin;
  for (size_t done = 0; done < size;) {
    const ssize_t got = pread(file_.get(), read_.get() + done, size - done,
                              static_cast<off_t>(begin + done));
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return SystemError(name_, got < 0 ? errno : EIO);
    done += static_cast<size_t>(got);
  }
  return std::span<const char>(read_.get(), size);
}

absl::Status PartFile::Publish(const std::string& name, bool sync) {
  if (sync && fsync(file_.get()) != 0) return SystemError(name_, errno);
  if (rename(name_.c_str(), name.c_str()) != 0) return SystemError(name, errno);
  name_.clear();
  file_.Close();
  return absl::OkStatus();
}

}  // namespace nuskha::internal
