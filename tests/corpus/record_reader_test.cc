// SPDX-License-Identifier: Apache-2.0

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <span>
#include <string>
#include <thread>
#include <vector>

#include "corpus/byte_stream.h"
#include "corpus/corpus_testing.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "nuskha/reader.h"

namespace nuskha::internal {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

namespace fs = std::filesystem;

std::string Line(std::string_view text) {
  return "{\"text\":\"" + std::string(text) + "\"}\n";
}

// Standard input is `reading_end` while it lives.
class StandardInput {
 public:
  explicit StandardInput(int reading_end) : saved_(dup(STDIN_FILENO)) {
    dup2(reading_end, STDIN_FILENO);
    close(reading_end);
  }
  ~StandardInput() {
    dup2(saved_, STDIN_FILENO);
    close(saved_);
  }

 private:
  int saved_;
};

// Writes `bytes` into a pipe from a thread of its own.
class PipeWriter {
 public:
  explicit PipeWriter(std::string bytes) {
    int ends[2] = {-1, -1};
    EXPECT_EQ(pipe(ends), 0);
    reading_end = ends[0];
    thread_ = std::thread([bytes = std::move(bytes), end = ends[1]] {
      std::string_view rest = bytes;
      while (!rest.empty()) {
        const ssize_t size = write(end, rest.data(), rest.size());
        if (size <= 0) break;
        rest.remove_prefix(static_cast<size_t>(size));
      }
      close(end);
    });
  }
  ~PipeWriter() { thread_.join(); }

  int reading_end = -1;

 private:
  std::thread thread_;
};

class RecordReaderTest : public ::testing::Test {
 protected:
  TemporaryFolder folder_;
};

TEST_F(RecordReaderTest, AMissingInputIsFoundBeforeAnythingIsRead) {
  const std::string there = folder_.Write("a.jsonl", Line("a"));
  const auto reader =
      RecordReader::Open({there, folder_.Path("missing.jsonl")}, {});
  EXPECT_EQ(reader.status().code(), absl::StatusCode::kNotFound);
  EXPECT_THAT(reader.status().ToString(), HasSubstr("missing.jsonl"));
}

TEST_F(RecordReaderTest, UnreadFormatsAreRefusedByName) {
  const std::string there = folder_.Write("a.jsonl", Line("a"));
  const std::string parquet = folder_.Write("b.parquet", "PAR1\x15\x04");
  const auto reader = RecordReader::Open({there, parquet}, {});
  EXPECT_EQ(reader.status().code(), absl::StatusCode::kUnimplemented);
  EXPECT_THAT(reader.status().ToString(), HasSubstr("b.parquet is Parquet"));
  EXPECT_THAT(reader.status().ToString(), HasSubstr("TO 'x.jsonl'"));
}

TEST_F(RecordReaderTest, FoldersAreWalkedInByteOrder) {
  for (const char* name : {"d/b.jsonl", "d/a/z.jsonl", "d/a/y/x.jsonl",
                           "d/a.jsonl", "d/B.jsonl", "d/c.txt"}) {
    folder_.Write(name, Line(name));
  }
  const Reading reading = ReadInputs({folder_.Path("d")});
  // "a" is before "a.jsonl"; capitals come first.
  EXPECT_THAT(reading.texts,
              ElementsAre("d/B.jsonl", "d/a/y/x.jsonl", "d/a/z.jsonl",
                          "d/a.jsonl", "d/b.jsonl", "d/c.txt"));
  EXPECT_TRUE(reading.numbers_follow);
  EXPECT_THAT(reading.notes, IsEmpty());
}

TEST_F(RecordReaderTest, WhatFoldersLeaveOutIsNoted) {
  folder_.Write("d/a.jsonl", Line("a"));
  folder_.Write("d/.a.jsonl.nuskha-1-1.tmp", Line("left over"));
  folder_.Write("elsewhere/b.jsonl", Line("b"));
  folder_.Write("d/x.parquet", "PAR1 and more");
  fs::create_symlink(folder_.Path("elsewhere"), folder_.Path("d/link"));
  fs::create_symlink(folder_.Path("d"), folder_.Path("d/loop"));
  ASSERT_EQ(mkfifo(folder_.Path("d/pipe").c_str(), 0600), 0);
  const Reading reading = ReadInputs({folder_.Path("d")});
  EXPECT_TRUE(reading.status.ok());
  EXPECT_THAT(reading.texts, ElementsAre("a"));
  EXPECT_THAT(reading.notes,
              Contains(HasSubstr("2 symbolic links not followed")));
  EXPECT_THAT(reading.notes,
              Contains(HasSubstr("1 hidden files or folders not read")));
  EXPECT_THAT(reading.notes,
              Contains(HasSubstr("pipe skipped: not a regular file")));
  EXPECT_THAT(reading.notes, Contains(HasSubstr("x.parquet is Parquet")));
}

TEST_F(RecordReaderTest, AFolderOfUnreadFormatsIsRefused) {
  folder_.Write("d/x.parquet", "PAR1 and more");
  EXPECT_EQ(ReadInputs({folder_.Path("d")}).status.code(),
            absl::StatusCode::kUnimplemented);
  fs::create_directory(folder_.Path("empty"));
  EXPECT_TRUE(ReadInputs({folder_.Path("empty")}).status.ok());
}

TEST_F(RecordReaderTest, VeryDeepFolders) {
  std::string name = "d";
  for (int i = 0; i < 900; ++i) name += "/x";
  folder_.Write(name + "/a.jsonl", Line("deep"));
  EXPECT_THAT(ReadInputs({folder_.Path("d")}).texts, ElementsAre("deep"));
}

TEST_F(RecordReaderTest, TheSameFileIsReadOnce) {
  const std::string a = folder_.Write("d/a.jsonl", Line("a"));
  fs::create_hard_link(a, folder_.Path("d/hard.jsonl"));
  fs::create_symlink(a, folder_.Path("soft.jsonl"));
  const Reading reading =
      ReadInputs({a, folder_.Path("soft.jsonl"), folder_.Path("d"), a});
  EXPECT_THAT(reading.texts, ElementsAre("a"));
  EXPECT_EQ(reading.notes.size(), 4U);
  EXPECT_THAT(reading.notes, Contains(HasSubstr("given twice: read once")));
  const Reading folder = ReadInputs({folder_.Path("d"), folder_.Path("d/")});
  EXPECT_THAT(folder.texts, ElementsAre("a"));
}

TEST_F(RecordReaderTest, NamedLinksAreFollowed) {
  folder_.Write("a.jsonl", Line("a"));
  fs::create_symlink(folder_.Path("a.jsonl"), folder_.Path("link"));
  EXPECT_THAT(ReadInputs({folder_.Path("link")}).texts, ElementsAre("a"));
}

TEST_F(RecordReaderTest, RewindReadsTheSameAgain) {
  const std::vector<std::string> lines = MakeLines(200, /*seed=*/1);
  const std::string damaged =
      folder_.Write("a.jsonl.gz", Gzip(JoinLines(lines)) + "garbage");
  const std::string text = folder_.Write("b.txt", "text");
  ReaderSizes sizes;
  sizes.block_size = 4096;
  auto reader = OpenRecordReader({damaged, text}, {}, sizes);
  ASSERT_TRUE(reader.ok());
  const Reading first = ReadAll(reader->get());
  RecordBlock block;
  ASSERT_TRUE((*reader)->Rewind().ok());
  ASSERT_TRUE(*(*reader)->Next(&block));  // a pass that is given up
  ASSERT_TRUE((*reader)->Rewind().ok());
  const Reading second = ReadAll(reader->get());
  EXPECT_EQ(first.read, 201U);
  EXPECT_EQ(first.records, second.records);
  EXPECT_EQ(first.numbers, second.numbers);
  EXPECT_EQ(second.damaged_streams, 1U);
  EXPECT_EQ(second.damaged_bytes, 7U);
  EXPECT_EQ(second.damage.size(), 1U);
  EXPECT_EQ(first.notes, second.notes);
}

TEST_F(RecordReaderTest, StandardInputThroughAPipeWithRewind) {
  const std::vector<std::string> lines = MakeLines(3000, /*seed=*/2);
  for (const bool compressed : {false, true}) {
    const std::string bytes = JoinLines(lines);
    PipeWriter writer(compressed ? Gzip(bytes) : bytes);
    const StandardInput input(writer.reading_end);
    ReadOptions options;
    options.spool_standard_input = true;
    options.temporary_folder = folder_.Path("");
    ReaderSizes sizes;
    sizes.block_size = 10000;
    auto reader = OpenRecordReader({"-", "-"}, options, sizes);
    ASSERT_TRUE(reader.ok());
    EXPECT_EQ((*reader)->total_compressed_bytes(), 0U);
    RecordBlock block;
    ASSERT_TRUE(*(*reader)->Next(&block));
    ASSERT_TRUE((*reader)->Rewind().ok());  // in the middle of the pipe
    EXPECT_EQ(ReadAll(reader->get()).records, lines);
    ASSERT_TRUE((*reader)->Rewind().ok());
    const Reading again = ReadAll(reader->get());
    EXPECT_EQ(again.records, lines);
    EXPECT_THAT(again.notes, ElementsAre("- given twice: read once"));
    EXPECT_THAT(folder_.Names(), IsEmpty());  // the copy has no name
  }
}

TEST_F(RecordReaderTest, APipeThatWasNotCopiedCannotBeReadAgain) {
  PipeWriter writer(Line("a"));
  const StandardInput input(writer.reading_end);
  auto reader = RecordReader::Open({"-"}, {});
  ASSERT_TRUE(reader.ok());
  EXPECT_TRUE((*reader)->Rewind().ok());  // nothing was read yet
  EXPECT_THAT(ReadAll(reader->get()).texts, ElementsAre("a"));
  EXPECT_EQ((*reader)->Rewind().code(), absl::StatusCode::kFailedPrecondition);
}

TEST_F(RecordReaderTest, StandardInputFromAFileCanBeReadAgain) {
  const std::string path = folder_.Write("a.jsonl", Line("a") + Line("b"));
  const int file = open(path.c_str(), O_RDONLY);
  lseek(file, static_cast<off_t>(Line("a").size()), SEEK_SET);
  const StandardInput input(file);
  auto reader = RecordReader::Open({"-"}, {});
  ASSERT_TRUE(reader.ok());
  EXPECT_THAT(ReadAll(reader->get()).texts, ElementsAre("b"));
  ASSERT_TRUE((*reader)->Rewind().ok());
  EXPECT_THAT(ReadAll(reader->get()).texts, ElementsAre("b"));
}

TEST_F(RecordReaderTest, NamedPipesAreReadAsTheyCome) {
  const std::string path = folder_.Path("pipe");
  ASSERT_EQ(mkfifo(path.c_str(), 0600), 0);
  std::thread writer([&path] { std::ofstream(path) << Line("a"); });
  EXPECT_THAT(ReadInputs({path}).texts, ElementsAre("a"));
  writer.join();
}

TEST_F(RecordReaderTest, AFileThatChangesIsNoted) {
  const std::string path = folder_.Write("a.jsonl", Line("a"));
  auto reader = RecordReader::Open({path}, {});
  ASSERT_TRUE(reader.ok());
  EXPECT_THAT(ReadAll(reader->get()).notes, IsEmpty());
  std::ofstream(path, std::ios::app) << Line("b");
  ASSERT_TRUE((*reader)->Rewind().ok());
  EXPECT_THAT(ReadAll(reader->get()).notes,
              ElementsAre(path + " changed while being read"));
}

TEST_F(RecordReaderTest, AReadErrorIsAnError) {
  // A folder opened as if it were a file: read() fails with EISDIR.
  const int directory = open(folder_.Path("").c_str(), O_RDONLY);
  const auto source = MakeDescriptorSource(directory, "a.jsonl");
  std::string space(10, ' ');
  const auto size = source->Read(std::span(space));
  EXPECT_EQ(size.status().code(), absl::StatusCode::kUnavailable);
  EXPECT_THAT(size.status().ToString(),
              HasSubstr("read a.jsonl: Is a directory"));
  close(directory);
}

TEST_F(RecordReaderTest, ManySmallFilesShareBlocks) {
  for (int i = 0; i < 300; ++i) {
    folder_.Write("d/" + std::to_string(1000 + i) + ".txt",
                  "text " + std::to_string(i));
  }
  auto reader = RecordReader::Open({folder_.Path("d")}, {});
  ASSERT_TRUE(reader.ok());
  RecordBlock block;
  ASSERT_TRUE(*(*reader)->Next(&block));
  ASSERT_EQ(block.records.size(), 300U);
  EXPECT_EQ(block.records[299].bytes, "text 299");
  EXPECT_EQ(block.records[299].number, 299U);
  EXPECT_TRUE(block.records[299].is_whole_file());
  EXPECT_EQ(block.records[299].line, 0U);
  const RecordBlock moved = std::move(block);
  EXPECT_EQ(moved.records[7].bytes, "text 7");
}

}  // namespace
}  // namespace nuskha::internal
