// SPDX-License-Identifier: Apache-2.0
//
// Documents larger than SQLite takes, with a limit far below its own.

#include <sqlite3.h>

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "nuskha/index.h"
#include "nuskha/nuskha.h"
#include "store/articles.h"

namespace nuskha {
namespace {

using testing::HasSubstr;

constexpr int kMost = 100'000;

// Of every connection that is opened.
extern "C" int LowerLimit(sqlite3* connection, const char**, const void*) {
  sqlite3_limit(connection, SQLITE_LIMIT_LENGTH, kMost);
  return SQLITE_OK;
}

class IndexLimitsTest : public testing::Test {
 protected:
  using Extension = void (*)();
  IndexLimitsTest() {
    EXPECT_TRUE(Index::Create(path_, {.seed = 7}).ok());
    sqlite3_auto_extension(reinterpret_cast<Extension>(&LowerLimit));
  }
  ~IndexLimitsTest() override {
    sqlite3_cancel_auto_extension(reinterpret_cast<Extension>(&LowerLimit));
  }

  const TemporaryFolder folder_;
  const std::string path_ = folder_.file("index");
  const std::vector<OwnedArticle> articles_ = MakeArticles(3, 8, 2);
};

TEST_F(IndexLimitsTest, ADocumentThatIsTooLargeHarmsNothing) {
  Index index = Index::Open(path_, {}).value();
  Article article = articles_[0].view();
  // One field alone, and all of them together.
  const std::string long_url(kMost + 1, 'u'), half(kMost / 2, 'u');
  for (const bool together : {false, true}) {
    article.url = together ? half : long_url;
    article.date = together ? half : articles_[0].date;
    const absl::Status alone = index.CheckAndAdd(article).status();
    EXPECT_TRUE(absl::IsOutOfRange(alone)) << alone;
    EXPECT_THAT(std::string(alone.message()), HasSubstr("id-1"));
    EXPECT_THAT(std::string(alone.message()), HasSubstr("at most 100000"));
    const std::vector<Article> two = {articles_[1].view(), article};
    EXPECT_TRUE(absl::IsOutOfRange(index.AddMany(two, nullptr).status()));
    EXPECT_EQ(index.Stats()->documents, 0u);
  }
  // The stems of words that were refused come with the next document.
  EXPECT_EQ(index.CheckAndAdd(articles_[0].view())->status, IndexStatus::kNew);
  ASSERT_TRUE(index.Update({&article, 1}, nullptr).ok());  // the same text
  article.text = articles_[1].text;
  EXPECT_TRUE(
      absl::IsOutOfRange(index.Update({&article, 1}, nullptr).status()));
  EXPECT_EQ(index.Query(articles_[0].view())->status, IndexStatus::kKnown);
  EXPECT_TRUE(index.Verify().ok());
  index = Index::Open(path_, {.read_only = true}).value();
  EXPECT_TRUE(index.Verify().ok());
  EXPECT_EQ(index.Stats()->documents, 1u);
}

TEST_F(IndexLimitsTest, InC) {
  nuskha_index* index = nullptr;
  ASSERT_EQ(nuskha_index_open({path_.data(), path_.size()}, nullptr, &index),
            NUSKHA_OK);
  nuskha_article article;
  nuskha_article_init(&article, sizeof article);
  const std::string long_url(kMost + 1, 'u'), text = articles_[0].text;
  article.id = {"1", 1};
  article.text = {text.data(), text.size()};
  article.url = {long_url.data(), long_url.size()};
  EXPECT_EQ(nuskha_index_check_and_add(index, &article, nullptr, nullptr),
            NUSKHA_E_LIMIT);
  article.url = {};
  EXPECT_EQ(nuskha_index_check_and_add(index, &article, nullptr, nullptr),
            NUSKHA_OK);
  nuskha_index_free(index);
}

}  // namespace
}  // namespace nuskha
