// SPDX-License-Identifier: Apache-2.0
//
// The answers of an index depend on the documents that are in it and their
// order, not on what was removed before, nor on compaction, nor on whether
// segments were rebuilt.

#include <filesystem>
#include <map>
#include <string>
#include <tuple>
#include <vector>

#include "base/hash.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "nuskha/index.h"
#include "store/articles.h"
#include "store/database.h"
#include "store/loader.h"
#include "store/segment_writer.h"

namespace nuskha {
namespace {

using reference::Below;
using reference::Rng;

using Said = std::tuple<std::string, Relation, double, double, double, double,
                        std::vector<std::string>>;
using Answers = std::vector<std::pair<std::string, std::vector<Said>>>;

const std::vector<Relation> kAll = {Relation::kExact,   Relation::kCopy,
                                    Relation::kPartial, Relation::kUpdate,
                                    Relation::kPassage, Relation::kTemplate};

Answers Ask(const Index& index, const std::vector<OwnedArticle>& articles) {
  Answers answers;
  for (const OwnedArticle& article : articles) {
    const IndexAnswer answer =
        index.Query(article.view(), {.relations = kAll}).value();
    auto& [status, said] = answers.emplace_back();
    status = std::string(IndexStatusName(answer.status));
    for (const IndexMatch& one : answer.matches) {
      const Match& match = one.match;
      said.emplace_back(one.id, match.relation, match.confidence, match.jaccard,
                        match.a_in_b, match.b_in_a, one.reasons);
    }
  }
  return answers;
}

class IndexHistoryTest : public testing::Test {
 protected:
  std::string Create(const std::string& name) {
    std::string path = folder_.file(name);
    EXPECT_TRUE(Index::Create(path, {.seed = kPublicSeed}).ok());
    return path;
  }

  // Of an index that never had anything else.
  Answers AskFresh(const std::vector<OwnedArticle>& living,
                   const std::vector<OwnedArticle>& questions) {
    const std::string path = Create("fresh" + std::to_string(++fresh_));
    Index index = Index::Open(path, {}).value();
    EXPECT_TRUE(index.AddMany(Views(living), nullptr).ok());
    return Ask(index, questions);
  }

  const TemporaryFolder folder_;
  int fresh_ = 0;
};

// Articles of few sources: a source has a standing block and few openings and
// headlines, so that many articles are the same for recurrence.
class Newsroom {
 public:
  explicit Newsroom(uint64_t seed) : rng_(seed) {
    for (size_t i = 0; i < kPieces; ++i) {
      blocks_.push_back(ArabicText(rng_, 70, kVocabulary));
      openings_.push_back(ArabicText(rng_, 35, kVocabulary));
      bodies_.push_back(ArabicText(rng_, 60, kVocabulary));
      titles_.push_back(ArabicText(rng_, 4, kVocabulary));
    }
  }

  Rng& rng() { return rng_; }

  OwnedArticle Make(const std::string& id) {
    const size_t source = Below(rng_, 2);
    const auto piece = [&](const std::vector<std::string>& pieces,
                           size_t words) {
      return Below(rng_, 3) == 0 ? ArabicText(rng_, words, kVocabulary)
                                 : pieces[Below(rng_, kPieces)];
    };
    return {.id = id,
            .title = piece(titles_, 4),
            .text = piece(openings_, 35) + " " + piece(bodies_, 60) + " " +
                    blocks_[source],
            .source = "source " + std::to_string(source),
            .date = "2024-01-" + std::to_string(10 + Below(rng_, 15))};
  }

 private:
  static constexpr size_t kPieces = 6;
  static constexpr size_t kVocabulary = 4000;

  Rng rng_;
  std::vector<std::string> blocks_, openings_, bodies_, titles_;
};

// A writer, and the documents that it has, in the order of their numbers.
class Story {
 public:
  Story(uint64_t seed, std::string path)
      : newsroom_(seed),
        path_(std::move(path)),
        index_(Index::Open(path_, {}).value()) {}

  const Index& index() const { return index_; }
  const std::vector<OwnedArticle>& living() const { return living_; }

  void Step() {
    Rng& rng = newsroom_.rng();
    const size_t what = Below(rng, 20);
    if (what < 9 || living_.empty()) {
      OwnedArticle article = newsroom_.Make("id-" + std::to_string(next_++));
      ASSERT_TRUE(index_.CheckAndAdd(article.view()).ok());
      living_.push_back(std::move(article));
      return;
    }
    const size_t place = Below(rng, living_.size());
    OwnedArticle article = living_[place];
    const auto forget = [&] {
      living_.erase(living_.begin() + static_cast<ptrdiff_t>(place));
    };
    if (what < 13) {
      // Some with the same words as before, under the same headline.
      if (Below(rng, 2) == 0) {
        article.text += " " + ArabicWord(Below(rng, 4000));
      } else {
        article = newsroom_.Make(article.id);
      }
      ASSERT_TRUE(index_.Update(Views({article}), nullptr).ok());
    } else {
      ASSERT_EQ(index_.Remove(std::vector{article.id}).value(), 1u);
      forget();
      if (what >= 16) return;
      ASSERT_TRUE(index_.AddMany(Views({article}), nullptr).ok());
      living_.push_back(std::move(article));
      return;
    }
    forget();
    living_.push_back(std::move(article));
  }

  void Compact() { ASSERT_TRUE(index_.Compact().ok()); }

  void OpenAgain(bool without_segments) {
    { const Index closed = std::move(index_); }
    if (without_segments) std::filesystem::remove_all(path_ + "/segments");
    index_ = Index::Open(path_, {}).value();
  }

 private:
  Newsroom newsroom_;
  std::string path_;
  Index index_;
  std::vector<OwnedArticle> living_;
  size_t next_ = 0;
};

TEST_F(IndexHistoryTest, AnswersDependOnWhatIsThere) {
  std::map<Relation, size_t> relations;
  for (uint64_t seed = 1; seed <= 4; ++seed) {
    SCOPED_TRACE(seed);
    const std::string path = Create("index" + std::to_string(seed));
    Story story(seed, path);
    const Index reader = Index::Open(path, {.read_only = true}).value();
    Newsroom others(seed);  // of the same pieces
    for (int part = 0; part < 3; ++part) {
      for (int step = 0; step < 40; ++step) story.Step();
      std::vector<OwnedArticle> questions = story.living();
      for (size_t i = 0; i < 5; ++i) {
        questions.push_back(others.Make("question " + std::to_string(i)));
      }
      const Answers want = AskFresh(story.living(), questions);
      for (const auto& answer : want) {
        for (const Said& one : answer.second) ++relations[std::get<1>(one)];
      }
      EXPECT_EQ(Ask(story.index(), questions), want) << part;
      EXPECT_EQ(Ask(reader, questions), want) << part << " reader";
      story.OpenAgain(/*without_segments=*/false);
      EXPECT_EQ(Ask(story.index(), questions), want) << part << " opened";
      story.Compact();
      EXPECT_EQ(Ask(story.index(), questions), want) << part << " compacted";
      story.OpenAgain(/*without_segments=*/part == 1);
      EXPECT_EQ(Ask(story.index(), questions), want) << part << " rebuilt";
      if (HasFailure()) return;
    }
  }
  EXPECT_GE(relations.size(), 4u);
}

// The documents of a segment that is lost are read from the database, but what
// was removed of them is in no database any more.
TEST_F(IndexHistoryTest, ALostSegmentHadRemovedDocuments) {
  Newsroom newsroom(11);
  std::vector<OwnedArticle> articles;
  constexpr uint32_t kArticles = 60, kFirstEnd = 30, kRemoved = 20;
  for (size_t i = 0; i < kArticles; ++i) {
    articles.push_back(newsroom.Make("id-" + std::to_string(i)));
  }
  const std::string path = Create("index");
  ASSERT_TRUE(Index::Open(path, {})->AddMany(Views(articles), nullptr).ok());
  {
    auto database = internal::Database::Open(path, /*read_only=*/true).value();
    ASSERT_TRUE(database->Begin(/*write=*/false).ok());
    const internal::LoadOptions options{
        .folder = path + "/segments",
        .family = internal::Hash64(database->ReadFamily().value()),
        .seed = kPublicSeed,
        .may_write = true};
    internal::Known known;
    for (const uint32_t end : {kFirstEnd, kArticles}) {
      ASSERT_TRUE(internal::AddRows(options, end, database.get(), &known).ok());
      ASSERT_TRUE(internal::WriteDelta(options, &known).ok());
    }
  }
  std::vector<std::string> gone;
  for (size_t i = 0; i < kRemoved; ++i) gone.push_back(articles[i].id);
  {
    Index index = Index::Open(path, {}).value();
    ASSERT_EQ(index.Stats()->segments, 2u);
    ASSERT_EQ(index.Remove(gone).value(), kRemoved);
  }
  ASSERT_TRUE(std::filesystem::remove(path + "/segments/" +
                                      internal::SegmentName(0, kFirstEnd)));
  articles.erase(articles.begin(), articles.begin() + kRemoved);
  const Answers want = AskFresh(articles, articles);
  for (int opened = 0; opened < 2; ++opened) {
    const Index index = Index::Open(path, {}).value();
    EXPECT_EQ(Ask(index, articles), want);
  }
}

// What is updated, or removed and added again, is the newest, and counts as any
// other.
TEST_F(IndexHistoryTest, WordingReturnsAfterEveryDocumentWasReplaced) {
  Rng rng(7);
  const std::string block = ArabicText(rng, 220, 4000);
  std::vector<OwnedArticle> before;
  constexpr size_t kArticles = 25;
  for (size_t i = 0; i < kArticles; ++i) {
    before.push_back({.id = "id-" + std::to_string(i),
                      .title = ArabicText(rng, 4, 4000),
                      .text = ArabicText(rng, 95, 4000) + " " + block,
                      .source = "source",
                      .date = ""});
  }
  std::vector<OwnedArticle> after = before;
  for (OwnedArticle& article : after) {
    article.text += " " + ArabicText(rng, 2, 4000);
  }
  const Answers want = AskFresh(after, after);
  Index updated = Index::Open(Create("updated"), {}).value();
  ASSERT_TRUE(updated.AddMany(Views(before), nullptr).ok());
  ASSERT_TRUE(updated.Update(Views(after), nullptr).ok());
  EXPECT_EQ(Ask(updated, after), want);
  Index again = Index::Open(Create("again"), {}).value();
  std::vector<std::string> ids;
  for (const OwnedArticle& article : after) ids.push_back(article.id);
  ASSERT_TRUE(again.AddMany(Views(after), nullptr).ok());
  ASSERT_TRUE(again.Remove(ids).ok());
  ASSERT_TRUE(again.AddMany(Views(after), nullptr).ok());
  EXPECT_EQ(Ask(again, after), want);
}

// Of holders of a hot key only some are looked at: not removed ones.
TEST_F(IndexHistoryTest, RemovedCopiesHideNone) {
  Rng rng(3);
  std::vector<OwnedArticle> articles;
  const std::string text = ArabicText(rng, 100, 4000);
  constexpr size_t kCopies = 620;
  for (size_t i = 0; i < kCopies; ++i) {
    articles.push_back({.id = "copy " + std::to_string(i),
                        .title = "",
                        .text = text,
                        .source = i % 2 == 0 ? "source" : "",
                        .date = ""});
  }
  Index index = Index::Open(Create("index"), {}).value();
  ASSERT_TRUE(index.AddMany(Views(articles), nullptr).ok());
  std::vector<OwnedArticle> living = articles;
  // First of many, then of few holders.
  for (const size_t left : {size_t{530}, size_t{300}, size_t{256}, size_t{9}}) {
    SCOPED_TRACE(left);
    const size_t ends = std::min<size_t>(living.size() - left, 60);
    std::vector<std::string> gone;
    const auto take = [&](size_t from, size_t count) {
      const auto begin = living.begin() + static_cast<ptrdiff_t>(from);
      const auto end = begin + static_cast<ptrdiff_t>(count);
      for (auto i = begin; i < end; ++i) gone.push_back(i->id);
      living.erase(begin, end);
    };
    take(0, ends / 2);
    take(living.size() - (ends - ends / 2), ends - ends / 2);
    while (living.size() > left) take(Below(rng, living.size()), 1);
    ASSERT_EQ(index.Remove(gone).value(), gone.size());
    std::vector<OwnedArticle> questions = {articles[0], living.front(),
                                           living[left / 2], living.back()};
    questions[0].id = "new";
    const Answers want = AskFresh(living, questions);
    ASSERT_EQ(want[0].first, "match");
    EXPECT_EQ(Ask(index, questions), want);
  }
}

}  // namespace
}  // namespace nuskha
