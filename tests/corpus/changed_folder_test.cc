// SPDX-License-Identifier: Apache-2.0
//
// A relative path stays the same file when the process changes its folder.

#include <filesystem>
#include <memory>
#include <string>

#include "corpus/corpus_testing.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "nuskha/checkpoint.h"
#include "nuskha/reader.h"
#include "nuskha/writer.h"

namespace nuskha::internal {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

namespace fs = std::filesystem;

// In folder "here"; "there" holds other files of the same names.
class ChangedFolderTest : public ::testing::Test {
 protected:
  ChangedFolderTest() {
    folder_.Write("here/in.jsonl", "{\"text\":\"one\"}\n");
    folder_.Write("here/folder/in.jsonl", "{\"text\":\"two\"}\n");
    for (const char* name : {"in.jsonl", "folder/in.jsonl", "out", "state"}) {
      folder_.Write(std::string("there/") + name, kOther);
    }
    fs::current_path(folder_.Path("here"));
  }
  ~ChangedFolderTest() override {
    fs::current_path(before_);
    for (const char* name : {"in.jsonl", "folder/in.jsonl", "out", "state"}) {
      EXPECT_EQ(ReadWholeFile(folder_.Path(std::string("there/") + name)),
                kOther);
    }
    EXPECT_EQ(std::distance(fs::directory_iterator(folder_.Path("there")), {}),
              4);
  }
  void Leave() { fs::current_path(folder_.Path("there")); }

  const std::string kOther = "{\"text\":\"other\"}\n";
  const fs::path before_ = fs::current_path();
  const TemporaryFolder folder_;
};

TEST_F(ChangedFolderTest, ReadsWhatWasOpened) {
  auto reader = RecordReader::Open({"in.jsonl", "folder"}, {}).value();
  Leave();
  EXPECT_THAT(ReadAll(reader.get()).texts, ElementsAre("one", "two"));
  ASSERT_TRUE(reader->Rewind().ok());
  EXPECT_THAT(ReadAll(reader.get()).texts, ElementsAre("one", "two"));
  EXPECT_EQ(reader->file_name(0), "in.jsonl");
}

TEST_F(ChangedFolderTest, WritesWhereItWasCreated) {
  auto file = OutputFile::Create("out", {}).value();
  ASSERT_TRUE(file->Write("abc").ok());
  Leave();
  EXPECT_TRUE(file->Commit().ok());
  EXPECT_EQ(ReadWholeFile(folder_.Path("here/out")), "abc");
}

TEST_F(ChangedFolderTest, LeavesNothingOfAnAbandonedOutput) {
  auto file = OutputFile::Create("out", {}).value();
  Leave();
  file.reset();
  EXPECT_EQ(std::distance(fs::directory_iterator(folder_.Path("here")), {}), 2);
}

TEST_F(ChangedFolderTest, RemovesItsOwnCheckpoint) {
  auto checkpoint = Checkpoint::Open("state", "seed 1\n").value();
  Leave();
  checkpoint->Remove();
  EXPECT_FALSE(fs::exists(folder_.Path("here/state")));
}

}  // namespace
}  // namespace nuskha::internal
