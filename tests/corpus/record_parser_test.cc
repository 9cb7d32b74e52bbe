// SPDX-License-Identifier: Apache-2.0

#include <string>
#include <string_view>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "nuskha/reader.h"

namespace nuskha {
namespace {
using ::testing::ElementsAre;
using namespace std::string_view_literals;

bool Parse(RecordParser& parser, const RawRecord& record, auto... out) {
  return parser.Parse(record, out...).value();
}

// One line through a parser of its own.
struct Parsed {
  explicit Parsed(std::string_view line, const ReadOptions& options = {})
      : parser(options), bytes(line) {
    accepted = Parse(parser, {.bytes = bytes, .length = bytes.size()}, &article,
                     &reject);
  }
  RecordParser parser;
  std::string bytes;
  Article article;
  Reject reject;
  bool accepted = false;
};

std::string CodeOf(std::string_view line) {
  const Parsed parsed(line);
  return parsed.accepted ? "accepted" : parsed.reject.code;
}

std::string TextOf(std::string_view line) {
  const Parsed parsed(line);
  return parsed.accepted ? std::string(parsed.article.text)
                         : "rejected: " + parsed.reject.code;
}

TEST(RecordParserTest, ReadsAllFields) {
  const Parsed parsed(
      R"({"id":"i","title":"t","text":"x","url":"u","source":"s","date":"d"})");
  ASSERT_TRUE(parsed.accepted);
  EXPECT_EQ(parsed.article.id, "i");
  EXPECT_EQ(parsed.article.title, "t");
  EXPECT_EQ(parsed.article.text, "x");
  EXPECT_EQ(parsed.article.url, "u");
  EXPECT_EQ(parsed.article.source, "s");
  EXPECT_EQ(parsed.article.date, "d");
  EXPECT_FALSE(parsed.article.first_line_may_be_title);
  EXPECT_TRUE(parsed.parser.found_text_or_title());
  EXPECT_EQ(parsed.parser.fields_used().source, "source");
}

TEST(RecordParserTest, TakesTheFirstNameInListOrder) {
  const Parsed parsed(
      R"({"maintext":"m","body":"b","guid":"g","url":"u","pub_date":"p",)"
      R"("published":"q","domain":"d","site":"s","headline":"h"})");
  ASSERT_TRUE(parsed.accepted);
  EXPECT_EQ(parsed.article.text, "b");
  EXPECT_EQ(parsed.article.id, "g");
  EXPECT_EQ(parsed.article.date, "q");
  EXPECT_EQ(parsed.article.source, "s");
  EXPECT_EQ(parsed.article.title, "h");
  EXPECT_EQ(parsed.parser.fields_used().text, "body");
}

TEST(RecordParserTest, NullDoesNotCountAsHad) {
  const Parsed parsed(R"({"text":null,"content":"c","id":null,"url":"u"})");
  EXPECT_EQ(parsed.article.text, "c");
  EXPECT_EQ(parsed.article.id, "u");
  EXPECT_EQ(parsed.article.url, "u");
}

TEST(RecordParserTest, MissingNullAndBlankTextIsEmpty) {
  for (const char* line : {R"({"id":"a"})", R"({"text":null})",
                           R"({"text":""})", R"({"text":" \n\t\r "})", "{}"}) {
    const Parsed parsed(line);
    EXPECT_TRUE(parsed.accepted) << line;
    EXPECT_EQ(parsed.article.text, "") << line;
  }
}

TEST(RecordParserTest, NumbersKeepTheirBytes) {
  for (const char* number :
       {"12345678901234567890", "1e3", "1.50", "-0", "7",
        "123456789012345678901234567890", "1e400", "-1.5E-400"}) {
    const std::string line =
        std::string("{\"n\":[1,{\"x\":\"]\"}], \"id\" : ") + number +
        " ,\"date\":" + number + ",\"text\":\"a\"}";
    const Parsed parsed(line);
    EXPECT_TRUE(parsed.accepted) << line << parsed.reject.detail;
    EXPECT_EQ(parsed.article.id, number);
    EXPECT_EQ(parsed.article.date, number);
    EXPECT_EQ(parsed.article.text, "a");
  }
}

TEST(RecordParserTest, OtherTypesOutsideTextAreMissing) {
  const Parsed parsed(
      R"({"text":"a","source":{"n":1},"site":"s","id":{"$oid":"1"},)"
      R"("doc_id":true,"title":["t"],"headline":false,"date":[]})");
  ASSERT_TRUE(parsed.accepted);
  EXPECT_EQ(parsed.article.source, "s");
  EXPECT_EQ(parsed.article.id, "");
  EXPECT_EQ(parsed.article.title, "");
  EXPECT_EQ(parsed.article.date, "");
}

TEST(RecordParserTest, ChosenNamesReplaceTheUsual) {
  ReadOptions options;
  options.fields.text = "meta.body";
  options.fields.title = "/meta/heads/1";
  options.fields.id = "/a~1b/m~0n";
  options.fields.source = "x.y";
  const Parsed parsed(
      R"({"text":"no","id":"no","meta":{"body":"one","body":"two",)"
      R"("heads":["h0","h1"]},"a/b":{"m~n":1.0},"x.y":"flat","x":{"y":"deep"}})",
      options);
  ASSERT_TRUE(parsed.accepted);
  EXPECT_EQ(parsed.article.text, "two");
  EXPECT_EQ(parsed.article.title, "h1");
  EXPECT_EQ(parsed.article.id, "1.0");
  EXPECT_EQ(parsed.article.source, "flat");
  EXPECT_EQ(parsed.parser.fields_used().text, "meta.body");
}

TEST(RecordParserTest, PathsThatLeadNowhereAreMissing) {
  ReadOptions options;
  options.fields.text = "a.b.c";
  options.fields.title = "/l/7";
  options.fields.id = "/l/-1";
  const Parsed parsed(R"({"a":{"b":"x"},"l":["y"]})", options);
  EXPECT_TRUE(parsed.accepted);
  EXPECT_EQ(parsed.article.text, "");
  EXPECT_EQ(parsed.article.title, "");
  EXPECT_FALSE(parsed.parser.found_text_or_title());
  EXPECT_THAT(parsed.parser.fields_seen(), ElementsAre("a", "l"));
}

TEST(RecordParserTest, ExtraValuesAreStringsOrRawBytes) {
  ReadOptions options;
  options.extra_fields = {"rank", "name", "m.list", "none", "nil"};
  const Parsed parsed(
      R"({"text":"a","rank":1.0,"name":"n\u0041","m":{"list":[1, {"a":2}] },)"
      R"("nil":null})",
      options);
  EXPECT_THAT(parsed.parser.extra_values(),
              ElementsAre("1.0", "nA", R"([1, {"a":2}])", "", ""));
}

TEST(RecordParserTest, LastOfDoubleKeysCounts) {
  const Parsed parsed(R"({"text":"a","x":1,"x":2,"text":"b","x":3})");
  EXPECT_EQ(parsed.article.text, "b");
  EXPECT_EQ(parsed.parser.counts().duplicate_keys, 3U);
  const Parsed null_last(R"({"text":"a","text":null})");
  EXPECT_EQ(null_last.article.text, "");
}

TEST(RecordParserTest, DoubleKeysAreCountedInEveryRecord) {
  RecordParser parser({});
  const auto duplicates_after = [&parser](std::string_view line) {
    Article article;
    Reject reject;
    EXPECT_TRUE(Parse(parser, {.bytes = line, .length = line.size()}, &article,
                      &reject));
    return parser.counts().duplicate_keys;
  };
  EXPECT_EQ(duplicates_after(R"({"a":1,"b":1,"c":1})"), 0U);
  EXPECT_EQ(duplicates_after(R"({"b":1})"), 0U);
  EXPECT_EQ(duplicates_after(R"({"b":1,"b":1,"c":1})"), 1U);
  EXPECT_EQ(duplicates_after(R"({"b":1,"b":1,"c":1})"), 2U);
  EXPECT_EQ(duplicates_after(R"({"b":1,"c":1})"), 2U);
  EXPECT_EQ(duplicates_after(R"({"b":1,"c":1,"b":2})"), 3U);
}

TEST(RecordParserTest, KeysMayBeEscaped) {
  EXPECT_EQ(TextOf(R"({"te\u0078t":"a"})"), "a");
}

TEST(RecordParserTest, KeyOrderMayChangeFromRecordToRecord) {
  RecordParser parser({});
  for (const std::string_view line :
       {R"({"id":"1","text":"a"})"sv, R"({"text":"a","id":"1"})"sv,
        R"({"x":0,"text":"a","y":[{}],"id":"1"})"sv,
        R"({"id":"1","text":"a"})"sv}) {
    Article article;
    Reject reject;
    ASSERT_TRUE(Parse(parser, {.bytes = line, .length = line.size()}, &article,
                      &reject));
    EXPECT_EQ(article.id, "1") << line;
    EXPECT_EQ(article.text, "a") << line;
  }
  EXPECT_THAT(parser.fields_seen(), ElementsAre("id", "text", "x", "y"));
}

TEST(RecordParserTest, GiantKeysAreNotKept) {
  const Parsed parsed("{\"" + std::string(1 << 20, 'k') +
                      "\":1,\"text\":\"a\"}");
  EXPECT_EQ(parsed.article.text, "a");
  EXPECT_EQ(parsed.parser.fields_seen().size(), 1U);
}

TEST(RecordParserTest, PlainTextIsTheText) {
  RecordParser parser({});
  Article article;
  Reject reject;
  ASSERT_TRUE(Parse(parser,
                    {.bytes = "{not json\nand a second line\xff",
                     .length = 28,
                     .kind = RecordKind::kText},
                    &article, &reject));
  // A byte that is repaired elsewhere: ranges are those of the file.
  EXPECT_EQ(article.text, "{not json\nand a second line\xff");
  EXPECT_TRUE(article.first_line_may_be_title);
  EXPECT_TRUE(parser.found_text_or_title());
  EXPECT_EQ(parser.counts().utf8_repaired, 1U);
}

TEST(RecordParserTest, PlainTextInOtherEncodings) {
  RecordParser parser({});
  Article article;
  Reject reject;
  // "naam" in windows-1256.
  ASSERT_TRUE(Parse(
      parser, {.bytes = "\xe4\xda\xe3", .length = 3, .kind = RecordKind::kText},
      &article, &reject));
  EXPECT_EQ(article.text, "\u0646\u0639\u0645");
  EXPECT_EQ(parser.counts().windows_1256, 1U);
  EXPECT_FALSE(Parse(
      parser, {.bytes = "ab \xff\xfe", .length = 5, .kind = RecordKind::kText},
      &article, &reject));
  EXPECT_EQ(reject.code, "utf8_invalid");
}

TEST(RecordParserRejectTest, BadSyntax) {
  for (const char* line : {"nonsense",
                           R"({"text":"a"} {"text":"b"})",
                           R"({"text":"a"}})",
                           R"({"text":"a",})",
                           R"({"text":"a)",
                           R"({"text":"a\)",
                           R"({"text":"ok","z":tru})",
                           R"({"text" "a"})",
                           R"({"text":"a" "b":1})",
                           R"({"text":"\x"})",
                           R"({"text":"\u12"})",
                           R"({"text":'a'})",
                           R"({text:"a"})",
                           R"({"text":"a","n":01})",
                           R"({"text":"a","n":1.})",
                           R"({"text":"a","n":+1})",
                           R"({"text":"a","n":nan})",
                           R"({"text":"a","n":-NaN})",
                           R"({"text":"a"}x)",
                           "{",
                           "}",
                           "{}{}",
                           "{\"text\":\"a\"}\xff"}) {
    EXPECT_EQ(CodeOf(line), "json_syntax") << line;
  }
}

TEST(RecordParserRejectTest, TypesAndDepth) {
  for (const char* line :
       {"[]", "1", "\"text\"", "null", "NaN", R"([{"text":"a"}])"}) {
    EXPECT_EQ(CodeOf(line), "json_type") << line;
  }
  for (const char* value : {"1", "true", "[]", "{}", "[\"a\"]", "1e400"}) {
    EXPECT_EQ(CodeOf(std::string("{\"text\":") + value + "}"), "text_type")
        << value;
  }
  const auto nested = [](size_t levels) {
    return R"({"text":"a","x":)" + std::string(levels - 1, '[') +
           std::string(levels - 1, ']') + "}";
  };
  EXPECT_EQ(CodeOf(nested(1024)), "accepted");
  EXPECT_EQ(CodeOf(nested(1025)), "json_depth");
  EXPECT_EQ(CodeOf(nested(1000000)), "json_depth");
  // Also where only the repaired record gets that far.
  std::string repaired = nested(1000000);
  repaired.insert(1, R"("n":NaN,)");
  EXPECT_EQ(CodeOf(repaired), "json_depth");
}

TEST(RecordParserRejectTest, TellsWhere) {
  RecordParser parser({});
  Article article;
  Reject reject;
  EXPECT_FALSE(Parse(parser,
                     {.line = 7, .offset = 99, .bytes = "{", .length = 1},
                     &article, &reject));
  EXPECT_EQ(reject.line, 7U);
  EXPECT_EQ(reject.offset, 99U);
  EXPECT_EQ(reject.length, 1U);
  EXPECT_NE(reject.detail, "");
  EXPECT_FALSE(Parse(parser, {.length = 123, .reject_code = "line_too_long"},
                     &article, &reject));
  EXPECT_EQ(reject.code, "line_too_long");
  EXPECT_EQ(reject.length, 123U);
}

// The neighbours of a rejected record are read as if it were not there.
TEST(RecordParserRejectTest, NothingSticks) {
  RecordParser parser({});
  for (const std::string_view bad :
       {R"({"text":1,"id":"x"})"sv, R"({"text":"a)"sv, "\xff\xfe"sv}) {
    Article article;
    Reject reject;
    EXPECT_FALSE(
        Parse(parser, {.bytes = bad, .length = bad.size()}, &article, &reject));
    EXPECT_EQ(article.id, "");
    const std::string_view good = R"({"title":"t"})";
    EXPECT_TRUE(Parse(parser, {.bytes = good, .length = good.size()}, &article,
                      &reject));
    EXPECT_EQ(article.title, "t");
    EXPECT_EQ(article.text, "");
  }
}

TEST(RecordParserRepairTest, ControlsBecomeSpaces) {
  EXPECT_EQ(TextOf("{\"text\":\"a\0b\x01"
                   "c\td\"}"sv),
            "a b c d");
  EXPECT_EQ(TextOf("{\"te\0xt\":1,\"text\":\"a\"}"sv), "a");
  EXPECT_EQ(Parsed("{\"text\":\"a\tb\"}").parser.counts().controls_repaired,
            1U);
  EXPECT_EQ(CodeOf("{\"text\":\"a\"\0}"sv), "json_syntax");
}

TEST(RecordParserRepairTest, LoneSurrogatesBecomeReplacements) {
  const std::string bad = "\xef\xbf\xbd";
  EXPECT_EQ(TextOf(R"({"text":"\ud83d"})"), bad);
  EXPECT_EQ(TextOf(R"({"text":"\udc00"})"), bad);
  EXPECT_EQ(TextOf(R"({"text":"x\uDC00y"})"), "x" + bad + "y");
  EXPECT_EQ(TextOf(R"({"text":"\ud83dx"})"), bad + "x");
  EXPECT_EQ(TextOf(R"({"text":"\ud83d\u0041"})"), bad + "A");
  EXPECT_EQ(TextOf(R"({"text":"\ud83d\n"})"), bad + "\n");
  EXPECT_EQ(TextOf(R"({"text":"\ud83d\ud83d\ude00"})"),
            bad + "\xf0\x9f\x98\x80");
  EXPECT_EQ(TextOf(R"({"text":"\ud83d\ue000"})"), bad + "\xee\x80\x80");
  EXPECT_EQ(TextOf(R"({"text":"\udc00\ud800"})"), bad + bad);
  EXPECT_EQ(TextOf(R"({"\ud800":1,"text":"\\ud800"})"), R"(\ud800)");
  EXPECT_EQ(Parsed(R"({"text":"\ud83d"})").parser.counts().surrogates_repaired,
            1U);
}

TEST(RecordParserRepairTest, NotANumberBecomesNull) {
  const Parsed parsed(
      R"({"text":"NaN \"Infinity","x":[NaN, Infinity,-Infinity],"id":NaN})");
  ASSERT_TRUE(parsed.accepted);
  EXPECT_EQ(parsed.article.text, "NaN \"Infinity");
  EXPECT_EQ(parsed.article.id, "");
  EXPECT_EQ(parsed.parser.counts().nan_repaired, 1U);
  EXPECT_EQ(TextOf(R"({"text":NaN})"), "");
}

TEST(RecordParserRepairTest, FewIllFormedBytesAreReplaced) {
  const std::string good(60, 'a');
  const Parsed parsed("{\"text\":\"" + good + "\xe2\x82" + "b\xff\"}");
  ASSERT_TRUE(parsed.accepted) << parsed.reject.detail;
  EXPECT_EQ(parsed.article.text, good + "\xef\xbf\xbd" + "b\xef\xbf\xbd");
  EXPECT_EQ(parsed.parser.counts().utf8_repaired, 1U);
  EXPECT_EQ(CodeOf("{\"text\":\"" + good + std::string(5, '\xff') + "\"}"),
            "utf8_invalid");
}

// The sentence "the news of the day" in windows-1256, next to fields that have
// only ASCII: those must not outvote the Arabic letters.
TEST(RecordParserRepairTest, Windows1256IsReadAsSuch) {
  const Parsed parsed(
      "{\"url\":\"http://example.org/an/article/with/a/long/name\","
      "\"source\":\"example\",\"text\":\"\xc3\xce\xc8\xc7\xd1 "
      "\xc7\xe1\xed\xe6\xe3\\n\\\"\xda\xc7\xcc\xe1\\\"\"}");
  ASSERT_TRUE(parsed.accepted) << parsed.reject.detail;
  EXPECT_EQ(parsed.article.text,
            "\u0623\u062e\u0628\u0627\u0631 \u0627\u0644\u064a\u0648\u0645\n"
            "\"\u0639\u0627\u062c\u0644\"");
  EXPECT_EQ(parsed.parser.counts().windows_1256, 1U);
  EXPECT_EQ(parsed.parser.counts().utf8_repaired, 0U);
}

// Arabic UTF-8 with one byte in fifty damaged would read as Arabic letters in
// windows-1256 too.
TEST(RecordParserRepairTest, DamagedUtf8IsNotTakenForWindows1256) {
  std::string text;
  for (int i = 0; i < 100; ++i) text += i % 25 == 7 ? "\xd8" : "\u0628";
  const Parsed parsed("{\"text\":\"" + text + "\"}");
  ASSERT_TRUE(parsed.accepted) << parsed.reject.detail;
  EXPECT_EQ(parsed.parser.counts().windows_1256, 0U);
  EXPECT_EQ(parsed.parser.counts().utf8_repaired, 1U);
}

}  // namespace
}  // namespace nuskha
