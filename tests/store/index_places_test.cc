// SPDX-License-Identifier: Apache-2.0
//
// Where an index is: relative paths, folders that are none, and what a process
// that died while it made one left behind.

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "nuskha/index.h"
#include "store/articles.h"

namespace nuskha {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

namespace fs = std::filesystem;

class IndexPlacesTest : public testing::Test {
 protected:
  ~IndexPlacesTest() override { fs::current_path(before_); }

  void Enter(const char* name) {
    fs::create_directory(folder_.file(name));
    fs::current_path(folder_.file(name));
  }
  // Folders and files beside the index, hidden ones, too.
  size_t Count() const {
    return static_cast<size_t>(
        std::distance(fs::directory_iterator(folder_.path()), {}));
  }

  const fs::path before_ = fs::current_path();
  const TemporaryFolder folder_;
  const std::vector<OwnedArticle> articles_ = MakeArticles(3, 8, 2);
};

TEST_F(IndexPlacesTest, StaysTheSameWhenTheProcessChangesItsFolder) {
  Enter("there");
  ASSERT_TRUE(Index::Create("seen", {.seed = 7}).ok());
  ASSERT_TRUE(Index::Open("seen", {})->CheckAndAdd(articles_[1].view()).ok());
  Enter("here");
  ASSERT_TRUE(Index::Create("seen", {.seed = 7}).ok());
  Index writer = Index::Open("seen", {}).value();
  const Index reader = Index::Open("seen", {.read_only = true}).value();
  ASSERT_TRUE(writer.CheckAndAdd(articles_[0].view()).ok());
  Enter("there");
  for (const Index* index : {const_cast<const Index*>(&writer), &reader}) {
    EXPECT_EQ(index->Query(articles_[0].view())->status, IndexStatus::kKnown);
    EXPECT_NE(index->Query(articles_[1].view())->status, IndexStatus::kKnown);
    EXPECT_EQ(index->Stats()->documents, 1u);
    EXPECT_TRUE(index->Verify().ok());
    EXPECT_TRUE(index
                    ->Export([](const IndexRecord& record) {
                      return record.id == "id-1";
                    })
                    .ok());
  }
  EXPECT_EQ(writer.Flush().value(), 1u);
  ASSERT_TRUE(writer.Compact().ok());
  EXPECT_FALSE(fs::is_empty(folder_.file("here/seen/segments")));
  EXPECT_TRUE(fs::is_empty(folder_.file("there/seen/segments")));
  // Messages call it what the caller does.
  Index reader_only = Index::Open("seen", {.read_only = true}).value();
  const absl::Status refused =
      reader_only.CheckAndAdd(articles_[0].view()).status();
  EXPECT_THAT(std::string(refused.message()), StartsWith("seen is open"));
}

TEST_F(IndexPlacesTest, AFolderThatIsNoneIsLeftAsItWas) {
  const std::string path = folder_.path().string();
  EXPECT_TRUE(absl::IsNotFound(Index::Open(path, {}).status()));
  EXPECT_EQ(Count(), 0u);
}

TEST_F(IndexPlacesTest, NeedsAFolderToBeMadeIn) {
  const absl::Status status = Index::Create(folder_.file("none/index"), {});
  EXPECT_TRUE(absl::IsUnavailable(status)) << status;
  EXPECT_THAT(std::string(status.message()), HasSubstr("none"));
}

TEST_F(IndexPlacesTest, WhatADeadProcessLeftIsRemoved) {
  // One of an older version, and one as they are now.
  for (const std::string& end :
       {std::to_string(getpid()), std::to_string(getpid()) + "-0"}) {
    fs::create_directories(
        folder_.file(".index.nuskha-" + end + ".tmp/segments"));
  }
  std::ofstream(folder_.file(".index.nuskha-1-0.tmp")) << "no folder";
  fs::create_directory(folder_.file(".other.nuskha-1-0.tmp"));
  ASSERT_TRUE(Index::Create(folder_.file("index"), {}).ok());
  EXPECT_EQ(Count(), 3u);
  EXPECT_TRUE(Index::Open(folder_.file("index"), {}).ok());
}

TEST_F(IndexPlacesTest, WhatALivingProcessMakesIsLeftAlone) {
  const std::string name = folder_.file(".index.nuskha-1-0.tmp");
  fs::create_directory(name);
  const int lock = open(name.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  ASSERT_EQ(flock(lock, LOCK_EX), 0);
  ASSERT_TRUE(Index::Create(folder_.file("index"), {}).ok());
  EXPECT_TRUE(fs::exists(name));
  close(lock);
}

}  // namespace
}  // namespace nuskha
