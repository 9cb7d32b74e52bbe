// SPDX-License-Identifier: Apache-2.0

#include "nuskha/furniture.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "reference/random_texts.h"

namespace nuskha {
namespace {

using reference::Rng;
using reference::Words;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using Kind = LearnedFurniture::Kind;

// Documents that a source made, word i of a text being bytes [10 i, 10 i + 8).
struct Page {
  Document document = {};
  std::string source = {};
};

std::vector<ByteSpan> SpansOf(const Document& document) {
  std::vector<ByteSpan> spans;
  for (uint32_t i = 0; i < document.words.size(); ++i) {
    spans.push_back({10 * i, 10 * i + 8});
  }
  return spans;
}

Page MakePage(Rng& rng, const char* source, const Words& standing) {
  Page page{.source = source};
  page.document =
      reference::MakeDocument(reference::RandomWords(rng, 60, 1000000));
  page.document.title = reference::RandomWords(rng, 6, 1000000);
  const auto begin = static_cast<uint32_t>(page.document.words.size());
  const auto length = static_cast<uint32_t>(standing.size());
  page.document.words.insert(page.document.words.end(), standing.begin(),
                             standing.end());
  if (length > 0 && length <= 12) {
    page.document.short_paragraphs = {
        {begin, length, {10 * begin, 10 * (begin + length)}}};
  }
  return page;
}

FurnitureLearner Learn(const std::vector<Page>& pages,
                       FurnitureOptions options = {}) {
  FurnitureLearner learner(options);
  for (const Page& page : pages)
    EXPECT_TRUE(learner.Add(page.document, page.source).ok());
  EXPECT_TRUE(learner.Learn().ok());
  return learner;
}

std::vector<LearnedFurniture> Find(const FurnitureLearner& learner,
                                   const Page& page) {
  return learner.Find(page.document, page.source, SpansOf(page.document))
      .value();
}

TEST(FurnitureLearnerTest, RefusesNoThreads) {
  FurnitureLearner learner({.threads = 0});
  EXPECT_TRUE(absl::IsInvalidArgument(learner.Learn()));
}

TEST(FurnitureLearnerTest, StandingParagraph) {
  Rng rng(1);
  const Words credit = reference::RandomWords(rng, 4, 1000000);
  std::vector<Page> pages;
  for (int i = 0; i < 20; ++i) pages.push_back(MakePage(rng, "a", credit));
  const Page other = MakePage(rng, "b", credit);
  const Page unnamed = MakePage(rng, "", credit);
  const FurnitureLearner learner = Learn(pages);
  const auto found = Find(learner, pages[3]);
  ASSERT_THAT(found, SizeIs(1));
  EXPECT_EQ(found[0].kind, Kind::kStandingParagraph);
  EXPECT_EQ(found[0].at, (ByteSpan{600, 640}));
  EXPECT_EQ(found[0].documents, 20u);
  EXPECT_THAT(Find(learner, other), IsEmpty());
  EXPECT_THAT(Find(learner, unnamed), IsEmpty());
}

TEST(FurnitureLearnerTest, ReturningWording) {
  Rng rng(2);
  const Words sentence = reference::RandomWords(rng, 15, 1000000);
  const Words front(sentence.begin(), sentence.begin() + 10);
  std::vector<Page> pages;
  for (int i = 0; i < 4; ++i) pages.push_back(MakePage(rng, "a", sentence));
  for (int i = 0; i < 5; ++i) pages.push_back(MakePage(rng, "a", front));
  pages.push_back(MakePage(rng, "b", {}));
  const FurnitureLearner learner = Learn(pages);
  const auto found = Find(learner, pages[0]);
  ASSERT_THAT(found, SizeIs(1));
  EXPECT_EQ(found[0].kind, Kind::kReturningWording);
  EXPECT_EQ(found[0].at, (ByteSpan{600, 748}));
  EXPECT_EQ(found[0].documents, 4u);  // the end of it
  const auto shorter = Find(learner, pages[5]);
  ASSERT_THAT(shorter, SizeIs(1));
  EXPECT_EQ(shorter[0].at, (ByteSpan{600, 698}));
  EXPECT_EQ(shorter[0].documents, 9u);
  const FurnitureStats stats = learner.Stats().value();
  EXPECT_EQ(stats.recurrent_grams, 11u);
  EXPECT_EQ(stats.furniture_grams, 11u);
  ASSERT_THAT(stats.sources, SizeIs(1));
  EXPECT_EQ(stats.sources[0].source, "a");
  EXPECT_EQ(stats.sources[0].documents, 9u);
  EXPECT_EQ(stats.sources[0].words_marked, 4u * 15 + 5u * 10);
}

TEST(FurnitureLearnerTest, OneSubjectIsATemplateAndNoFurniture) {
  Rng rng(3);
  const Words sentence = reference::RandomWords(rng, 15, 1000000);
  std::vector<Page> pages;
  for (int i = 0; i < 50; ++i) {
    Page page = MakePage(rng, "a", i < 4 ? sentence : Words{});
    if (i < 4) page.document.title[0] = 41;  // topical, in few headlines
    pages.push_back(page);
  }
  // Stems: a word without one is its own, topical if odd.
  const FurnitureLearner learner = Learn(pages);
  EXPECT_THAT(Find(learner, pages[0]), IsEmpty());
  EXPECT_EQ(learner.Stats().value().recurrent_grams, 11u);
  EXPECT_EQ(learner.Stats().value().furniture_grams, 0u);
}

// The detector that matches and the learner that reports see the same.
TEST(FurnitureLearnerPropertyTest, AgreesWithTheDetector) {
  Rng rng(4);
  std::vector<Words> standing;
  for (int i = 0; i < 12; ++i) {
    standing.push_back(
        reference::RandomWords(rng, 3 + reference::Below(rng, 20), 1000000));
  }
  const char* const sources[] = {"a", "b", "c", ""};
  std::vector<Page> pages;
  for (int i = 0; i < 1500; ++i) {
    pages.push_back(MakePage(rng, sources[reference::Below(rng, 4)],
                             standing[reference::Below(rng, 12)]));
  }
  Detector detector = Detector::Create({}).value();
  for (const Page& page : pages)
    detector.Add(page.document, page.source).value();
  detector.Run().value();
  const FurnitureLearner one = Learn(pages);
  const FurnitureLearner two = Learn(pages, {.threads = 3});
  const FurnitureLearner paragraphs = Learn(pages, {.wording = false});
  const FurnitureStats with = paragraphs.StatsWith(detector).value();
  uint64_t marked = 0;
  for (uint32_t i = 0; i < pages.size(); ++i) {
    if (pages[i].source.empty()) continue;
    uint32_t words = 0;
    const auto found = Find(one, pages[i]);
    const auto again = Find(two, pages[i]);
    ASSERT_EQ(found.size(), again.size());
    for (size_t k = 0; k < found.size(); ++k) {
      EXPECT_EQ(found[k].at, again[k].at);
      EXPECT_EQ(found[k].documents, again[k].documents);
      if (found[k].kind != Kind::kReturningWording) continue;
      words += (found[k].at.size() + 2) / 10;
    }
    EXPECT_EQ(words, detector.furniture_words(i).value());
    marked += words;
  }
  EXPECT_GT(marked, 1000u);
  for (const FurnitureStats& stats :
       {one.Stats().value(), two.Stats().value(), with}) {
    uint64_t all = 0, found = 0;
    for (const SourceFurniture& source : stats.sources) {
      all += source.words_marked;
      found += source.standing_paragraphs;
    }
    EXPECT_EQ(all, marked);
    EXPECT_GT(found, 3u);
    EXPECT_EQ(stats.recurrent_grams, one.Stats().value().recurrent_grams);
    EXPECT_EQ(stats.furniture_grams, one.Stats().value().furniture_grams);
    EXPECT_THAT(stats.sources, SizeIs(3));
  }
}

}  // namespace
}  // namespace nuskha
