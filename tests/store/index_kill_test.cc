// SPDX-License-Identifier: Apache-2.0
//
// A writer is killed at any moment - while it opens, adds, removes, replaces or
// compacts - and what it had acknowledged is there. NUSKHA_INDEX_KILLS: how
// often (150; the full measure is 2,000).

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <map>
#include <optional>
#include <set>
#include <string>

#include "gtest/gtest.h"
#include "nuskha/index.h"
#include "store/articles.h"

namespace nuskha {
namespace {

// What the writer tells: before and after it has done something.
struct Message {
  enum Kind : uint32_t { kTry, kDone } kind;
  enum Action : uint32_t { kAdd, kAddMany, kRemove, kUpdate, kCompact } action;
  uint32_t article;
};

constexpr uint32_t kAtOnce = 4;  // of kAddMany

Article VersionOf(const std::vector<OwnedArticle>& articles, uint32_t i,
                  uint32_t version) {
  Article article = articles[i].view();
  // Another article's text under the same id.
  article.text = articles[(i + version) % articles.size()].text;
  return article;
}

uint32_t Wrapped(const std::vector<OwnedArticle>& articles, uint32_t i) {
  return static_cast<uint32_t>(i % articles.size());
}

bool Do(const std::vector<OwnedArticle>& articles, const Message& message,
        Index* index) {
  const uint32_t i = message.article;
  const Article article = VersionOf(articles, i, 0);
  switch (message.action) {
    case Message::kAdd:
      return index->CheckAndAdd(article).ok();
    case Message::kAddMany: {
      std::vector<Article> views;
      for (uint32_t k = 0; k < kAtOnce; ++k) {
        views.push_back(VersionOf(articles, Wrapped(articles, i + k), 0));
      }
      return index->AddMany(views, nullptr).ok();
    }
    case Message::kRemove:
      return index->Remove(std::vector<std::string>{articles[i].id}).ok();
    case Message::kUpdate: {
      const Article changed = VersionOf(articles, i, 1);
      return index->Update({&changed, 1}, nullptr).ok();
    }
    case Message::kCompact:
      return index->Compact().ok();
  }
  return false;
}

// Works until it is killed.
[[noreturn]] void Write(const std::string& path,
                        const std::vector<OwnedArticle>& articles,
                        uint64_t seed, int pipe) {
  reference::Rng rng(seed);
  absl::StatusOr<Index> index = Index::Open(path, {});
  if (!index.ok()) _exit(2);
  while (true) {
    Message message{
        Message::kTry, Message::kAdd,
        static_cast<uint32_t>(reference::Below(rng, articles.size()))};
    const size_t dice = reference::Below(rng, 20);
    if (dice == 0) message.action = Message::kCompact;
    if (dice == 1 || dice == 2) message.action = Message::kRemove;
    if (dice == 3 || dice == 4) message.action = Message::kUpdate;
    if (dice >= 5 && dice < 8) message.action = Message::kAddMany;
    if (write(pipe, &message, sizeof message) < 0) _exit(3);
    if (!Do(articles, message, &*index)) _exit(4);
    message.kind = Message::kDone;
    if (write(pipe, &message, sizeof message) < 0) _exit(3);
  }
}

// What should be there: the version of each article, or none.
using Expected = std::map<uint32_t, uint32_t>;

void Apply(const Message& message, size_t articles, Expected* expected) {
  switch (message.action) {
    case Message::kAdd:
      expected->emplace(message.article, 0);
      break;
    case Message::kAddMany:
      for (uint32_t k = 0; k < kAtOnce; ++k) {
        expected->emplace(
            static_cast<uint32_t>((message.article + k) % articles), 0);
      }
      break;
    case Message::kRemove:
      expected->erase(message.article);
      break;
    case Message::kUpdate:
      (*expected)[message.article] = 1;
      break;
    case Message::kCompact:
      break;
  }
}

// What is there.
Expected Found(const std::vector<OwnedArticle>& articles, const Index& index) {
  Expected found;
  for (uint32_t i = 0; i < articles.size(); ++i) {
    for (const uint32_t version : {0u, 1u}) {
      const IndexAnswer answer =
          index.Query(VersionOf(articles, i, version)).value();
      if (answer.status == IndexStatus::kKnown) found[i] = version;
    }
  }
  return found;
}

class Killer {
 public:
  // One life of a writer; *expected is what it acknowledged, *also what else
  // there may be.
  void Run(const std::string& path, const std::vector<OwnedArticle>& articles,
           uint64_t seed, Expected* expected, std::optional<Expected>* also) {
    int ends[2];
    ASSERT_EQ(pipe2(ends, O_CLOEXEC), 0);
    const pid_t child = fork();
    if (child == 0) {
      close(ends[0]);
      Write(path, articles, seed, ends[1]);
    }
    close(ends[1]);
    reference::Rng rng(seed + 1);
    usleep(static_cast<useconds_t>(reference::Below(rng, 40'000)));
    kill(child, SIGKILL);
    int status = 0;
    ASSERT_EQ(waitpid(child, &status, 0), child);
    ASSERT_TRUE(WIFSIGNALED(status)) << WEXITSTATUS(status);
    also->reset();
    Message message;
    while (read(ends[0], &message, sizeof message) == ssize_t{sizeof message}) {
      if (message.kind == Message::kDone) {
        Apply(message, articles.size(), expected);
        also->reset();
      } else {
        *also = *expected;
        Apply(message, articles.size(), &**also);
      }
    }
    close(ends[0]);
  }
};

TEST(IndexKillTest, NothingAcknowledgedIsLost) {
  const char* const wanted = std::getenv("NUSKHA_INDEX_KILLS");
  const int kills = wanted == nullptr ? 150 : std::atoi(wanted);
  const std::vector<OwnedArticle> articles = MakeArticles(5, 6, 2);
  const TemporaryFolder folder;
  const std::string path = folder.file("index");
  ASSERT_TRUE(Index::Create(path, {.seed = 1}).ok());
  Expected expected;
  Killer killer;
  for (int i = 0; i < kills; ++i) {
    SCOPED_TRACE(i);
    std::optional<Expected> also;
    killer.Run(path, articles, static_cast<uint64_t>(i) * 7919, &expected,
               &also);
    if (HasFatalFailure()) return;
    // As a reader first: the next writer completes what was left undone.
    {
      const Index reader = Index::Open(path, {.read_only = true}).value();
      ASSERT_EQ(reader.Stats()->lost_commits, 0u);
      ASSERT_TRUE(reader.Verify().ok()) << reader.Verify();
      const Expected found = Found(articles, reader);
      ASSERT_TRUE(found == expected || (also.has_value() && found == *also));
      expected = found;
    }
    if (i % 10 != 0) continue;
    Index index = Index::Open(path, {}).value();
    for (const auto& [article, version] : expected) {
      EXPECT_EQ(
          index.CheckAndAdd(VersionOf(articles, article, version))->status,
          IndexStatus::kKnown);
    }
    ASSERT_EQ(index.Stats()->documents, expected.size());
    // Opening, too, is killed: leave it more to do.
    std::filesystem::remove_all(path + "/segments");
  }
}

}  // namespace
}  // namespace nuskha
