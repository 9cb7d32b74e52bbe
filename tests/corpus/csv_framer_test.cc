// SPDX-License-Identifier: Apache-2.0

#include "corpus/csv_framer.h"

#include <string>
#include <vector>

#include "corpus/csv_row.h"
#include "corpus/framing.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace nuskha::internal {
namespace {

using ::testing::ElementsAre;

constexpr size_t kMax = 1000;

std::vector<Framed> Frame(std::string_view input,
                          const std::vector<size_t>& damage = {}) {
  TableHeaders headers;
  CsvFramer whole(kMax, ',', &headers);
  std::vector<Framed> framed = FrameAll(&whole, input, 1 << 20, damage);
  for (const size_t piece : {size_t{1}, size_t{3}, size_t{64}}) {
    CsvFramer small(kMax, ',', &headers);
    EXPECT_EQ(FrameAll(&small, input, piece, damage), framed) << piece;
  }
  return framed;
}

std::vector<std::string> Rows(std::string_view input,
                              const std::vector<size_t>& damage = {}) {
  std::vector<std::string> rows;
  for (const Framed& framed : Frame(input, damage)) {
    rows.push_back(framed.code.empty() ? framed.bytes
                                       : "<" + framed.code + ">");
  }
  return rows;
}

std::vector<std::string> Split(std::string_view row, char delimiter = ',') {
  std::vector<std::string_view> fields;
  std::string unquoted;
  SplitCsvRow(row, delimiter, &fields, &unquoted);
  return {fields.begin(), fields.end()};
}

TEST(CsvRowTest, Fields) {
  EXPECT_THAT(Split(""), ElementsAre(""));
  EXPECT_THAT(Split("a,b,c"), ElementsAre("a", "b", "c"));
  EXPECT_THAT(Split(",,"), ElementsAre("", "", ""));
  EXPECT_THAT(Split("\"a,\"\"b\"\"\",\"\",c\"d"),
              ElementsAre("a,\"b\"", "", "c\"d"));
  EXPECT_THAT(Split("\"a\nb\" ,c"), ElementsAre("a\nb", "c"));
  EXPECT_THAT(Split("a\t\"b\"", '\t'), ElementsAre("a", "b"));
}

TEST(CsvFramerTest, Rows) {
  EXPECT_THAT(Rows(""), ElementsAre());
  EXPECT_THAT(Rows("id,text\n"), ElementsAre());
  EXPECT_THAT(Rows("id,text\n1,a\r\n2,b"), ElementsAre("1,a", "2,b"));
  EXPECT_THAT(Rows("\xef\xbb\xbf\r\nid,text\n\n1,\"a\n\n\"\"b\"\"\"\n \n2,c\n"),
              ElementsAre("1,\"a\n\n\"\"b\"\"\"", "2,c"));
  EXPECT_THAT(Rows("id,text\n1,a\"b\n2,\"c\" \n"),
              ElementsAre("1,a\"b", "2,\"c\" "));
}

TEST(CsvRowTest, CarriageReturnsThatEndRows) {
  EXPECT_TRUE(HasCrRows("a,b\r1,2\r"));
  EXPECT_TRUE(HasCrRows("\"a\nc\",b\r1,2\n"));
  EXPECT_TRUE(HasCrRows("a,b\r\r1,2"));
  for (const char* head : {"", "a,b", "a,b\r", "a,b\r\n1\r2", "a,b\n1\r2\r",
                           "\"a\rc\",b\n1", "a,b\r\r\n1,2", "\"a\rb"}) {
    EXPECT_FALSE(HasCrRows(head)) << head;
  }
}

TEST(CsvFramerTest, RowsEndInCarriageReturns) {
  constexpr std::string_view kInput =
      "id,text\r1,\"a\r\nb\"\r\r2,\"open\r3,c\n4,\"d\"\r";
  TableHeaders headers;
  for (const size_t piece : {size_t{1}, size_t{3}, size_t{1} << 20}) {
    CsvFramer framer(kMax, ',', &headers, true);
    const std::vector<Framed> rows = FrameAll(&framer, kInput, piece, {});
    ASSERT_EQ(rows.size(), 4U);
    EXPECT_EQ(rows[0].bytes, "1,\"a\r\nb\"");
    EXPECT_EQ(rows[0].line, 2U);
    EXPECT_EQ(rows[1].code, "csv_quote");
    EXPECT_EQ(rows[1].line, 5U);
    EXPECT_EQ(rows[2].bytes, "3,c");
    EXPECT_EQ(rows[3].bytes, "4,\"d\"");
    EXPECT_EQ(framer.table()->line, "id,text");
  }
}

TEST(CsvFramerTest, PlacesAreThoseOfTheInput) {
  const std::vector<Framed> framed = Frame("id,text\n1,\"a\nb\"\n2,c\n");
  ASSERT_EQ(framed.size(), 2U);
  EXPECT_EQ(framed[0].line, 2U);
  EXPECT_EQ(framed[0].offset, 8U);
  EXPECT_EQ(framed[1].line, 4U);
  EXPECT_EQ(framed[1].offset, 16U);
}

// Each takes one line with it, whatever stands behind it.
TEST(CsvFramerTest, AQuoteThatIsNotClosedCostsItsLine) {
  EXPECT_THAT(Rows("a,b\n1,\"open\n2,\"x\"\n3,y\n"),
              ElementsAre("<csv_quote>", "2,\"x\"", "3,y"));
  EXPECT_THAT(Rows("a,b\n1,\"open\n2,x\n3,y"),
              ElementsAre("<csv_quote>", "2,x", "3,y"));
  EXPECT_THAT(Rows("a,b\n1,\"a \"b\" c\"\n2,x\n"),
              ElementsAre("<csv_quote>", "2,x"));
  EXPECT_THAT(Rows("a,b\n1,x\n2,\"open"), ElementsAre("1,x", "<csv_quote>"));
  std::string input = "a,b\n1,\"open\n";
  for (int i = 0; i < 300; ++i) input += "2,abcdef\n";
  const std::vector<std::string> rows = Rows(input);
  EXPECT_EQ(rows.size(), 301U);
  EXPECT_EQ(rows[0], "<csv_quote>");
}

TEST(CsvFramerTest, ARowTooLong) {
  const std::string longer = "1," + std::string(kMax, 'x');
  const std::vector<Framed> framed = Frame("a,b\n" + longer + "\n2,c\n");
  ASSERT_EQ(framed.size(), 2U);
  EXPECT_EQ(framed[0].code, "line_too_long");
  EXPECT_EQ(framed[0].length, longer.size());
  EXPECT_EQ(framed[1].bytes, "2,c");
}

TEST(CsvFramerTest, DamageCostsTheRowItCuts) {
  const std::string input = "a,b\n1,one\n2,two\n3,three\n4,four\n";
  EXPECT_THAT(Rows(input, {10}),
              ElementsAre("1,one", "2,two", "3,three", "4,four"));
  // What is left of a row has too few fields.
  EXPECT_THAT(Rows(input, {13}),
              ElementsAre("1,one", "<stream_corrupt>", "<stream_corrupt>",
                          "3,three", "4,four"));
  // Without its header nothing can be read.
  EXPECT_THAT(
      Rows(input, {2}),
      ElementsAre("<stream_corrupt>", "<stream_corrupt>", "<stream_corrupt>",
                  "<stream_corrupt>", "<stream_corrupt>", "<stream_corrupt>"));
}

TEST(CsvFramerTest, EveryPrefix) {
  const std::string input = "a,b\r\n1,\"x\r\ny\"\r\n2,\"\"\"z\"\r\n3,w\r\n";
  const std::vector<std::string> all = Rows(input);
  ASSERT_EQ(all.size(), 3U);
  for (size_t size = 0; size < input.size(); ++size) {
    SCOPED_TRACE(size);
    TableHeaders headers;
    CsvFramer framer(kMax, ',', &headers);
    const std::vector<Framed> framed =
        FrameAll(&framer, std::string_view(input).substr(0, size), 7);
    for (size_t i = 0; i + 1 < framed.size() && framed[i].code.empty(); ++i) {
      EXPECT_EQ(framed[i].bytes, all[i]);
    }
  }
}

TEST(CsvFramerTest, CrCrLfIsOneLineEnd) {
  EXPECT_THAT(Rows("id,text\r\r\n1,a\r\r\n2,b\r\n"), ElementsAre("1,a", "2,b"));
}

TEST(FindDelimiterTest, TheOneThatFitsMostRows) {
  EXPECT_EQ(FindDelimiter("a,b;c\n1,2;3\n", false), ',');
  EXPECT_EQ(FindDelimiter("a;b\n\"x,y\";2\n3;4, 5, 6\n", false), ';');
  EXPECT_EQ(FindDelimiter("a\tb\tc\n1, 2\t3\t4\n", false), '\t');
  EXPECT_EQ(FindDelimiter("a|b\n1|2\n", false), '|');
  EXPECT_EQ(FindDelimiter("words\nmore words\n", false), 0);
  EXPECT_EQ(FindDelimiter("a, b\nc\nd\ne\n", false), 0);
  EXPECT_EQ(FindDelimiter("", false), 0);
}

}  // namespace
}  // namespace nuskha::internal
