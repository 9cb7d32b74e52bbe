// SPDX-License-Identifier: Apache-2.0
//
// bzip2 and xz streams, sound and damaged: the promises of damage_test.cc.

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "corpus/corpus_testing.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace nuskha::internal {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

struct Format {
  const char* name;
  std::string (*compress)(std::string_view);
  std::string (*decompress_prefix)(std::string_view);
};

class StreamTest : public ::testing::TestWithParam<Format> {
 protected:
  static std::string Compress(std::string_view bytes) {
    return GetParam().compress(bytes);
  }

  Reading Read(std::string_view bytes, const ReadOptions& options = {},
               const ReaderSizes& sizes = {}) {
    Reading reading = ReadInputs(
        {folder_.Write(std::string("a.jsonl.") + GetParam().name, bytes)},
        options, sizes);
    EXPECT_TRUE(reading.numbers_follow);
    EXPECT_EQ(reading.read, reading.records.size() + reading.rejects.size());
    return reading;
  }

  static std::vector<std::string> Slice(const std::vector<std::string>& lines,
                                        size_t begin, size_t end) {
    return {lines.begin() + static_cast<ptrdiff_t>(begin),
            lines.begin() + static_cast<ptrdiff_t>(end)};
  }

  // Reads `cut`, the beginning of a compressed form of `lines`.
  void CheckCut(std::string_view cut, const std::vector<std::string>& lines) {
    const std::string there = GetParam().decompress_prefix(cut);
    auto whole =
        static_cast<size_t>(std::count(there.begin(), there.end(), '\n'));
    const bool in_line = !there.empty() && there.back() != '\n';
    // A record of which only the line end is missing is whole.
    const bool only_end = in_line && there.ends_with(lines[whole]);
    whole += only_end ? 1 : 0;
    const Reading reading = Read(cut);
    EXPECT_EQ(reading.records, Slice(lines, 0, whole));
    EXPECT_EQ(reading.status.ok(), whole > 0) << reading.status;
    EXPECT_EQ(reading.codes(), std::vector<std::string>(in_line && !only_end,
                                                        "stream_truncated"));
    ASSERT_EQ(reading.damage.size(), 1U);
    EXPECT_EQ(reading.damage[0].code, "stream_truncated");
  }

  TemporaryFolder folder_;
};

TEST_P(StreamTest, WholeStreamsOneAfterTheOther) {
  const std::vector<std::string> lines = MakeLines(100, /*seed=*/1);
  std::string file;
  for (const std::string& line : lines) {
    // Records run across the borders of streams.
    file += Compress(line.substr(0, 5)) + Compress("") +
            Compress(line.substr(5) + "\n");
  }
  const Reading reading = Read(file);
  EXPECT_EQ(reading.records, lines);
  EXPECT_EQ(reading.damaged_streams, 0U);
}

TEST_P(StreamTest, EveryPrefix) {
  const std::vector<std::string> lines = MakeLines(6, /*seed=*/2);
  const std::string file = Compress(JoinLines(lines));
  for (size_t size = 1; size < file.size(); ++size) {
    SCOPED_TRACE(size);
    CheckCut(std::string_view(file).substr(0, size), lines);
  }
}

// Large enough for several blocks of bzip2.
TEST_P(StreamTest, CutAnywhere) {
  const std::vector<std::string> lines = MakeLines(4000, /*seed=*/3);
  const std::string file = Compress(JoinLines(lines));
  for (size_t i = 1; i < 16; i += 3) {
    SCOPED_TRACE(i);
    CheckCut(std::string_view(file).substr(0, file.size() * i / 16), lines);
  }
}

TEST_P(StreamTest, FlippedBytesStayInTheirStream) {
  const std::vector<std::string> lines = MakeLines(90, /*seed=*/4);
  const std::string before = Compress(JoinLines(Slice(lines, 0, 30)));
  const std::string middle = Compress(JoinLines(Slice(lines, 30, 60)));
  const std::string after = Compress(JoinLines(Slice(lines, 60, 90)));
  for (size_t at = 0; at < middle.size(); at += 17) {
    SCOPED_TRACE(at);
    std::string bad = middle;
    bad[at] = static_cast<char>(bad[at] ^ 0x55);
    const Reading reading = Read(before + bad + after);
    if (reading.damaged_streams == 0) {
      // bzip2 has bits without a meaning: padding, codes that are not used.
      EXPECT_EQ(reading.records, lines);
      continue;
    }
    ASSERT_GE(reading.records.size(), 60U);
    EXPECT_EQ(Slice(reading.records, 0, 30), Slice(lines, 0, 30));
    EXPECT_EQ(Slice(reading.records, reading.records.size() - 30,
                    reading.records.size()),
              Slice(lines, 60, 90));
    EXPECT_EQ(reading.damage.size(), 1U);
  }
}

TEST_P(StreamTest, GarbageBetweenAndBehind) {
  const std::vector<std::string> lines = MakeLines(9, /*seed=*/5);
  const std::string garbage =
      "BZh9 this is \xfd"
      "7z no stream BZh";
  const std::string file = garbage + Compress(JoinLines(Slice(lines, 0, 3))) +
                           garbage + Compress(JoinLines(Slice(lines, 3, 6))) +
                           std::string(5, '\0') + garbage +
                           Compress(JoinLines(Slice(lines, 6, 9))) + garbage;
  const Reading reading = Read("\x01" + file);
  EXPECT_EQ(reading.records, lines);
  EXPECT_EQ(reading.damaged_streams, 1U);
  EXPECT_EQ(reading.damage.size(), 4U);
  EXPECT_EQ(reading.damaged_bytes, 1 + 4 * garbage.size() + 5);
}

TEST_P(StreamTest, ZeroPaddingAtTheEndIsNoDamage) {
  const std::vector<std::string> lines = MakeLines(3, /*seed=*/6);
  for (const size_t zeros : {size_t{1}, size_t{512}, size_t{600000}}) {
    const Reading reading =
        Read(Compress(JoinLines(lines)) + std::string(zeros, '\0'));
    EXPECT_EQ(reading.records, lines);
    EXPECT_EQ(reading.damaged_streams, 0U);
    EXPECT_EQ(reading.damaged_bytes, 0U);
  }
}

TEST_P(StreamTest, ExpansionIsLimited) {
  const std::vector<std::string> lines = MakeLines(2, /*seed=*/7);
  const std::string bomb =
      Compress(JoinLines(lines) + std::string(8 << 20, '\n'));
  ReadOptions options;
  options.max_expansion = 100;
  EXPECT_EQ(Read(bomb, options).damaged_streams, 0U);
  const Reading stopped =
      Read(bomb, options, {.expansion_free = uint64_t{6} << 20});
  EXPECT_EQ(stopped.records, lines);
  ASSERT_EQ(stopped.damage.size(), 1U);
  EXPECT_EQ(stopped.damage[0].code, "expansion_limit");
}

INSTANTIATE_TEST_SUITE_P(
    Formats, StreamTest,
    ::testing::Values(Format{"bz2", Bzip2, DecompressBzip2Prefix},
                      Format{"xz",
                             [](std::string_view bytes) { return Xz(bytes); },
                             DecompressXzPrefix}),
    [](const auto& format) { return std::string(format.param.name); });

class XzTest : public ::testing::Test {
 protected:
  TemporaryFolder folder_;
};

TEST_F(XzTest, PaddingBetweenStreamsIsNoDamage) {
  const std::vector<std::string> lines = MakeLines(4, /*seed=*/8);
  const std::string path = folder_.Write(
      "a.xz", Xz(lines[0] + "\n" + lines[1] + "\n") + std::string(4, '\0') +
                  Xz(lines[2] + "\n" + lines[3] + "\n") +
                  std::string(300000, '\0'));
  const Reading reading = ReadInputs({path});
  EXPECT_EQ(reading.records, lines);
  EXPECT_EQ(reading.damaged_streams, 0U);
}

TEST_F(XzTest, ADictionaryTooLargeNamesTheOption) {
  const std::vector<std::string> lines = MakeLines(2, /*seed=*/9);
  const std::string large = Xz(JoinLines(lines), /*preset=*/9);  // 64 MiB
  ReadOptions options;
  options.zstd_window_log = 24;
  const Reading refused = ReadInputs({folder_.Write("a.xz", large)}, options);
  EXPECT_EQ(refused.status.code(), absl::StatusCode::kUnavailable);
  EXPECT_THAT(refused.status.ToString(), HasSubstr("--zstd-window"));
  EXPECT_EQ(ReadInputs({folder_.Path("a.xz")}).records, lines);
  // Behind good streams it is damage, and what was read stays.
  const Reading later = ReadInputs(
      {folder_.Write("b.xz", Xz(JoinLines(lines)) + large)}, options);
  EXPECT_EQ(later.records, lines);
  EXPECT_THAT(later.codes(), IsEmpty());
  ASSERT_EQ(later.damage.size(), 1U);
  EXPECT_EQ(later.damage[0].code, "stream_corrupt");
}

TEST_F(XzTest, AWrongCheckSumIsNoticed) {
  const std::vector<std::string> lines = MakeLines(2, /*seed=*/10);
  const std::string good = Xz(JoinLines(lines));
  // In the footer, in the index and in the check of the block before it.
  for (const size_t back : {size_t{1}, size_t{5}, size_t{14}, size_t{24}}) {
    SCOPED_TRACE(back);
    std::string bad = good;
    bad[bad.size() - back] = static_cast<char>(bad[bad.size() - back] ^ 1);
    const Reading reading =
        ReadInputs({folder_.Write("a.xz", good + bad + good)});
    EXPECT_EQ(reading.records.size(), 6U);
    ASSERT_EQ(reading.damage.size(), 1U);
    EXPECT_EQ(reading.damage[0].code, "stream_corrupt");
  }
}

}  // namespace
}  // namespace nuskha::internal
