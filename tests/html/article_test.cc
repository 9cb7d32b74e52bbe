// SPDX-License-Identifier: Apache-2.0
//
// Hints and limits of ExtractArticle, and pages made to hurt.

#include <fmt/format.h>

#include <chrono>
#include <string>
#include <string_view>

#include "gtest/gtest.h"
#include "html/html_article.h"
#include "text/encoding.h"

namespace nuskha::internal {
namespace {

std::string Repeat(std::string_view unit, size_t size) {
  std::string text;
  while (text.size() < size) text += unit;
  return text;
}

constexpr std::string_view kSentence =
    "One two three four five six seven eight nine ten eleven twelve.";

TEST(ArticleTest, LimitsAreErrors) {
  HtmlArticle article;
  const HtmlLimits small = {.max_bytes = 100};
  EXPECT_TRUE(ExtractArticle(std::string(100, 'a'), {}, small, &article).ok());
  EXPECT_TRUE(absl::IsResourceExhausted(
      ExtractArticle(std::string(101, 'a'), {}, small, &article)));
  const HtmlLimits few = {.max_nodes = 100};
  EXPECT_TRUE(absl::IsResourceExhausted(
      ExtractArticle(Repeat("<p>a", 1000), {}, few, &article)));
}

TEST(ArticleTest, DeepTextIsKept) {
  HtmlArticle article;
  const std::string page = Repeat("<div>", 500000) + std::string(kSentence);
  ASSERT_TRUE(ExtractArticle(page, {}, {}, &article).ok());
  EXPECT_TRUE(article.too_deep);
  EXPECT_EQ(article.text, kSentence);
  ASSERT_TRUE(ExtractArticle(page, {}, {.max_depth = 1}, &article).ok());
  EXPECT_EQ(article.text, kSentence);
}

TEST(ArticleTest, ChosenEncoding) {
  HtmlArticle article;
  // Windows-1256 for alef lam, declared and looking like something else.
  const std::string page =
      "<meta charset=iso-8859-2><title>\xc7\xe1 \xc7\xe1</title>";
  ASSERT_TRUE(ExtractArticle(page, {.encoding = "CP1256"}, {}, &article).ok());
  EXPECT_EQ(article.title, "\xd8\xa7\xd9\x84 \xd8\xa7\xd9\x84");
  EXPECT_EQ(article.charset, "windows-1256");
  EXPECT_TRUE(absl::IsInvalidArgument(
      ExtractArticle(page, {.encoding = "klingon"}, {}, &article)));
}

TEST(ArticleTest, HeaderGoesBeforeMeta) {
  HtmlArticle article;
  const std::string page = "<meta charset=windows-1251><title>\xe0</title>";
  ASSERT_TRUE(
      ExtractArticle(page, {.http_charset = "windows-1253"}, {}, &article)
          .ok());
  EXPECT_EQ(article.charset, "windows-1253");
  ASSERT_TRUE(
      ExtractArticle(page, {.http_charset = "nonsense"}, {}, &article).ok());
  EXPECT_EQ(article.charset, "windows-1251");
}

TEST(ArticleTest, ByteOrderMarkGoesBeforeAll) {
  HtmlArticle article;
  ASSERT_TRUE(ExtractArticle("\xef\xbb\xbf<title>\xc3\xa9</title>",
                             {.http_charset = "windows-1256"}, {}, &article)
                  .ok());
  EXPECT_EQ(article.charset, "UTF-8");
  EXPECT_EQ(article.title, "\xc3\xa9");
}

// Each took seconds or minutes in some parser. Under a sanitizer this is slow
// only if something is not linear.
TEST(ArticleTest, HostilePagesGiveAnswers) {
  constexpr size_t kSize = 300000;
  for (const char* unit : {"<div>",
                           "<b>",
                           "<p><b>x",
                           "<ul><li>",
                           "<table><tr><td>",
                           "<foo>x",
                           "</foo>",
                           "<font>a</b>",
                           "<a href=x>y",
                           "&",
                           "&amp;",
                           "&#1575;",
                           "<",
                           "<!",
                           "</",
                           "</a",
                           "<!--",
                           "<!---->",
                           "<a b='",
                           "<a b=\"><a c='",
                           "<script>",
                           "<script></script>",
                           "<title>",
                           "<textarea><xmp>",
                           "<?",
                           "<select><option>",
                           "<form>",
                           "<dl><dt>x",
                           "<h1>x",
                           "\xff",
                           "\xd8\xa7",
                           "\xd8\xa7 ",
                           "<p>\xd8\xa7</p>",
                           "\xd8\xa7<br>",
                           "<meta name=a content=b>",
                           "<time>1 May 2020</time>",
                           "<h2>a b</h2>",
                           "<div class=\"comments\">x",
                           "<div class=related>",
                           "<link rel=canonical href=x>",
                           "<plaintext>",
                           "<svg/><math>",
                           "<table></b><td>",
                           "</br>"}) {
    HtmlArticle article;
    const absl::Status status =
        ExtractArticle(Repeat(unit, kSize), {}, {}, &article);
    EXPECT_TRUE(status.ok()) << unit << ' ' << status;
  }
}

TEST(ArticleTest, HostileAttributesGiveAnswers) {
  constexpr size_t kSize = 300000;
  const std::string letters = Repeat("a", kSize);
  std::string many;
  for (size_t i = 0; many.size() < kSize; ++i) many += fmt::format(" a{}=b", i);
  const std::string_view json = "<script type=application/ld+json>";
  for (const std::string& head :
       {fmt::format("<p{}>", many), fmt::format("<p {}>", letters),
        fmt::format("<p class=\"{}\">", Repeat("aB ", kSize)),
        fmt::format("<{}>", letters),
        fmt::format("{}{}</script>", json, Repeat("[", kSize)),
        fmt::format("{}{}</script>", json, Repeat("{\"a\":", kSize)),
        std::string(kSize, '\0'), Repeat("<!-- > ", kSize)}) {
    const std::string page = head + std::string(kSentence);
    HtmlArticle article;
    ASSERT_TRUE(ExtractArticle(page, {}, {}, &article).ok());
    EXPECT_TRUE(article.text.ends_with(kSentence)) << page.substr(0, 50);
  }
}

// Every piece of a title was looked for to its end.
TEST(ArticleTest, LongTitlesTakeTimeByTheByteOnly) {
  const auto start = std::chrono::steady_clock::now();
  HtmlArticle article;
  ASSERT_TRUE(ExtractArticle("<title>" + Repeat("a | ", 500'000) +
                                 "</title><p>" + std::string(kSentence),
                             {}, {}, &article)
                  .ok());
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(20));
}

TEST(ArticleTest, BodyOfJsonLdMayHoldMarkup) {
  HtmlArticle article;
  ASSERT_TRUE(
      ExtractArticle("<script type=application/ld+json>{\"@type\":\"Article\","
                     "\"articleBody\":\"<p>a b c</p><p>d <b>e</b>\\nf\"}"
                     "</script>",
                     {}, {}, &article)
          .ok());
  EXPECT_EQ(article.text, "a b c\nd\ne\nf");
}

}  // namespace
}  // namespace nuskha::internal
