// SPDX-License-Identifier: Apache-2.0

#include "corpus/http_body.h"

#include <zlib.h>

#include <string>

#include "corpus/corpus_testing.h"
#include "fmt/format.h"
#include "gtest/gtest.h"

namespace nuskha::internal {
namespace {

// The decoded body or its code.
std::string Decode(const std::string& fields, std::string_view body,
                   bool cut = false, uint64_t max_size = 1 << 20) {
  const std::string head = fmt::format("HTTP/1.1 200 OK\r\n{}\r\n", fields);
  const auto header = ParseHeaderBlock(head);
  if (!header.has_value()) return "no header";
  std::string joined, inflated;
  const HttpBody decoded =
      DecodeHttpBody(*header, body, cut, max_size, &joined, &inflated);
  return decoded.code.empty() ? std::string(decoded.bytes)
                              : fmt::format("<{}>", decoded.code);
}

constexpr char kChunked[] = "Transfer-Encoding: chunked\r\n";
constexpr char kGzip[] = "Content-Encoding: gzip\r\n";

std::string Chunks(std::string_view body, size_t size) {
  std::string out;
  for (size_t at = 0; at < body.size(); at += size) {
    const std::string_view part = body.substr(at, size);
    out += fmt::format("{:X};x=y\r\n{}\r\n", part.size(), part);
  }
  out += "0\r\n\r\n";
  return out;
}

std::string Deflate(std::string_view bytes, int window) {
  z_stream stream = {};
  EXPECT_EQ(deflateInit2(&stream, 6, Z_DEFLATED, window, 8, Z_DEFAULT_STRATEGY),
            Z_OK);
  std::string in(bytes), out(bytes.size() + 1000, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(in.data());
  stream.avail_in = static_cast<uInt>(in.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  EXPECT_EQ(deflate(&stream, Z_FINISH), Z_STREAM_END);
  out.resize(out.size() - stream.avail_out);
  deflateEnd(&stream);
  return out;
}

TEST(HttpBodyTest, Codings) {
  const std::string page = "<p>a page, a page, a page, a page</p>";
  EXPECT_EQ(Decode("", page), page);
  EXPECT_EQ(Decode(kChunked, Chunks(page, 7)), page);
  EXPECT_EQ(Decode(kGzip, Gzip(page)), page);
  EXPECT_EQ(Decode("Content-Encoding: deflate\r\n", Deflate(page, 15)), page);
  EXPECT_EQ(Decode("Content-Encoding: deflate\r\n", Deflate(page, -15)), page);
  EXPECT_EQ(Decode(std::string(kChunked) + kGzip, Chunks(Gzip(page), 9)), page);
  EXPECT_EQ(
      Decode("Transfer-Encoding: gzip, chunked\r\n", Chunks(Gzip(page), 9)),
      page);
  EXPECT_EQ(Decode("Content-Encoding: gzip, gzip\r\n", Gzip(Gzip(page))), page);
}

TEST(HttpBodyTest, CodingsThatTheCrawlerUndid) {
  const std::string page = "<p>a page</p>";
  EXPECT_EQ(Decode(kChunked, page), page);
  EXPECT_EQ(Decode(kGzip, page), page);
  EXPECT_EQ(Decode("Content-Encoding: br\r\n", page), page);
  EXPECT_EQ(Decode("Content-Encoding: identity\r\n", page), page);
  EXPECT_EQ(Decode(kGzip, ""), "");
}

TEST(HttpBodyTest, BodiesThatLie) {
  const std::string page(5000, 'x');
  const std::string zipped = Gzip(page);
  EXPECT_EQ(Decode("Content-Encoding: br\r\n", "\x1b\x03"), "<http_encoding>");
  EXPECT_EQ(Decode("Content-Encoding: a, b, c, d\r\n", page),
            "<http_encoding>");
  EXPECT_EQ(Decode(kGzip, zipped.substr(0, zipped.size() - 12)), "<http_body>");
  EXPECT_EQ(Decode(kChunked, "ffffffffffffffff\r\nabc"), "<http_body>");
  EXPECT_EQ(Decode(kChunked, "3\r\nabc\r\nno chunk"), "<http_body>");
  // What the crawler cut itself counts.
  EXPECT_EQ(Decode(kChunked, "10\r\nabc", /*cut=*/true), "abc");
  EXPECT_EQ(Decode(kGzip, Gzip(std::string(3 << 20, ' '))),
            "<expansion_limit>");
}

TEST(HttpBodyTest, AllMembersOfAGzipBody) {
  const std::string two = Gzip("<p>1") + Gzip("<p>2");
  EXPECT_EQ(Decode(kGzip, two), "<p>1<p>2");
  EXPECT_EQ(Decode(kGzip, two + std::string(20, '\0')), "<p>1<p>2");
  EXPECT_EQ(Decode(kGzip, two.substr(0, two.size() - 3)), "<http_body>");
}

// Crawlers undo chunks and leave the header.
TEST(HttpBodyTest, TextThatBeginsLikeAChunk) {
  for (const char* const text :
       {"2024 was a good year\n", "12 May\nmore", "Add \xd8\xa8\n"}) {
    EXPECT_EQ(Decode(kChunked, text), text);
  }
  EXPECT_EQ(Decode(kChunked, "3 \r\nabc\r\n0\r\n\r\n"), "abc");
  EXPECT_EQ(Decode(kChunked, "3 ;x\r\nabc\r\n0\r\n\r\n"), "abc");
}

TEST(HeaderBlockTest, TypesAndCharsets) {
  EXPECT_EQ(MediaType(" Text/HTML ; charset=x"), "text/html");
  EXPECT_EQ(MediaType(""), "");
  EXPECT_EQ(CharsetParameter("text/html; a=b; Charset = \"utf-8\""), "utf-8");
  EXPECT_EQ(CharsetParameter("text/html; charset"), "");
  EXPECT_EQ(CharsetParameter("text/html"), "");
}

TEST(HeaderBlockTest, LimitsAndEnds) {
  EXPECT_FALSE(ParseHeaderBlock("").has_value());
  EXPECT_FALSE(ParseHeaderBlock("A\r\nB: c\r\n").has_value());
  const auto block = ParseHeaderBlock("A\nB: c\n\td\n e : f \n\nrest");
  ASSERT_TRUE(block.has_value());
  EXPECT_EQ(block->first_line, "A");
  EXPECT_EQ(block->Find("b"), "c d e : f");
  EXPECT_EQ(block->size, 19U);
  EXPECT_FALSE(
      ParseHeaderBlock("A\n" + std::string(kMaxHeaderSize, 'x') + "\n\n")
          .has_value());
}

}  // namespace
}  // namespace nuskha::internal
