// SPDX-License-Identifier: Apache-2.0

#include "verify/verifier.h"

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <set>
#include <utility>
#include <vector>

#include "gtest/gtest.h"
#include "nuskha/compare.h"
#include "reference/random_texts.h"
#include "reference/shingle_sets.h"
#include "reference/tiling.h"

namespace nuskha::internal {
namespace {

using reference::Below;
using reference::Rng;
using reference::Words;

struct Text {
  Words words;
  std::vector<double> numbers;
  Document document;
};

Text MakeText(const Words& words, const std::vector<double>& numbers) {
  return {words, numbers, reference::MakeDocument(words, numbers)};
}

Text RandomText(Rng& rng, size_t longest, size_t vocabulary) {
  std::vector<double> numbers(Below(rng, 4));
  for (double& number : numbers) {
    number = static_cast<double>(Below(rng, 4)) / 2;
  }
  return MakeText(
      reference::RandomWords(rng, Below(rng, longest + 1), vocabulary),
      numbers);
}

bool IsLonger(const Text& a, const Text& b) {
  return std::pair(a.words.size(), a.words) >
         std::pair(b.words.size(), b.words);
}

// Scores, and the numbers of a match with all evidence, from the definitions.
void ExpectFigures(const Match& match, const Text& a, const Text& b) {
  EXPECT_EQ(match.words_a, a.words.size());
  EXPECT_EQ(match.words_b, b.words.size());
  const reference::Scores scores = reference::ScoresOf(a.words, b.words);
  EXPECT_DOUBLE_EQ(match.jaccard, scores.jaccard);
  EXPECT_DOUBLE_EQ(match.a_in_b, scores.a_in_b);
  EXPECT_DOUBLE_EQ(match.b_in_a, scores.b_in_a);
  if (a.words.empty() || b.words.empty()) {
    EXPECT_EQ(match.relation, Relation::kNothing);
    return;
  }
  const bool a_is_longer = IsLonger(a, b);
  EXPECT_EQ(match.a_is_longer, a_is_longer);
  const Text& longer = a_is_longer ? a : b;
  const Text& shorter = a_is_longer ? b : a;
  const std::set<double> numbers(shorter.numbers.begin(),
                                 shorter.numbers.end());
  EXPECT_EQ(match.evidence.numbers, numbers.size());
  EXPECT_EQ(match.evidence.numbers_shared,
            std::ranges::count_if(numbers, [&](double number) {
              return std::ranges::count(longer.numbers, number) > 0;
            }));
  EXPECT_EQ(match.relation == Relation::kExact, a.words == b.words);
}

void ExpectAlignment(const Match& match, const Text& a, const Text& b) {
  const bool a_is_longer = IsLonger(a, b);
  const Words& longer = a_is_longer ? a.words : b.words;
  const Words& shorter = a_is_longer ? b.words : a.words;
  if (shorter.empty() ||
      reference::CommonestTrigram(longer) > Aligner::kMaxPlaces) {
    return;
  }
  const auto tiles =
      reference::SupportedTiles(reference::AllTiles(shorter, longer));
  uint32_t longest = 0;
  auto first = static_cast<uint32_t>(longer.size());
  for (const Tile& tile : tiles) {
    longest = std::max(longest, tile.length);
    first = std::min(first, tile.b);
  }
  EXPECT_EQ(match.shared_words, reference::PassageWordsOf(tiles));
  EXPECT_EQ(match.longest_run, longest);
  EXPECT_DOUBLE_EQ(match.starts_at, first / static_cast<double>(longer.size()));
}

// One verifier for all pairs: what it keeps from one pair must not show in the
// next. Compare() uses a fresh one.
void CheckRandomPairs(uint64_t seed, size_t longest, size_t vocabulary,
                      int rounds) {
  Rng rng(seed);
  Verifier verifier({.all_evidence = true});
  for (int round = 0; round < rounds; ++round) {
    const Text a = RandomText(rng, longest, vocabulary);
    Text b = RandomText(rng, longest, vocabulary);
    if (round % 2 == 0) {
      b = MakeText(reference::Edit(rng, a.words, 0.1, vocabulary), b.numbers);
    }
    verifier.SetBase({.words = b.words, .numbers = b.document.numbers});
    Match match;
    match.b = 1;
    const bool passed = verifier.Verify(
        {.words = a.words, .numbers = a.document.numbers}, &match);
    EXPECT_EQ(passed, !a.words.empty() && !b.words.empty());
    ASSERT_NO_FATAL_FAILURE(ExpectFigures(match, a, b));
    ExpectAlignment(match, a, b);
    const Match fresh = Compare(a.document, b.document).value();
    EXPECT_EQ(fresh.relation, match.relation);
    EXPECT_EQ(fresh.jaccard, match.jaccard);
    EXPECT_EQ(fresh.shared_words, match.shared_words);
    EXPECT_EQ(fresh.confidence, match.confidence);
  }
}

TEST(VerifierPropertyTest, FiguresOfShortTexts) {
  CheckRandomPairs(1, 14, 3, 400);
}
TEST(VerifierPropertyTest, FiguresOfFewWords) {
  CheckRandomPairs(2, 40, 5, 300);
}
TEST(VerifierPropertyTest, FiguresOfManyWords) {
  CheckRandomPairs(3, 60, 500, 200);
}

// Texts of 2,000 words: only the figures that need no slow alignment.
TEST(VerifierPropertyTest, FiguresOfLongTexts) {
  Rng rng(4);
  const Text a = MakeText(reference::RandomWords(rng, 2000, 3000), {1, 2});
  const Text parts[] = {MakeText(reference::Edit(rng, a.words, 0.05), {2, 3}),
                        MakeText(reference::Slice(a.words, 500, 1500), {}),
                        MakeText(reference::RandomWords(rng, 2000, 3000), {1})};
  for (const Text& b : parts) {
    ExpectFigures(Compare(a.document, b.document).value(), a, b);
  }
}

// Turning a pair round turns its figures round and changes nothing else.
void ExpectTurnsRound(const Text& a, const Text& b) {
  const Match one = Compare(a.document, b.document).value();
  const Match two = Compare(b.document, a.document).value();
  EXPECT_EQ(one.relation, two.relation);
  EXPECT_EQ(one.confidence, two.confidence);
  EXPECT_EQ(one.jaccard, two.jaccard);
  EXPECT_EQ(one.a_in_b, two.b_in_a);
  EXPECT_EQ(one.b_in_a, two.a_in_b);
  EXPECT_EQ(one.shared_words, two.shared_words);
  EXPECT_EQ(one.longest_run, two.longest_run);
  EXPECT_EQ(one.starts_at, two.starts_at);
  EXPECT_EQ(one.relation == Relation::kPartial && one.container_is_a,
            two.relation == Relation::kPartial && !two.container_is_a);
  if (a.words == b.words) return;
  EXPECT_NE(one.a_is_longer, two.a_is_longer);
  const Evidence &x = one.evidence, &y = two.evidence;
  EXPECT_EQ(x.matched, y.matched);
  EXPECT_EQ(x.of_shorter, y.of_shorter);
  EXPECT_EQ(x.from, y.from);
  EXPECT_EQ(x.fresh, y.fresh);
  EXPECT_EQ(x.unseen, y.unseen);
  EXPECT_EQ(x.headline, y.headline);
  EXPECT_EQ(x.alike, y.alike);
  EXPECT_EQ(x.numbers, y.numbers);
  EXPECT_EQ(x.conflicts, y.conflicts);
  EXPECT_EQ(x.probability, y.probability);
  for (size_t i = 0; i < x.conflict_examples.size(); ++i) {
    EXPECT_EQ(x.conflict_examples[i].a, y.conflict_examples[i].b);
    EXPECT_EQ(x.conflict_examples[i].b, y.conflict_examples[i].a);
  }
}

TEST(VerifierPropertyTest, TurnsRound) {
  Rng rng(5);
  for (int round = 0; round < 300; ++round) {
    const Text a = RandomText(rng, 60, 20);
    const Text b = MakeText(reference::Edit(rng, a.words, 0.2, 20), {1});
    ExpectTurnsRound(a, b);
  }
}

// Words replaced, and blocks that stand twice or elsewhere.
Words EditInLength(Rng& rng, const Words& words, size_t vocabulary) {
  Words edited = words;
  for (size_t edits = 1 + Below(rng, 8); edits > 0; --edits) {
    const size_t from = Below(rng, words.size()), to = Below(rng, words.size());
    const size_t size =
        std::min({1 + Below(rng, 12), words.size() - from, words.size() - to});
    const Words block = Below(rng, 3) == 0
                            ? reference::RandomWords(rng, size, vocabulary)
                            : reference::Slice(words, from, size);
    std::ranges::copy(block, edited.begin() + static_cast<ptrdiff_t>(to));
  }
  return edited;
}

TEST(VerifierPropertyTest, TurnsRoundTextsOfOneLength) {
  Rng rng(8);
  std::set<Relation> relations;
  for (int round = 0; round < 600; ++round) {
    const size_t vocabulary = round % 3 == 0 ? 40 : 100000;
    const Words words =
        reference::RandomWords(rng, 12 + Below(rng, 60), vocabulary);
    Text a = MakeText(words, {1});
    Text b = MakeText(EditInLength(rng, words, vocabulary), {1, 2});
    a.document.title = reference::Slice(words, 0, 3);
    b.document.title = reference::RandomWords(rng, 4, vocabulary);
    ASSERT_NO_FATAL_FAILURE(ExpectTurnsRound(a, b));
    relations.insert(Compare(a.document, b.document).value().relation);
  }
  EXPECT_GE(relations.size(), 3u);
}

// Each of a few words hundreds of times: so much work that it is cut off.
Words MakeStutter(Rng& rng) {
  Words words = reference::RandomWords(rng, Below(rng, 4), 1000);
  for (size_t blocks = 1 + Below(rng, 4); blocks > 0; --blocks) {
    words.insert(words.end(), 200 + Below(rng, 600),
                 reference::WordOf(Below(rng, 2)));
    const Words between = reference::RandomWords(rng, 1 + Below(rng, 4), 1000);
    words.insert(words.end(), between.begin(), between.end());
  }
  return words;
}

TEST(VerifierPropertyTest, TurnsRoundTextsThatRepeatThemselves) {
  Rng rng(10);
  for (int round = 0; round < 40; ++round) {
    const Words words = reference::RandomWords(rng, 400, 2);
    const Text a = MakeText(words, {});
    ExpectTurnsRound(a, MakeText(EditInLength(rng, words, 2), {}));
    ExpectTurnsRound(a, MakeText(reference::RandomWords(rng, 300, 2), {}));
    ExpectTurnsRound(MakeText(MakeStutter(rng), {}),
                     MakeText(MakeStutter(rng), {}));
  }
}

TEST(VerifierTest, RemembersDistinctShinglesAndBelievesThem) {
  Rng rng(6);
  const Words words = reference::RandomWords(rng, 50, 4);
  const Words copy = reference::Edit(rng, words, 0.1, 4);
  std::atomic<uint32_t> distinct_a{0}, distinct_b{0};
  const DocumentView a{.words = words, .numbers = {}, .distinct = &distinct_a};
  const DocumentView b{.words = copy, .numbers = {}, .distinct = &distinct_b};
  Verifier verifier({});
  Match first, second;
  verifier.SetBase(b);
  verifier.Verify(a, &first);
  EXPECT_EQ(distinct_a, reference::ShinglesOf(words, 3).size());
  EXPECT_EQ(distinct_b, reference::ShinglesOf(copy, 3).size());
  verifier.Verify(a, &second);
  EXPECT_EQ(first.jaccard, second.jaccard);
  EXPECT_EQ(first.a_in_b, second.a_in_b);
}

TEST(VerifierTest, MinScoreAsksTheLargerContainment) {
  Rng rng(7);
  const Words part = reference::RandomWords(rng, 40, 1000000);
  const Words whole =
      reference::Concat(part, reference::RandomWords(rng, 400, 1000000));
  Match match;
  for (const double min_score : {0.0, 0.99, 1.0}) {
    Verifier verifier({.min_score = min_score});
    verifier.SetBase({.words = whole, .numbers = {}});
    EXPECT_TRUE(verifier.Verify({.words = part, .numbers = {}}, &match));
    EXPECT_EQ(match.relation, Relation::kPartial);
    EXPECT_FALSE(match.container_is_a);
  }
  Verifier verifier({.min_score = 0.5});
  verifier.SetBase({.words = whole, .numbers = {}});
  const Words other = reference::RandomWords(rng, 100, 1000000);
  match.relation = Relation::kCopy;  // of the pair before
  EXPECT_FALSE(verifier.Verify({.words = other, .numbers = {}}, &match));
  EXPECT_EQ(match.relation, Relation::kNothing);
}

TEST(CompareTest, ADocumentWithoutTextIsJudgedOnItsTitle) {
  Rng rng(9);
  const Words headline = reference::RandomWords(rng, 9, 1000000);
  Document title_only;
  title_only.title = headline;
  EXPECT_EQ(Compare(title_only, title_only).value().relation, Relation::kExact);
  EXPECT_EQ(
      Compare(title_only, reference::MakeDocument(headline)).value().relation,
      Relation::kExact);
  // A body that is all boilerplate has no content words and matches nothing.
  Document all_boilerplate = title_only;
  all_boilerplate.all_words = 20;
  EXPECT_EQ(Compare(title_only, all_boilerplate).value().relation,
            Relation::kNothing);
}

// A standing paragraph that is told in one layout and not in the other.
TEST(CompareTest, TheSameTextInOtherParagraphsIsExact) {
  Rng rng(10);
  const Words whole = reference::RandomWords(rng, 200, 1000000);
  Document one = reference::MakeDocument(whole);
  Document other = reference::MakeDocument(reference::Slice(whole, 0, 190));
  EXPECT_EQ(Compare(one, other).value().relation, Relation::kCopy);
  one.text_hash = other.text_hash = 7;
  const Match match = Compare(one, other).value();
  EXPECT_EQ(match.relation, Relation::kExact);
  EXPECT_EQ(match.confidence, 1);
  EXPECT_LT(match.jaccard, 1);
  EXPECT_EQ(Reasons(match, "a", "b").value(),
            std::vector<std::string>{
                "all words of the two texts are equal, in other paragraphs"});
  other.text_hash = 8;
  EXPECT_EQ(Compare(one, other).value().relation, Relation::kCopy);
}

TEST(CompareTest, EmptyDocumentsMatchNothing) {
  const Document empty;
  EXPECT_EQ(Compare(empty, empty).value().relation, Relation::kNothing);
  EXPECT_EQ(Compare(empty, reference::MakeDocument({1, 2})).value().relation,
            Relation::kNothing);
}

TEST(CompareTest, NumbersTheTwoDocumentsZeroAndOne) {
  const Document document = reference::MakeDocument({1, 2, 3});
  const Match match = Compare(document, document).value();
  EXPECT_EQ(match.a, 0u);
  EXPECT_EQ(match.b, 1u);
}

}  // namespace
}  // namespace nuskha::internal
