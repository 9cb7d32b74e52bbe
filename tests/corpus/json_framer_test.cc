// SPDX-License-Identifier: Apache-2.0

#include "corpus/json_framer.h"

#include <string>
#include <vector>

#include "corpus/framing.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace nuskha::internal {
namespace {

using ::testing::ElementsAre;

constexpr size_t kMax = 1000;

std::vector<Framed> Frame(std::string_view input,
                          const std::vector<size_t>& damage = {}) {
  JsonFramer whole(kMax);
  std::vector<Framed> framed = FrameAll(&whole, input, 1 << 20, damage);
  for (const size_t piece : {size_t{1}, size_t{3}, size_t{64}}) {
    JsonFramer small(kMax);
    EXPECT_EQ(FrameAll(&small, input, piece, damage), framed) << piece;
  }
  return framed;
}

// Bytes of good records, codes of the others.
std::vector<std::string> Records(std::string_view input,
                                 const std::vector<size_t>& damage = {}) {
  std::vector<std::string> records;
  for (const Framed& framed : Frame(input, damage)) {
    records.push_back(framed.code.empty() ? framed.bytes
                                          : "<" + framed.code + ">");
  }
  return records;
}

TEST(JsonFramerTest, Arrays) {
  EXPECT_THAT(Records("[]"), ElementsAre());
  EXPECT_THAT(Records("[{\"a\":1}]"), ElementsAre("{\"a\":1}"));
  EXPECT_THAT(
      Records("\xef\xbb\xbf [ {\"a\":[1,{}]} ,\n{\"a\":\"]}\\\"\"}\n]\n"),
      ElementsAre("{\"a\":[1,{}]}", "{\"a\":\"]}\\\"\"}"));
  EXPECT_THAT(Records("[1, \"b]\", null,true]"),
              ElementsAre("1", "\"b]\"", "null", "true"));
}

TEST(JsonFramerTest, ValuesOneAfterTheOther) {
  EXPECT_THAT(Records("{\n \"a\": 1\n}\n{\n \"a\": 2\n}"),
              ElementsAre("{\n \"a\": 1\n}", "{\n \"a\": 2\n}"));
  EXPECT_THAT(Records("[{\"a\":1}]\n[{\"a\":2}]"),
              ElementsAre("{\"a\":1}", "{\"a\":2}"));
}

TEST(JsonFramerTest, PlacesAreThoseOfTheInput) {
  const std::vector<Framed> framed = Frame("[\n {\"a\":1},\n\n {\"a\":2}\n]");
  ASSERT_EQ(framed.size(), 2U);
  EXPECT_EQ(framed[0].offset, 3U);
  EXPECT_EQ(framed[0].line, 2U);
  EXPECT_EQ(framed[1].offset, 14U);
  EXPECT_EQ(framed[1].line, 4U);
  EXPECT_EQ(framed[1].length, 7U);
}

// Each broken record costs only itself, in compact and in indented arrays.
TEST(JsonFramerTest, BrokenRecordsCostOnlyThemselves) {
  const std::string broken[] = {
      R"({"id":3,"t":"open})",      R"({"id":"3,"t":"open"})",
      R"({"id":3,"t":"a "b" c"})",  R"({"id":3,"t":"a")",
      R"({"id":3,"t":["a"})",       R"({"id":3 "t":"a"})",
      R"({"id":3,"t":"a"}})",       R"({"id":3,"t":"a",,})",
      R"({"id":3,"n":{"x":[1,2}})",
  };
  for (const std::string& bad : broken) {
    SCOPED_TRACE(bad);
    const std::string good[] = {R"({"id":1,"t":"a"})", R"({"id":2,"t":"b"})",
                                R"({"id":4,"t":"d"})", R"({"id":5,"t":"e"})"};
    for (const std::string comma : {",", ",\n  ", "\n,", " , "}) {
      const std::vector<std::string> records =
          Records("[" + good[0] + comma + good[1] + comma + bad + comma +
                  good[2] + comma + good[3] + "]");
      std::vector<std::string> kept;
      for (const std::string& record : records) {
        if (record[0] == '{') kept.push_back(record);
      }
      EXPECT_EQ(records.size() - kept.size(), 1U);
      // A bracket too many closes the record before it is noticed.
      if (bad.ends_with("}}")) {
        ASSERT_GE(kept.size(), 4U);
      } else {
        EXPECT_THAT(kept, ElementsAre(good[0], good[1], good[2], good[3]));
      }
    }
  }
}

// Objects inside a broken record are no records.
TEST(JsonFramerTest, NestedObjectsAreNoStarts) {
  EXPECT_THAT(
      Records(
          R"([{"id":1},{"id":2,"l":[{"x":1},{"x":2}],"t":"a"b"},{"id":3}])"),
      ElementsAre(R"({"id":1})", "<json_syntax>", R"({"id":3})"));
}

TEST(JsonFramerTest, AFirstRecordThatIsBroken) {
  EXPECT_THAT(Records(R"([{"id":1,"t":"x"y"},{"id":2},{"id":3}])"),
              ElementsAre("<json_syntax>", R"({"id":2})", R"({"id":3})"));
}

TEST(JsonFramerTest, ARecordTooLong) {
  const std::string longer = "{\"a\":\"" + std::string(kMax, 'x') + "\"}";
  const std::vector<Framed> framed =
      Frame("[{\"a\":1}," + longer + ",{\"a\":2}]");
  ASSERT_EQ(framed.size(), 3U);
  EXPECT_EQ(framed[1].code, "line_too_long");
  EXPECT_EQ(framed[1].length, longer.size());
  EXPECT_EQ(framed[2].bytes, "{\"a\":2}");
}

TEST(JsonFramerTest, DamageCostsTheRecordItCuts) {
  const std::string input = R"([{"id":1},{"id":2},{"id":3},{"id":4}])";
  // Between two records nothing is lost.
  EXPECT_THAT(Records(input, {9}), ElementsAre(R"({"id":1})", R"({"id":2})",
                                               R"({"id":3})", R"({"id":4})"));
  EXPECT_THAT(Records(input, {14}),
              ElementsAre(R"({"id":1})", "<stream_corrupt>", "<stream_corrupt>",
                          R"({"id":3})", R"({"id":4})"));
}

// Every prefix keeps its whole records and rejects at most the last.
TEST(JsonFramerTest, EveryPrefix) {
  const std::string input =
      "[\n  {\"id\":1,\"t\":\"a\\\"\"},\n  {\"id\":2,\"t\":[{}]},\n "
      "{\"id\":3}]";
  const std::vector<std::string> all = Records(input);
  ASSERT_EQ(all.size(), 3U);
  for (size_t size = 0; size < input.size(); ++size) {
    SCOPED_TRACE(size);
    JsonFramer framer(kMax);
    const std::vector<Framed> framed =
        FrameAll(&framer, std::string_view(input).substr(0, size), 7);
    ASSERT_LE(framed.size(), 3U);
    for (size_t i = 0; i < framed.size(); ++i) {
      // The parser rejects the one that is cut.
      EXPECT_TRUE(all[i].starts_with(framed[i].bytes));
      if (i + 1 < framed.size()) {
        EXPECT_EQ(framed[i].bytes, all[i]);
      }
    }
  }
}

// Starts over and over without ever reaching an end.
TEST(JsonFramerTest, HostileNestingTakesLinearTime) {
  std::string input = "[";
  for (int i = 0; i < 200000; ++i) input += R"({"a":[{"a":1},)";
  JsonFramer framer(uint64_t{64} << 20);
  EXPECT_FALSE(FrameAll(&framer, input, 1 << 16).empty());
  JsonFramer deep(uint64_t{64} << 20);
  EXPECT_EQ(
      FrameAll(&deep, "[" + std::string(5'000'000, '{') + "]", 1 << 16).size(),
      1U);
}

}  // namespace
}  // namespace nuskha::internal
