// SPDX-License-Identifier: Apache-2.0

#include "store/writer_lock.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <thread>

#include "base/status_util.h"
#include "store/clock.h"

namespace nuskha::internal {
namespace {

std::string HostName() {
  std::array<char, 256> name = {};
  gethostname(name.data(), name.size() - 1);
  return name.data();
}

std::string Holder(int file) {
  std::array<char, 1024> text = {};
  const ssize_t size = pread(file, text.data(), text.size(), 0);
  std::string holder(text.data(), size > 0 ? static_cast<size_t>(size) : 0);
  while (!holder.empty() && holder.back() == '\n') holder.pop_back();
  return holder.empty() ? "another process" : holder;
}

}  // namespace

absl::StatusOr<Descriptor> LockForWriting(const std::string& folder,
                                          const std::string& owner,
                                          std::chrono::milliseconds wait) {
  const std::string path = folder + "/lock";
  Descriptor file(open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666));
  if (!file.valid()) return SystemError(path, errno);
  constexpr std::chrono::milliseconds kPause(20);
  const auto end = std::chrono::steady_clock::now() + wait;
  while (flock(file.get(), LOCK_EX | LOCK_NB) != 0) {
    if (errno == EINTR) continue;
    if (errno != EWOULDBLOCK) return SystemError(path, errno);
    if (std::chrono::steady_clock::now() >= end) {
      return MakeStatus(
          absl::StatusCode::kAborted,
          fmt::format("{} is being written by {}: wait for it, or open it for "
                      "reading only",
                      folder, Holder(file.get())));
    }
    std::this_thread::sleep_for(kPause);
  }
  // For people: if it cannot be written, the lock still holds.
  const std::string text =
      fmt::format("pid {} on {} ({}, since {})\n", getpid(), HostName(),
                  owner.empty() ? "a program" : owner, TimeNow());
  if (ftruncate(file.get(), 0) != 0 ||
      pwrite(file.get(), text.data(), text.size(), 0) < 0) {
    errno = 0;
  }
  return file;
}

}  // namespace nuskha::internal
