// SPDX-License-Identifier: Apache-2.0

#include "html/json_ld.h"

#include <string>

#include "gtest/gtest.h"

namespace nuskha::internal {
namespace {

TEST(JsonLdTest, TheFirstArticle) {
  const JsonLdArticle article = ReadJsonLd(
      {R"({"@graph":[{"@type":"WebSite","name":"w","publisher":{"name":"s"}},
           {"@type":["Thing","NewsArticle"],"headline":"h",
            "datePublished":"2020-01-02","articleBody":"b",
            "mainEntityOfPage":{"@id":"u"},"publisher":[{"name":"p"}]},
           {"@type":"Article","headline":"other"}]})"});
  EXPECT_EQ(article.headline, "h");
  EXPECT_EQ(article.date_published, "2020-01-02");
  EXPECT_EQ(article.body, "b");
  EXPECT_EQ(article.url, "u");
  EXPECT_EQ(article.publisher, "p");
}

TEST(JsonLdTest, WhatTheArticleLacksComesFromOthers) {
  const JsonLdArticle article =
      ReadJsonLd({R"({"@type":"WebPage","datePublished":"2020",
                      "publisher":"p","headline":"no"})",
                  R"({"@type":"Article","headline":"h"})"});
  EXPECT_EQ(article.headline, "h");
  EXPECT_EQ(article.date_published, "2020");
  EXPECT_EQ(article.publisher, "p");
}

TEST(JsonLdTest, OddScripts) {
  EXPECT_EQ(ReadJsonLd({}).headline, "");
  EXPECT_EQ(
      ReadJsonLd({"", "{", "}{", "[", "not json", "[1,\"a\",null]"}).headline,
      "");
  EXPECT_EQ(ReadJsonLd({"<!--[CDATA[\n{\"@type\":\"Article\",\"headline\":"
                        "\"a\nb\"}\n]]-->"})
                .headline,
            "");
  EXPECT_EQ(
      ReadJsonLd({"//<!--\n{\"@type\":\"Article\",\"headline\":\"a\nb\"}\n"})
          .headline,
      "a b");
  EXPECT_EQ(ReadJsonLd({R"({"@type":"Article","headline":1,"publisher":[]})"})
                .headline,
            "");
  std::string deep;
  for (int i = 0; i < 100000; ++i) deep += "[";
  EXPECT_EQ(ReadJsonLd({deep + "]"}).headline, "");
  deep.resize(500);
  EXPECT_EQ(ReadJsonLd({deep + R"({"@type":"Article","headline":"h"})" +
                        std::string(500, ']')})
                .headline,
            "h");
}

}  // namespace
}  // namespace nuskha::internal
