// SPDX-License-Identifier: Apache-2.0

#include "html/html_guard.h"

#include <string>
#include <string_view>
#include <vector>

#include "gtest/gtest.h"
#include "html/tag_lexer.h"

namespace nuskha::internal {
namespace {

std::string Guarded(std::string_view page, uint32_t max_depth = 512) {
  GuardedHtml guarded;
  GuardHtml(page, max_depth, &guarded);
  return guarded.html;
}

std::string Repeat(std::string_view unit, int count) {
  std::string text;
  for (int i = 0; i < count; ++i) text += unit;
  return text;
}

TEST(HtmlGuardTest, EveryEndTagIsWritten) {
  EXPECT_EQ(Guarded("<div><b>a"), "<div><b>a</b></div>");
  EXPECT_EQ(Guarded("a</b></div></p>b"), "ab");
  EXPECT_EQ(Guarded("<div><span>a</div>b"), "<div><span>a</span></div>b");
}

TEST(HtmlGuardTest, EndTagsOfLinesDoNotEndBlocks) {
  EXPECT_EQ(Guarded("<span><div>a</span>b</div>c"),
            "<span><div>ab</div>c</span>");
}

TEST(HtmlGuardTest, ParagraphsAndItemsEndEachOther) {
  EXPECT_EQ(Guarded("<p>a<p>b"), "<p>a</p><p>b</p>");
  EXPECT_EQ(Guarded("<p><b>a<p>b"), "<p><b>a</b></p><p>b</p>");
  EXPECT_EQ(Guarded("<p>a<section>b"), "<p>a</p><section>b</section>");
  EXPECT_EQ(Guarded("<p>a<span>b</span>c"), "<p>a<span>b</span>c</p>");
  EXPECT_EQ(Guarded("<ul><li>a<li>b<ul><li>c</ul>d</ul>"),
            "<ul><li>a</li><li>b<ul><li>c</li></ul>d</li></ul>");
  EXPECT_EQ(Guarded("<dl><dt>a<dd>b<dt>c"),
            "<dl><dt>a</dt><dd>b</dd><dt>c</dt></dl>");
  EXPECT_EQ(Guarded("<h1>a<h2>b</h3>c"), "<h1>a</h1><h2>b</h2>c");
  EXPECT_EQ(Guarded("<a href=x>a<a href=y>b"),
            "<a href=\"x\">a</a><a href=\"y\">b</a>");
}

TEST(HtmlGuardTest, TablePartsEndEachOtherInOneTable) {
  EXPECT_EQ(Guarded("<table><tr><td>a<td>b<tr><td>c</table>"),
            "<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>");
  EXPECT_EQ(Guarded("<table><tr><td><table><tr><td>a</table>b<td>c"),
            "<table><tr><td><table><tr><td>a</td></tr></table>b</td><td>c</td>"
            "</tr></table>");
  EXPECT_EQ(Guarded("<table><thead><tr><th>a<tbody><tr><td>b"),
            "<table><thead><tr><th>a</th></tr></thead><tbody><tr><td>b</td>"
            "</tr></tbody></table>");
  // A cell is a wall.
  EXPECT_EQ(Guarded("<div><table><tr><td>a</div>b"),
            "<div><table><tr><td>ab</td></tr></table></div>");
}

TEST(HtmlGuardTest, OneHtmlHeadAndBody) {
  EXPECT_EQ(Guarded("<html><head><title>a</title></head><body>b</body><p>c"
                    "<body><html>"),
            "<html><head><title>a</title></head><body>b<p>c</p>");
  EXPECT_EQ(Guarded("<head><meta name=a content=b><body>c"),
            "<head><meta name=\"a\" content=\"b\"></head><body>c");
}

TEST(HtmlGuardTest, ScriptsAndCommentsAreLeftOut) {
  EXPECT_EQ(Guarded("a<script>if (a<b) x</script>b<!-- c --><style>d</style>"),
            "ab");
  EXPECT_EQ(Guarded("<title>a <b> & c</title>"),
            "<title>a &lt;b> &amp; c</title>");
  EXPECT_EQ(Guarded("a<textarea><p>b</textarea>c<plaintext>d"), "acd");
  EXPECT_EQ(Guarded("a<xmp><p></xmp>b"), "a<br>&lt;p><br>b");
}

TEST(HtmlGuardTest, JsonLdIsHandedOut) {
  GuardedHtml guarded;
  GuardHtml(
      "<script type='application/ld+json'>{1}</script><script>{2}</script>"
      "<SCRIPT TYPE=application/ld+json>{3}</SCRIPT>",
      512, &guarded);
  EXPECT_EQ(guarded.json_ld, (std::vector<std::string_view>{"{1}", "{3}"}));
}

TEST(HtmlGuardTest, CharactersAndReferences) {
  EXPECT_EQ(Guarded("a\x01\x7f b\tc"), "a \x7f b\tc");
  EXPECT_EQ(Guarded(std::string_view("a\0b", 3)), "a b");
  EXPECT_EQ(Guarded("&lt;p&gt; &amp;lt; &AMP; &#60; &eacute; &apos; &x; & &#;"),
            "&lt;p> &amp;lt; &amp; &lt; \xc3\xa9 ' &amp;x; &amp; &amp;#;");
}

TEST(HtmlGuardTest, AttributesThatMeanNothingAreLeftOut) {
  EXPECT_EQ(Guarded("<p onclick=x CLASS='a\"b' class=c data-x=y id=&lt;>"),
            "<p class=\"a&quot;b\" id=\"&lt;\"></p>");
  const std::string value = Repeat("\xd8\xa7", 4096);
  const std::string cut = Guarded("<p class=\"" + value + "\">");
  EXPECT_EQ(cut, "<p class=\"" + value.substr(0, 4096) + "\"></p>");
  const std::string odd = Guarded("<p class=\"x" + value + "\">");
  EXPECT_EQ(odd, "<p class=\"x" + value.substr(0, 4094) + "\"></p>");
}

// Depth and balance of what came out, by its tags.
size_t DepthOf(std::string_view html) {
  TagLexer lexer(html);
  HtmlToken token;
  std::vector<std::string> open;
  size_t depth = 0;
  for (lexer.Next(&token); token.kind != HtmlToken::kFinished;
       lexer.Next(&token)) {
    if (token.kind == HtmlToken::kStart && token.name != "br") {
      open.push_back(token.name);
      depth = std::max(depth, open.size());
    } else if (token.kind == HtmlToken::kEnd) {
      EXPECT_FALSE(open.empty());
      if (open.empty()) return 0;
      EXPECT_EQ(open.back(), token.name);
      open.pop_back();
    }
  }
  EXPECT_TRUE(open.empty());
  return depth;
}

TEST(HtmlGuardTest, DeepTagsAreLeftOutAndTheirTextIsKept) {
  GuardedHtml guarded;
  GuardHtml(Repeat("<div>", 600) + "a" + Repeat("</div>", 600) + "b", 512,
            &guarded);
  EXPECT_TRUE(guarded.too_deep);
  EXPECT_EQ(DepthOf(guarded.html), 512u);
  EXPECT_NE(guarded.html.find('a'), std::string::npos);
  // The end tags of what was left out end nothing else.
  EXPECT_TRUE(guarded.html.ends_with("</div>b"));
  GuardHtml("<p>a</p>", 512, &guarded);
  EXPECT_FALSE(guarded.too_deep);
}

TEST(HtmlGuardTest, HostileNestingIsBoundedAndBalanced) {
  for (const char* unit :
       {"<div>", "<b>", "<p><b>x", "<ul><li>", "<table><tr><td>", "<foo>x",
        "</foo>", "<font>a</b>", "<a href=x>", "<select><option>", "<dl><dt>",
        "<b><div></b>", "<table></b><td>", "<h1><div>", "<form></div>"}) {
    EXPECT_LE(DepthOf(Guarded(Repeat(unit, 20000), 64)), 64u) << unit;
  }
}

TEST(HtmlGuardTest, UnclosedParagraphsDoNotNest) {
  EXPECT_EQ(DepthOf(Guarded(Repeat("<p>a<li>b<tr><td>c", 1000))), 4u);
}

}  // namespace
}  // namespace nuskha::internal
