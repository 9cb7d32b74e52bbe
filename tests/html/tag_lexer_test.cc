// SPDX-License-Identifier: Apache-2.0

#include "html/tag_lexer.h"

#include <string>
#include <string_view>

#include "gtest/gtest.h"

namespace nuskha::internal {
namespace {

// Tokens as "text", <name a=v>, </name>, one blank between them.
std::string Tokens(std::string_view page) {
  TagLexer lexer(page);
  HtmlToken token;
  std::string shown;
  for (lexer.Next(&token); token.kind != HtmlToken::kFinished;
       lexer.Next(&token)) {
    if (!shown.empty()) shown += ' ';
    if (token.kind == HtmlToken::kText) {
      shown += '"' + std::string(token.text) + '"';
      continue;
    }
    shown += token.kind == HtmlToken::kEnd ? "</" : "<";
    shown += token.name;
    for (const Attribute& attribute : token.attributes) {
      shown += ' ' + std::string(attribute.name) + '=' +
               std::string(attribute.value);
    }
    shown += token.self_closing ? "/>" : ">";
  }
  return shown;
}

TEST(TagLexerTest, TagsAndText) {
  EXPECT_EQ(Tokens(""), "");
  EXPECT_EQ(Tokens("a<p>b</P>c"), "\"a\" <p> \"b\" </p> \"c\"");
  EXPECT_EQ(Tokens("<BR/><br / ><x:y-z_1.a>"), "<br/> <br> <x:y-z_1.a>");
}

TEST(TagLexerTest, ALoneBracketIsText) {
  EXPECT_EQ(Tokens("3 < 4"), "\"3 \" \"<\" \" 4\"");
  EXPECT_EQ(Tokens("<<p>"), "\"<\" <p>");
  EXPECT_EQ(Tokens("a<"), "\"a\" \"<\"");
}

TEST(TagLexerTest, Attributes) {
  EXPECT_EQ(Tokens("<a B=c d = 'e f' g=\"h>\" i j=k/>"),
            "<a B=c d=e f g=h> i= j=k/>");
  EXPECT_EQ(Tokens("<a =b c==d>"), "<a =b= c==d>");
  EXPECT_EQ(Tokens("<a/b/c>"), "<a b= c=>");
}

TEST(TagLexerTest, OnlySoManyAttributesAreKept) {
  std::string page = "<a";
  for (int i = 0; i < 1000; ++i) page += " x=1";
  page += ">b";
  TagLexer lexer(page);
  HtmlToken token;
  lexer.Next(&token);
  EXPECT_EQ(token.attributes.size(), TagLexer::kMostAttributes);
  lexer.Next(&token);
  EXPECT_EQ(token.text, "b");
}

TEST(TagLexerTest, CommentsAndDeclarationsArePassedOver) {
  EXPECT_EQ(Tokens("a<!-- <p> -- > -->b<!DOCTYPE x>c<?xml ?>d</>e"),
            "\"a\" \"b\" \"c\" \"d\" \"e\"");
  EXPECT_EQ(Tokens("<!-->a<!--->b"), "\"a\" \"b\"");
}

TEST(TagLexerTest, WhatIsNeverClosedEndsAtTheNextBracket) {
  EXPECT_EQ(Tokens("<!-- a > b"), "\" b\"");
  EXPECT_EQ(Tokens("<a b=\"c d>e"), "<a b=c d=> \"e\"");
  EXPECT_EQ(Tokens("a<p b"), "\"a\"");
  EXPECT_EQ(Tokens("a<!b"), "\"a\"");
}

TEST(TagLexerTest, NamesThatAreNone) {
  EXPECT_EQ(Tokens("<a$b c>d"), "< c=> \"d\"");
  EXPECT_EQ(Tokens("<" + std::string(65, 'a') + ">d"), "<> \"d\"");
}

std::string_view Raw(std::string_view page, bool lenient, std::string* rest) {
  TagLexer lexer(page);
  HtmlToken token;
  lexer.Next(&token);
  const std::string_view raw = lexer.SkipRaw(token.name, lenient);
  lexer.Next(&token);
  *rest = token.kind == HtmlToken::kText ? std::string(token.text) : token.name;
  return raw;
}

TEST(TagLexerTest, RawText) {
  std::string rest;
  EXPECT_EQ(Raw("<script>a</p></scripty></SCRIPT x>b", false, &rest),
            "a</p></scripty>");
  EXPECT_EQ(rest, "b");
  EXPECT_EQ(Raw("<title>a<b>", true, &rest), "a");
  EXPECT_EQ(rest, "b");
  EXPECT_EQ(Raw("<script>a<b>", false, &rest), "a<b>");
  EXPECT_EQ(Raw("<title>a</title", true, &rest), "a");
}

}  // namespace
}  // namespace nuskha::internal
