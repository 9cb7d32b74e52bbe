// SPDX-License-Identifier: Apache-2.0
//
// Damaged gzip and zstd files: what was whole before the damage is kept, what
// was cut is rejected, reading goes on behind it, and the account closes.

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "corpus/corpus_testing.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace nuskha::internal {
namespace {

using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

size_t CountLines(std::string_view bytes) {
  return static_cast<size_t>(std::count(bytes.begin(), bytes.end(), '\n'));
}

std::vector<std::string> Slice(const std::vector<std::string>& lines,
                               size_t begin, size_t end) {
  return {lines.begin() + static_cast<ptrdiff_t>(begin),
          lines.begin() + static_cast<ptrdiff_t>(end)};
}

class DamageTest : public ::testing::Test {
 protected:
  Reading Read(std::string_view bytes, const ReadOptions& options = {}) {
    return ReadInputs({folder_.Write("a.jsonl.gz", bytes)}, options);
  }

  // What holds for every file, damaged or not.
  static void CheckAccount(const Reading& reading) {
    EXPECT_TRUE(reading.numbers_follow);
    EXPECT_EQ(reading.read, reading.records.size() + reading.rejects.size());
  }

  // `file` starts like a compressed form of `lines` and then is cut; `there` is
  // what can be decompressed of it.
  void CheckCut(std::string_view file, const std::vector<std::string>& lines,
                std::string_view there) {
    const Reading reading = Read(file);
    CheckAccount(reading);
    const size_t whole = CountLines(there);
    // A record of which only the line end is missing is whole.
    const bool ends_in_record =
        whole < lines.size() && there.ends_with(lines[whole]);
    const size_t expected = whole + (ends_in_record ? 1 : 0);
    EXPECT_EQ(reading.records, Slice(lines, 0, expected));
    const bool cut = !there.empty() && there.back() != '\n' && !ends_in_record;
    EXPECT_EQ(reading.codes(),
              std::vector<std::string>(cut ? 1 : 0, "stream_truncated"));
    EXPECT_EQ(reading.damaged_streams, 1U);
    EXPECT_EQ(reading.status.ok(), expected > 0) << reading.status;
  }

  TemporaryFolder folder_;
};

TEST_F(DamageTest, GzipCutAnywhere) {
  const std::vector<std::string> lines = MakeLines(2000, /*seed=*/1);
  const std::string file = Gzip(JoinLines(lines));
  for (size_t i = 1; i < 16; ++i) {
    SCOPED_TRACE(i);
    const std::string_view cut =
        std::string_view(file).substr(0, file.size() * i / 16);
    CheckCut(cut, lines, InflateOneMember(cut));
  }
  for (size_t i = 1; i <= 40; ++i) {
    SCOPED_TRACE(i);
    const std::string_view cut =
        std::string_view(file).substr(0, file.size() - i);
    CheckCut(cut, lines, InflateOneMember(cut));
  }
}

TEST_F(DamageTest, EveryPrefixOfASmallGzip) {
  const std::vector<std::string> lines = MakeLines(6, /*seed=*/2);
  const std::string file = Gzip(JoinLines(lines));
  for (size_t size = 1; size < file.size(); ++size) {
    SCOPED_TRACE(size);
    const std::string_view cut = std::string_view(file).substr(0, size);
    CheckCut(cut, lines, InflateOneMember(cut));
  }
}

TEST_F(DamageTest, EveryPrefixOfASmallZstd) {
  const std::vector<std::string> lines = MakeLines(6, /*seed=*/3);
  const std::string file = Zstd(JoinLines(lines));
  for (size_t size = 1; size < file.size(); ++size) {
    SCOPED_TRACE(size);
    const std::string_view cut = std::string_view(file).substr(0, size);
    const Reading reading = ReadInputs({folder_.Write("a.jsonl.zst", cut)});
    CheckAccount(reading);
    EXPECT_EQ(reading.damaged_streams, 1U);
    const std::string there = DecompressZstdPrefix(cut);
    EXPECT_EQ(reading.records, Slice(lines, 0, CountLines(there)));
  }
}

TEST_F(DamageTest, ZstdCutAnywhere) {
  const std::vector<std::string> lines = MakeLines(4000, /*seed=*/4);
  const std::string file = Zstd(JoinLines(lines));
  for (size_t i = 1; i < 16; ++i) {
    SCOPED_TRACE(i);
    const std::string_view cut =
        std::string_view(file).substr(0, file.size() * i / 16);
    CheckCut(cut, lines, DecompressZstdPrefix(cut));
  }
}

TEST_F(DamageTest, CutOnARecordBorderCostsNoRecord) {
  const std::vector<std::string> lines = MakeLines(3, /*seed=*/5);
  const std::string file = Gzip(JoinLines(lines));
  const Reading reading =
      Read(std::string_view(file).substr(0, file.size() - 8));
  EXPECT_EQ(reading.records, lines);
  EXPECT_THAT(reading.rejects, IsEmpty());
  EXPECT_EQ(reading.damaged_streams, 1U);
  EXPECT_TRUE(reading.status.ok());
}

TEST_F(DamageTest, WrongCheckSumsAreNoticed) {
  const std::vector<std::string> lines = MakeLines(4, /*seed=*/6);
  const std::string good = Gzip(JoinLines(lines));
  for (size_t back = 1; back <= 8; ++back) {  // CRC and size
    SCOPED_TRACE(back);
    std::string bad = good;
    bad[bad.size() - back] = static_cast<char>(bad[bad.size() - back] ^ 0x10);
    const Reading reading = Read(good + bad + good);
    CheckAccount(reading);
    EXPECT_EQ(reading.records.size(), 12U);
    EXPECT_EQ(reading.damaged_streams, 1U);
    ASSERT_EQ(reading.damage.size(), 1U);
    EXPECT_EQ(reading.damage[0].code, "stream_corrupt");
    EXPECT_EQ(reading.damage[0].line, 0U);
    EXPECT_GT(reading.damage[0].offset, good.size());
    EXPECT_LE(reading.damage[0].offset, 2 * good.size());
    EXPECT_NE(reading.damage[0].detail, "");
  }
}

TEST_F(DamageTest, GarbageBetweenMembers) {
  const std::vector<std::string> lines = MakeLines(9, /*seed=*/7);
  const std::string garbage = "this is \x1f\x8b no member\x1f";
  const std::string file = Gzip(JoinLines(Slice(lines, 0, 3))) + garbage +
                           Gzip(JoinLines(Slice(lines, 3, 6))) +
                           std::string(5, '\0') + garbage +
                           Gzip(JoinLines(Slice(lines, 6, 9))) + garbage;
  const Reading reading = Read(file);
  CheckAccount(reading);
  EXPECT_EQ(reading.records, lines);
  EXPECT_EQ(reading.damaged_streams, 1U);
  EXPECT_EQ(reading.damaged_bytes, 3 * garbage.size() + 5);
  EXPECT_EQ(reading.damage.size(), 3U);
  EXPECT_TRUE(reading.status.ok());
}

TEST_F(DamageTest, GarbageInFrontAndMemberHeadsThatAreNone) {
  const std::vector<std::string> lines = MakeLines(3, /*seed=*/8);
  // Looks like a head of a member twice, and is damaged at once.
  const std::string garbage =
      std::string("\x01\x02\x1f\x8b\x08\0\0\0\0\0\0\x03\xff\xff", 14) +
      std::string("\x1f\x8b\x08\xe0", 4);
  const Reading reading = Read(garbage + Gzip(JoinLines(lines)));
  CheckAccount(reading);
  EXPECT_EQ(reading.records, lines);
  EXPECT_EQ(reading.damaged_bytes, garbage.size());
  EXPECT_EQ(reading.damage.size(), 1U);
}

TEST_F(DamageTest, ZeroPaddingAtTheEndIsNoDamage) {
  const std::vector<std::string> lines = MakeLines(3, /*seed=*/9);
  for (const size_t zeros : {size_t{1}, size_t{511}, size_t{600000}}) {
    for (const bool gzip : {true, false}) {
      const std::string bytes = JoinLines(lines);
      const Reading reading =
          Read((gzip ? Gzip(bytes) : Zstd(bytes)) + std::string(zeros, '\0'));
      EXPECT_EQ(reading.records, lines);
      EXPECT_EQ(reading.damaged_streams, 0U);
      EXPECT_EQ(reading.damaged_bytes, 0U);
    }
  }
}

TEST_F(DamageTest, ManyMembersAndEmptyOnes) {
  const std::vector<std::string> lines = MakeLines(3000, /*seed=*/10);
  std::string file;
  for (const std::string& line : lines) {
    // Records run across the borders of members.
    file += Gzip(line.substr(0, 5)) + Gzip("") + Gzip(line.substr(5) + "\n");
  }
  const Reading reading = Read(file);
  CheckAccount(reading);
  EXPECT_EQ(reading.records, lines);
  EXPECT_EQ(reading.damaged_streams, 0U);
}

// A flipped byte anywhere in the middle member never touches the records of its
// neighbours, and never goes unnoticed.
TEST_F(DamageTest, FlippedBytesStayInTheirMember) {
  const std::vector<std::string> lines = MakeLines(90, /*seed=*/11);
  const std::string before = Gzip(JoinLines(Slice(lines, 0, 30)));
  const std::string middle = Gzip(JoinLines(Slice(lines, 30, 60)));
  const std::string after = Gzip(JoinLines(Slice(lines, 60, 90)));
  for (size_t at = 10; at < middle.size(); at += 7) {
    SCOPED_TRACE(at);
    std::string bad = middle;
    bad[at] = static_cast<char>(bad[at] ^ 0x55);
    const Reading reading = Read(before + bad + after);
    CheckAccount(reading);
    EXPECT_EQ(reading.damaged_streams, 1U);
    ASSERT_GE(reading.records.size(), 60U);
    EXPECT_EQ(Slice(reading.records, 0, 30), Slice(lines, 0, 30));
    EXPECT_EQ(Slice(reading.records, reading.records.size() - 30,
                    reading.records.size()),
              Slice(lines, 60, 90));
    EXPECT_EQ(reading.damage.size(), 1U);
  }
}

TEST_F(DamageTest, CorruptZstdFrameBetweenGoodOnes) {
  const std::vector<std::string> lines = MakeLines(90, /*seed=*/12);
  const std::string before = Zstd(JoinLines(Slice(lines, 0, 30)));
  const std::string middle = Zstd(JoinLines(Slice(lines, 30, 60)));
  const std::string after = Zstd(JoinLines(Slice(lines, 60, 90)));
  for (size_t at = 0; at < middle.size(); at += 7) {
    SCOPED_TRACE(at);
    std::string bad = middle;
    bad[at] = static_cast<char>(bad[at] ^ 0x55);
    const Reading reading = Read(before + bad + after);
    CheckAccount(reading);
    EXPECT_EQ(reading.damaged_streams, 1U);
    ASSERT_GE(reading.records.size(), 60U);
    EXPECT_EQ(Slice(reading.records, 0, 30), Slice(lines, 0, 30));
    EXPECT_EQ(Slice(reading.records, reading.records.size() - 30,
                    reading.records.size()),
              Slice(lines, 60, 90));
  }
}

TEST_F(DamageTest, AWrongZstdCheckSumKeepsWhatStoodBefore) {
  const std::vector<std::string> lines = MakeLines(9, /*seed=*/20);
  std::string bad = Zstd(JoinLines(Slice(lines, 0, 6)));
  bad.back() = static_cast<char>(bad.back() ^ 1);
  const Reading reading = Read(bad + Zstd(JoinLines(Slice(lines, 6, 9))));
  CheckAccount(reading);
  EXPECT_EQ(reading.records, lines);
  EXPECT_EQ(reading.damaged_streams, 1U);
}

// The rest of a record whose head was lost is not taken for a broken line of
// the file.
TEST_F(DamageTest, RestOfALostRecordIsRejectedWithTheDamage) {
  const std::vector<std::string> lines = MakeLines(6, /*seed=*/13);
  const std::string all = JoinLines(lines);
  const size_t third = all.size() / 3;
  const std::string lost = Gzip(all.substr(third, third));
  const Reading reading =
      Read(Gzip(all.substr(0, third)) + lost.substr(0, lost.size() / 8) +
           Gzip(all.substr(2 * third)));
  CheckAccount(reading);
  EXPECT_THAT(reading.codes(), Each("stream_corrupt"));
  EXPECT_EQ(reading.codes().size(), 2U);
  const std::string first = all.substr(0, third);
  const std::string last = all.substr(2 * third);
  EXPECT_EQ(reading.records.size(), CountLines(first) + CountLines(last) - 1);
}

TEST_F(DamageTest, SkippableFramesAreFine) {
  const std::vector<std::string> lines = MakeLines(4, /*seed=*/14);
  const std::string skippable("\x5a\x2a\x4d\x18\x03\0\0\0abc", 11);
  const Reading reading =
      Read(skippable + Zstd(JoinLines(Slice(lines, 0, 2))) + skippable +
           Zstd(JoinLines(Slice(lines, 2, 4))) + skippable);
  EXPECT_EQ(reading.records, lines);
  EXPECT_EQ(reading.damaged_streams, 0U);
}

TEST_F(DamageTest, AWindowTooLargeNamesTheOption) {
  // A frame header that asks for 2^31 bytes, then an empty last block.
  const std::string frame("\x28\xb5\x2f\xfd\x00\xa8\x01\x00\x00", 9);
  const Reading reading = Read(frame);
  EXPECT_EQ(reading.status.code(), absl::StatusCode::kUnavailable);
  EXPECT_NE(reading.status.ToString().find("--zstd-window"), std::string::npos)
      << reading.status;
  // Behind good frames it is damage, and what was read stays.
  const std::vector<std::string> lines = MakeLines(2, /*seed=*/15);
  const Reading later = Read(Zstd(JoinLines(lines)) + frame);
  EXPECT_EQ(later.records, lines);
  EXPECT_EQ(later.damaged_streams, 1U);
}

TEST_F(DamageTest, FailOnDamageStops) {
  const std::vector<std::string> lines = MakeLines(4, /*seed=*/16);
  const std::string file = Gzip(JoinLines(lines));
  ReadOptions options;
  options.fail_on_damage = true;
  const Reading reading = Read(file + "garbage", options);
  EXPECT_EQ(reading.status.code(), absl::StatusCode::kDataLoss);
  EXPECT_NE(reading.status.ToString().find("a.jsonl.gz"), std::string::npos);
  EXPECT_TRUE(Read(file, options).status.ok());
}

TEST_F(DamageTest, InputsThatAreAllDamage) {
  const std::string bad = "\x1f\x8b\x08\xff";
  EXPECT_EQ(Read(bad).status.code(), absl::StatusCode::kUnavailable);
  const std::vector<std::string> lines = MakeLines(2, /*seed=*/17);
  const Reading reading =
      ReadInputs({folder_.Write("bad.jsonl.gz", bad),
                  folder_.Write("good.jsonl", JoinLines(lines))});
  EXPECT_TRUE(reading.status.ok());
  EXPECT_EQ(reading.records, lines);
  EXPECT_EQ(reading.damaged_streams, 1U);
}

TEST_F(DamageTest, ExpansionIsLimited) {
  const std::vector<std::string> lines = MakeLines(2, /*seed=*/18);
  const std::string bomb = JoinLines(lines) + std::string(4 << 20, '\n') +
                           "{\"text\":\"" + std::string(4 << 20, 'a') + "\"}";
  for (const bool gzip : {true, false}) {
    const std::string path =
        folder_.Write("bomb.jsonl", gzip ? Gzip(bomb) : Zstd(bomb));
    ReadOptions options;
    options.max_expansion = 100;
    ReaderSizes sizes;
    const Reading allowed = ReadInputs({path}, options, sizes);
    EXPECT_EQ(allowed.records.size(), 3U);
    EXPECT_EQ(allowed.damaged_streams, 0U);
    sizes.expansion_free = 6 << 20;
    const Reading stopped = ReadInputs({path}, options, sizes);
    CheckAccount(stopped);
    EXPECT_EQ(stopped.records, lines);
    EXPECT_THAT(stopped.codes(), ElementsAre("expansion_limit"));
    ASSERT_EQ(stopped.damage.size(), 1U);
    EXPECT_EQ(stopped.damage[0].code, "expansion_limit");
    EXPECT_GT(stopped.damaged_bytes, 0U);
  }
}

TEST_F(DamageTest, ACutTextFileIsOneRejectedRecord) {
  std::string text;
  for (const std::string& line : MakeLines(300, /*seed=*/19)) {
    text += line.substr(20) + "\n";
  }
  const std::string file = Gzip(text);
  const Reading reading =
      ReadInputs({folder_.Write("a.txt.gz", std::string_view(file).substr(
                                                0, file.size() / 2)),
                  folder_.Write("b.txt", "whole")});
  EXPECT_THAT(reading.codes(), ElementsAre("stream_truncated"));
  EXPECT_THAT(reading.texts, ElementsAre("whole"));
  EXPECT_TRUE(reading.numbers_follow);
}

}  // namespace
}  // namespace nuskha::internal
