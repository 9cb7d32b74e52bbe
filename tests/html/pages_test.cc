// SPDX-License-Identifier: Apache-2.0

#include "html/pages.h"

#include <simdjson.h>

#include <map>
#include <string>

#include "gtest/gtest.h"
#include "html/html_article.h"
#include "nuskha/date.h"
#include "nuskha/document.h"

namespace nuskha {
namespace {

using internal::ExtractArticle;
using internal::HtmlArticle;

TEST(PagesTest, GiveTheirArticles) {
  const auto pages = testing::ReadPages();
  ASSERT_GE(pages.size(), 20u);
  for (const testing::Page& page : pages) {
    HtmlArticle article;
    ASSERT_TRUE(ExtractArticle(page.html, {}, {}, &article).ok()) << page.name;
    EXPECT_EQ(testing::Show(article), page.expected) << page.name;
    EXPECT_FALSE(article.too_deep) << page.name;
  }
}

TEST(PagesTest, AreInTheirEncodings) {
  std::map<std::string, HtmlArticle> articles;
  for (const testing::Page& page : testing::ReadPages()) {
    ASSERT_TRUE(ExtractArticle(page.html, {}, {}, &articles[page.name]).ok());
  }
  EXPECT_EQ(articles["tables_2005"].charset, "windows-1256");
  EXPECT_FALSE(articles["tables_2005"].charset_guessed);
  EXPECT_EQ(articles["windows_1256_called_latin_1"].charset, "windows-1256");
  EXPECT_TRUE(articles["windows_1256_called_latin_1"].charset_guessed);
  EXPECT_EQ(articles["iso_8859_6"].charset, "ISO-8859-6");
  EXPECT_TRUE(articles["iso_8859_6"].charset_guessed);
  EXPECT_EQ(articles["utf_16_no_mark"].charset, "UTF-16BE");
  EXPECT_EQ(articles["utf_16_mark"].charset, "UTF-16LE");
  EXPECT_EQ(articles["utf_8_called_windows_1256"].charset, "UTF-8");
}

// The stated dates are those that the reader of dates understands.
TEST(PagesTest, DatesCanBeRead) {
  int dates = 0;
  for (const testing::Page& page : testing::ReadPages()) {
    HtmlArticle article;
    ASSERT_TRUE(ExtractArticle(page.html, {}, {}, &article).ok());
    if (article.date.empty()) continue;
    ++dates;
    EXPECT_TRUE(ParseDate(article.date).value().has_value()) << page.name;
  }
  EXPECT_GE(dates, 5);
}

// A page that ends anywhere: an answer in UTF-8, of whole lines.
TEST(PagesTest, EveryPrefixGivesAnAnswer) {
  for (const testing::Page& page : testing::ReadPages()) {
    // Every byte of the small ones, steps of the others that hit all places of
    // a tag.
    const size_t step = page.html.size() < 2500 ? 1 : 7;
    for (size_t size = 0; size < page.html.size(); size += step) {
      HtmlArticle article;
      ASSERT_TRUE(
          ExtractArticle(page.html.substr(0, size), {}, {}, &article).ok());
      const std::string shown = testing::Show(article);
      ASSERT_TRUE(simdjson::validate_utf8(shown)) << page.name << ' ' << size;
      ASSERT_EQ(article.title.find('\n'), std::string::npos);
      ASSERT_EQ(article.text.find("\n\n"), std::string::npos);
      ASSERT_FALSE(article.text.starts_with('\n'));
      ASSERT_FALSE(article.text.ends_with('\n'));
    }
  }
}

}  // namespace
}  // namespace nuskha
