// SPDX-License-Identifier: Apache-2.0
//
// Memory that ends in a question to an index, at each of its allocations: what
// is known afterwards is what was added.

#include <fmt/format.h>

#include <new>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "faults/failing_memory.h"
#include "gtest/gtest.h"
#include "nuskha/index.h"
#include "store/articles.h"
#include "store/text_packing.h"

namespace nuskha {
namespace {

using nuskha::testing::Failing;
using nuskha::testing::StartFailing;
using nuskha::testing::StopFailing;

class IndexAllocationTest : public ::testing::TestWithParam<Failing> {
 protected:
  // Another one each time.
  OwnedArticle NextArticle() {
    OwnedArticle article;
    article.id = fmt::format("id-{}", ++articles_);
    article.source = "source";
    constexpr size_t kWords = 80, kVocabulary = 5000;
    article.title = ArabicText(rng_, 6, kVocabulary);
    article.text = ArabicText(rng_, kWords, kVocabulary);
    return article;
  }

  static void CheckIsFound(const Index& index, OwnedArticle article) {
    const IndexAnswer known = index.Query(article.view()).value();
    EXPECT_EQ(known.status, IndexStatus::kKnown);
    const std::string id = std::exchange(article.id, "copy");
    const IndexAnswer copy = index.Query(article.view()).value();
    ASSERT_EQ(copy.matches.size(), 1u);
    EXPECT_EQ(copy.matches[0].id, id);
  }

 private:
  reference::Rng rng_{17};
  size_t articles_ = 0;
};

TEST_P(IndexAllocationTest, ReaderBesideAWriter) {
  const TemporaryFolder folder;
  const std::string path = folder.file("index");
  ASSERT_TRUE(Index::Create(path, {.seed = 5}).ok());
  Index writer = Index::Open(path, {}).value();
  const Index reader = Index::Open(path, {.read_only = true}).value();
  OwnedArticle removed = NextArticle();
  for (uint64_t n = 1, allocations = n; n <= allocations; ++n) {
    SCOPED_TRACE(n);
    const OwnedArticle article = NextArticle();
    ASSERT_TRUE(writer.CheckAndAdd(article.view()).ok());
    if (n % 8 == 0) {
      ASSERT_TRUE(writer.Remove(std::vector{removed.id}).ok());
      removed = article;
    }
    if (n % 64 == 0) {
      ASSERT_TRUE(writer.Compact().ok());
    }
    StartFailing(n, GetParam());
    const absl::Status status = reader.Query(article.view()).status();
    allocations = StopFailing();
    EXPECT_TRUE(status.ok() || absl::IsResourceExhausted(status)) << status;
    CheckIsFound(reader, article);
    if (HasFailure()) return;
  }
  EXPECT_TRUE(reader.Verify().ok());
}

INSTANTIATE_TEST_SUITE_P(Failing, IndexAllocationTest,
                         ::testing::Values(Failing::kOnce, Failing::kForever));

// Whether `call` was the first to end well when its allocations failed one
// after the other.
template <typename Call>
bool EndsWellAtLast(const Call& call) {
  constexpr uint64_t kMost = 50;
  for (uint64_t n = 1; n < kMost; ++n) {
    StartFailing(n, Failing::kOnce);
    try {
      call();
      return StopFailing() < n;
    } catch (const std::bad_alloc&) {
      StopFailing();
    }
  }
  return false;
}

// A thread that could not make its compressor once makes it the next time; and
// memory that ends is no damage.
TEST(TextPackingAllocationTest, MemoryEnds) {
  std::thread thread([] {
    std::string packed, text;
    EXPECT_TRUE(EndsWellAtLast([&] {
      packed.clear();
      internal::CompressText("text", &packed);
    }));
    EXPECT_TRUE(EndsWellAtLast(
        [&] { EXPECT_TRUE(internal::DecompressText(packed, &text)); }));
    EXPECT_EQ(text, "text");
  });
  thread.join();
}

}  // namespace
}  // namespace nuskha
