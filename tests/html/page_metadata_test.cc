// SPDX-License-Identifier: Apache-2.0

#include "html/page_metadata.h"

#include <string>
#include <string_view>

#include "gtest/gtest.h"
#include "html/html_article.h"

namespace nuskha::internal {
namespace {

HtmlArticle Extract(std::string_view page, std::string_view url = {}) {
  HtmlArticle article;
  EXPECT_TRUE(ExtractArticle(page, {.url = url}, {}, &article).ok());
  return article;
}

constexpr std::string_view kText =
    "<p>One two three four five six seven eight nine ten eleven.</p>"
    "<p>One two three four five six seven eight nine ten twelve.</p>";

std::string WithText(std::string_view before) {
  return std::string(before) + std::string(kText);
}

TEST(PageDateTest, BestStatementFirst) {
  EXPECT_EQ(Extract("<meta property=article:published_time content=2020-01-02>"
                    "<time datetime=2021-01-01>")
                .date,
            "2020-01-02");
  EXPECT_EQ(Extract("<script type=application/ld+json>{\"@type\":\"Article\","
                    "\"datePublished\":\"2019-01-01\"}</script><meta "
                    "property=article:published_time content=2020-01-02>")
                .date,
            "2019-01-01");
  EXPECT_EQ(Extract("<time datetime=2021-01-01>x</time><span "
                    "itemprop=datePublished content=2018-01-01>")
                .date,
            "2018-01-01");
  EXPECT_EQ(Extract("<time>5 March 2021</time>").date, "5 March 2021");
  // One that cannot be read does not hide one that can.
  EXPECT_EQ(Extract("<meta name=date content=yesterday><time "
                    "datetime=2021-01-01>")
                .date,
            "2021-01-01");
  EXPECT_EQ(Extract("<meta name=date content=yesterday>").date, "yesterday");
  EXPECT_EQ(Extract("<p>no date").date, "");
}

TEST(PageDateTest, LinesAroundTheText) {
  EXPECT_EQ(Extract(WithText("<div>5 March 2021, 10:15</div>")).date,
            "5 March 2021, 10:15");
  EXPECT_EQ(Extract(WithText("<div>2017/03/02 10:22</div>")).date,
            "2017-03-02");
  EXPECT_EQ(Extract(WithText("<div>2017/1/2 | home</div>")).date, "2017-01-02");
  // Day and month could be either way round.
  EXPECT_EQ(Extract(WithText("<div>02/03/2017</div>")).date, "");
  EXPECT_EQ(Extract(WithText("<div>1234567</div>")).date, "");
}

TEST(PageDateTest, PathOfTheAddress) {
  EXPECT_EQ(Extract(kText, "https://a.example/2020/12/25/x").date,
            "2020-12-25");
  EXPECT_EQ(Extract(kText, "https://a.example/2020/12/x").date, "");
  EXPECT_EQ(Extract(kText, "https://a.example/2020/13/45/x").date, "");
}

TEST(PageTitleTest, HeadingsThatTheTitleHolds) {
  EXPECT_EQ(Extract("<title>Ships came in - Site</title><h1>Site</h1>"
                    "<h2>Ships came in</h2>")
                .title,
            "Ships came in");
  EXPECT_EQ(Extract("<title>Ships came in today</title><h1>Nothing like it at "
                    "all</h1>")
                .title,
            "Ships came in today");
  EXPECT_EQ(Extract("<meta property=og:title content='Ships came in | Site'>"
                    "<meta property=og:site_name content=Site>")
                .title,
            "Ships came in");
  EXPECT_EQ(Extract("<meta property=og:title content='Site - Ships came in'>"
                    "<meta property=og:site_name content=Site>")
                .title,
            "Ships came in");
  EXPECT_EQ(Extract("<title>The long story of ships - Daily</title>").title,
            "The long story of ships");
  EXPECT_EQ(Extract("<title>Ships : a story</title>").title, "Ships : a story");
  EXPECT_EQ(Extract("").title, "");
}

TEST(PageSourceTest, NamesThenHost) {
  EXPECT_EQ(Extract("<meta property=og:site_name content=' The  Site '>",
                    "https://www.a.example/")
                .source,
            "The Site");
  EXPECT_EQ(Extract("<title>Ships came in - Daily News</title>"
                    "<h1>Ships came in</h1>")
                .source,
            "Daily News");
  EXPECT_EQ(Extract("<p>a", "https://www.a.example:80/x").source, "a.example");
  EXPECT_EQ(Extract("<p>a").source, "");
}

TEST(PageUrlTest, AbsoluteWebAddressesOnly) {
  EXPECT_EQ(Extract("<link rel=canonical href=https://a.example/b>",
                    "https://c.example/")
                .url,
            "https://a.example/b");
  EXPECT_EQ(Extract("<link rel=canonical href=/b>", "https://c.example/").url,
            "https://c.example/");
  EXPECT_EQ(Extract("<link rel=canonical href='javascript:x'><meta "
                    "property=og:url content=http://a.example>")
                .url,
            "http://a.example");
  EXPECT_EQ(Extract("<p>a", "file:///etc/passwd").url, "");
}

TEST(HostOfTest, Hosts) {
  EXPECT_EQ(HostOf("https://www.a.example/x"), "a.example");
  EXPECT_EQ(HostOf("http://a.example:80"), "a.example");
  EXPECT_EQ(HostOf("a.example"), "");
  EXPECT_EQ(HostOf(""), "");
}

}  // namespace
}  // namespace nuskha::internal
