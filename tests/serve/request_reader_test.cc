// SPDX-License-Identifier: Apache-2.0

#include "serve/request_reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace nuskha::serve {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST(RequestReaderTest, ReadsAllFields) {
  RequestReader reader;
  QueryBody body;
  const auto refusal = reader.ReadQuery(
      R"({"passages":true,"relations":["copy","exact","copy"],"article":{)"
      R"("id":"1","title":"2","text":"3","url":"4","source":"5","date":"6"}})",
      /*needs_id=*/true, &body);
  ASSERT_FALSE(refusal.has_value()) << refusal->body;
  EXPECT_TRUE(body.options.passages);
  EXPECT_THAT(body.options.relations,
              ElementsAre(Relation::kCopy, Relation::kExact));
  const Article& a = body.article;
  EXPECT_THAT((std::vector{a.id, a.title, a.text, a.url, a.source, a.date}),
              ElementsAre("1", "2", "3", "4", "5", "6"));
  EXPECT_FALSE(a.first_line_may_be_title);
}

// A body leaves nothing behind for the next one.
TEST(RequestReaderTest, BodiesDoNotMix) {
  RequestReader reader;
  QueryBody body;
  ASSERT_FALSE(reader.ReadQuery(
      R"({"article":{"id":"x","text":"y"},"passages":true})", false, &body));
  ASSERT_FALSE(reader.ReadQuery(R"({"article":{"title":"z"}})", false, &body));
  EXPECT_EQ(body.article.id, "");
  EXPECT_EQ(body.article.text, "");
  EXPECT_FALSE(body.options.passages);
  CompareBody compare;
  ASSERT_FALSE(
      reader.ReadCompare(R"({"a":{"text":"1"},"b":{"text":"2"}})", &compare));
  EXPECT_EQ(compare.a.text, "1");
  EXPECT_EQ(compare.b.text, "2");
}

TEST(RequestReaderTest, NamesTheField) {
  RequestReader reader;
  CompareBody body;
  const auto message = [&](const char* json) {
    const auto refusal = reader.ReadCompare(json, &body);
    return refusal.has_value() ? refusal->body : "none";
  };
  EXPECT_THAT(message(R"({"a":{"text":"x"}})"), HasSubstr("\"b is missing\""));
  EXPECT_THAT(message(R"({"a":{"text":"x"},"b":{"text":1}})"),
              HasSubstr("\"b.text must be a string\""));
  EXPECT_THAT(message(R"({"a":{"text":"x"},"b":{"tekst":"x"}})"),
              HasSubstr("no field b.tekst; there are b.id, b.title, b.text"));
  EXPECT_THAT(message(R"({"a":{"id":"x"},"b":{"text":"x"}})"),
              HasSubstr("a.text or a.title is missing"));
  EXPECT_THAT(message(R"({"a":{"text":"x"},"b":{"text":"x"},"passages":1})"),
              HasSubstr("passages must be true or false"));
}

// The memory of a giant body is given back with the next one.
TEST(RequestReaderTest, GiantBodies) {
  RequestReader reader;
  QueryBody body;
  for (const size_t size : {size_t{5} << 20, size_t{10}, size_t{5} << 20}) {
    const std::string text(size, 'x');
    // With an escape that is repaired.
    const std::string json = R"({"article":{"text":"\ud800)" + text + R"("}})";
    ASSERT_FALSE(reader.ReadQuery(json, false, &body).has_value());
    EXPECT_EQ(body.article.text, "\xef\xbf\xbd" + text);
  }
}

}  // namespace
}  // namespace nuskha::serve
