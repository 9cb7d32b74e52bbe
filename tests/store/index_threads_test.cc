// SPDX-License-Identifier: Apache-2.0
//
// Readers beside a writer, as threads of one object and as processes: no error,
// and what was acknowledged before a question is in its answer.
// NUSKHA_INDEX_SECONDS: for how long (1 each; the full measure is 300).

#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <cstdlib>
#include <new>
#include <string>
#include <thread>
#include <vector>

#include "gtest/gtest.h"
#include "nuskha/index.h"
#include "store/articles.h"

namespace nuskha {
namespace {

using Clock = std::chrono::steady_clock;

constexpr int kReaders = 4;

std::chrono::seconds Duration() {
  const char* const wanted = std::getenv("NUSKHA_INDEX_SECONDS");
  return std::chrono::seconds(wanted == nullptr ? 1 : std::atoi(wanted));
}

// Article i of an endless row: those of MakeArticles() under new ids.
OwnedArticle Nth(const std::vector<OwnedArticle>& articles, uint64_t i) {
  OwnedArticle article = articles[i % articles.size()];
  article.id = std::to_string(i);
  return article;
}

struct Shared {
  std::atomic<uint64_t> added = 0;  // acknowledged
  std::atomic<uint64_t> failed = 0;
  std::atomic<bool> done = false;
};

void Read(const std::vector<OwnedArticle>& articles, uint64_t seed,
          const Index& index, Shared* shared) {
  reference::Rng rng(seed);
  while (!shared->done.load()) {
    const uint64_t added = shared->added.load();
    if (added == 0) continue;
    const OwnedArticle article = Nth(articles, rng() % added);
    const absl::StatusOr<IndexAnswer> answer = index.Query(article.view());
    if (!answer.ok() || answer->status != IndexStatus::kKnown ||
        answer->documents < added) {
      ++shared->failed;
    }
  }
}

void Write(const std::vector<OwnedArticle>& articles, Index* index,
           Shared* shared) {
  const Clock::time_point end = Clock::now() + Duration();
  for (uint64_t i = 0; Clock::now() < end; ++i) {
    const OwnedArticle article = Nth(articles, i);
    if (!index->CheckAndAdd(article.view()).ok()) ++shared->failed;
    if (i % 200 == 199 && !index->Compact().ok()) ++shared->failed;
    shared->added.store(i + 1);
  }
  shared->done.store(true);
}

class IndexThreadsTest : public testing::Test {
 protected:
  IndexThreadsTest() { EXPECT_TRUE(Index::Create(path_, {.seed = 3}).ok()); }

  const TemporaryFolder folder_;
  const std::string path_ = folder_.file("index");
  // Few likenesses, so that it is about the index and not about texts.
  const std::vector<OwnedArticle> articles_ = MakeArticles(21, 4, 2);
};

TEST_F(IndexThreadsTest, Threads) {
  Index index = Index::Open(path_, {}).value();
  const Index reader = Index::Open(path_, {.read_only = true}).value();
  Shared shared;
  std::vector<std::thread> threads;
  for (int i = 0; i < kReaders; ++i) {
    threads.emplace_back([&, i] {
      Read(articles_, static_cast<uint64_t>(i), i % 2 == 0 ? index : reader,
           &shared);
    });
  }
  Write(articles_, &index, &shared);
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(shared.failed.load(), 0u);
  EXPECT_GT(shared.added.load(), 0u);
  EXPECT_TRUE(reader.Verify().ok());
}

TEST_F(IndexThreadsTest, Processes) {
  void* const memory = mmap(nullptr, sizeof(Shared), PROT_READ | PROT_WRITE,
                            MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  ASSERT_NE(memory, MAP_FAILED);
  Shared* const shared = new (memory) Shared();
  std::vector<pid_t> children;
  for (int i = 0; i < kReaders; ++i) {
    const pid_t child = fork();
    if (child == 0) {
      {
        absl::StatusOr<Index> index = Index::Open(path_, {.read_only = true});
        if (!index.ok()) _exit(2);
        Read(articles_, static_cast<uint64_t>(i), *index, shared);
      }
      _exit(0);
    }
    children.push_back(child);
  }
  {
    Index index = Index::Open(path_, {}).value();
    Write(articles_, &index, shared);
    EXPECT_TRUE(index.Verify().ok());
  }
  for (const pid_t child : children) {
    int status = 1;
    EXPECT_EQ(waitpid(child, &status, 0), child);
    EXPECT_EQ(status, 0);
  }
  EXPECT_EQ(shared->failed.load(), 0u);
  munmap(memory, sizeof(Shared));
}

}  // namespace
}  // namespace nuskha
