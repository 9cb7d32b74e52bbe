// SPDX-License-Identifier: Apache-2.0

#include "verify/translation.h"

#include <map>
#include <utility>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "nuskha/detector.h"
#include "reference/random_texts.h"
#include "reference/translation_reference.h"

namespace nuskha::internal {
namespace {

using reference::Rng;
using reference::StemmedText;
using reference::WordOf;
using reference::Words;

constexpr size_t kForms = 4;  // words of one stem

// Stem `i`, in any form.
size_t FormOf(Rng& rng, size_t i) {
  return i * kForms + reference::Below(rng, kForms);
}

// What a second translator writes: other forms, some other words, some words
// moved by one place, some numbers lost.
struct Draft {
  std::vector<size_t> stems;
  std::vector<double> numbers;
};

Draft RandomDraft(Rng& rng, size_t words) {
  Draft draft;
  for (size_t i = 0; i < words; ++i) {
    const bool common = reference::Below(rng, 2) == 0;
    draft.stems.push_back(common ? reference::Below(rng, 60)
                                 : 60 + reference::Below(rng, 30000));
  }
  for (size_t i = reference::Below(rng, 5); i > 0; --i) {
    draft.numbers.push_back(static_cast<double>(reference::Below(rng, 1000)));
  }
  return draft;
}

Draft Retranslate(Rng& rng, const Draft& draft, size_t changed_in_ten) {
  Draft other = draft;
  for (size_t i = 0; i < other.stems.size(); ++i) {
    const size_t draw = reference::Below(rng, 10);
    if (draw < changed_in_ten) other.stems[i] = reference::Below(rng, 30060);
    if (draw == 9 && i > 0) std::swap(other.stems[i], other.stems[i - 1]);
  }
  if (other.numbers.size() > 1 && reference::Below(rng, 2) == 0) {
    other.numbers.pop_back();
  }
  return other;
}

std::vector<Draft> RandomDrafts(uint64_t seed, size_t count) {
  Rng rng(seed);
  std::vector<Draft> drafts;
  while (drafts.size() < count) {
    drafts.push_back(RandomDraft(rng, 30 + reference::Below(rng, 150)));
    if (reference::Below(rng, 3) != 0) continue;
    const Draft original = drafts.back();
    drafts.push_back(Retranslate(rng, original, 1 + reference::Below(rng, 6)));
    if (reference::Below(rng, 3) != 0) continue;
    Draft half = Retranslate(rng, original, 1);
    half.stems.resize(half.stems.size() / 2);
    drafts.push_back(half);
  }
  drafts.resize(count);
  return drafts;
}

Document DocumentOf(Rng& rng, const Draft& draft) {
  Document document;
  for (const size_t stem : draft.stems) {
    const uint32_t word = WordOf(FormOf(rng, stem));
    document.words.push_back(word);
    document.new_light_stems.push_back({word, WordOf(1'000'000 + stem)});
  }
  for (const double value : draft.numbers) {
    document.numbers.push_back({0, 1, value});
  }
  return document;
}

std::vector<Document> DocumentsOf(const std::vector<Draft>& drafts) {
  Rng rng(99);
  std::vector<Document> documents;
  for (const Draft& draft : drafts) {
    documents.push_back(DocumentOf(rng, draft));
  }
  return documents;
}

DocumentStore StoreOf(const std::vector<Draft>& drafts) {
  DocumentStore store;
  for (const Document& document : DocumentsOf(drafts)) store.Add(document, {});
  return store;
}

std::map<std::pair<uint32_t, uint32_t>, Translation> Expected(
    const std::vector<Draft>& drafts) {
  std::vector<StemmedText> texts;
  for (const Draft& draft : drafts) {
    texts.push_back({{draft.stems.begin(), draft.stems.end()}, draft.numbers});
  }
  return reference::TranslationFigures(texts);
}

TEST(RareStemsTest, Limit) {
  EXPECT_EQ(RareStems::Limit(0), 0u);
  EXPECT_EQ(RareStems::Limit(19), 0u);
  EXPECT_EQ(RareStems::Limit(20), 2u);
  EXPECT_EQ(RareStems::Limit(39), 3u);
  EXPECT_EQ(RareStems::Limit(40), 4u);
  EXPECT_EQ(RareStems::Limit(499), 4u);
  EXPECT_EQ(RareStems::Limit(500), 5u);
  EXPECT_EQ(RareStems::Limit(18945), 189u);
  EXPECT_EQ(RareStems::Limit(10'000'000), 400u);
}

TEST(TranslationTest, CandidatesAndFiguresAreThoseOfTheDefinition) {
  for (const size_t count : {25u, 90u, 450u}) {
    const std::vector<Draft> drafts = RandomDrafts(count, count);
    const DocumentStore store = StoreOf(drafts);
    const RareStems stems(store);
    TranslationReader reader(store, stems);
    RareStems::Scratch scratch;
    std::vector<uint32_t> before;
    const auto expected = Expected(drafts);
    ASSERT_GT(expected.size(), count / 20);
    size_t seen = 0;
    for (uint32_t b = 0; b < store.size(); ++b) {
      stems.Before(b, &scratch, &before);
      EXPECT_TRUE(std::ranges::is_sorted(before));
      for (const uint32_t a : before) {
        ++seen;
        ASSERT_TRUE(expected.contains({a, b}));
        const Translation& want = expected.at({a, b});
        const Translation got = reader.Measure(a, b);
        EXPECT_EQ(got.anchors, want.anchors);
        EXPECT_EQ(got.in_order, want.in_order);
        EXPECT_NEAR(got.displacement, want.displacement, 1e-12);
        EXPECT_NEAR(got.overlap, want.overlap, 1e-12);
        EXPECT_EQ(got.numbers, want.numbers);
        EXPECT_EQ(got.numbers_shared, want.numbers_shared);
        Translation judged;
        EXPECT_EQ(reader.Judge(a, b, &judged), MayBeTranslation(want));
      }
    }
    EXPECT_EQ(seen, expected.size());
  }
}

TEST(TranslationTest, FoundPairsAreThoseThatPass) {
  const std::vector<Draft> drafts = RandomDrafts(5, 400);
  const DocumentStore store = StoreOf(drafts);
  std::vector<std::pair<uint32_t, uint32_t>> expected;
  const auto all = Expected(drafts);
  for (const auto& [pair, figures] : all) {
    if (MayBeTranslation(figures)) expected.push_back(pair);
  }
  ASSERT_GT(expected.size(), 40u);
  ASSERT_LT(expected.size(), all.size() - 10);
  for (const size_t threads : {1u, 2u, 5u}) {
    uint64_t candidates = 0;
    std::vector<std::pair<uint32_t, uint32_t>> found;
    for (const auto& pair : FindTranslations(store, threads, &candidates)) {
      found.emplace_back(pair.a, pair.b);
    }
    EXPECT_EQ(found, expected);
    EXPECT_EQ(candidates, all.size());
  }
}

TEST(TranslationTest, Thresholds) {
  const Translation good = {.anchors = 10,
                            .in_order = 8,
                            .displacement = 0.0449,
                            .overlap = 0.2,
                            .numbers = 4,
                            .numbers_shared = 2};
  EXPECT_TRUE(MayBeTranslation(good));
  const auto with = [&](auto change) {
    Translation figures = good;
    change(&figures);
    return MayBeTranslation(figures);
  };
  EXPECT_FALSE(with([](Translation* t) { t->anchors = 9; }));
  EXPECT_FALSE(with([](Translation* t) { t->in_order = 7; }));
  EXPECT_FALSE(with([](Translation* t) { t->displacement = 0.045; }));
  EXPECT_FALSE(with([](Translation* t) { t->overlap = 0.199; }));
  EXPECT_FALSE(with([](Translation* t) { t->numbers_shared = 1; }));
  // One number says nothing.
  EXPECT_TRUE(
      with([](Translation* t) { t->numbers = 1, t->numbers_shared = 0; }));
}

std::vector<Match> RunDetector(const std::vector<Document>& documents,
                               const DetectorOptions& options) {
  Detector detector = Detector::Create(options).value();
  for (const Document& document : documents) detector.Add(document, "").value();
  return detector.Run().value();
}

TEST(TranslationTest, SuggestionsComeOnTopOfWhatWordingTells) {
  const std::vector<Document> documents = DocumentsOf(RandomDrafts(6, 500));
  const std::vector<Match> without = RunDetector(documents, {});
  const std::vector<Match> with =
      RunDetector(documents, {.threads = 3, .translations = true});
  std::vector<Match> rest;
  size_t suggested = 0;
  for (size_t i = 0; i < with.size(); ++i) {
    if (i > 0) {
      EXPECT_LT(std::pair(with[i - 1].a, with[i - 1].b),
                std::pair(with[i].a, with[i].b));
    }
    if (with[i].relation != Relation::kTranslation) {
      rest.push_back(with[i]);
      continue;
    }
    ++suggested;
    EXPECT_LT(with[i].confidence, 0.9);
    EXPECT_LT(std::max(with[i].a_in_b, with[i].b_in_a), 0.3);
    EXPECT_TRUE(MayBeTranslation(with[i].translation));
    EXPECT_FALSE(IsSameArticle(with[i].relation));
    EXPECT_THAT(Reasons(with[i], "a", "b").value().front(),
                ::testing::StartsWith("possibly two translations"));
  }
  EXPECT_GT(suggested, 10u);
  ASSERT_EQ(rest.size(), without.size());
  for (size_t i = 0; i < rest.size(); ++i) {
    EXPECT_EQ(std::tuple(rest[i].a, rest[i].b, rest[i].relation),
              std::tuple(without[i].a, without[i].b, without[i].relation));
  }
}

}  // namespace
}  // namespace nuskha::internal
