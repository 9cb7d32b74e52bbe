// SPDX-License-Identifier: Apache-2.0

#include "html/page_tree.h"

#include <string>
#include <string_view>

#include "gtest/gtest.h"
#include "html/html_guard.h"
#include "html/page_blocks.h"

namespace nuskha::internal {
namespace {

PageTree Parse(std::string_view page) {
  GuardedHtml guarded;
  GuardHtml(page, 512, &guarded);
  PageTree tree;
  EXPECT_TRUE(ParsePage(guarded.html, 1000, &tree).ok());
  return tree;
}

// The texts of the blocks, " | " between them.
std::string Blocks(std::string_view page) {
  const PageTree tree = Parse(page);
  PageBlocks blocks;
  FindBlocks(tree, &blocks);
  std::string shown;
  for (const Block& block : blocks.blocks) {
    if (!shown.empty()) shown += " | ";
    shown += blocks.text(block);
  }
  return shown;
}

TEST(PageTreeTest, NodesNest) {
  const PageTree tree =
      Parse("<div class=a id=b><p>x</p>y</div><a href=z>w</a>");
  for (uint32_t i = 1; i < tree.nodes.size(); ++i) {
    const PageNode& node = tree.nodes[i];
    ASSERT_LT(node.parent, i);
    ASSERT_GT(node.end, i);
    ASSERT_LE(node.end, tree.nodes[node.parent].end);
  }
  EXPECT_EQ(tree.nodes[0].end, tree.nodes.size());
  std::string names;
  std::string links;
  for (const PageNode& node : tree.nodes) {
    if (node.tag == Tag::kBlock) names += tree.view(node.text);
    if (node.tag == Tag::kA) links += tree.view(node.value);
  }
  EXPECT_EQ(names, "a b");
  EXPECT_EQ(links, "z");
}

TEST(PageTreeTest, MetasHaveLowerCaseKeys) {
  const PageTree tree = Parse(
      "<meta property='OG:Title' content=' a '><link rel=canonical href=b>"
      "<meta name=c><meta content=d>");
  ASSERT_EQ(tree.metas.size(), 2u);
  EXPECT_EQ(tree.view(tree.metas[0].key), "og:title");
  EXPECT_EQ(tree.view(tree.metas[0].value), " a ");
  EXPECT_EQ(tree.view(tree.metas[1].key), "canonical");
  EXPECT_EQ(tree.view(tree.metas[1].value), "b");
}

TEST(PageTreeTest, TooManyNodes) {
  PageTree tree;
  std::string page;
  for (int i = 0; i < 400; ++i) page += "<p>a</p>";
  EXPECT_TRUE(absl::IsResourceExhausted(ParsePage(page, 100, &tree)));
  EXPECT_LE(tree.nodes.size(), 100u);
  EXPECT_TRUE(ParsePage(page, 1000, &tree).ok());
  EXPECT_TRUE(ParsePage("", 1000, &tree).ok());
  EXPECT_EQ(tree.nodes.size(), 1u);
}

TEST(PageBlocksTest, LinesAsReadersSeeThem) {
  EXPECT_EQ(Blocks("<p>a <b>b</b>c\n\n d</p>e<br>f<div>g</div>h"),
            "a bc d | e | f | g | h");
  EXPECT_EQ(Blocks("<p>a<script>x</script>b<!-- c -->c&nbsp;d"), "abc d");
  EXPECT_EQ(Blocks("<p>a<svg><text>b</text></svg><button>c</button> d"), "a d");
  EXPECT_EQ(Blocks("<head><title>t</title></head><body>a"), "a");
  EXPECT_EQ(Blocks("<ul><li>a<li>b</ul><table><tr><td>c<td>d</table>"),
            "a | b | c | d");
  EXPECT_EQ(Blocks("<p> - </p><p>1</p>"), "1");
}

TEST(PageBlocksTest, LongTextComesInOnePiece) {
  std::string word;
  for (int i = 0; i < 5000; ++i) word += "\xd8\xa7";
  EXPECT_EQ(Blocks("<p>" + word + " b</p>"), word + " b");
}

TEST(PageBlocksTest, WordsAndLinks) {
  const PageTree tree = Parse(
      "<p>one two <a href=x>three <b>four</b></a> <a name=y>five</a></p>");
  PageBlocks blocks;
  FindBlocks(tree, &blocks);
  ASSERT_EQ(blocks.blocks.size(), 1u);
  EXPECT_EQ(blocks.blocks[0].words, 5u);
  EXPECT_EQ(blocks.blocks[0].link_words, 2u);
  EXPECT_EQ(blocks.blocks[0].stop_words, 0u);
}

TEST(PageBlocksTest, FunctionWordsOfArabic) {
  // "fi", "ila" with another spelling of its last letter, and a name.
  const PageTree tree = Parse(
      "<p>\xd9\x81\xd9\x8a \xd8\xa7\xd9\x84\xd9\x89 "
      "\xd9\x85\xd8\xad\xd9\x85\xd8\xaf</p>");
  PageBlocks blocks;
  FindBlocks(tree, &blocks);
  ASSERT_EQ(blocks.blocks.size(), 1u);
  EXPECT_EQ(blocks.blocks[0].stop_words, 2u);
}

TEST(CollapseBlanksTest, SingleBlanks) {
  EXPECT_EQ(CollapseBlanks(" a\t\n b\xc2\xa0 c "), "a b c");
  EXPECT_EQ(CollapseBlanks(" \n"), "");
  EXPECT_EQ(CollapseBlanks(""), "");
}

}  // namespace
}  // namespace nuskha::internal
