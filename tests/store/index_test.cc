// SPDX-License-Identifier: Apache-2.0

#include "nuskha/index.h"

#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "store/articles.h"

namespace nuskha {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

class IndexTest : public testing::Test {
 protected:
  IndexTest() { EXPECT_TRUE(Index::Create(path_, {.seed = 7}).ok()); }

  Index Open(OpenIndexOptions options = {}) const {
    return Index::Open(path_, options).value();
  }
  std::vector<std::string> Ids(const Index& index) const {
    std::vector<std::string> ids;
    EXPECT_TRUE(index
                    .Export([&](const IndexRecord& record) {
                      ids.emplace_back(record.id);
                      return true;
                    })
                    .ok());
    return ids;
  }

  const TemporaryFolder folder_;
  const std::string path_ = folder_.file("index");
  std::vector<OwnedArticle> articles_ = MakeArticles(3, 8, 2);
};

TEST_F(IndexTest, TellsNewKnownChangedMatchAndEmpty) {
  Index index = Open();
  Article article = articles_[0].view();
  EXPECT_EQ(index.CheckAndAdd(article)->status, IndexStatus::kNew);
  EXPECT_EQ(index.CheckAndAdd(article)->status, IndexStatus::kKnown);
  article.id = "another";
  const IndexAnswer match = index.CheckAndAdd(article).value();
  EXPECT_EQ(match.status, IndexStatus::kMatch);
  ASSERT_THAT(match.matches, SizeIs(1));
  EXPECT_EQ(match.matches[0].id, "id-1");
  EXPECT_EQ(match.matches[0].match.relation, Relation::kExact);
  EXPECT_EQ(match.documents, 1u);
  const std::string other = articles_[1].text;
  article.text = other;
  EXPECT_EQ(index.CheckAndAdd(article)->status, IndexStatus::kChanged);
  EXPECT_EQ(index.CheckAndAdd({.id = "e", .text = " ... "})->status,
            IndexStatus::kEmpty);
  EXPECT_THAT(Ids(index), ElementsAre("id-1", "another"));
  EXPECT_TRUE(absl::IsInvalidArgument(
      index.CheckAndAdd({.id = "", .text = other}).status()));
}

TEST_F(IndexTest, AnEmptyTextIsEmptyThoughItsIdIsKnown) {
  Index index = Open();
  ASSERT_TRUE(index.CheckAndAdd(articles_[0].view()).ok());
  const Article empty{.id = "id-1", .text = " ... "};
  EXPECT_EQ(index.CheckAndAdd(empty)->status, IndexStatus::kEmpty);
  EXPECT_EQ(index.Query(empty)->status, IndexStatus::kEmpty);
  std::vector<IndexStatus> statuses;
  ASSERT_TRUE(index.AddMany({&empty, 1}, &statuses).ok());
  EXPECT_THAT(statuses, ElementsAre(IndexStatus::kEmpty));
  ASSERT_TRUE(index.Update({&empty, 1}, &statuses).ok());
  EXPECT_THAT(statuses, ElementsAre(IndexStatus::kEmpty));
  EXPECT_EQ(index.Query(articles_[0].view())->status, IndexStatus::kKnown);
}

TEST_F(IndexTest, VerifyTellsWhereItIs) {
  Index index = Open();
  const uint64_t all = index.AddMany(Views(articles_), nullptr).value();
  std::vector<uint64_t> done;
  EXPECT_TRUE(index
                  .Verify([&](uint64_t some, uint64_t total) {
                    EXPECT_EQ(total, all);
                    done.push_back(some);
                    return true;
                  })
                  .ok());
  EXPECT_THAT(done, ElementsAre(0, all));
  for (const uint64_t end : {uint64_t{0}, all}) {
    EXPECT_TRUE(absl::IsCancelled(
        index.Verify([&](uint64_t some, uint64_t) { return some != end; })));
  }
}

TEST_F(IndexTest, RemovesAndReplaces) {
  Index index = Open();
  const std::vector<Article> views = Views(articles_);
  ASSERT_EQ(index.AddMany(views, nullptr).value(), views.size());
  EXPECT_EQ(
      index.Remove(std::vector<std::string>{"id-1", "id-1", "nobody"}).value(),
      1u);
  const IndexAnswer gone = index.Query(views[0]).value();
  EXPECT_EQ(gone.documents, views.size() - 1);
  for (const IndexMatch& match : gone.matches) EXPECT_NE(match.id, "id-1");
  Article changed = views[1];
  changed.text = articles_[2].text;
  std::vector<IndexStatus> statuses;
  ASSERT_TRUE(index.Update({&changed, 1}, &statuses).ok());
  EXPECT_THAT(statuses, ElementsAre(IndexStatus::kChanged));
  EXPECT_EQ(index.Query(changed)->status, IndexStatus::kKnown);
  for (int round = 0; round < 2; ++round) {
    EXPECT_TRUE(index.Verify().ok());
    EXPECT_EQ(index.Stats()->removed, 2u);
    EXPECT_EQ(index.Stats()->documents, views.size() - 1);
    EXPECT_EQ(index.Query(changed)->status, IndexStatus::kKnown);
    EXPECT_EQ(index.Query(views[0])->status, IndexStatus::kMatch);
    ASSERT_TRUE(index.Compact().ok());
  }
}

TEST_F(IndexTest, TwoTextsOfOneIdInOneCommit) {
  Index index = Open();
  std::vector<Article> views = Views(articles_);
  views.resize(3);
  for (Article& view : views) view.id = "same";
  std::vector<IndexStatus> statuses;
  ASSERT_EQ(index.AddMany(views, &statuses).value(), 1u);
  EXPECT_THAT(statuses, ElementsAre(IndexStatus::kNew, IndexStatus::kChanged,
                                    IndexStatus::kChanged));
  ASSERT_EQ(index.Update(views, &statuses).value(), 1u);
  EXPECT_THAT(statuses, ElementsAre(IndexStatus::kKnown, IndexStatus::kChanged,
                                    IndexStatus::kChanged));
  EXPECT_EQ(index.Query(views[2])->status, IndexStatus::kKnown);
  EXPECT_TRUE(index.Verify().ok());
}

TEST_F(IndexTest, PassagesAreBytesOfBothTexts) {
  Index index = Open();
  ASSERT_TRUE(index.CheckAndAdd(articles_[0].view()).ok());
  Article article = articles_[0].view();
  article.id = {};
  const IndexAnswer answer = index.Query(article, {.passages = true}).value();
  ASSERT_THAT(answer.matches, SizeIs(1));
  ASSERT_FALSE(answer.matches[0].passages.empty());
  for (const Passage& passage : answer.matches[0].passages) {
    EXPECT_EQ(passage.a, passage.b);
  }
}

TEST_F(IndexTest, OneWriterAndReadersBesideIt) {
  Index writer = Open({.owner = "the first"});
  const absl::Status second = Index::Open(path_, {}).status();
  EXPECT_TRUE(absl::IsAborted(second));
  EXPECT_THAT(std::string(second.message()),
              testing::AllOf(HasSubstr(std::to_string(getpid())),
                             HasSubstr("the first")));
  Index reader = Open({.read_only = true});
  ASSERT_TRUE(writer.CheckAndAdd(articles_[0].view()).ok());
  EXPECT_EQ(reader.Query(articles_[0].view())->status, IndexStatus::kKnown);
  EXPECT_TRUE(absl::IsInvalidArgument(
      reader.CheckAndAdd(articles_[1].view()).status()));
  ASSERT_TRUE(writer.Remove(std::vector<std::string>{"id-1"}).ok());
  EXPECT_EQ(reader.Query(articles_[0].view())->status, IndexStatus::kNew);
}

TEST_F(IndexTest, IsRefusedAfterFork) {
  Index index = Open();
  ASSERT_TRUE(index.CheckAndAdd(articles_[0].view()).ok());
  const pid_t child = fork();
  if (child == 0) {
    const bool refused =
        absl::IsPermissionDenied(index.Query(articles_[0].view()).status()) &&
        absl::IsPermissionDenied(
            index.CheckAndAdd(articles_[1].view()).status());
    { const Index closed = std::move(index); }
    _exit(refused ? 0 : 1);
  }
  int status = 1;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  EXPECT_EQ(status, 0);
  EXPECT_EQ(index.CheckAndAdd(articles_[1].view())->status, IndexStatus::kNew);
  EXPECT_TRUE(index.Verify().ok());
}

// A child that lives on must not keep the lock of a parent that was killed.
TEST_F(IndexTest, LockGoesWithItsProcess) {
  int ready[2], stay[2];
  ASSERT_EQ(pipe(ready), 0);
  ASSERT_EQ(pipe(stay), 0);
  const pid_t parent = fork();
  if (parent == 0) {
    const Index index = Open();
    if (fork() == 0) {
      // It runs, so it has given up the lock; until the test closes its end.
      const bool told = write(ready[1], "x", 1) == 1;
      close(stay[1]);
      char byte = 0;
      _exit(told ? static_cast<int>(read(stay[0], &byte, 1)) : 1);
    }
    pause();
    _exit(1);
  }
  char byte = 0;
  ASSERT_EQ(read(ready[0], &byte, 1), 1);
  EXPECT_TRUE(absl::IsAborted(Index::Open(path_, {}).status()));
  kill(parent, SIGKILL);
  ASSERT_EQ(waitpid(parent, nullptr, 0), parent);
  EXPECT_TRUE(Index::Open(path_, {}).ok());
  for (const int end : {ready[0], ready[1], stay[0], stay[1]}) close(end);
}

// A second one that failed must not take the first one's lock along.
TEST_F(IndexTest, LockStaysWhenAnotherIsRefused) {
  const Index index = Open();
  for (int i = 0; i < 2; ++i) {
    EXPECT_TRUE(absl::IsAborted(Index::Open(path_, {}).status()));
  }
}

TEST_F(IndexTest, WaitForTheLockEndsWhenInterrupted) {
  const Index index = Open();
  int asked = 0;
  const absl::Status status =
      Index::Open(path_, {.wait = std::chrono::hours(24),
                          .interrupted = [&] { return ++asked == 3; }})
          .status();
  EXPECT_TRUE(absl::IsCancelled(status)) << status;
  EXPECT_EQ(asked, 3);
}

// Ids are made of it: it must stay what it is.
TEST(ContentHashTest, IsTheSameForEver) {
  const Article article = {.id = "a", .title = "title", .text = "text"};
  EXPECT_EQ(ContentHash(article), 0x9dd0bb67ef7a5047u);
  EXPECT_EQ(ContentHash({.title = "title", .text = "text", .url = "u"}),
            ContentHash(article));
  EXPECT_NE(ContentHash({.title = "text", .text = "title"}),
            ContentHash(article));
  EXPECT_NE(ContentHash({.text = "text"}), ContentHash(article));
}

// Neither are commits acknowledged into a file that nobody finds again, nor is
// what another index has taken for what this one knew.
TEST_F(IndexTest, RefusesOnceItWasMovedOrReplaced) {
  namespace fs = std::filesystem;
  const std::string elsewhere = folder_.file("elsewhere");
  const std::string link = folder_.file("link");
  fs::create_symlink(path_, link);
  Index writer = Open();
  Index reader = Open({.read_only = true});
  Index linked = Index::Open(link, {.read_only = true}).value();
  ASSERT_TRUE(writer.CheckAndAdd(articles_[0].view()).ok());
  ASSERT_TRUE(reader.Query(articles_[0].view()).ok());
  ASSERT_TRUE(linked.Query(articles_[0].view()).ok());
  const Article second = articles_[1].view();
  const auto expect_gone = [&](const Index& index) {
    const absl::Status status = index.Query(second).status();
    EXPECT_TRUE(absl::IsNotFound(status)) << status;
    EXPECT_THAT(std::string(status.message()), HasSubstr("nuskha.db"));
    EXPECT_TRUE(absl::IsNotFound(index.Stats().status()));
  };
  const auto expect_refused = [&] {
    const std::string id(second.id);
    for (const absl::Status& status :
         {writer.CheckAndAdd(second).status(),
          writer.Update({&second, 1}, nullptr).status(),
          writer.Remove({&id, 1}).status(), writer.Flush().status()}) {
      EXPECT_TRUE(absl::IsNotFound(status)) << status;
    }
    expect_gone(writer);
    expect_gone(reader);
    expect_gone(linked);
  };
  fs::rename(path_, elsewhere);
  expect_refused();
  ASSERT_TRUE(Index::Create(path_, {.seed = 7}).ok());
  expect_refused();
  EXPECT_THAT(Ids(Open({.read_only = true})), IsEmpty());
  // Put back, it goes on.
  fs::remove_all(path_);
  fs::rename(elsewhere, path_);
  EXPECT_EQ(writer.CheckAndAdd(second)->status, IndexStatus::kNew);
  EXPECT_EQ(reader.Query(second)->status, IndexStatus::kKnown);
  EXPECT_THAT(Ids(reader), SizeIs(2));
  // A link that leads elsewhere now.
  ASSERT_TRUE(Index::Create(elsewhere, {.seed = 7}).ok());
  fs::remove(link);
  fs::create_symlink(elsewhere, link);
  expect_gone(linked);
  EXPECT_TRUE(writer.Flush().ok());
}

TEST_F(IndexTest, SegmentsAreRebuilt) {
  {
    Index index = Open();
    ASSERT_TRUE(index.AddMany(Views(articles_), nullptr).ok());
    ASSERT_TRUE(index.Compact().ok());
    EXPECT_EQ(index.Stats()->segments, 1u);
  }
  std::filesystem::remove_all(path_ + "/segments");
  Index index = Open();
  EXPECT_EQ(index.Query(articles_[0].view())->status, IndexStatus::kKnown);
  EXPECT_TRUE(index.Verify().ok());
}

TEST_F(IndexTest, KeepsNoTextsIfToldSo) {
  const std::string path = folder_.file("bare");
  ASSERT_TRUE(Index::Create(path, {.store_text = false}).ok());
  Index index = Index::Open(path, {}).value();
  ASSERT_TRUE(index.AddMany(Views(articles_), nullptr).ok());
  EXPECT_TRUE(absl::IsInvalidArgument(
      index.Query(articles_[0].view(), {.passages = true}).status()));
  Article added = articles_[0].view();
  added.id = "another";
  EXPECT_TRUE(absl::IsInvalidArgument(
      index.CheckAndAdd(added, {.passages = true}).status()));
  EXPECT_EQ(index.Stats()->documents, articles_.size());
  EXPECT_EQ(index.Query(articles_[0].view())->status, IndexStatus::kKnown);
  EXPECT_TRUE(index.Verify().ok());
}

TEST_F(IndexTest, OtherFoldersAreRefusedByName) {
  EXPECT_TRUE(absl::IsAlreadyExists(Index::Create(path_, {})));
  EXPECT_TRUE(absl::IsNotFound(Index::Open(folder_.file("none"), {}).status()));
  EXPECT_TRUE(
      absl::IsNotFound(Index::Open(folder_.path().string(), {}).status()));
}

}  // namespace
}  // namespace nuskha
