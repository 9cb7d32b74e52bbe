// SPDX-License-Identifier: Apache-2.0

#include "nuskha/checkpoint.h"

#include <sys/stat.h>
#include <unistd.h>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "corpus/corpus_testing.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace nuskha::internal {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr std::string_view kSettings = "text body\nseed 1\n";
using Entries = std::vector<std::pair<uint64_t, std::string>>;

const Entries kEntries = {
    {7, "first"}, {8, ""}, {7, std::string(300, 'x')}, {9, "last"}};

class CheckpointTest : public ::testing::Test {
 protected:
  std::unique_ptr<Checkpoint> Open(std::string_view settings = kSettings) {
    auto checkpoint = Checkpoint::Open(path_, settings);
    EXPECT_TRUE(checkpoint.ok()) << checkpoint.status();
    return checkpoint.ok() ? *std::move(checkpoint) : nullptr;
  }

  std::string Refusal(std::string_view settings = kSettings) {
    const auto checkpoint = Checkpoint::Open(path_, settings);
    EXPECT_EQ(checkpoint.status().code(),
              absl::StatusCode::kFailedPrecondition);
    return std::string(checkpoint.status().message());
  }

  void Fill(const Entries& entries) {
    const auto checkpoint = Open();
    for (const auto& [key, entry] : entries) {
      ASSERT_TRUE(checkpoint->Append(key, entry).ok());
    }
  }

  // How many of `entries` come back, with their bytes.
  size_t Read(const Entries& entries) {
    const auto checkpoint = Open();
    size_t read = 0;
    std::string entry;
    for (const auto& [key, want] : entries) {
      if (!checkpoint->Next(key, &entry)) break;
      EXPECT_EQ(entry, want);
      ++read;
    }
    return read;
  }

  TemporaryFolder folder_;
  const std::string path_ = folder_.Path("check");
};

TEST_F(CheckpointTest, GivesBackWhatWasAdded) {
  Fill(kEntries);
  EXPECT_EQ(Read(kEntries), kEntries.size());
  struct stat status;
  ASSERT_EQ(stat(path_.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0600U);
}

TEST_F(CheckpointTest, GoesOnBehindWhatWasRead) {
  Fill(kEntries);
  {
    const auto checkpoint = Open();
    std::string entry;
    EXPECT_TRUE(checkpoint->Next(7, &entry));
    EXPECT_EQ(checkpoint->restored_bytes(), 5U);
    EXPECT_FALSE(checkpoint->Next(6, &entry)) << "another key";
    EXPECT_FALSE(checkpoint->Next(8, &entry)) << "after a first no";
    EXPECT_TRUE(checkpoint->Append(1, "other").ok());
    EXPECT_FALSE(checkpoint->Next(1, &entry));
  }
  EXPECT_EQ(Read({{7, "first"}, {1, "other"}, {7, "none"}}), 2U);
}

TEST_F(CheckpointTest, EveryPrefixIsACheckpoint) {
  Fill(kEntries);
  const std::string whole = ReadWholeFile(path_);
  for (size_t size = 0; size <= whole.size(); ++size) {
    folder_.Write("check", std::string_view(whole).substr(0, size));
    const size_t read = Read(kEntries);
    EXPECT_EQ(read == kEntries.size(), size == whole.size());
    folder_.Write("check", std::string_view(whole).substr(0, size));
    // What is added behind a cut is found there, and nothing old after it.
    {
      const auto checkpoint = Open();
      std::string entry;
      for (size_t i = 0; i < read; ++i)
        checkpoint->Next(kEntries[i].first, &entry);
      ASSERT_TRUE(checkpoint->Append(5, "new").ok());
    }
    Entries want(kEntries.begin(),
                 kEntries.begin() + static_cast<ptrdiff_t>(read));
    want.emplace_back(5, "new");
    EXPECT_EQ(Read(want), want.size());
    want.push_back(kEntries.back());
    EXPECT_EQ(Read(want), want.size() - 1);
  }
}

TEST_F(CheckpointTest, FlippedBitsNeverGiveOtherBytes) {
  Fill(kEntries);
  const std::string whole = ReadWholeFile(path_);
  for (size_t bit = 0; bit < 8 * whole.size(); ++bit) {
    std::string bytes = whole;
    bytes[bit / 8] = static_cast<char>(bytes[bit / 8] ^ (1 << bit % 8));
    folder_.Write("check", bytes);
    const auto checkpoint = Checkpoint::Open(path_, kSettings);
    if (!checkpoint.ok()) continue;  // the first bytes
    std::string entry;
    size_t read = 0;
    while (read < kEntries.size() &&
           (*checkpoint)->Next(kEntries[read].first, &entry)) {
      EXPECT_EQ(entry, kEntries[read++].second);
    }
    EXPECT_LT(read, kEntries.size()) << bit;
  }
}

TEST_F(CheckpointTest, OtherSettingsAreRefused) {
  Fill(kEntries);
  EXPECT_THAT(Refusal("text body\nseed 2\n"),
              HasSubstr("then: seed 1, now: seed 2"));
  EXPECT_THAT(Refusal("text body\n"), HasSubstr("now: nothing"));
  EXPECT_EQ(Read(kEntries), kEntries.size());
}

TEST_F(CheckpointTest, WhatIsNoCheckpointIsRefusedAndKept) {
  folder_.Write("check", "somebody's notes, not ours");
  ASSERT_EQ(chmod(path_.c_str(), 0600), 0);
  EXPECT_THAT(Refusal(), HasSubstr("is no checkpoint"));
  EXPECT_EQ(ReadWholeFile(path_), "somebody's notes, not ours");
}

TEST_F(CheckpointTest, LinksAreNotFollowed) {
  const std::string target = folder_.Write("target", "precious");
  ASSERT_EQ(symlink(target.c_str(), path_.c_str()), 0);
  EXPECT_THAT(Refusal(), HasSubstr("is a link"));
  EXPECT_EQ(ReadWholeFile(target), "precious");
}

TEST_F(CheckpointTest, FilesOthersMayWriteAreRefused) {
  Fill(kEntries);
  ASSERT_EQ(chmod(path_.c_str(), 0620), 0);
  EXPECT_THAT(Refusal(), HasSubstr("only this user"));
}

TEST_F(CheckpointTest, OneRunAtATime) {
  const auto first = Open();
  EXPECT_THAT(Refusal(), HasSubstr("in use by another run"));
  EXPECT_TRUE(first->Append(1, "x").ok());
}

TEST_F(CheckpointTest, Remove) {
  Open()->Remove();
  EXPECT_THAT(folder_.Names(), IsEmpty());
}

}  // namespace
}  // namespace nuskha::internal
