// SPDX-License-Identifier: Apache-2.0

#include "html/page_names.h"

#include "gtest/gtest.h"

namespace nuskha::internal {
namespace {

TEST(PageNamesTest, PartsThatAreNoArticle) {
  for (const char* names :
       {"sidebar", "left-sidebar", "relatedPosts", "jp-relatedposts", "tags",
        "wp-caption-text", "share_box", "SocialLinks", "breadcrumbs", "x ads",
        "post__tags", "newsletter-form", "main-menu", "site-footer"}) {
    EXPECT_EQ(HintOfNames(names), NameHint::kFurniture) << names;
  }
}

TEST(PageNamesTest, PartsThatMayBe) {
  for (const char* names :
       {"", "entry-content", "post body", "article_text", "shared", "shadow",
        "download", "badge", "uploads", "header", "vintage", "advice"}) {
    EXPECT_EQ(HintOfNames(names), NameHint::kNothing) << names;
  }
}

TEST(PageNamesTest, Comments) {
  EXPECT_EQ(HintOfNames("comments"), NameHint::kComments);
  EXPECT_EQ(HintOfNames("comments-area sidebar"), NameHint::kComments);
  EXPECT_EQ(HintOfNames("sidebar disqus_thread"), NameHint::kComments);
  EXPECT_EQ(HintOfNames("postComments"), NameHint::kComments);
  // What a page allows is no part of it.
  EXPECT_EQ(HintOfNames("post comments-open"), NameHint::kNothing);
  EXPECT_EQ(HintOfNames("comments-closed x"), NameHint::kNothing);
}

}  // namespace
}  // namespace nuskha::internal
