// SPDX-License-Identifier: Apache-2.0

#include "corpus/warc_framer.h"

#include <string>
#include <vector>

#include "corpus/framing.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace nuskha::internal {
namespace {

using ::testing::ElementsAre;
using ::testing::Pair;

constexpr size_t kMax = 4000;

std::string Record(const std::string& type, const std::string& block,
                   int64_t wrong = 0, const std::string& fields = "") {
  return "WARC/1.0\r\nWARC-Type: " + type + "\r\n" + fields +
         "Content-Length: " +
         std::to_string(static_cast<int64_t>(block.size()) + wrong) +
         "\r\n\r\n" + block + "\r\n\r\n";
}

std::string Response(const std::string& body, int64_t wrong = 0,
                     const std::string& status = "200 OK",
                     const std::string& type = "text/html") {
  return Record(
      "response",
      "HTTP/1.1 " + status + "\r\nContent-Type: " + type + "\r\n\r\n" + body,
      wrong);
}

struct Result {
  std::vector<std::string> bodies;  // or codes
  std::vector<uint64_t> numbers;    // of the records in the file
  std::vector<std::string> flaws;
  std::map<std::string, uint64_t> passed_over;
};

Result Frame(const std::string& input, const std::vector<size_t>& damage = {}) {
  WarcFramer whole(kMax);
  const std::vector<Framed> framed = FrameAll(&whole, input, 1 << 20, damage);
  Result result;
  result.passed_over = whole.passed_over();
  for (const RecordFramer::Flaw& flaw : whole.TakeFlaws()) {
    result.flaws.emplace_back(flaw.code);
  }
  for (const size_t piece : {size_t{1}, size_t{7}, size_t{100}}) {
    WarcFramer small(kMax);
    EXPECT_EQ(FrameAll(&small, input, piece, damage), framed) << piece;
    EXPECT_EQ(small.passed_over(), whole.passed_over());
    EXPECT_EQ(small.TakeFlaws().size(), result.flaws.size());
  }
  for (const Framed& record : framed) {
    const size_t body = record.bytes.rfind("\n\r\n");
    result.bodies.push_back(record.code.empty() ? record.bytes.substr(body + 3)
                                                : "<" + record.code + ">");
    result.numbers.push_back(record.line);
  }
  return result;
}

TEST(WarcFramerTest, PagesAreRecordsAndTheRestIsCounted) {
  const Result result = Frame(
      Record("warcinfo", "software: x") + Record("request", "GET / HTTP/1.1") +
      Response("<p>1") + Response("gone", 0, "404 Not Found") +
      Response("PNG", 0, "200 OK", "image/png") + Record("metadata", "a: b") +
      Record("revisit", "HTTP/1.1 200 OK\r\n\r\n") +
      Record("resource", "\n\r\n<p>2", 0, "Content-Type: text/html\r\n") +
      Record("resource", "%PDF", 0, "Content-Type: application/pdf\r\n") +
      Record("conversion", "\n\r\n3", 0, "Content-Type: text/plain\r\n") +
      Record("continuation", "x") + Record("strange", "x"));
  EXPECT_THAT(result.bodies, ElementsAre("<p>1", "<p>2", "3"));
  EXPECT_THAT(result.numbers, ElementsAre(3U, 8U, 10U));
  EXPECT_THAT(result.flaws, ElementsAre());
  EXPECT_THAT(
      result.passed_over,
      ElementsAre(
          Pair("continuation records", 1U), Pair("metadata records", 1U),
          Pair("records of other types", 1U), Pair("request records", 1U),
          Pair("resources that are neither HTML nor text", 1U),
          Pair("responses that are neither HTML nor text", 1U),
          Pair("responses whose status is not 2xx", 1U),
          Pair("revisit records", 1U), Pair("warcinfo records", 1U)));
}

// Whatever Content-Length says, every page comes out whole.
TEST(WarcFramerTest, ContentLengthThatLies) {
  for (const int64_t wrong :
       {int64_t{-1000000}, int64_t{-30}, int64_t{-3}, int64_t{-1}, int64_t{5},
        int64_t{40}, int64_t{100}, int64_t{3000}, int64_t{100000},
        int64_t{1} << 40}) {
    SCOPED_TRACE(wrong);
    const Result result = Frame(Response("<p>1") + Response("<p>2", wrong) +
                                Response("<p>3") + Response("<p>4"));
    EXPECT_THAT(result.bodies, ElementsAre("<p>1", "<p>2", "<p>3", "<p>4"));
    EXPECT_THAT(result.flaws, ElementsAre("warc_length"));
  }
}

TEST(WarcFramerTest, AHeaderInsideABlockIsBelievedOnlyIfTheLengthLies) {
  const std::string inner =
      "<pre>\r\n\r\n" + Record("response", "x") + "</pre>";
  const Result result = Frame(Response(inner) + Response("<p>2"));
  EXPECT_EQ(result.bodies.size(), 2U);
  EXPECT_THAT(result.flaws, ElementsAre());
}

TEST(WarcFramerTest, HeadersOfManyKinds) {
  const std::string block = "HTTP/1.1 200 OK\r\n\r\n<p>";
  const std::string length = std::to_string(block.size());
  const Result result = Frame(
      "\r\n\r\nWARC/1.1\nwarc-type:\n response\nCONTENT-LENGTH: " + length +
      "\n\n" + block +
      "\n\nWARC/0.18\r\nWARC-Type: response\r\nno field\r\n"
      "Content-Length: " +
      length + "\r\n\r\n" + block);
  EXPECT_THAT(result.bodies, ElementsAre("<p>", "<p>"));
  EXPECT_THAT(result.flaws, ElementsAre());
}

TEST(WarcFramerTest, HeadersThatAreTooLarge) {
  const std::string large = Record("response", "HTTP/1.1 200 OK\r\n\r\n<p>", 0,
                                   "X: " + std::string(70000, 'x') + "\r\n");
  std::string many;
  for (int i = 0; i < 300; ++i) many += "X: y\r\n";
  const Result result = Frame(
      Response("<p>1") + large + Response("<p>2") +
      Record("response", std::string(70000, '\0'), 0, many) + Response("<p>3"));
  EXPECT_THAT(result.bodies, ElementsAre("<p>1", "<warc_header>", "<p>2",
                                         "<warc_header>", "<p>3"));
}

TEST(WarcFramerTest, RecordsTooLong) {
  const Result result =
      Frame(Response("<p>1") + Response(std::string(3 * kMax, 'x')) +
            Record("metadata", std::string(3 * kMax, 'x')) + Response("<p>2"));
  EXPECT_THAT(result.bodies, ElementsAre("<p>1", "<line_too_long>", "<p>2"));
  EXPECT_THAT(result.passed_over, ElementsAre(Pair("metadata records", 1U)));
}

TEST(WarcFramerTest, GarbageBetweenRecords) {
  const Result result =
      Frame("garbage\n" + Response("<p>1") + "WARC/ no header\r\n" +
            Response("<p>2") + std::string(50, 'x'));
  EXPECT_EQ(result.bodies.size(), 2U);
  // Behind a record it cannot be told from a wrong length.
  EXPECT_THAT(result.flaws,
              ElementsAre("warc_garbage", "warc_length", "warc_length"));
}

TEST(WarcFramerTest, EveryPrefix) {
  const std::string input =
      Record("request", "GET /") + Response("<p>1") + Response("<p>2");
  const size_t second = input.size() - Response("<p>2").size();
  for (size_t size = 1; size < input.size() - 4; ++size) {
    SCOPED_TRACE(size);
    const Result result = Frame(input.substr(0, size));
    const bool in_second = size > second;
    ASSERT_GE(
        result.bodies.size() + result.flaws.size() + result.passed_over.size(),
        1U);
    if (in_second) {
      ASSERT_GE(result.bodies.size(), 1U);
      EXPECT_EQ(result.bodies[0], "<p>1");
    }
    if (result.bodies.size() == 2) {
      EXPECT_EQ(result.bodies[1], "<warc_truncated>");
    }
  }
  EXPECT_THAT(Frame(input).bodies, ElementsAre("<p>1", "<p>2"));
}

TEST(WarcFramerTest, DamageCostsTheRecordItCuts) {
  const std::string input =
      Response("<p>1") + Response("<p>2") + Response("<p>3");
  const size_t one = Response("<p>1").size();
  EXPECT_THAT(Frame(input, {one + 20}).bodies,
              ElementsAre("<p>1", "<stream_corrupt>", "<p>3"));
  EXPECT_THAT(Frame(input, {one}).bodies, ElementsAre("<p>1", "<p>2", "<p>3"));
}

// Every header claims a block that it has not: nothing is copied or searched
// over and over.
TEST(WarcFramerTest, ManyLiesTakeLinearTime) {
  std::string input;
  for (int i = 0; i < 100000; ++i) input += Response("<p>", 30 << 20);
  WarcFramer framer(uint64_t{64} << 20);
  EXPECT_EQ(FrameAll(&framer, input, 1 << 16).size(), 100000U);
}

}  // namespace
}  // namespace nuskha::internal
