// SPDX-License-Identifier: Apache-2.0
//
// Reading ahead changes nothing that can be seen, but threads and descriptors.

#include "corpus/input_queue.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
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

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::SizeIs;

namespace fs = std::filesystem;

size_t CountEntries(const char* folder) {
  return static_cast<size_t>(
      std::distance(fs::directory_iterator(folder), fs::directory_iterator()));
}
size_t Threads() { return CountEntries("/proc/self/task"); }
size_t Descriptors() { return CountEntries("/proc/self/fd"); }

// Everything that was said, to be compared.
std::string Said(const Reading& reading) {
  std::string said = reading.status.ToString() + "\n";
  for (const std::string& line : reading.records) said += line + "\n";
  for (const uint64_t number : reading.numbers) {
    said += std::to_string(number) + " ";
  }
  for (const SeenReject& reject : reading.rejects) {
    said += "\nreject " + std::to_string(reject.number) + " " +
            std::to_string(reject.line) + " " + std::to_string(reject.length) +
            " " + reject.code;
  }
  for (const Reject& place : reading.damage) {
    said += "\ndamage " + place.file + " " + std::to_string(place.offset) +
            " " + std::to_string(place.length) + " " + place.code + " " +
            place.detail;
  }
  for (const std::string& note : reading.notes) said += "\nnote " + note;
  return said + "\n" + std::to_string(reading.damaged_streams) + " " +
         std::to_string(reading.damaged_bytes);
}

class InputQueueTest : public ::testing::Test {
 protected:
  // Small blocks, and all files are worth a thread.
  static ReaderSizes Sizes() {
    ReaderSizes sizes;
    sizes.block_size = 5000;
    sizes.queue = {.ahead = {.block = 200, .blocks = 2}, .least_file = 0};
    return sizes;
  }

  static ReadOptions With(uint32_t threads) {
    ReadOptions options;
    options.threads = threads;
    return options;
  }

  static std::unique_ptr<RecordReader> Open(
      const std::vector<std::string>& inputs, uint32_t threads) {
    auto reader = OpenRecordReader(inputs, With(threads), Sizes());
    EXPECT_TRUE(reader.ok()) << reader.status();
    return reader.ok() ? *std::move(reader) : nullptr;
  }

  // Compressed files of `lines` articles each.
  std::vector<std::string> WriteFiles(size_t count, int lines) {
    std::vector<std::string> paths;
    for (size_t i = 0; i < count; ++i) {
      const std::string bytes = JoinLines(MakeLines(lines, /*seed=*/i));
      const std::string name = fmt::format("d/f{}.jsonl", 100 + i);
      paths.push_back(i % 2 == 0 ? folder_.Write(name + ".gz", Gzip(bytes))
                                 : folder_.Write(name + ".zst", Zstd(bytes)));
    }
    return paths;
  }

  static constexpr uint32_t kFilesOfEverything = 15;

  // A folder of everything: formats, damage, what is not read.
  std::string WriteEverything() {
    const std::string bytes = JoinLines(MakeLines(60, /*seed=*/50));
    WriteFiles(4, 40);
    folder_.Write("d/a.jsonl.gz", Gzip(bytes) + "garbage" + Gzip(bytes));
    folder_.Write("d/b.jsonl.bz2", Bzip2(bytes));
    folder_.Write("d/c.jsonl.xz", Xz(bytes));
    folder_.Write("d/d.jsonl", bytes);
    folder_.Write("d/e.jsonl.gz", Gzip(bytes).substr(0, 3000));
    folder_.Write("d/empty.gz", "");
    folder_.Write("d/g.parquet", "PAR1\x15\x04");
    folder_.Write("d/h.tar.gz", Gzip(std::string(257, '\0') + "ustar" +
                                     std::string(30000, '\0')));
    folder_.Write("d/i.txt.gz", Gzip("only a text"));
    folder_.Write("d/j.jsonl.zst", Zstd("{broken\n" + bytes));
    folder_.Write("d/k.jsonl.gz",
                  "\x1f\x8b\x08 this only starts like a compressed file");
    return folder_.Path("d");
  }

  TemporaryFolder folder_;
};

TEST_F(InputQueueTest, StreamsAheadOfThreads) {
  for (const auto& [threads, streams] :
       std::vector<std::pair<uint32_t, size_t>>{{1, 0},
                                                {3, 0},
                                                {4, 2},
                                                {8, 3},
                                                {16, 5},
                                                {27, 7},
                                                {28, 8},
                                                {1024, 8}}) {
    EXPECT_EQ(StreamsAhead(threads), streams) << threads;
  }
}

TEST_F(InputQueueTest, NothingThatIsReadDependsOnIt) {
  const std::string all = WriteEverything();
  const std::string again = folder_.Path("d/a.jsonl.gz");
  const auto plain = Open({again, all}, 1);
  const Reading expected = ReadAll(plain.get());
  EXPECT_GT(expected.read, 500U);
  EXPECT_EQ(expected.damaged_streams, 3U);
  EXPECT_THAT(expected.rejects, SizeIs(2));
  EXPECT_THAT(expected.notes, SizeIs(3));
  for (const uint32_t threads : {2U, 4U, 12U, 64U}) {
    SCOPED_TRACE(threads);
    const auto reader = Open({again, all}, threads);
    EXPECT_EQ(Said(ReadAll(reader.get())), Said(expected));
    for (uint32_t file = 0; file < kFilesOfEverything; ++file) {
      EXPECT_EQ(reader->info(file).format, plain->info(file).format);
      EXPECT_EQ(reader->info(file).compression, plain->info(file).compression);
    }
    // Given up after some blocks, and read again.
    for (int blocks = 0; blocks < 9; blocks += 4) {
      ASSERT_TRUE(reader->Rewind().ok());
      RecordBlock block;
      for (int i = 0; i < blocks; ++i) ASSERT_TRUE(*reader->Next(&block));
      ASSERT_TRUE(reader->Rewind().ok());
      EXPECT_EQ(Said(ReadAll(reader.get())), Said(expected));
    }
  }
}

TEST_F(InputQueueTest, DamageFailsAtTheSamePlace) {
  const std::string all = WriteEverything();
  std::vector<std::string> said;
  for (const uint32_t threads : {1U, 8U}) {
    ReadOptions options = With(threads);
    options.fail_on_damage = true;
    const Reading reading = ReadInputs({all}, options, Sizes());
    EXPECT_TRUE(absl::IsDataLoss(reading.status));
    said.push_back(Said(reading));
  }
  EXPECT_EQ(said[0], said[1]);
}

TEST_F(InputQueueTest, ThreadsAndDescriptorsAreBounded) {
  const std::vector<std::string> paths = WriteFiles(20, 200);
  const size_t threads = Threads();
  const size_t descriptors = Descriptors();
  for (const uint32_t wanted : {1U, 2U, 3U, 4U, 8U, 64U}) {
    SCOPED_TRACE(wanted);
    const size_t streams = StreamsAhead(wanted);
    const auto reader = Open(paths, wanted);
    RecordBlock block;
    ASSERT_TRUE(*reader->Next(&block));
    EXPECT_EQ(reader->info(1).format, "");  // before its turn
    // No queue can hold a file of this size: all threads are there.
    EXPECT_EQ(Threads(), threads + streams);
    EXPECT_EQ(Descriptors(), descriptors + std::max<size_t>(streams, 1));
    while (*reader->Next(&block)) {
      EXPECT_LE(Threads(), threads + streams);
      EXPECT_LE(Descriptors(), descriptors + std::max<size_t>(streams, 1));
    }
    EXPECT_EQ(Threads(), threads);
    EXPECT_EQ(Descriptors(), descriptors);
  }
}

TEST_F(InputQueueTest, DestroyedAfterAnyBlock) {
  const std::vector<std::string> paths = WriteFiles(5, 60);
  const size_t threads = Threads();
  for (int blocks = 0; blocks < 20; ++blocks) {
    const auto reader = Open(paths, 64);
    RecordBlock block;
    for (int i = 0; i < blocks; ++i) ASSERT_TRUE(*reader->Next(&block));
  }
  EXPECT_EQ(Threads(), threads);
}

TEST_F(InputQueueTest, PlainAndSmallFilesGetNoThread) {
  const std::string bytes = JoinLines(MakeLines(300, /*seed=*/1));
  std::vector<std::string> paths = {folder_.Write("a.jsonl.gz", Gzip(bytes)),
                                    folder_.Write("b.jsonl", bytes)};
  const size_t threads = Threads();
  ReaderSizes sizes = Sizes();
  sizes.queue.least_file = fs::file_size(paths[0]) + 1;
  const auto reader = *OpenRecordReader(paths, With(64), sizes);
  RecordBlock block;
  ASSERT_TRUE(*reader->Next(&block));
  EXPECT_EQ(Threads(), threads);
}

TEST_F(InputQueueTest, ErrorsComeInTheirTurn) {
  std::vector<std::string> said;
  for (const uint32_t threads : {1U, 8U}) {
    WriteFiles(3, 100);
    const auto reader = Open({folder_.Path("d")}, threads);
    fs::remove(folder_.Path("d/f101.jsonl.zst"));
    const Reading reading = ReadAll(reader.get());
    EXPECT_TRUE(absl::IsNotFound(reading.status)) << reading.status;
    EXPECT_THAT(reading.status.ToString(), HasSubstr("f101"));
    // The first file fills a block; with the error its rest is dropped.
    EXPECT_GT(reading.records.size(), 10U);
    said.push_back(Said(reading));
  }
  EXPECT_EQ(said[0], said[1]);
}

TEST_F(InputQueueTest, AFileThatIsBackInItsTurnIsRead) {
  const std::vector<std::string> paths = WriteFiles(3, 100);
  const Reading expected = ReadInputs(paths, With(1), Sizes());
  const auto reader = Open(paths, 64);
  fs::rename(paths[1], paths[1] + "x");
  RecordBlock block;
  ASSERT_TRUE(*reader->Next(&block));  // the second is missing now
  fs::rename(paths[1] + "x", paths[1]);
  const Reading rest = ReadAll(reader.get());
  EXPECT_TRUE(rest.status.ok()) << rest.status;
  EXPECT_EQ(block.records.size() + rest.records.size(),
            expected.records.size());
}

TEST_F(InputQueueTest, AChangeBeforeTheEndOfAFileIsNoted) {
  const std::vector<std::string> paths = WriteFiles(3, 400);
  for (const uint32_t threads : {1U, 8U}) {
    const auto reader = Open(paths, threads);
    RecordBlock block;
    ASSERT_TRUE(*reader->Next(&block));
    std::ofstream(paths[0], std::ios::app) << Gzip("{\"text\":\"x\"}\n");
    EXPECT_THAT(ReadAll(reader.get()).notes,
                ElementsAre(paths[0] + " changed while being read"));
  }
}

}  // namespace
}  // namespace nuskha::internal
