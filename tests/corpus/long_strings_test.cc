// SPDX-License-Identifier: Apache-2.0
//
// Giant records are parsed without their long strings: the answer must be that
// of the ordinary way.

#include "corpus/long_strings.h"

#include <simdjson.h>

#include <random>
#include <string>

#include "fmt/format.h"
#include "gtest/gtest.h"
#include "nuskha/reader.h"

namespace nuskha::internal {
namespace {

// What simdjson makes of a string, or nothing.
bool Reference(const std::string& quoted, std::string* out) {
  simdjson::dom::parser parser;
  simdjson::dom::element element;
  std::string_view text;
  if (parser.parse(quoted).get(element) != simdjson::SUCCESS ||
      element.get(text) != simdjson::SUCCESS) {
    return false;
  }
  *out = text;
  return true;
}

TEST(UnquoteStringTest, AgreesWithTheParser) {
  const char* const parts[] = {"a",
                               "\\n",
                               "\\\"",
                               "\\u0639",
                               "\\ud83d\\ude00",
                               "\\ud83d",
                               "\\ude00",
                               "\\u12",
                               "\\u00gg",
                               "\\x",
                               "\xd8\xb9",
                               "\xd8",
                               "\xed\xa0\x80",
                               "\\\\",
                               "\\/",
                               "\\u0000",
                               "\\uD83D\\u0041",
                               "\x01",
                               "\"",
                               "\\b\\f\\r\\t",
                               "\\u+123",
                               " "};
  std::mt19937 random(1);
  for (int i = 0; i < 20000; ++i) {
    std::string quoted(1, '"');
    for (size_t n = random() % 4; n-- > 0;) {
      quoted += parts[random() % std::size(parts)];
    }
    quoted += '"';
    std::string mine, reference;
    const bool valid = Reference(quoted, &reference);
    ASSERT_EQ(UnquoteString(quoted, &mine), valid) << quoted;
    if (valid) {
      ASSERT_EQ(mine, reference) << quoted;
    }
  }
}

// A giant record beside the same record with its filling taken away.
TEST(LongStringsTest, GiantRecordsAreReadLikeSmallOnes) {
  const std::string filling(size_t{9} << 20, 'x');
  const struct {
    const char* format;  // {0}: the filling
    const char* code;    // empty: accepted
  } cases[] = {
      {R"({{"id":"a","text":"{0} \u0639\n","title":"t"}})", ""},
      {R"({{"id":"a","skip":"{0}","text":"short","n":[1,{{"b":"{0}"}}]}})", ""},
      {R"({{"id":"a","text":"","skip":"{0}"}})", ""},
      {R"({{"id":"a","text":"{0}"}}}})", "json_syntax"},
      {R"({{"id":"a","text":"{0}" "b":1}})", "json_syntax"},
      {R"({{"id":"a","text":"{0}\x"}})", "json_syntax"},
      {R"({{"id":"a","text":"{0}}})", "json_syntax"},
      {R"(["{0}"])", "json_type"},
      {R"({{"text":["{0}"]}})", "text_type"},
      // Repaired: a lone surrogate, a raw control character.
      {"{{\"id\":\"a\",\"text\":\"{0}\\ud83d \x01\"}}", ""},
  };
  RecordParser parser(ReadOptions{});
  for (const auto& [format, code] : cases) {
    SCOPED_TRACE(format);
    std::string texts[2];
    for (const bool giant : {true, false}) {
      const std::string json =
          fmt::format(fmt::runtime(format), giant ? filling : "y");
      RawRecord record;
      record.bytes = json;
      record.length = json.size();
      Article article;
      Reject reject;
      const bool accepted = parser.Parse(record, &article, &reject).value();
      EXPECT_EQ(accepted ? "" : reject.code, code);
      if (!accepted) continue;
      std::string& text = texts[giant ? 1 : 0];
      text = article.text;
      EXPECT_EQ(article.id, "a");
      if (giant && text.size() > filling.size()) {
        const size_t at = text.find(filling);
        text.erase(at, filling.size() - 1);
        text[at] = 'y';
      }
    }
    EXPECT_EQ(texts[0], texts[1]);
  }
}

}  // namespace
}  // namespace nuskha::internal
