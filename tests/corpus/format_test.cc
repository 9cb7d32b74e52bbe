// SPDX-License-Identifier: Apache-2.0

#include "corpus/format.h"

#include <string>
#include <string_view>

#include "corpus/byte_stream.h"
#include "gtest/gtest.h"

namespace nuskha::internal {
namespace {

using namespace std::string_view_literals;

std::string Found(std::string_view head, std::string_view name = "x") {
  const Format format = FindFormat(head, name);
  if (format.kind == Format::kTable) {
    return std::string("csv ") + format.delimiter;
  }
  if (format.kind != Format::kUnread) {
    return std::string(FormatName(format.kind));
  }
  EXPECT_FALSE(format.advice.empty());
  return std::string(format.name);
}

TEST(FindFormatTest, JsonLinesByContent) {
  EXPECT_EQ(Found(R"({"text":"a"})"), "jsonl");
  EXPECT_EQ(Found("\xef\xbb\xbf\n\n  { \t\"text\":\"a\"}\n"), "jsonl");
  EXPECT_EQ(Found("{}\n", "x.txt"), "jsonl");
  EXPECT_EQ(Found("{\"text\":\"the line goes on behind the he"), "jsonl");
  // Most of the first lines decide, not a broken one in front.
  EXPECT_EQ(Found("broken\n{\"a\":1}\n{\"a\":1}\n"), "jsonl");
  EXPECT_EQ(Found("[1]\n{\"a\":1}\n{\"a\":1}\n"), "jsonl");
  EXPECT_EQ(Found("{\"a\":\"open\nx\ny\nz\n"), "jsonl");
  EXPECT_EQ(Found("{\"a\":1}\n", "x.csv"), "jsonl");
}

TEST(FindFormatTest, JsonLinesByName) {
  for (const char* name : {"a.jsonl", "a.ndjson", "a.json", "a.jsonl.gz",
                           "a.json.zst", "a.ndjson.zstd"}) {
    EXPECT_EQ(Found("nonsense\n", name), "jsonl") << name;
    EXPECT_EQ(Found("", name), "jsonl") << name;
  }
}

TEST(FindFormatTest, PlainText) {
  EXPECT_EQ(Found("A headline\n\nA text.\n", "a.txt"), "text");
  EXPECT_EQ(Found("[photo] a caption\n"), "text");
  EXPECT_EQ(Found("{not json\n"), "text");
  EXPECT_EQ(Found(""), "text");
  EXPECT_EQ(Found("BZ is no bzip2"), "text");
  EXPECT_EQ(Found("ill-formed \xff\xfe\xc3 bytes"), "text");
  EXPECT_EQ(Found("one\0zero byte in many others of a text"sv), "text");
}

TEST(FindFormatTest, UnreadFormatsAreNamed) {
  EXPECT_EQ(Found("filedesc://a.arc 0.0.0.0"), "ARC");
  EXPECT_EQ(Found("PAR1\x15\x04"), "Parquet");
  EXPECT_EQ(Found("BZh91AY&SY"), "bzip2 inside another compression");
  EXPECT_EQ(Found("\xfd"
                  "7zXZ\0"sv),
            "xz inside another compression");
  EXPECT_EQ(Found("PK\3\4\x14"), "zip");
  EXPECT_EQ(Found("\x1f\x8b\x08\0"sv), "gzip inside another compression");
  std::string tar(512, '\0');
  tar.replace(257, 5, "ustar");
  EXPECT_EQ(Found(tar), "tar");
  std::string noise;
  for (int i = 0; i < 4096; ++i) noise += static_cast<char>(i * 7 % 256);
  EXPECT_EQ(Found(noise), "binary data");
}

TEST(FindFormatTest, JsonThatIsNotLines) {
  EXPECT_EQ(Found("[{\"a\":1},\n{\"a\":2}]"), "json");
  EXPECT_EQ(Found("[\n{\"a\":1},\n{\"a\":2},\n{\"a\":3}\n]"), "json");
  EXPECT_EQ(Found("[\n  \"a\""), "json");
  EXPECT_EQ(Found("{\n  \"a\": 1\n}\n"), "json");
}

TEST(FindFormatTest, TablesByTheirHeader) {
  EXPECT_EQ(Found("id,text\n1,abc\n"), "csv ,");
  EXPECT_EQ(Found("\xef\xbb\xbfid;title\n1;\"a\nb\"\n"), "csv ;");
  EXPECT_EQ(Found("text\turl\na, b\tc\n"), "csv \t");
  EXPECT_EQ(Found("id|content|x\n1|a|b\n"), "csv |");
  // No column that has a text or title: only by name.
  EXPECT_EQ(Found("one, two\nthree, four\n"), "text");
  EXPECT_EQ(Found("heading,words\n1,2\n", "x.csv.gz"), "csv ,");
  EXPECT_EQ(Found("a\tb\n", "x.tsv"), "csv \t");
  EXPECT_EQ(Found("words\nabc\n", "x.csv"), "csv ,");
  // Chosen by the user.
  FieldNames fields;
  fields.text = "b";
  EXPECT_EQ(FindFormat("a,b\n1,2\n", "x", fields).kind, Format::kTable);
}

TEST(FindFormatTest, PagesAndArchives) {
  EXPECT_EQ(Found("  <!DOCTYPE HTML>\n<p>"), "html");
  EXPECT_EQ(Found("<html lang=ar>"), "html");
  EXPECT_EQ(Found("<!-- saved -->\n<HTML><body>"), "html");
  EXPECT_EQ(Found("<?xml version='1.0'?><html>"), "html");
  EXPECT_EQ(Found("<p>a page</p>", "a.htm"), "html");
  EXPECT_EQ(Found("<p>a text</p>", "a.txt"), "text");
  EXPECT_EQ(Found("<rss><item>a</item></rss>"), "text");
  EXPECT_EQ(Found("WARC/1.0\r\nWARC-Type: warcinfo\r\n"), "warc");
  EXPECT_EQ(Found("WARC/1.1\nWARC-Type: response\n"), "warc");
  EXPECT_EQ(Found("WARC/ is the head of a text"), "text");
}

TEST(FindCompressionTest, ByContentThenByName) {
  EXPECT_EQ(FindCompression("\x1f\x8b\x08\0"sv, "a.jsonl"), Compression::kGzip);
  EXPECT_EQ(FindCompression("\x28\xb5\x2f\xfd", "a"), Compression::kZstd);
  EXPECT_EQ(FindCompression("\x50\x2a\x4d\x18", "a"), Compression::kZstd);
  EXPECT_EQ(FindCompression("BZh91AY&SY\1\2", "a"), Compression::kBzip2);
  EXPECT_EQ(FindCompression("BZh5\x17\x72\x45\x38\x50\x90", "a"),
            Compression::kBzip2);
  EXPECT_EQ(FindCompression("BZh9 stands at the head of a text", "a.bz2"),
            Compression::kNone);
  EXPECT_EQ(FindCompression("BZ", "a.bz2"), Compression::kBzip2);
  EXPECT_EQ(FindCompression("\xfd"
                            "7zXZ\0"sv,
                            "a.jsonl"),
            Compression::kXz);
  EXPECT_EQ(FindCompression("\xfd", "a.xz"), Compression::kXz);
  EXPECT_EQ(FindCompression("{\"a\":1}", "a.gz"), Compression::kNone);
  EXPECT_EQ(FindCompression("", "a.gz"), Compression::kNone);
  // Cut inside the magic number, or damaged in front.
  EXPECT_EQ(FindCompression("\x1f", "a.gz"), Compression::kGzip);
  EXPECT_EQ(FindCompression("\x28", "a.zst"), Compression::kZstd);
  EXPECT_EQ(FindCompression("(", "a.txt"), Compression::kNone);
  EXPECT_EQ(FindCompression("\1\2\3", "a.zst"), Compression::kZstd);
  EXPECT_EQ(FindCompression("\1\2\3", "a.jsonl"), Compression::kNone);
}

}  // namespace
}  // namespace nuskha::internal
