// SPDX-License-Identifier: Apache-2.0
//
// What a question must never meet: the middle of a commit, an older state than
// one that was seen, a log that another process took away, locks that a child
// only believes to have.

#include <sqlite3.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <filesystem>
#include <fstream>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "gtest/gtest.h"
#include "nuskha/index.h"
#include "store/articles.h"

namespace nuskha {
namespace {

namespace fs = std::filesystem;

class IndexConsistencyTest : public testing::Test {
 protected:
  void SetUp() override { ASSERT_TRUE(Index::Create(path_, {.seed = 5}).ok()); }

  OwnedArticle Make(uint64_t i) const {
    reference::Rng rng(i);
    return {.id = "id " + std::to_string(i),
            .title = {},
            .text = ArabicText(rng, 60, 5000),
            .source = {},
            .date = {}};
  }

  const TemporaryFolder folder_;
  const std::string path_ = folder_.file("index");
};

// A child, and what it did: 0 is good.
class Child {
 public:
  template <typename Function>
  explicit Child(const Function& run) {
    EXPECT_EQ(pipe(go_), 0);
    EXPECT_EQ(pipe(done_), 0);
    pid_ = fork();
    if (pid_ == 0) {
      char byte = 0;
      int failed = 0;
      // A turn for each byte, until the parent closes its end.
      close(go_[1]);
      while (failed == 0 && read(go_[0], &byte, 1) == 1) {
        failed = run();
        if (write(done_[1], "x", 1) != 1) failed = 1;
      }
      _exit(failed);
    }
    close(go_[0]);
    close(done_[1]);
  }
  void Turn() {
    char byte = 0;
    EXPECT_EQ(write(go_[1], "x", 1), 1);
    EXPECT_EQ(read(done_[0], &byte, 1), 1);
  }
  int End() {
    for (const int end : {go_[1], done_[0]}) close(end);
    int status = 1;
    EXPECT_EQ(waitpid(pid_, &status, 0), pid_);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  }

 private:
  pid_t pid_ = 0;
  int go_[2] = {}, done_[2] = {};
};

TEST_F(IndexConsistencyTest, WhatIsUpdatedIsNeverNew) {
  Index writer = Index::Open(path_, {}).value();
  const Index reader = Index::Open(path_, {.read_only = true}).value();
  std::vector<OwnedArticle> kept;
  for (uint64_t i = 0; i < 200; ++i) kept.push_back(Make(i));
  std::vector<Article> views = Views(kept);
  ASSERT_TRUE(writer.AddMany(views, nullptr).ok());
  std::atomic<bool> done = false;
  std::atomic<uint64_t> asked = 0, wrong = 0;
  std::vector<std::thread> threads;
  for (uint64_t i = 0; i < 4; ++i) {
    threads.emplace_back([&, i] {
      reference::Rng rng(i);
      while (!done.load()) {
        const OwnedArticle& one = kept[rng() % kept.size()];
        Article article = one.view();
        if (rng() % 2 == 0) article.id = "another";
        const absl::StatusOr<IndexAnswer> answer =
            (i % 2 == 0 ? writer : reader).Query(article);
        const bool good = answer.ok() && answer->status != IndexStatus::kNew;
        if (!good) ++wrong;
        ++asked;
      }
    });
  }
  // Each time other dates, the same words.
  for (int round = 0; round < 30; ++round) {
    std::vector<Article> changed = Views(kept);
    const std::string title = ArabicWord(static_cast<size_t>(round));
    for (Article& article : changed) article.title = title;
    ASSERT_TRUE(writer.Update(changed, nullptr).ok());
    ASSERT_TRUE(writer.Update({&views[0], 1}, nullptr).ok());
  }
  done.store(true);
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(wrong.load(), 0u) << "of " << asked.load();
  EXPECT_TRUE(writer.Verify().ok());
}

TEST_F(IndexConsistencyTest, ReaderOfManyThreadsDoesNotGoBack) {
  Index writer = Index::Open(path_, {}).value();
  const Index reader = Index::Open(path_, {.read_only = true}).value();
  std::atomic<uint64_t> added = 0, wrong = 0;
  std::atomic<bool> done = false;
  std::vector<std::thread> threads;
  for (uint64_t i = 0; i < 12; ++i) {
    threads.emplace_back([&] {
      while (!done.load()) {
        const uint64_t last = added.load();
        if (last == 0) continue;
        const absl::StatusOr<IndexAnswer> answer =
            reader.Query(Make(last).view());
        if (!answer.ok() || answer->status != IndexStatus::kKnown) ++wrong;
      }
    });
  }
  for (uint64_t i = 1; i <= 1500; ++i) {
    if (!writer.CheckAndAdd(Make(i).view()).ok()) ++wrong;
    added.store(i);
  }
  done.store(true);
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(wrong.load(), 0u);
}

// SQLite of another process, which closes last as it believes, takes the log
// away if nobody holds a lock.
TEST_F(IndexConsistencyTest, FlushKeepsTheLocks) {
  Child other([&] {
    sqlite3* database = nullptr;
    const std::string name = path_ + "/nuskha.db";
    const bool good = sqlite3_open(name.c_str(), &database) == SQLITE_OK &&
                      sqlite3_exec(database, "SELECT * FROM state", nullptr,
                                   nullptr, nullptr) == SQLITE_OK;
    sqlite3_close(database);
    return good ? 0 : 1;
  });
  Index index = Index::Open(path_, {}).value();
  ASSERT_TRUE(index.CheckAndAdd(Make(1).view()).ok());
  ASSERT_EQ(index.Flush().value(), 1u);
  other.Turn();
  EXPECT_TRUE(fs::exists(path_ + "/nuskha.db-wal"));
  ASSERT_TRUE(index.CheckAndAdd(Make(2).view()).ok());
  ASSERT_EQ(index.Flush().value(), 2u);
  other.Turn();
  EXPECT_EQ(index.Stats()->documents, 2u);
  EXPECT_EQ(other.End(), 0);
}

// The child has what its parent had open, and opens the index itself.
TEST_F(IndexConsistencyTest, ChildOpensWhatItsParentHasOpen) {
  auto parents = std::make_unique<Index>(Index::Open(path_, {}).value());
  ASSERT_TRUE(parents->CheckAndAdd(Make(1).view()).ok());
  std::optional<Index> childs;
  uint64_t known = 0;
  Child child([&] {
    if (!childs.has_value()) {
      absl::StatusOr<Index> opened = Index::Open(path_, {.read_only = true});
      if (!opened.ok()) return 2;
      childs = *std::move(opened);
    }
    ++known;
    for (uint64_t i = 1; i <= known; ++i) {
      if (childs->Query(Make(i).view())->status != IndexStatus::kKnown)
        return 3;
    }
    return 0;
  });
  child.Turn();
  parents.reset();
  for (uint64_t i = 2; i <= 4; ++i) {
    Index writer = Index::Open(path_, {}).value();
    ASSERT_EQ(writer.CheckAndAdd(Make(i).view())->status, IndexStatus::kNew);
    ASSERT_TRUE(writer.Compact().ok());
    child.Turn();
  }
  EXPECT_EQ(child.End(), 0);
}

// SQLite may be in any state then.
TEST_F(IndexConsistencyTest, ChildOfTheMiddleOfACallOpensNone) {
  Index index = Index::Open(path_, {}).value();
  ASSERT_TRUE(index.CheckAndAdd(Make(1).view()).ok());
  int status = -1;
  ASSERT_TRUE(index
                  .Export([&](const IndexRecord&) {
                    const pid_t child = fork();
                    if (child == 0) {
                      _exit(
                          absl::IsPermissionDenied(
                              Index::Open(path_, {.read_only = true}).status())
                              ? 0
                              : 1);
                    }
                    return waitpid(child, &status, 0) == child;
                  })
                  .ok());
  EXPECT_EQ(status, 0);
}

// Damages the list of ids, which is looked at when one is asked for.
void DamageIds(const fs::path& segment) {
  constexpr size_t kPart = 10, kFooter = 264, kEntry = 6, kBlock = 4096;
  std::fstream file(segment, std::ios::in | std::ios::out | std::ios::binary);
  file.seekg(static_cast<std::streamoff>(fs::file_size(segment) - kFooter + 64 +
                                         16 * kPart));
  std::array<uint64_t, 2> part = {};
  file.read(reinterpret_cast<char*>(part.data()), sizeof part);
  ASSERT_TRUE(file.good());
  for (uint64_t at = part[0]; at < part[0] + kEntry * part[1]; at += kBlock) {
    file.seekg(static_cast<std::streamoff>(at));
    const char byte = static_cast<char>(file.get() ^ 1);
    file.seekp(static_cast<std::streamoff>(at));
    file.put(byte);
  }
}

// A segment that is found damaged is made anew; the ids of the newest documents
// are still known.
TEST_F(IndexConsistencyTest, IdsAreKnownAfterARepair) {
  const OwnedArticle last = Make(100000);
  const Article article = last.view();
  {
    Index index = Index::Open(path_, {}).value();
    std::vector<OwnedArticle> many;
    for (uint64_t i = 0; i < 3000; ++i) many.push_back(Make(i));
    ASSERT_TRUE(index.AddMany(Views(many), nullptr).ok());
    ASSERT_TRUE(index.Compact().ok());
    ASSERT_TRUE(index.AddMany({&article, 1}, nullptr).ok());
  }
  const fs::directory_iterator segments(path_ + "/segments");
  ASSERT_NO_FATAL_FAILURE(DamageIds(segments->path()));
  Index index = Index::Open(path_, {}).value();
  std::vector<IndexStatus> statuses;
  ASSERT_TRUE(index.AddMany({&article, 1}, &statuses).ok());
  EXPECT_EQ(statuses[0], IndexStatus::kKnown);
  EXPECT_EQ(index.Remove(std::vector<std::string>{last.id}).value(), 1u);
}

}  // namespace
}  // namespace nuskha
