// SPDX-License-Identifier: Apache-2.0
//
// What the system does not let a process do is said as such: it is neither
// damage nor an answer of yesterday.

#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <functional>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "nuskha/index.h"
#include "store/articles.h"

namespace nuskha {
namespace {

namespace fs = std::filesystem;

using testing::HasSubstr;

// Whether `check` is true in a child that must heed permissions.
pid_t StartUnprivileged(const std::function<bool()>& check) {
  const pid_t child = fork();
  if (child != 0) return child;
  constexpr uid_t kNobody = 65534;
  if (geteuid() == 0 && (setgid(kNobody) != 0 || setuid(kNobody) != 0)) {
    _exit(2);
  }
  _exit(check() ? 0 : 1);
}

bool Holds(pid_t child) {
  int status = 1;
  return waitpid(child, &status, 0) == child && status == 0;
}

class IndexAccessTest : public testing::Test {
 protected:
  void SetUp() override {
    fs::permissions(folder_.path(), fs::perms(0755));
    ASSERT_TRUE(Index::Create(path_, {}).ok());
    Index index = Index::Open(path_, {}).value();
    ASSERT_TRUE(index.AddMany(Views(articles_), nullptr).ok());
    ASSERT_TRUE(index.Compact().ok());
  }

  const TemporaryFolder folder_;
  const std::string path_ = folder_.file("index");
  const std::vector<OwnedArticle> articles_ = MakeArticles(8, 6, 2);
};

// It would not see what writers do later.
TEST_F(IndexAccessTest, ReaderNeedsSharedMemory) {
  fs::permissions(path_, fs::perms(0555));
  EXPECT_TRUE(Holds(StartUnprivileged([&] {
    const absl::Status status =
        Index::Open(path_, {.read_only = true}).status();
    return absl::IsPermissionDenied(status) &&
           std::string(status.message()).find("permission to write") !=
               std::string::npos;
  })));
  fs::permissions(path_, fs::perms(0755));
}

TEST_F(IndexAccessTest, ReaderWithoutPermissionSeesTheWriter) {
  Index writer = Index::Open(path_, {}).value();
  OwnedArticle first = articles_[0], second = articles_[1];
  first.id = "first";
  second.id = "second";
  ASSERT_TRUE(writer.CheckAndAdd(first.view()).ok());
  fs::permissions(path_, fs::perms(0555));
  int ready[2], added[2];
  ASSERT_EQ(pipe(ready), 0);
  ASSERT_EQ(pipe(added), 0);
  const pid_t reader = StartUnprivileged([&] {
    const auto index = Index::Open(path_, {.read_only = true});
    if (!index.ok()) return false;
    const auto is_known = [&](const OwnedArticle& article) {
      const auto answer = index->Query(article.view());
      return answer.ok() && answer->status == IndexStatus::kKnown;
    };
    char byte = 0;
    return is_known(first) && !is_known(second) &&
           write(ready[1], "x", 1) == 1 && read(added[0], &byte, 1) == 1 &&
           is_known(second);
  });
  close(ready[1]);
  char byte = 0;
  EXPECT_EQ(read(ready[0], &byte, 1), 1);
  EXPECT_TRUE(writer.CheckAndAdd(second.view()).ok());
  EXPECT_EQ(write(added[1], "x", 1), 1);
  EXPECT_TRUE(Holds(reader));
  fs::permissions(path_, fs::perms(0755));
  for (const int end : {ready[0], added[0], added[1]}) close(end);
}

// A file that cannot be opened may be whole: a writer must not remove it.
TEST_F(IndexAccessTest, SegmentThatCannotBeOpenedIsNotDamaged) {
  const fs::path segment = fs::directory_iterator(path_ + "/segments")->path();
  const fs::path aside = folder_.file("aside");
  fs::rename(segment, aside);
  fs::create_symlink(segment.filename(), segment);  // ELOOP
  for (const bool read_only : {true, false}) {
    const absl::Status status =
        Index::Open(path_, {.read_only = read_only}).status();
    EXPECT_TRUE(absl::IsUnavailable(status)) << status;
    EXPECT_THAT(std::string(status.message()), HasSubstr(segment.string()));
    ASSERT_TRUE(fs::is_symlink(segment));
  }
  fs::rename(aside, segment);
  const Index index = Index::Open(path_, {}).value();
  EXPECT_EQ(index.Stats()->segments, 1u);
  EXPECT_TRUE(index.Verify().ok());
}

}  // namespace
}  // namespace nuskha
