// SPDX-License-Identifier: Apache-2.0
//
// Power is lost: of the database and its log there is what was synced. With
// durability `sync` that is all that was acknowledged; else it is a prefix, and
// the loss is reported.

#include <filesystem>
#include <fstream>
#include <optional>
#include <string>

#include "gtest/gtest.h"
#include "nuskha/index.h"
#include "store/articles.h"
#include "store/unsynced_vfs.h"

namespace nuskha {
namespace {

namespace fs = std::filesystem;

class IndexPowerTest : public testing::TestWithParam<Durability> {
 protected:
  // What is on the disk of the index at `from`, at `to`.
  static void Lose(const std::string& from, const std::string& to,
                   bool with_segments) {
    fs::remove_all(to);
    fs::create_directories(to + "/segments");
    if (with_segments) {
      fs::copy(from + "/segments", to + "/segments",
               fs::copy_options::overwrite_existing);
    }
    fs::copy(from + "/tail", to + "/tail");
    for (const char* name : {"/nuskha.db", "/nuskha.db-wal"}) {
      const std::optional<std::string> bytes = SyncedContents(from + name);
      if (!bytes.has_value()) continue;
      std::ofstream(to + name, std::ios::binary) << *bytes;
    }
  }

  // How many of the first `added` articles are there; they must be a prefix.
  static size_t CountPrefix(const std::vector<OwnedArticle>& articles,
                            size_t added, const Index& index) {
    size_t there = 0;
    bool ended = false;
    for (size_t i = 0; i < added; ++i) {
      const IndexStatus status = index.Query(articles[i].view())->status;
      if (status != IndexStatus::kKnown) {
        ended = true;
        continue;
      }
      EXPECT_FALSE(ended) << i;
      ++there;
    }
    return there;
  }
};

TEST_P(IndexPowerTest, LeavesAPrefix) {
  RememberSyncedFiles();
  const std::vector<OwnedArticle> articles = MakeArticles(11, 12, 2);
  const TemporaryFolder folder;
  const std::string path = fs::canonical(folder.path()).string() + "/index";
  const std::string image = folder.file("image");
  ASSERT_TRUE(Index::Create(path, {.durability = GetParam()}).ok());
  Index index = Index::Open(path, {}).value();
  reference::Rng rng(12);
  size_t flushed = 0, lost = 0;
  for (size_t i = 0; i < articles.size(); ++i) {
    ASSERT_TRUE(index.CheckAndAdd(articles[i].view()).ok());
    if (i == 20) {
      ASSERT_TRUE(index.Compact().ok());
      flushed = i + 1;
    }
    if (reference::Below(rng, 3) != 0) continue;
    Lose(path, image, reference::Below(rng, 2) == 0);
    const Index after = Index::Open(image, {}).value();
    const size_t there = CountPrefix(articles, i + 1, after);
    EXPECT_GE(there, flushed);
    if (GetParam() == Durability::kSync) {
      EXPECT_EQ(there, i + 1);
    }
    EXPECT_EQ(after.Stats()->lost_commits, i + 1 - there);
    EXPECT_EQ(after.Stats()->documents, there);
    lost += i + 1 - there;
    // Who opens it next hears no more of it.
    const Index again = Index::Open(image, {.read_only = true}).value();
    EXPECT_TRUE(again.Verify().ok()) << again.Verify();
  }
  // The layer loses what is not synced: else this shows nothing.
  EXPECT_EQ(lost > 0, GetParam() == Durability::kProcess);
}

INSTANTIATE_TEST_SUITE_P(Durability, IndexPowerTest,
                         testing::Values(Durability::kProcess,
                                         Durability::kSync));

}  // namespace
}  // namespace nuskha
