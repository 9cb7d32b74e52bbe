// SPDX-License-Identifier: Apache-2.0

#include "verify/alignment.h"

#include <cstdint>
#include <ostream>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "reference/random_texts.h"
#include "reference/tiling.h"

namespace nuskha::internal {

void PrintTo(const Tile& tile, std::ostream* out) {
  *out << "{" << tile.a << ", " << tile.b << ", " << tile.length << "}";
}

namespace {

using reference::Below;
using reference::Rng;
using reference::Words;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<Tile> Align(const Words& a, const Words& b) {
  static Aligner& aligner = *new Aligner;  // its tables are reused on purpose
  std::vector<Tile> tiles = {{7, 7, 7}};   // to be replaced
  aligner.Align(a, b, &tiles);
  return tiles;
}

// One word per letter.
Words Letters(std::string_view text) { return Words(text.begin(), text.end()); }

TEST(AlignerTest, TakesTheLongestRunFirst) {
  EXPECT_THAT(Align(Letters("abcdefg"), Letters("abcxabcdefgx")),
              ElementsAre(Tile{0, 4, 7}));
  EXPECT_THAT(Align({}, Letters("abc")), IsEmpty());
  EXPECT_THAT(Align(Letters("ab"), Letters("ab")), IsEmpty());
  EXPECT_THAT(Align(Letters("abc"), Letters("xyz")), IsEmpty());
}

TEST(AlignerTest, FindsMovedBlocks) {
  EXPECT_THAT(Align(Letters("abcdefghijkl"), Letters("ghijkl-abcdef")),
              ElementsAre(Tile{0, 7, 6}, Tile{6, 0, 6}));
}

TEST(AlignerTest, UsesEachWordOnce) {
  EXPECT_THAT(Align(Letters("abcdef-abcdef"), Letters("abcdef")),
              ElementsAre(Tile{0, 0, 6}));
  EXPECT_THAT(Align(Letters("abcdef"), Letters("abcdef-abcdef")),
              ElementsAre(Tile{0, 0, 6}));
}

// The middle of the run of 20 is taken by a longer run elsewhere: both of its
// ends are tiles of their own, not the first alone.
TEST(AlignerTest, BothEndsOfABrokenRunAreTiles) {
  const Words a = Letters("ABCDEFGHijklMNOPQRST");
  const Words b = Letters("ABCDEFGHijklMNOPQRST");
  EXPECT_THAT(Align(a, b), ElementsAre(Tile{0, 0, 20}));
  // "ghGHijklMNmn" (12) wins over the shared runs of "ABCDEFGHijklMNOPQRST"
  // that it overlaps (8 in the middle), which leaves 6 words on either side.
  const Words c = Letters("ABCDEFGHijklMNOPQRST");
  const Words d = Letters("12GHijklMN34.ABCDEFGHijklMNOPQRST");
  EXPECT_THAT(Align(c, d), ElementsAre(Tile{0, 13, 20}));
  const Words e = Letters("ABCDEFGHijklMNOPQRST.xyzGHijklMNuvw");
  const Words f = Letters("xyzGHijklMNuvw.ABCDEFGHijklMNOPQRST");
  EXPECT_THAT(Align(e, f), ElementsAre(Tile{0, 15, 20}, Tile{21, 0, 14}));
  // `h` has the middle once only, inside the longer run.
  const Words g = Letters("ABCDEFGHijklMNOPQRST.tuvwxyzGHijklMN1234567");
  const Words h = Letters("tuvwxyzGHijklMN1234567.ABCDEFOPQRST");
  EXPECT_THAT(Align(g, h),
              ElementsAre(Tile{0, 23, 6}, Tile{14, 29, 6}, Tile{21, 0, 22}));
}

TEST(AlignerTest, ShortTilesNeedANeighbour) {
  // Alone, five words are a formula.
  EXPECT_THAT(Align(Letters("abcde"), Letters("abcde12345")), IsEmpty());
  EXPECT_THAT(Align(Letters("abcdef"), Letters("abcdef12345")),
              ElementsAre(Tile{0, 0, 6}));
  // Twelve words apart in both texts they support each other; thirteen in one
  // of them, or in the other order, they do not.
  EXPECT_THAT(Align(Letters("abc123456789012fgh"), Letters("abcfgh")),
              ElementsAre(Tile{0, 0, 3}, Tile{15, 3, 3}));
  EXPECT_THAT(Align(Letters("abc1234567890123fgh"), Letters("abcfgh")),
              IsEmpty());
  EXPECT_THAT(Align(Letters("abcfgh"), Letters("abc1234567890123fgh")),
              IsEmpty());
  EXPECT_THAT(Align(Letters("abc1fgh"), Letters("fgh2abc")), IsEmpty());
}

// Random texts against the definition. Where a run of three words stands at
// more than 16 places of `b` the aligner may miss some, so those pairs only
// have to give valid tiles.
void CompareWithReference(uint64_t seed, size_t vocabulary, size_t longest,
                          int rounds) {
  Rng rng(seed);
  int compared = 0;
  for (int round = 0; round < rounds; ++round) {
    const Words a =
        reference::RandomWords(rng, Below(rng, longest + 1), vocabulary);
    const Words b =
        round % 2 == 0
            ? reference::RandomWords(rng, Below(rng, longest + 1), vocabulary)
            : reference::Edit(rng, a, 0.1, vocabulary);
    const std::vector<Tile> tiles = Align(a, b);
    ASSERT_EQ(reference::WhyInvalid(tiles, a, b), "");
    if (reference::CommonestTrigram(b) > Aligner::kMaxPlaces) continue;
    ++compared;
    ASSERT_EQ(tiles, reference::SupportedTiles(reference::AllTiles(a, b)))
        << "round " << round << " of " << vocabulary << " words";
  }
  EXPECT_GT(compared, rounds / 2);
}

TEST(AlignerPropertyTest, EqualsTheDefinitionOnTwoWords) {
  CompareWithReference(1, 2, 40, 300);
}
TEST(AlignerPropertyTest, EqualsTheDefinitionOnThreeWords) {
  CompareWithReference(2, 3, 50, 300);
}
TEST(AlignerPropertyTest, EqualsTheDefinitionOnTenWords) {
  CompareWithReference(3, 10, 80, 200);
}
TEST(AlignerPropertyTest, EqualsTheDefinitionOnFiftyWords) {
  CompareWithReference(4, 50, 120, 100);
}
TEST(AlignerPropertyTest, EqualsTheDefinitionOnLongTexts) {
  CompareWithReference(5, 1000, 300, 12);
}

// Comparisons counted, not time: the promise of the header, and what ordinary
// texts need of it.
void ExpectBounded(const Words& a, const Words& b, double most_a_word = 128) {
  Aligner aligner;
  std::vector<Tile> tiles;
  aligner.Align(a, b, &tiles);
  EXPECT_EQ(reference::WhyInvalid(tiles, a, b), "");
  // The run at which the work is cut off may be as long as the shorter text.
  const size_t words = a.size() + b.size();
  EXPECT_LE(aligner.comparisons(),
            static_cast<uint64_t>(most_a_word * static_cast<double>(words)) +
                2 * std::min(a.size(), b.size()));
}

TEST(AlignerCostTest, AMillionTimesOneWord) {
  const Words a(1000000, 7), b(999999, 7);
  EXPECT_THAT(Align(a, b), ElementsAre(Tile{0, 0, 999999}));
  ExpectBounded(a, b);
  ExpectBounded(b, a);
  ExpectBounded(Words(1000, 7), a);
}

TEST(AlignerCostTest, TwoWords) {
  Rng rng(9);
  Words in_turn(100000);
  for (size_t i = 0; i < in_turn.size(); ++i) in_turn[i] = i % 2;
  Words mixed(100000);
  for (uint32_t& word : mixed) word = static_cast<uint32_t>(Below(rng, 2));
  ExpectBounded(in_turn, mixed);
  ExpectBounded(mixed, in_turn);
  ExpectBounded(in_turn, in_turn);
  ExpectBounded(mixed, mixed);
}

TEST(AlignerCostTest, MegabyteTexts) {
  Rng rng(6);
  for (const size_t vocabulary : {3u, 100u, 1000000u}) {
    const Words a = reference::RandomWords(rng, 100000, vocabulary);
    const Words other = reference::RandomWords(rng, 100000, vocabulary);
    ExpectBounded(a, other);
    Words edited = a;
    for (size_t i = 50; i < edited.size(); i += 100) edited[i] ^= 1;
    ExpectBounded(edited, a);
    ExpectBounded(a, a);
  }
}

// Where a text does not repeat itself, each of its words is looked at about
// twice: once to find the run that it is in, once to take it.
TEST(AlignerCostTest, OrdinaryTextsCostAFewComparisonsAWord) {
  Rng rng(8);
  const Words a = reference::RandomWords(rng, 100000, 1000000);
  ExpectBounded(a, a, 2);
  ExpectBounded(a, reference::Edit(rng, a, 0.05), 4);
  ExpectBounded(a, reference::RandomWords(rng, 100000, 1000000), 0.1);
}

TEST(PassageWordsTest, JoinsOverGapsOfEightWords) {
  EXPECT_EQ(PassageWords({}), 0u);
  EXPECT_EQ(PassageWords(std::vector<Tile>{{5, 9, 6}}), 6u);
  // Gaps of 8 and 0 words count with the gap of the first text.
  EXPECT_EQ(PassageWords(std::vector<Tile>{{0, 0, 6}, {14, 6, 6}}), 20u);
  EXPECT_EQ(PassageWords(std::vector<Tile>{{0, 0, 6}, {6, 14, 6}}), 12u);
  // 9 words on either side, or the other order: two passages.
  EXPECT_EQ(PassageWords(std::vector<Tile>{{0, 0, 6}, {15, 6, 6}}), 12u);
  EXPECT_EQ(PassageWords(std::vector<Tile>{{0, 0, 6}, {7, 15, 6}}), 12u);
  EXPECT_EQ(PassageWords(std::vector<Tile>{{0, 20, 6}, {8, 0, 6}}), 12u);
}

TEST(PassageWordsTest, EqualsTheDefinition) {
  Rng rng(7);
  for (int round = 0; round < 200; ++round) {
    const Words a = reference::RandomWords(rng, 200, 200);
    const Words b = reference::Edit(rng, a, 0.15, 200);
    const std::vector<Tile> tiles = Align(a, b);
    EXPECT_EQ(PassageWords(tiles), reference::PassageWordsOf(tiles));
    EXPECT_LE(PassageWords(tiles), a.size());
  }
}

}  // namespace
}  // namespace nuskha::internal
