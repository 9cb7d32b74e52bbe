// SPDX-License-Identifier: Apache-2.0

#include "store/writer_lock.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <pthread.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

#include "base/guarded.h"
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

// Locks that this process holds or waits for. Never destroyed: a fork may come
// at the end.
struct Held {
  std::mutex mutex;
  std::vector<int> files;
};
Held& TheHeld() {
  static Held& held = *new Held();
  return held;
}

// A lock of flock() is one of all who have inherited its file: until the last
// of them has closed it. What runs another program closes it by O_CLOEXEC.
void CloseInChildren() {
  static const int error = pthread_atfork(
      [] { TheHeld().mutex.lock(); }, [] { TheHeld().mutex.unlock(); },
      [] {
        for (const int file : TheHeld().files) close(file);
        TheHeld().files.clear();
        TheHeld().mutex.unlock();
      });
  if (error != 0) EndOfMemory();
}

}  // namespace

absl::Status WriterLock::Open(const std::string& path) {
  CloseInChildren();
  Held& held = TheHeld();
  // A fork comes before, or finds it in the list.
  const std::lock_guard lock(held.mutex);
  held.files.reserve(held.files.size() + 1);
  file_ = Descriptor(open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666));
  if (!file_.valid()) return SystemError(path, errno);
  held.files.push_back(file_.get());
  return absl::OkStatus();
}

WriterLock::~WriterLock() {
  Held& held = TheHeld();
  const std::lock_guard lock(held.mutex);
  std::erase(held.files, file_.get());
  // Before the number can become that of another file.
  file_.Close();
}

absl::Status WriterLock::Wait(const std::string& folder,
                              std::chrono::steady_clock::time_point end,
                              const std::function<bool()>& interrupted) const {
  constexpr std::chrono::milliseconds kPause(20);
  while (flock(file_.get(), LOCK_EX | LOCK_NB) != 0) {
    if (errno == EINTR) continue;
    if (errno != EWOULDBLOCK) return SystemError(folder + "/lock", errno);
    if (std::chrono::steady_clock::now() >= end) {
      return MakeStatus(
          absl::StatusCode::kAborted,
          fmt::format("{} is being written by {}: wait for it, or open it for "
                      "reading only",
                      folder, Holder(file_.get())));
    }
    if (interrupted && interrupted()) {
      return MakeStatus(
          absl::StatusCode::kCancelled,
          fmt::format("interrupted while waiting for {}", Holder(file_.get())));
    }
    std::this_thread::sleep_for(kPause);
  }
  return absl::OkStatus();
}

bool WriterLock::IsAt(const std::string& path) const {
  struct stat own {
  }, named{};
  return fstat(file_.get(), &own) == 0 && stat(path.c_str(), &named) == 0 &&
         own.st_dev == named.st_dev && own.st_ino == named.st_ino;
}

absl::StatusOr<std::unique_ptr<WriterLock>> WriterLock::Take(
    const std::string& folder, const std::string& owner,
    std::chrono::milliseconds wait, const std::function<bool()>& interrupted) {
  const std::string path = folder + "/lock";
  constexpr std::chrono::milliseconds kLongest = std::chrono::years(100);
  const auto end = std::chrono::steady_clock::now() +
                   std::clamp(wait, std::chrono::milliseconds(0), kLongest);
  std::unique_ptr<WriterLock> taken;
  do {
    taken.reset(new WriterLock());
    NUSKHA_RETURN_IF_ERROR(taken->Open(path));
    NUSKHA_RETURN_IF_ERROR(taken->Wait(folder, end, interrupted));
  } while (!taken->IsAt(path));
  // For people: if it cannot be written, the lock still holds.
  const std::string text =
      fmt::format("pid {} on {} ({}, since {})\n", getpid(), HostName(),
                  owner.empty() ? "a program" : owner, TimeNow());
  const int file = taken->file_.get();
  if (ftruncate(file, 0) != 0 ||
      pwrite(file, text.data(), text.size(), 0) < 0) {
    errno = 0;
  }
  return taken;
}

}  // namespace nuskha::internal
