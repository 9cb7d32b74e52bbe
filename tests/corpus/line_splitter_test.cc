// SPDX-License-Identifier: Apache-2.0

#include "corpus/line_splitter.h"

#include <string>
#include <vector>

#include "corpus/corpus_testing.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace nuskha::internal {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr const char* kMark = "\xef\xbb\xbf";

TEST(IsWholeObjectTest, NeedsTheLastBrace) {
  EXPECT_TRUE(IsWholeObject(R"( {"a":{"b":["}\""]}} )"));
  EXPECT_TRUE(IsWholeObject("{}"));
  for (const char* line : {"", " ", "a", "[]", "{", R"({"a":"})", R"({"a":{})",
                           R"({"a":"\)", "{}x"}) {
    EXPECT_FALSE(IsWholeObject(line)) << line;
  }
}

// A record of `size` bytes.
std::string RecordOf(size_t size) {
  std::string record = R"({"text":")";
  record.append(size - 11, 'a');
  return record + R"("})";
}

class LineTest : public ::testing::Test {
 protected:
  Reading Read(std::string_view bytes, const ReadOptions& options = {},
               size_t block_size = 1 << 20) {
    ReaderSizes sizes;
    sizes.block_size = block_size;
    return ReadInputs({folder_.Write("a.jsonl", bytes)}, options, sizes);
  }

  TemporaryFolder folder_;
};

TEST_F(LineTest, LineEndsMarksAndBlankLines) {
  const std::string bytes = std::string(kMark) +
                            "{\"text\":\"a\"}\r\n\n \t\r\n" + kMark +
                            "{\"text\":\"b\"}\n  {\"text\":\"c\"}";
  const Reading reading = Read(bytes);
  EXPECT_THAT(reading.texts, ElementsAre("a", "b", "c"));
  EXPECT_THAT(reading.records,
              ElementsAre("{\"text\":\"a\"}", "{\"text\":\"b\"}",
                          "  {\"text\":\"c\"}"));
  EXPECT_TRUE(reading.numbers_follow);
}

TEST_F(LineTest, LinesAndOffsetsOfRecords) {
  const std::string path = folder_.Write(
      "a.jsonl", std::string(kMark) + "{\"a\":1}\r\n\n{}\nnonsense\n{}");
  auto reader = OpenRecordReader({path}, {}, {});
  ASSERT_TRUE(reader.ok());
  RecordBlock block;
  ASSERT_TRUE(*(*reader)->Next(&block));
  ASSERT_EQ(block.records.size(), 4U);
  EXPECT_EQ(block.records[0].line, 1U);
  EXPECT_EQ(block.records[0].offset, 3U);
  EXPECT_EQ(block.records[0].length, 7U);
  EXPECT_EQ(block.records[1].line, 3U);
  EXPECT_EQ(block.records[1].offset, 13U);
  EXPECT_EQ(block.records[2].line, 4U);
  EXPECT_EQ(block.records[3].offset, 25U);
  EXPECT_EQ(block.records[3].number, 3U);
  EXPECT_EQ(block.compressed_bytes, 27U);
  EXPECT_EQ((*reader)->total_compressed_bytes(), 27U);
  EXPECT_EQ((*reader)->file_name(block.records[3].file), path);
  EXPECT_FALSE(*(*reader)->Next(&block));
  EXPECT_THAT(block.records, IsEmpty());
}

TEST_F(LineTest, BadLinesCostOnlyThemselves) {
  const Reading reading = Read(
      "{\"text\":\"a\"}\n{\"text\":\"unclosed\n{\"text\":\"b\"}\n"
      "\xff\xff\xff\n{\"text\":\"c\"}\n[1]\n{\"text\":\"d\"}\n");
  EXPECT_THAT(reading.texts, ElementsAre("a", "b", "c", "d"));
  EXPECT_THAT(reading.numbers, ElementsAre(0, 2, 4, 6));
  EXPECT_THAT(reading.codes(),
              ElementsAre("json_syntax", "json_syntax", "json_type"));
  EXPECT_EQ(reading.rejects[1].line, 4U);
  EXPECT_TRUE(reading.numbers_follow);
}

TEST_F(LineTest, NothingToRead) {
  for (const char* bytes : {"", "\n", "\r\n \n\t", kMark}) {
    const Reading reading = Read(bytes);
    EXPECT_TRUE(reading.status.ok()) << reading.status;
    EXPECT_EQ(reading.read, 0U);
  }
}

// Same records whatever the blocks are, down to one byte.
TEST_F(LineTest, EveryBlockBoundary) {
  std::string bytes = kMark;
  for (const std::string& line : MakeLines(5, /*seed=*/1)) {
    bytes += '\n';
    bytes += line.substr(0, 60);
    bytes += "\"}\r\n\r\n";
    bytes += kMark + line + "\n";
  }
  bytes += "{\"text\":\"last\"}";
  const Reading whole = Read(bytes);
  ASSERT_GT(whole.records.size(), 5U);
  for (size_t size = 1; size < bytes.size() + 2; ++size) {
    const Reading reading = Read(bytes, {}, size);
    ASSERT_EQ(reading.records, whole.records) << size;
    ASSERT_EQ(reading.numbers, whole.numbers) << size;
    ASSERT_EQ(reading.codes(), whole.codes()) << size;
    ASSERT_EQ(reading.texts, whole.texts) << size;
  }
}

TEST_F(LineTest, LongLinesAreRejectedAtEveryBlockSize) {
  ReadOptions options;
  options.max_line = 100;
  const std::string bytes = RecordOf(100) + "\r\n" + RecordOf(101) + "\r\n\n" +
                            RecordOf(5000) + "\r\n" + kMark + RecordOf(100) +
                            "\n" + RecordOf(104) + "\n" + RecordOf(105) + "\n" +
                            RecordOf(20) + "\n" + RecordOf(300);
  for (size_t size = 1; size < 600; size += 1 + size / 20) {
    SCOPED_TRACE(size);
    const Reading reading = Read(bytes, options, size);
    ASSERT_THAT(reading.records,
                ElementsAre(RecordOf(100), RecordOf(100), RecordOf(20)));
    ASSERT_EQ(reading.rejects.size(), 5U);
    const uint64_t lengths[] = {101, 5000, 104, 105, 300};
    const uint64_t lines[] = {2, 4, 6, 7, 9};
    for (size_t i = 0; i < 5; ++i) {
      EXPECT_EQ(reading.rejects[i].code, "line_too_long");
      EXPECT_EQ(reading.rejects[i].length, lengths[i]);
      EXPECT_EQ(reading.rejects[i].line, lines[i]);
    }
    EXPECT_TRUE(reading.numbers_follow);
  }
}

TEST_F(LineTest, AGiantLineIsSkippedInBoundedMemory) {
  const std::string giant = RecordOf(size_t{70} << 20);
  const std::string bytes = "{\"text\":\"before\"}\n" + giant +
                            "\n{\"text\":\"after\"}\n" +
                            giant.substr(giant.size() / 2) + giant + "\n";
  const Reading reading =
      ReadInputs({folder_.Write("a.jsonl.zst", Zstd(bytes))});
  EXPECT_THAT(reading.texts, ElementsAre("before", "after"));
  EXPECT_THAT(reading.codes(), ElementsAre("line_too_long", "line_too_long"));
  EXPECT_EQ(reading.rejects[0].length, giant.size());
  EXPECT_LE(reading.largest_block, size_t{65} << 20);
}

TEST_F(LineTest, ABlockShrinksAfterALargeRecord) {
  std::string bytes = RecordOf(size_t{8} << 20) + "\n";
  for (int i = 0; i < 500000; ++i) bytes += "{\"text\":\"short one\"}\n";
  const std::string path = folder_.Write("a.jsonl", bytes);
  auto reader = OpenRecordReader({path}, {}, {});
  ASSERT_TRUE(reader.ok());
  RecordBlock block;
  ASSERT_TRUE(*(*reader)->Next(&block));
  EXPECT_EQ(block.records[0].length, size_t{8} << 20);
  EXPECT_LE(block.data.capacity(), size_t{18} << 20);
  ASSERT_TRUE(*(*reader)->Next(&block));
  EXPECT_LE(block.data.capacity(), size_t{2} << 20);
}

TEST_F(LineTest, TextFilesAreOneRecord) {
  ReadOptions options;
  options.max_line = 50;
  const std::string a =
      folder_.Write("a.txt", std::string(kMark) + "x\r\n\ny\n");
  const std::string b = folder_.Write("b.txt", std::string(60, 'b'));
  const std::string c = folder_.Write("c.txt", "\n \n");
  const std::string d = folder_.Write("d", "the last of all the texts\xff");
  for (size_t size = 1; size < 80; ++size) {
    ReaderSizes sizes;
    sizes.block_size = size;
    const Reading reading = ReadInputs({a, b, c, d}, options, sizes);
    EXPECT_THAT(reading.records,
                ElementsAre("x\r\n\ny\n", "the last of all the texts\xff"));
    EXPECT_THAT(reading.numbers, ElementsAre(0, 2));
    EXPECT_THAT(reading.codes(), ElementsAre("line_too_long"));
    EXPECT_EQ(reading.rejects[0].length, 60U);
  }
}

}  // namespace
}  // namespace nuskha::internal
