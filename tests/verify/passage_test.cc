// SPDX-License-Identifier: Apache-2.0

#include "nuskha/passage.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "nuskha/compare.h"
#include "reference/disguise.h"
#include "reference/random_texts.h"
#include "text/golden_table.h"
#include "verify/alignment.h"

namespace nuskha {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

Analyzer& TheAnalyzer() {
  static Analyzer& analyzer =
      *new Analyzer(BoilerplateRules::Default().value());
  return analyzer;
}

std::vector<Passage> Find(const Article& a, const Article& b) {
  return FindPassages(a, b, &TheAnalyzer()).value();
}

std::vector<Passage> Find(std::string_view a, std::string_view b) {
  return Find(Article{.text = a}, Article{.text = b});
}

std::string Cut(std::string_view text, ByteSpan span) {
  return std::string(text.substr(span.begin, span.size()));
}

// "deletion x>": kind and both sides of each edit.
std::vector<std::string> EditsOf(const Passage& passage, std::string_view a,
                                 std::string_view b) {
  std::vector<std::string> edits;
  for (const Edit& edit : passage.edits) {
    edits.push_back(std::string(EditKindName(edit.kind())) + " " +
                    Cut(a, edit.a) + ">" + Cut(b, edit.b));
  }
  return edits;
}

TEST(PassageTest, CutsTheWordsThatAreShared) {
  const std::string a = "zero, (one two three four five six) - other";
  const std::string b = "One two. Three four\nfive six seven";
  const std::vector<Passage> passages = Find(a, b);
  ASSERT_THAT(passages, SizeIs(1));
  EXPECT_EQ(passages[0].words, 6u);
  EXPECT_EQ(passages[0].words_a, (WordSpan{1, 7}));
  EXPECT_EQ(passages[0].words_b, (WordSpan{0, 6}));
  EXPECT_EQ(Cut(a, passages[0].a), "one two three four five six");
  EXPECT_EQ(Cut(b, passages[0].b), "One two. Three four\nfive six");
  EXPECT_THAT(passages[0].edits, IsEmpty());
  EXPECT_THAT(Find(a, "nothing of it at all"), IsEmpty());
  EXPECT_THAT(Find("", b), IsEmpty());
}

TEST(PassageTest, NamesTheEditsBetweenRuns) {
  const std::string a = "a1 a2 a3 old a4 a5 a6 gone away a7 a8 a9 b1 b2 b3";
  const std::string b = "a1 a2 a3 new a4 a5 a6 a7 a8 a9 and more b1 b2 b3";
  const std::vector<Passage> passages = Find(a, b);
  ASSERT_THAT(passages, SizeIs(1));
  EXPECT_EQ(passages[0].words, 15u);
  EXPECT_THAT(EditsOf(passages[0], a, b),
              ElementsAre("substitution old>new", "deletion gone away>",
                          "insertion >and more"));
  const Edit& inserted = passages[0].edits[2];
  EXPECT_EQ(inserted.words_a, (WordSpan{12, 12}));
  EXPECT_EQ(inserted.a.begin, a.find(" b1"));
}

// Runs of one or two equal words are no tiles, and no edits either.
TEST(PassageTest, EqualWordsInsideAGapAreNoEdit) {
  const std::string a = "a1 a2 a3 x1 same x2 a4 a5 a6";
  const std::string b = "a1 a2 a3 y1 same y2 y3 a4 a5 a6";
  const std::vector<Passage> passages = Find(a, b);
  ASSERT_THAT(passages, SizeIs(1));
  EXPECT_THAT(EditsOf(passages[0], a, b),
              ElementsAre("substitution x1>y1", "substitution x2>y2 y3"));
}

TEST(PassageTest, JoinsOverEightWordsAndNotOverNine) {
  const std::string head = "a1 a2 a3 a4 a5 a6 ", tail = "b1 b2 b3 b4 b5 b6 b7";
  const std::string eight = "1 2 3 4 5 6 7 8 ";
  EXPECT_THAT(Find(head + eight + tail, head + tail), SizeIs(1));
  const std::vector<Passage> two =
      Find(head + eight + "9 " + tail, head + tail);
  ASSERT_THAT(two, SizeIs(2));  // longest first
  EXPECT_EQ(two[0].words_b, (WordSpan{6, 13}));
  EXPECT_EQ(two[1].words_b, (WordSpan{0, 6}));
}

TEST(PassageTest, SidesMayBeSwapped) {
  const std::string a = "a1 a2 a3 old a4 a5 a6 gone a7 a8 a9";
  const std::string b = "p q r a1 a2 a3 new a4 a5 a6 a7 a8 a9 s t u";
  const std::vector<Passage> there = Find(a, b), back = Find(b, a);
  ASSERT_THAT(there, SizeIs(1));
  ASSERT_THAT(back, SizeIs(1));
  EXPECT_EQ(there[0].a, back[0].b);
  EXPECT_EQ(there[0].words_b, back[0].words_a);
  EXPECT_EQ(there[0].words, back[0].words);  // of the shorter text
  EXPECT_THAT(EditsOf(back[0], b, a),
              ElementsAre("substitution new>old", "insertion >gone"));
}

// A repeated headline is no content: a range never runs over it.
TEST(PassageTest, EndsWhereTextIsNoContent) {
  const std::string one = "a1 a2 a3 a4 a5 a6", two = "b1 b2 b3 b4 b5 b6 b7";
  const std::string a = one + "\nthe long headline\n" + two;
  const std::string b = one + "\n" + two;
  const std::vector<Passage> passages =
      Find({.title = "the long headline", .text = a}, {.text = b});
  ASSERT_THAT(passages, SizeIs(2));
  EXPECT_EQ(Cut(a, passages[0].a), two);
  EXPECT_EQ(Cut(b, passages[0].b), two);
  EXPECT_EQ(Cut(a, passages[1].a), one);
  // Edited words next to it belong to neither part.
  const std::string edited = one + " x\nthe long headline\ny " + two;
  const std::vector<Passage> parts =
      Find({.title = "the long headline", .text = edited}, {.text = b});
  ASSERT_THAT(parts, SizeIs(2));
  EXPECT_EQ(Cut(edited, parts[0].a), two);
  EXPECT_EQ(Cut(edited, parts[1].a), one);
}

// U+FDFA stands for four words. A passage that has three of them ends before.
TEST(PassageTest, ASignOfSeveralWordsIsNotDivided) {
  const std::string sign = "\xef\xb7\xba";
  Tokens four;
  EXPECT_TRUE(NormalizeStandard(sign, {}, &four).ok());
  ASSERT_EQ(four.size(), 4u);
  const std::string a = "a1 a2 a3 a4 a5 a6 " + sign + " other";
  std::string b = "a1 a2 a3 a4 a5 a6";
  for (size_t i = 0; i < 3; ++i) (b += ' ') += four.token(i);
  const std::vector<Passage> passages = Find(a, b + " different");
  ASSERT_THAT(passages, SizeIs(1));
  EXPECT_EQ(Cut(a, passages[0].a), "a1 a2 a3 a4 a5 a6");
  (b += ' ') += four.token(3);
  const std::vector<Passage> whole = Find(a, b + " different");
  ASSERT_THAT(whole, SizeIs(1));
  EXPECT_EQ(Cut(a, whole[0].a), "a1 a2 a3 a4 a5 a6 " + sign);
}

TEST(PassageTest, ARecordWithoutTextIsJudgedOnItsTitle) {
  const std::string title = "Breaking: one two three four five six";
  const std::vector<Passage> passages =
      Find({.title = title}, {.text = "x one two three four five six y"});
  ASSERT_THAT(passages, SizeIs(1));
  EXPECT_EQ(Cut(title, passages[0].a), "one two three four five six");
  PlacedDocument placed;
  EXPECT_TRUE(TheAnalyzer().Locate({.title = title}, &placed).ok());
  EXPECT_TRUE(placed.in_title);
  EXPECT_EQ(placed.view().words.size(), placed.places.size());
}

// Where the alignment is cut off, match and passages are cut off alike, in
// either order of the texts.
TEST(PassageTest, TextsThatRepeatThemselves) {
  std::vector<uint32_t> one(200000, 7), turn(150000), other(100000);
  for (uint32_t i = 0; i < turn.size(); ++i) turn[i] = i % 2;
  std::mt19937 rng(10);
  for (uint32_t& word : other) word = static_cast<uint32_t>(rng() % 2);
  std::vector<ByteSpan> places;
  for (uint32_t i = 0; i < one.size(); ++i) places.push_back({i, i + 1});
  PassageFinder finder;
  const auto check = [&](const std::vector<uint32_t>& a,
                         const std::vector<uint32_t>& b) {
    const PlacedWords x = {a, std::span(places).first(a.size()), {}};
    const PlacedWords y = {b, std::span(places).first(b.size()), {}};
    std::vector<Passage> passages;
    EXPECT_TRUE(finder.Find(x, y, &passages).ok());
    uint32_t words = 0;
    for (const Passage& passage : passages) words += passage.words;
    const Match match =
        Compare(reference::MakeDocument(a), reference::MakeDocument(b)).value();
    EXPECT_EQ(words, match.shared_words);
  };
  check(one, one);
  check(turn, other);
  check(other, turn);
  check(turn, turn);
}

// Same words on both sides outside the edits, and what they claim to be.
void ExpectEqualBesideEdits(const Passage& passage, const PlacedWords& a,
                            const PlacedWords& b) {
  uint32_t i = passage.words_a.begin, j = passage.words_b.begin;
  std::vector<Edit> edits = passage.edits;
  edits.push_back({.words_a = {passage.words_a.end, passage.words_a.end},
                   .words_b = {passage.words_b.end, passage.words_b.end}});
  for (const Edit& edit : edits) {
    ASSERT_GT(edit.words_a.begin, i);
    ASSERT_EQ(edit.words_a.begin - i, edit.words_b.begin - j);
    for (; i < edit.words_a.begin; ++i, ++j) {
      ASSERT_EQ(a.words[i], b.words[j]);
    }
    i = edit.words_a.end;
    j = edit.words_b.end;
    ASSERT_LE(std::max(edit.words_a.size(), edit.words_b.size()), 8u);
  }
}

// Cut out of `text` and normalized, `bytes` are `words`. Of a text that was
// repaired as a whole a few letters alone may not show what is wrong with it:
// there the words of the whole text that lie in the range count.
void ExpectCut(std::string_view text, ByteSpan bytes, WordSpan words,
               const PlacedWords& placed) {
  const auto claimed = placed.words.subspan(words.begin, words.size());
  Tokens all;
  EXPECT_TRUE(NormalizeStandard(text, {.spans = true}, &all).ok());
  std::vector<uint32_t> inside;
  for (size_t i = 0; i < all.size(); ++i) {
    if (all.spans[i].end <= bytes.begin || all.spans[i].begin >= bytes.end) {
      continue;
    }
    inside.push_back(WordHash(all.token(i)));
  }
  ASSERT_THAT(inside, ::testing::ElementsAreArray(claimed));
  if (all.repair.mojibake && words.size() < 3) return;
  ASSERT_THAT(testing::WordsOf(Cut(text, bytes)),
              ::testing::ElementsAreArray(claimed));
}

struct Tally {
  int passages = 0, edits = 0, decoded = 0, mojibake = 0, breaks = 0,
      titles = 0, without_loss = 0;
};

void CheckPair(const Article& a, const Article& b, Tally* tally) {
  PlacedDocument one, other;
  TheAnalyzer().ForgetStems();
  EXPECT_TRUE(TheAnalyzer().Locate(a, &one).ok());
  EXPECT_TRUE(TheAnalyzer().Locate(b, &other).ok());
  const std::vector<Passage> passages = Find(a, b);
  const auto text_of = [](const PlacedDocument& placed,
                          const Article& article) {
    if (!placed.decoded.empty()) return std::string_view(placed.decoded);
    return placed.in_title ? article.title : article.text;
  };
  const std::string_view text_a = text_of(one, a), text_b = text_of(other, b);
  const PlacedWords view_a = one.view(), view_b = other.view();
  const bool a_is_shorter = internal::IsShorter(view_a.words, view_b.words);
  std::vector<bool> used(std::min(view_a.words.size(), view_b.words.size()));
  uint32_t words = 0;
  for (const Passage& passage : passages) {
    ASSERT_NO_FATAL_FAILURE(
        ExpectCut(text_a, passage.a, passage.words_a, view_a));
    ASSERT_NO_FATAL_FAILURE(
        ExpectCut(text_b, passage.b, passage.words_b, view_b));
    ASSERT_NO_FATAL_FAILURE(ExpectEqualBesideEdits(passage, view_a, view_b));
    for (const Edit& edit : passage.edits) {
      ASSERT_NO_FATAL_FAILURE(ExpectCut(text_a, edit.a, edit.words_a, view_a));
      ASSERT_NO_FATAL_FAILURE(ExpectCut(text_b, edit.b, edit.words_b, view_b));
    }
    const WordSpan shorter = a_is_shorter ? passage.words_a : passage.words_b;
    ASSERT_EQ(passage.words, shorter.size());
    for (uint32_t i = shorter.begin; i < shorter.end; ++i) {
      ASSERT_FALSE(used[i]);
      used[i] = true;
    }
    words += passage.words;
    ++tally->passages;
    tally->edits += static_cast<int>(passage.edits.size());
  }
  ASSERT_TRUE(
      std::ranges::is_sorted(passages, std::greater(), &Passage::words));
  const Match match = Compare(one.document, other.document).value();
  ASSERT_LE(words, match.shared_words);
  if (one.breaks.empty() && other.breaks.empty()) {
    ASSERT_EQ(words, match.shared_words);
    tally->without_loss += words > 0;
  }
  tally->breaks += !one.breaks.empty();
  tally->decoded += !one.decoded.empty();
  tally->titles += one.in_title;
  Tokens tokens;
  EXPECT_TRUE(NormalizeStandard(text_a, {}, &tokens).ok());
  tally->mojibake += tokens.repair.mojibake;
}

// `words` with some replaced, dropped and added.
std::string Edited(std::mt19937& rng, const std::string& words) {
  std::string out;
  for (const std::string& word : testing::SplitText(words, " ")) {
    const size_t what = rng() % 60;
    if (what == 0) continue;
    if (!out.empty()) out += ' ';
    out += what == 1 ? testing::InventedWord(rng) : word;
    if (what != 2) continue;
    out += ' ';
    out += testing::InventedParagraph(rng, 1 + static_cast<int>(rng() % 9));
  }
  return out;
}

// Paragraphs with the headline, standing lines and markers among them.
std::string Body(std::mt19937& rng, const std::vector<std::string>& paragraphs,
                 const std::string& title,
                 const std::vector<std::string>& table_words) {
  std::string text;
  for (const std::string& paragraph : paragraphs) {
    switch (rng() % 6) {
      case 0:
        text += title + "\n";
        break;
      case 1:  // "read also:", which a rule takes out
        text +=
            "\xd8\xa7\xd9\x82\xd8\xb1\xd8\xa3 "
            "\xd8\xa3\xd9\x8a\xd8\xb6\xd8\xa7: ";
        text += testing::InventedParagraph(rng, 4);
        text += '\n';
        break;
      case 2:
        text += "[ad_3] " + table_words[rng() % table_words.size()] + " 12 ";
        break;
      default:
        break;
    }
    text += Edited(rng, paragraph) + (rng() % 4 == 0 ? "\n\n" : "\n");
  }
  return text;
}

std::string Disguised(std::mt19937& rng, const std::string& text) {
  std::string out = testing::Respelled(rng, text, rng() % 3 == 0 ? 8 : 1);
  switch (rng() % 6) {
    case 0:
      return testing::AsMojibake(out);
    case 1:
      return testing::AsWindows1256(out);
    default:
      return out;
  }
}

TEST(PassagePropertyTest, RangesAreTheWordsTheyClaim) {
  const std::vector<std::string> table_words = testing::WordsOfTables();
  Tally tally;
  for (uint32_t seed = 0; seed < 400; ++seed) {
    SCOPED_TRACE(seed);
    std::mt19937 rng(seed);
    std::vector<std::string> paragraphs;
    for (size_t n = 1 + rng() % 6; n > 0; --n) {
      paragraphs.push_back(
          testing::InventedParagraph(rng, 5 + static_cast<int>(rng() % 60)));
    }
    const std::string title = testing::InventedParagraph(rng, 5);
    const std::string a =
        Disguised(rng, Body(rng, paragraphs, title, table_words));
    if (rng() % 4 == 0) std::swap(paragraphs.front(), paragraphs.back());
    if (rng() % 4 == 0) paragraphs.pop_back();
    const std::string b =
        Disguised(rng, Body(rng, paragraphs, title, table_words));
    const std::string other_title =
        Edited(rng, paragraphs.empty() ? title : paragraphs.front());
    const bool title_only = seed % 10 == 0;
    ASSERT_NO_FATAL_FAILURE(
        CheckPair(title_only ? Article{.title = Disguised(rng, other_title)}
                             : Article{.title = title, .text = a},
                  {.title = title, .text = b}, &tally));
  }
  // Every kind of disguise was met.
  EXPECT_GT(tally.passages, 600);
  EXPECT_GT(tally.edits, 600);
  EXPECT_GT(tally.decoded, 30);
  EXPECT_GT(tally.mojibake, 30);
  EXPECT_GT(tally.breaks, 100);
  EXPECT_GT(tally.titles, 30);
  EXPECT_GT(tally.without_loss, 30);
}

}  // namespace
}  // namespace nuskha
