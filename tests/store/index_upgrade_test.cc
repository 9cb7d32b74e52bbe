// SPDX-License-Identifier: Apache-2.0
//
// Indexes of other times: those of an older normalizer are analyzed anew from
// their texts; those of each format that was ever released open.
//
// tests/golden/index_v1 was written by
//   NUSKHA_WRITE_GOLDEN_INDEX=FOLDER store_test --gtest_filter='*Golden*'
// without its file "lock", which names the machine.

#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "store/articles.h"
#include "store/database.h"
#include "store/family.h"

namespace nuskha {
namespace {

using testing::HasSubstr;

absl::StatusOr<Index> OpenUpgrading(const std::string& path) {
  return Index::Open(path, {.upgrading = true});
}

// As an older normalizer would have written it: other words in every row.
void MakeOld(const std::string& path) {
  auto database = internal::Database::Open(path, /*read_only=*/false).value();
  ASSERT_TRUE(database->Begin(/*write=*/true).ok());
  internal::IndexState state = database->ReadState().value();
  for (uint32_t number = 0; number < state.next; ++number) {
    std::vector<std::string> columns;
    uint64_t before = 0;
    const auto there = database->Fetch(
        number,
        [&](uint32_t, const internal::RowFields& row, uint64_t checksum) {
          for (const std::string_view column :
               {row.id, row.url, row.source, row.date, row.title, row.text}) {
            columns.emplace_back(column);
          }
          internal::Body body;
          EXPECT_TRUE(internal::DecodeBody(row.body, &body));
          for (uint32_t& word : body.document.words) word ^= 0x55555555;
          internal::EncodeBody(body, &columns.emplace_back());
          before = checksum;
          return absl::OkStatus();
        });
    ASSERT_TRUE(there.ok());
    if (!*there) continue;
    const internal::RowFields fields{.id = columns[0],
                                     .url = columns[1],
                                     .source = columns[2],
                                     .date = columns[3],
                                     .title = columns[4],
                                     .body = columns[6],
                                     .text = columns[5]};
    const uint64_t after = internal::RowChecksum(number, fields);
    state.sum += after - before;
    ASSERT_TRUE(database->Replace(number, fields, after).ok());
  }
  internal::IndexMeta meta = database->meta();
  meta.normalizer = kNormalizerRevision + 1000;
  meta.family = internal::FamilyId(meta.normalizer, meta.seed);
  ASSERT_TRUE(database->WriteMeta(meta).ok());
  ASSERT_TRUE(database->WriteState(state).ok());
  ASSERT_TRUE(database->Commit().ok());
}

class IndexUpgradeTest : public testing::Test {
 protected:
  void Make(const std::string& path, bool store_text) {
    ASSERT_TRUE(
        Index::Create(path, {.seed = 7, .store_text = store_text}).ok());
    Index index = Index::Open(path, {}).value();
    ASSERT_TRUE(index.AddMany(Views(articles_), nullptr).ok());
    ASSERT_EQ(index.Remove(std::vector<std::string>{articles_[3].id}).value(),
              1u);
  }

  TemporaryFolder folder_;
  const std::vector<OwnedArticle> articles_ = MakeArticles(3, 30, 3);
};

TEST_F(IndexUpgradeTest, TextsAreAnalyzedAnew) {
  const std::string path = folder_.file("old"), fresh = folder_.file("fresh");
  Make(path, /*store_text=*/true);
  Make(fresh, /*store_text=*/true);
  MakeOld(path);
  const absl::Status refused = Index::Open(path, {}).status();
  EXPECT_TRUE(absl::IsFailedPrecondition(refused));
  EXPECT_THAT(std::string(refused.message()), HasSubstr("--upgrade"));
  {
    Index index = OpenUpgrading(path).value();
    EXPECT_TRUE(absl::IsFailedPrecondition(index.Compact()));
    ASSERT_TRUE(index.Compact(/*upgrade=*/true).ok());
    EXPECT_TRUE(index.Verify().ok());
    // And goes on as it is.
    EXPECT_EQ(index.CheckAndAdd(articles_[0].view())->status,
              IndexStatus::kKnown);
  }
  const Index index = Index::Open(path, {}).value();
  const Index expected = Index::Open(fresh, {}).value();
  EXPECT_EQ(index.Stats()->removed, 1u);
  size_t matches = 0;
  for (const OwnedArticle& article : articles_) {
    const IndexAnswer answer = index.Query(article.view()).value();
    const IndexAnswer other = expected.Query(article.view()).value();
    EXPECT_EQ(answer.status, other.status);
    ASSERT_EQ(answer.matches.size(), other.matches.size());
    for (size_t i = 0; i < answer.matches.size(); ++i) {
      EXPECT_EQ(answer.matches[i].id, other.matches[i].id);
      EXPECT_EQ(answer.matches[i].match.relation,
                other.matches[i].match.relation);
      EXPECT_EQ(answer.matches[i].match.jaccard,
                other.matches[i].match.jaccard);
    }
    matches += answer.matches.size();
  }
  EXPECT_GT(matches, 20u);
}

TEST_F(IndexUpgradeTest, QueriesGoOnMeanwhile) {
  const std::string path = folder_.file("asked");
  Make(path, /*store_text=*/true);
  MakeOld(path);
  Index index = OpenUpgrading(path).value();
  // A known id with another text, a short one: many questions.
  const Article article{.id = articles_[0].id, .text = "\xd8\xa7"};
  constexpr size_t kThreads = 4;
  std::atomic<size_t> started = 0;
  std::atomic<bool> done = false;
  std::vector<std::thread> threads;
  for (size_t i = 0; i < kThreads; ++i) {
    threads.emplace_back([&] {
      ++started;
      while (!done) {
        const absl::StatusOr<IndexAnswer> answer = index.Query(article);
        ASSERT_TRUE(answer.ok()) << answer.status();
        ASSERT_EQ(answer->status, IndexStatus::kChanged);
      }
    });
  }
  while (started < kThreads) std::this_thread::yield();
  EXPECT_TRUE(index.Compact(/*upgrade=*/true).ok());
  done = true;
  for (std::thread& thread : threads) thread.join();
}

// What it knows then is not what the index has.
TEST_F(IndexUpgradeTest, IsOfNoUseIfItCouldNotBeLoaded) {
  const std::string path = folder_.file("unloaded");
  const std::string segments = path + "/segments";
  Make(path, /*store_text=*/true);
  MakeOld(path);
  {
    Index index = OpenUpgrading(path).value();
    std::filesystem::remove_all(segments);
    std::ofstream(segments) << "no folder";
    EXPECT_TRUE(absl::IsUnavailable(index.Compact(/*upgrade=*/true)));
    for (const absl::Status& status :
         {index.CheckAndAdd(articles_[0].view()).status(),
          index.Query(articles_[0].view()).status()}) {
      EXPECT_TRUE(absl::IsFailedPrecondition(status)) << status;
      EXPECT_THAT(std::string(status.message()), HasSubstr("open it again"));
    }
  }
  std::filesystem::remove(segments);
  Index index = Index::Open(path, {}).value();
  EXPECT_EQ(index.CheckAndAdd(articles_[0].view())->status,
            IndexStatus::kKnown);
  EXPECT_TRUE(index.Verify().ok());
}

TEST_F(IndexUpgradeTest, WithoutTextsItIsRefused) {
  const std::string path = folder_.file("bare");
  Make(path, /*store_text=*/false);
  MakeOld(path);
  const absl::Status refused = OpenUpgrading(path)->Compact(/*upgrade=*/true);
  EXPECT_TRUE(absl::IsFailedPrecondition(refused));
  EXPECT_THAT(std::string(refused.message()), HasSubstr("new index"));
}

// The articles of the golden index: words by number, so that they are the same
// for ever.
std::vector<OwnedArticle> GoldenArticles() {
  std::vector<OwnedArticle> articles;
  constexpr size_t kArticles = 6, kWords = 60;
  for (size_t i = 0; i < kArticles; ++i) {
    OwnedArticle& article = articles.emplace_back();
    article.id = "golden-" + std::to_string(i);
    article.title = ArabicWord(i);
    article.source = "news.example";
    article.date = "2024-05-01";
    // Three articles, and each again with a few other words.
    for (size_t k = 0; k < kWords; ++k) {
      const bool edited = i >= kArticles / 2 && k % 20 == 7;
      article.text += ArabicWord(i % 3 * 1000 + k + (edited ? 500 : 0)) + " ";
    }
  }
  return articles;
}

TEST_F(IndexUpgradeTest, GoldenIndexOpens) {
  const std::vector<OwnedArticle> articles = GoldenArticles();
  if (const char* const path = std::getenv("NUSKHA_WRITE_GOLDEN_INDEX")) {
    ASSERT_TRUE(Index::Create(path, {.seed = kPublicSeed}).ok());
    Index index = Index::Open(path, {}).value();
    ASSERT_TRUE(index.AddMany(Views(articles), nullptr).ok());
    ASSERT_TRUE(
        index.Remove(std::vector<std::string>{articles.back().id}).ok());
    ASSERT_TRUE(index.Compact().ok());
  }
  const std::string path = folder_.file("v1");
  std::filesystem::copy(NUSKHA_SOURCE_DIR "/tests/golden/index_v1", path,
                        std::filesystem::copy_options::recursive);
  if (absl::IsFailedPrecondition(Index::Open(path, {}).status())) {
    ASSERT_TRUE(OpenUpgrading(path)->Compact(/*upgrade=*/true).ok());
  }
  {
    const Index reader = Index::Open(path, {.read_only = true}).value();
    EXPECT_TRUE(reader.Verify().ok());
    EXPECT_EQ(reader.Stats()->segments, 1u);
  }
  Index index = Index::Open(path, {}).value();
  const IndexStats stats = index.Stats().value();
  EXPECT_EQ(stats.documents, articles.size() - 1);
  EXPECT_EQ(stats.lost_commits, 0u);
  for (size_t i = 0; i + 1 < articles.size(); ++i) {
    const IndexAnswer answer =
        index.Query(articles[i].view(), {.passages = true}).value();
    EXPECT_EQ(answer.status, IndexStatus::kKnown) << articles[i].id;
    ASSERT_EQ(answer.matches.size(), i == 2 ? 0u : 1u);
    if (i == 2) continue;  // of the one that was removed
    EXPECT_EQ(answer.matches[0].id, articles[(i + 3) % 6].id);
    EXPECT_EQ(answer.matches[0].match.relation, Relation::kCopy);
    EXPECT_FALSE(answer.matches[0].passages.empty());
  }
  EXPECT_EQ(index.CheckAndAdd(articles.back().view())->status,
            IndexStatus::kMatch);
}

}  // namespace
}  // namespace nuskha
