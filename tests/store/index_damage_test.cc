// SPDX-License-Identifier: Apache-2.0
//
// One bit of a file of an index is wrong, or a file is cut: the answers are the
// same, or an error says that it is damaged, or what is left is a prefix and
// the loss is reported. NUSKHA_INDEX_FLIPS: how often (120; the full measure is
// 1,000).

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <string>
#include <tuple>

#include "gtest/gtest.h"
#include "nuskha/index.h"
#include "store/articles.h"

namespace nuskha {
namespace {

namespace fs = std::filesystem;

// All that is said of an article.
using Said = std::vector<std::tuple<std::string, Relation, double, double,
                                    double, std::vector<std::string>>>;

struct Answers {
  std::vector<std::string> export_lines;
  std::vector<std::pair<IndexStatus, Said>> queries;
};

absl::StatusOr<std::vector<std::string>> ExportOf(const Index& index) {
  std::vector<std::string> lines;
  const absl::Status status = index.Export([&](const IndexRecord& record) {
    lines.push_back(std::string(record.id) + "\t" + std::string(record.title) +
                    "\t" + std::string(record.source) + "\t" +
                    std::string(record.date) + "\t" +
                    std::to_string(record.words));
    return true;
  });
  if (!status.ok()) return status;
  return lines;
}

absl::StatusOr<std::pair<IndexStatus, Said>> QueryOf(const Index& index,
                                                     const Article& article) {
  const absl::StatusOr<IndexAnswer> answer = index.Query(article);
  if (!answer.ok()) return answer.status();
  Said said;
  for (const IndexMatch& match : answer->matches) {
    said.emplace_back(match.id, match.match.relation, match.match.jaccard,
                      match.match.a_in_b, match.match.b_in_a, match.reasons);
  }
  return std::pair(answer->status, said);
}

class IndexDamageTest : public testing::Test {
 protected:
  // An index with two segments, a log, and documents that only the log has.
  void SetUp() override {
    const std::string path = folder_.file("index");
    ASSERT_TRUE(Index::Create(path, {.seed = 2}).ok());
    Index index = Index::Open(path, {}).value();
    const std::vector<Article> views = Views(articles_);
    const size_t third = views.size() / 3;
    const auto part = [&](size_t i) {
      return std::span(views).subspan(i * third, third);
    };
    ASSERT_TRUE(index.AddMany(part(0), nullptr).ok());
    ASSERT_TRUE(index.Compact().ok());
    ASSERT_TRUE(index.AddMany(part(1), nullptr).ok());
    ASSERT_TRUE(index.Remove(std::vector<std::string>{"id-2"}).ok());
    for (const Article& article : part(2)) {
      ASSERT_TRUE(index.CheckAndAdd(article).ok());
    }
    want_.export_lines = ExportOf(index).value();
    for (size_t i = 0; i < views.size(); i += 5) {
      asked_.push_back(views[i]);
      want_.queries.push_back(QueryOf(index, views[i]).value());
    }
    // While it is open: closing it would take the log away.
    fs::copy(path, whole_, fs::copy_options::recursive);
    fs::remove(whole_ + "/nuskha.db-shm");
    ASSERT_GT(fs::file_size(whole_ + "/nuskha.db-wal"), 0u);
    for (const char* name : {"/nuskha.db", "/nuskha.db-wal", "/tail"}) {
      files_.push_back(name);
    }
    for (const auto& entry : fs::directory_iterator(whole_ + "/segments")) {
      files_.push_back("/segments/" + entry.path().filename().string());
    }
  }

  std::string Damage(reference::Rng& rng, const std::string& path) const {
    const std::string& name = files_[reference::Below(rng, files_.size())];
    const uint64_t size = fs::file_size(path + name);
    const uint64_t at = reference::Below(rng, size);
    if (reference::Below(rng, 4) == 0) {
      fs::resize_file(path + name, at);
      return name + " cut at " + std::to_string(at);
    }
    std::fstream file(path + name,
                      std::ios::binary | std::ios::in | std::ios::out);
    file.seekg(static_cast<std::streamoff>(at));
    const int byte = file.get() ^ (1 << reference::Below(rng, 8));
    file.seekp(static_cast<std::streamoff>(at));
    file.put(static_cast<char>(byte));
    return name + " flipped at " + std::to_string(at);
  }

  // Fails the test if the index says anything else.
  void CheckAnswers(const Index& index, bool lost) {
    const auto lines = ExportOf(index);
    if (!lines.ok()) {
      EXPECT_TRUE(absl::IsDataLoss(lines.status())) << lines.status();
    } else if (!lost) {
      EXPECT_EQ(*lines, want_.export_lines);
    } else {
      CheckPrefix(*lines);
      return;
    }
    for (size_t i = 0; i < asked_.size(); ++i) {
      const auto answer = QueryOf(index, asked_[i]);
      if (!answer.ok()) {
        EXPECT_TRUE(absl::IsDataLoss(answer.status())) << answer.status();
        continue;
      }
      EXPECT_EQ(*answer, want_.queries[i]) << i;
    }
  }

  // The state after some commit: the documents of all before.
  void CheckPrefix(const std::vector<std::string>& lines) {
    ++prefixes_;
    std::vector<std::string> rest = lines;
    // A document that was removed later is there again.
    std::erase_if(rest, [](const std::string& line) {
      return line.starts_with("id-2\t");
    });
    ASSERT_LE(rest.size(), want_.export_lines.size());
    EXPECT_TRUE(
        std::equal(rest.begin(), rest.end(), want_.export_lines.begin()));
  }

  const TemporaryFolder folder_;
  const std::string whole_ = folder_.file("whole");
  const std::vector<OwnedArticle> articles_ = MakeArticles(9, 15, 2);
  std::vector<Article> asked_;
  Answers want_;
  std::vector<std::string> files_;
  int prefixes_ = 0;
};

TEST_F(IndexDamageTest, IsNeverAnotherAnswer) {
  const char* const wanted = std::getenv("NUSKHA_INDEX_FLIPS");
  const int flips = wanted == nullptr ? 120 : std::atoi(wanted);
  int refused = 0;
  for (int i = 0; i < flips; ++i) {
    reference::Rng rng(static_cast<uint64_t>(i) * 104729 + 1);
    const std::string path = folder_.file("damaged");
    fs::remove_all(path);
    fs::copy(whole_, path, fs::copy_options::recursive);
    SCOPED_TRACE(Damage(rng, path));
    const absl::StatusOr<Index> index =
        Index::Open(path, {.read_only = i % 2 == 1});
    if (!index.ok()) {
      ++refused;
      EXPECT_TRUE(absl::IsDataLoss(index.status()) ||
                  absl::IsFailedPrecondition(index.status()))
          << index.status();
      continue;
    }
    const absl::StatusOr<IndexStats> stats = index->Stats();
    if (!stats.ok()) {
      EXPECT_TRUE(absl::IsDataLoss(stats.status())) << stats.status();
      continue;
    }
    CheckAnswers(*index, stats->lost_commits > 0);
  }
  // The damage was seen, and not every time by refusing everything.
  EXPECT_GT(refused, flips / 20);
  EXPECT_LT(refused, flips);
  EXPECT_GT(prefixes_, 0);
}

// Also where opening does not look: it is what people are told to do.
TEST(SegmentDamageTest, CompactRebuildsWhatOpeningDoesNotRead) {
  const TemporaryFolder folder;
  const std::string path = folder.file("index");
  const std::vector<OwnedArticle> articles = MakeArticles(9, 200, 2);
  ASSERT_TRUE(Index::Create(path, {.seed = 2}).ok());
  {
    Index index = Index::Open(path, {}).value();
    ASSERT_TRUE(index.AddMany(Views(articles), nullptr).ok());
    ASSERT_TRUE(index.Compact().ok());
  }
  const fs::path segment = *fs::directory_iterator(path + "/segments");
  const auto middle = static_cast<std::streamoff>(fs::file_size(segment) / 2);
  ASSERT_GT(middle, 2 * 65536);  // bytes of a block
  {
    std::fstream file(segment, std::ios::binary | std::ios::in | std::ios::out);
    file.seekg(middle);
    const int byte = file.get() ^ 1;
    file.seekp(middle);
    file.put(static_cast<char>(byte));
  }
  const auto verify = [&path] {
    const absl::StatusOr<Index> index = Index::Open(path, {.read_only = true});
    return index.ok() ? index->Verify() : index.status();
  };
  EXPECT_TRUE(absl::IsDataLoss(verify())) << verify();
  ASSERT_TRUE(Index::Open(path, {})->Compact().ok());
  EXPECT_TRUE(verify().ok()) << verify();
}

}  // namespace
}  // namespace nuskha
