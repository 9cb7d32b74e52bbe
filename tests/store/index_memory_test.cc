// SPDX-License-Identifier: Apache-2.0
//
// A process that lives long is asked about ever new words: what it remembers of
// them is bounded.

#include <malloc.h>

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

}  // namespace
}  // namespace nuskha
