// SPDX-License-Identifier: Apache-2.0
//
// A process that lives long is asked about ever new words: what it remembers of
// them is bounded.

#include <malloc.h>
#include <sqlite3.h>

#include <filesystem>
#include <string>

#include "gtest/gtest.h"
#include "store/articles.h"

namespace nuskha {
namespace {

constexpr size_t kArticles = 3000;
constexpr size_t kWords = 1000;
// Unbounded, the words of one of the rounds below would take more.
constexpr size_t kMost = size_t{24} << 20;

size_t Allocated() { return mallinfo2().uordblks + mallinfo2().hblkhd; }

// `kWords` words that no other number has.
std::string NewWords(size_t number) {
  std::string text;
  for (size_t i = 0; i < kWords; ++i) {
    size_t rest = number * kWords + i;
    for (int k = 0; k < 7; ++k, rest /= 28) {
      text += "\xd8";
      text += static_cast<char>(0xa7 + rest % 24);
      if (k % 2 == 0) text += static_cast<char>('a' + rest % 28 % 26);
    }
    text += ' ';
  }
  return text;
}

class IndexMemoryTest : public testing::Test {
 protected:
  void SetUp() override {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
    GTEST_SKIP() << "sanitizers have an account of their own";
#endif
    ASSERT_TRUE(Index::Create(path_, {}).ok());
  }

  // Growth over kArticles calls after some to warm up.
  template <typename Call>
  size_t Growth(const Call& call) {
    constexpr size_t kWarm = 20;
    for (size_t i = 0; i < kWarm; ++i) call(NewWords(i));
    const size_t before = Allocated();
    for (size_t i = kWarm; i < kWarm + kArticles; ++i) call(NewWords(i));
    const size_t after = Allocated();
    return after > before ? after - before : 0;
  }

  TemporaryFolder folder_;
  const std::string path_ = folder_.file("index");
};

TEST_F(IndexMemoryTest, OfQueries) {
  for (const bool read_only : {false, true}) {
    const Index index = Index::Open(path_, {.read_only = read_only}).value();
    EXPECT_LT(Growth([&](const std::string& text) {
                ASSERT_EQ(index.Query({.text = text})->status,
                          IndexStatus::kNew);
              }),
              kMost);
  }
}

TEST_F(IndexMemoryTest, OfArticlesThatAreNotAdded) {
  Index index = Index::Open(path_, {}).value();
  ASSERT_TRUE(index.CheckAndAdd({.id = "id", .text = "\xd8\xa7"}).ok());
  EXPECT_LT(Growth([&](const std::string& text) {
              ASSERT_EQ(index.CheckAndAdd({.id = "id", .text = text})->status,
                        IndexStatus::kChanged);
            }),
            kMost);
  // Words that were forgotten get their stems when they are added after all.
  ASSERT_EQ(index.CheckAndAdd({.id = "other", .text = NewWords(5)})->status,
            IndexStatus::kNew);
  EXPECT_TRUE(index.Verify().ok());
}

// More than a segment's worth comes from segments, as when it is opened.
TEST_F(IndexMemoryTest, OfReadersBesideABulkLoad) {
  Index index = Index::Open(path_, {}).value();
  const Index reader = Index::Open(path_, {.read_only = true}).value();
  ASSERT_TRUE(reader.Query({.text = "\xd8\xa7"}).ok());
  constexpr size_t kMany = 1'100'000, kVocabulary = 50'000;
  reference::Rng rng(4);
  const std::string text = ArabicText(rng, kMany, kVocabulary);
  const Article article{.id = "id", .text = text};
  ASSERT_TRUE(index.AddMany({&article, 1}, nullptr).ok());
  EXPECT_EQ(reader.Query(article)->status, IndexStatus::kKnown);
  EXPECT_EQ(reader.Stats()->segments, 1u);
}

// Writing the database anew needs some memory, whatever its size.
TEST_F(IndexMemoryTest, OfCompaction) {
  Index index = Index::Open(path_, {}).value();
  constexpr size_t kLong = 100, kLength = 200'000;
  std::vector<std::string> ids;
  for (size_t i = 0; i < kLong; ++i) {
    const std::string text = NewWords(i), url(kLength, 'u');
    ids.push_back(std::to_string(i));
    const Article article{.id = ids.back(), .text = text, .url = url};
    ASSERT_TRUE(index.AddMany({&article, 1}, nullptr).ok());
  }
  const uint64_t before = index.Stats()->bytes;
  ASSERT_TRUE(index.Remove(std::span(ids).first(kLong / 2)).ok());
  sqlite3_memory_highwater(/*resetFlag=*/1);
  const int64_t used = sqlite3_memory_used();
  ASSERT_GT(used, 0);
  ASSERT_TRUE(index.Compact().ok());
  EXPECT_LT(sqlite3_memory_highwater(0) - used, int64_t{8} << 20);
  EXPECT_LT(index.Stats()->bytes, before * 2 / 3);
  for (const auto& entry : std::filesystem::directory_iterator(path_)) {
    EXPECT_NE(entry.path().extension(), ".tmp");
  }
}

}  // namespace
}  // namespace nuskha
