// SPDX-License-Identifier: Apache-2.0
//
// Waiting for the lock of the writer, while other things happen.

#include "store/writer_lock.h"

#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <filesystem>
#include <thread>

#include "gtest/gtest.h"
#include "store/articles.h"

namespace nuskha::internal {
namespace {

namespace fs = std::filesystem;

using Taken = absl::StatusOr<std::unique_ptr<WriterLock>>;

class WriterLockTest : public testing::Test {
 protected:
  void SetUp() override {
    fs::create_directory(path_);
    holder_ = Take(std::chrono::milliseconds(0)).value();
  }

  Taken Take(std::chrono::milliseconds wait) const {
    return WriterLock::Take(path_, "test", wait, nullptr);
  }

  // A thread that waits, once it does or has been refused.
  std::thread StartWaiting(std::chrono::milliseconds wait, Taken* taken) {
    std::thread thread([this, wait, taken] {
      *taken = Take(wait);
      done_ = true;
    });
    while (OpenFiles() < 2 && !done_) std::this_thread::yield();
    return thread;
  }

  const TemporaryFolder folder_;
  const std::string path_ = fs::canonical(folder_.path()).string() + "/index";
  std::unique_ptr<WriterLock> holder_;

 private:
  // Descriptors of the lock.
  size_t OpenFiles() const {
    size_t count = 0;
    for (const auto& entry : fs::directory_iterator("/proc/self/fd")) {
      std::error_code gone;
      count += fs::read_symlink(entry, gone) == path_ + "/lock" ? 1 : 0;
    }
    return count;
  }

  std::atomic<bool> done_ = false;
};

TEST_F(WriterLockTest, ForkWhileOneWaits) {
  Taken taken = absl::UnknownError("");
  std::thread thread = StartWaiting(std::chrono::minutes(10), &taken);
  int ready[2], stay[2];
  ASSERT_EQ(pipe(ready), 0);
  ASSERT_EQ(pipe(stay), 0);
  const pid_t child = fork();
  if (child == 0) {
    close(stay[1]);
    char byte = 0;
    const bool told = write(ready[1], "x", 1) == 1;
    _exit(told ? static_cast<int>(read(stay[0], &byte, 1)) : 1);
  }
  char byte = 0;
  EXPECT_EQ(read(ready[0], &byte, 1), 1);
  holder_.reset();
  thread.join();
  EXPECT_TRUE(taken.ok()) << taken.status();
  taken = absl::UnknownError("");
  // The child lives on, and has nothing of it.
  EXPECT_TRUE(Take(std::chrono::milliseconds(0)).ok());
  for (const int end : {ready[0], ready[1], stay[0], stay[1]}) close(end);
  EXPECT_EQ(waitpid(child, nullptr, 0), child);
}

TEST_F(WriterLockTest, FolderIsReplacedWhileOneWaits) {
  Taken taken = absl::UnknownError("");
  std::thread thread = StartWaiting(std::chrono::minutes(10), &taken);
  fs::rename(path_, path_ + ".old");
  fs::create_directory(path_);
  holder_.reset();
  thread.join();
  ASSERT_TRUE(taken.ok()) << taken.status();
  // It is the lock of what is there now.
  EXPECT_TRUE(absl::IsAborted(Take(std::chrono::milliseconds(0)).status()));
}

TEST_F(WriterLockTest, FolderGoesWhileOneWaits) {
  Taken taken = absl::UnknownError("");
  std::thread thread = StartWaiting(std::chrono::minutes(10), &taken);
  fs::rename(path_, path_ + ".old");
  holder_.reset();
  thread.join();
  EXPECT_TRUE(absl::IsNotFound(taken.status())) << taken.status();
}

TEST_F(WriterLockTest, WaitsForEver) {
  Taken taken = absl::UnknownError("");
  std::thread thread = StartWaiting(std::chrono::milliseconds::max(), &taken);
  // If it did not wait, it has been refused by now.
  holder_.reset();
  thread.join();
  EXPECT_TRUE(taken.ok()) << taken.status();
  EXPECT_TRUE(absl::IsAborted(Take(std::chrono::milliseconds::min()).status()));
}

}  // namespace
}  // namespace nuskha::internal
