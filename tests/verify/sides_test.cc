// SPDX-License-Identifier: Apache-2.0

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "fmt/format.h"
#include "gtest/gtest.h"
#include "reference/random_texts.h"
#include "verify/furniture.h"
#include "verify/side.h"
#include "verify/verifier.h"

namespace nuskha::internal {
namespace {

using reference::Below;
using reference::Rng;
using reference::Words;

// The verifier keeps what it derived for numbers modulo this.
constexpr uint32_t kPlaces = 2048;

struct Article {
  uint32_t number;
  Document document;
};

DocumentView ViewOf(const Article& article, bool numbered) {
  DocumentView view{
      .words = article.document.words,
      .numbers = article.document.numbers,
      .title = article.document.title,
      .origin = {.source = article.number % 3,
                 .day = static_cast<int32_t>(article.number % 9)}};
  if (numbered) view.number = article.number;
  return view;
}

uint32_t MarkByWord(const DocumentView& view, std::vector<uint64_t>*,
                    std::vector<uint8_t>* marks) {
  marks->clear();
  for (const uint32_t word : view.words) {
    marks->push_back((word % 5 == 0 ? kRecurrent : 0) |
                     (word % 7 == 0 ? kFurniture : 0));
  }
  return SettleFurniture(*marks);
}

// Everything that is judged.
std::string Judged(const Match& match) {
  const Evidence& e = match.evidence;
  return fmt::format(
      "{} {} {} {} {} | {} {} {} {} {} {} | {} {} {} {} {} {} | {} {} {} {} {}",
      static_cast<int>(match.relation), match.confidence, match.a_in_b,
      match.b_in_a, match.shared_words, e.own, e.own_share, e.own_from,
      e.own_lead, e.fresh, e.recurrent, e.unseen, e.title_words, e.title_found,
      e.titles_common, e.headline, e.alike, e.numbers, e.numbers_shared,
      e.numbers_all, e.numbers_kept, e.conflicts);
}

// Variants of a few texts, so that every pair has something in common; some
// share a place in the verifier, one is too long to be kept.
std::vector<Article> MakeArticles(Rng& rng) {
  std::vector<Article> articles;
  const Words seed = reference::RandomWords(rng, 80, 60);
  for (const uint32_t number : {0u, 1u, 2u, kPlaces, kPlaces + 1, 2 * kPlaces,
                                7u, 2 * kPlaces + 7, 0xfffffffeu}) {
    const Words words = reference::Edit(rng, seed, 0.2, 60);
    Article article{number, reference::MakeDocument(
                                words, {static_cast<double>(Below(rng, 3)),
                                        static_cast<double>(Below(rng, 3))})};
    article.document.title = reference::Slice(words, Below(rng, 20), 6);
    articles.push_back(article);
  }
  const Words many = reference::RandomWords(rng, 5000, 400);
  articles.push_back(
      {9, reference::MakeDocument(reference::Concat(seed, many))});
  return articles;
}

TEST(SidesTest, WhatIsKeptIsWhatWouldBeDerivedAgain) {
  Rng rng(21);
  const std::vector<Article> articles = MakeArticles(rng);
  for (const bool all_evidence : {false, true}) {
    const VerifyOptions options{.marker = MarkByWord,
                                .all_evidence = all_evidence};
    Verifier keeping(options);
    for (int round = 0; round < 400; ++round) {
      const Article& base = articles[Below(rng, articles.size())];
      keeping.SetBase(ViewOf(base, true));
      for (size_t others = Below(rng, 4); others > 0; --others) {
        const Article& other = articles[Below(rng, articles.size())];
        Match kept, fresh;
        const bool passed = keeping.Verify(ViewOf(other, true), &kept);
        Verifier forgetting(options);
        forgetting.SetBase(ViewOf(base, false));
        ASSERT_EQ(forgetting.Verify(ViewOf(other, false), &fresh), passed);
        ASSERT_EQ(Judged(kept), Judged(fresh))
            << other.number << " and " << base.number;
      }
    }
  }
}

TEST(SidesTest, OneDocumentHasOneSide) {
  Rng rng(22);
  const Words words = reference::RandomWords(rng, 10, 10);
  const Words many(5000, 3);
  Sides sides;
  const DocumentView view{.words = words, .number = 5};
  Side* const side = sides.For(view, nullptr);
  EXPECT_EQ(sides.For(view, nullptr), side);
  EXPECT_NE(sides.For(view, side), side);
  EXPECT_NE(sides.For({.words = words, .number = 5 + kPlaces}, side), side);
  EXPECT_NE(sides.For({.words = many, .number = 6}, side), side);
  // Those without a number take turns.
  Side* const other = sides.For({.words = words}, side);
  EXPECT_NE(sides.For({.words = words}, other), other);
}

}  // namespace
}  // namespace nuskha::internal
