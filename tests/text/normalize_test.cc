// SPDX-License-Identifier: Apache-2.0

#include "nuskha/normalize.h"

#include <ctime>
#include <string>
#include <string_view>
#include <vector>

#include "gtest/gtest.h"
#include "text/hostile_text.h"
#include "text/scan_kernels.h"
#include "text/standard_scan.h"

namespace nuskha {
namespace {

std::string Repeat(std::string_view text, size_t times) {
  std::string out;
  out.reserve(text.size() * times);
  for (size_t i = 0; i < times; ++i) out += text;
  return out;
}

Tokens Standard(std::string_view text) {
  Tokens tokens;
  EXPECT_TRUE(NormalizeStandard(text, {.spans = true}, &tokens).ok());
  return tokens;
}

TEST(NormalizeTest, NothingHasNoTokens) {
  const std::vector<std::string> texts = {
      "",       " \n\t ", "\u064b\u0651\u064e", "\u0640",
      "\ufeff", "\u200b", ". , ! \u060c",       std::string(3, '\0')};
  for (const std::string& text : texts) {
    const Tokens tokens = Standard(text);
    EXPECT_EQ(tokens.size(), 0u);
    EXPECT_TRUE(tokens.paragraphs.empty());
    EXPECT_EQ(JoinTokens(tokens).value(), "");
  }
}

TEST(NormalizeTest, ParagraphsKnowTheirTokensAndBytes) {
  //                        0123 45678901 2 3 45678
  const Tokens tokens = Standard("\n a b.\r\n...\n\u200f c d\u00a0\n");
  ASSERT_EQ(tokens.paragraphs.size(), 2u);
  EXPECT_EQ(tokens.paragraphs[0].end, 2u);
  EXPECT_EQ(tokens.paragraphs[0].span, (ByteSpan{2, 6}));
  EXPECT_EQ(tokens.paragraph_begin(1), 2u);
  EXPECT_EQ(tokens.paragraphs[1].end, 4u);
  EXPECT_EQ(tokens.paragraphs[1].span, (ByteSpan{16, 19}));
  EXPECT_EQ(JoinTokens(tokens).value(), "a b\nc d");
}

TEST(NormalizeTest, FirstIllFormedByteIsReported) {
  const Tokens tokens =
      Standard("ab \xff cd \xe2\x80 ef " + std::string(600, 'x'));
  EXPECT_EQ(tokens.repair.ill_formed, 2u);
  EXPECT_EQ(tokens.repair.first_ill_formed, 3u);
  EXPECT_EQ(tokens.repair.ill_formed_bytes, 3u);
}

// Each place of one word gets its new spelling, which is longer.
TEST(NormalizeTest, AggressiveRespellsEveryPlaceOnce) {
  const std::string from = "\u0643\u0632\u0627\u062e\u0633\u062a";  // Kazakhst
  Tokens one, many;
  ASSERT_TRUE(NormalizeAggressive(from, {}, &one).ok());
  ASSERT_GT(one.token(0).size(), from.size());
  constexpr size_t kTimes = 500'000;
  std::string expected;
  for (size_t i = 0; i < kTimes; ++i) expected += one.token(0);
  const std::clock_t start = std::clock();
  ASSERT_TRUE(NormalizeAggressive(Repeat(from, kTimes), {}, &many).ok());
  EXPECT_LT(std::clock() - start, 20 * CLOCKS_PER_SEC);
  EXPECT_TRUE(many.token(0) == expected);
}

TEST(NormalizeTest, AggressiveJoinsTakeAllTheirBytes) {
  Tokens tokens;
  // A lone conjunction, then a month in two names with a number.
  ASSERT_TRUE(
      NormalizeAggressive(
          "\u0648 \u063a\u064a\u0631 9 \u0646\u0648\u0641\u0645\u0628\u0631/"
          "\u062a\u0634\u0631\u064a\u0646 \u0627\u0644\u062b\u0627\u0646\u064a",
          {.spans = true}, &tokens)
          .ok());
  ASSERT_EQ(tokens.size(), 3u);
  EXPECT_EQ(tokens.spans[0], (ByteSpan{0, 9}));
  EXPECT_EQ(tokens.token(2), "@m11");
  EXPECT_EQ(tokens.spans[2], (ByteSpan{12, 48}));
}

// Every construct at every distance from the start of the text, of a word and
// of a block: what a kernel does to it must not depend on where it stands.
TEST(NormalizeTest, PlaceDoesNotMatter) {
  const std::vector<std::string>& pieces = testing::HostilePieces();
  Tokens slow, fast;
  for (size_t i = 0; i < pieces.size(); i += i < 0x100 ? 1 : 7) {
    for (size_t before = 0; before <= 70; before += before < 4 ? 1 : 3) {
      const std::string text = Repeat("\u0628", before) + pieces[i] +
                               Repeat("\u0628", 70 - before) + " 1" +
                               pieces[i] + "2";
      internal::ScanStandardSlowly(text, true, &slow);
      for (const internal::ScanKernel& kernel :
           internal::SupportedScanKernels()) {
        for (const bool spans : {false, true}) {
          internal::ScanStandardText(text, spans, kernel, &fast);
          ASSERT_EQ(fast.bytes, slow.bytes) << testing::Escaped(pieces[i]);
          ASSERT_EQ(fast.ends, slow.ends) << testing::Escaped(pieces[i]);
          ASSERT_TRUE(!spans || fast.spans == slow.spans)
              << testing::Escaped(pieces[i]);
        }
      }
    }
  }
}

TEST(NormalizeTest, BlocksDoNotShow) {
  Tokens slow, fast;
  const internal::ScanKernel& kernel = internal::SupportedScanKernels().front();
  for (const std::string_view piece :
       {"\u0628\u0644 ", "\u0628\u064e\u0644\n", "1,234.5 ", "\u00e9\u0301 ",
        "\u0628\u0640\u0640\u0628"}) {
    for (size_t shift = 0; shift < 8; ++shift) {
      const std::string text =
          std::string(shift, 'a') +
          Repeat(piece, 3 * internal::kScanBlock / piece.size());
      internal::ScanStandardSlowly(text, true, &slow);
      internal::ScanStandardText(text, true, kernel, &fast);
      ASSERT_EQ(fast.bytes, slow.bytes);
      ASSERT_EQ(fast.ends, slow.ends);
      ASSERT_EQ(fast.spans, slow.spans);
    }
  }
}

// A text of one thing, over and over. Quadratic steps anywhere would take
// minutes.
class NormalizeLongTest : public ::testing::TestWithParam<const char*> {};

TEST_P(NormalizeLongTest, TimeIsLinear) {
  constexpr double kSeconds = 20;  // of a slow build on a busy machine
  const std::string_view piece = GetParam();
  Tokens tokens;
  for (const size_t size : {size_t{1} << 17, size_t{1} << 20}) {
    const std::string text = Repeat(piece, size / piece.size());
    const std::clock_t start = std::clock();
    EXPECT_TRUE(NormalizeStandard(text, {.spans = true}, &tokens).ok());
    ASSERT_LT(static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC,
              kSeconds);
    if (size > 1 << 17) break;
    EXPECT_TRUE(NormalizeStandard("a" + text, {.repair = false}, &tokens).ok());
    EXPECT_TRUE(NormalizeAggressive(text, {}, &tokens).ok());
    ASSERT_LE(NormalizeLight(text, {}).value().size(), 14 * text.size());
    ASSERT_LT(static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC,
              kSeconds);
  }
}

INSTANTIATE_TEST_SUITE_P(
    Pieces, NormalizeLongTest,
    ::testing::Values("\u0628", "\u0640", "\u064e", "\u0654", "a\u0301",
                      "\u0301", "\u0301\u0323", "\u0f73\u0302", "\u0345\u0300",
                      "\u0651\u064e", "\u09be", "\u1161", "&amp;", "&amp;amp;",
                      "&", "1,", "1", "1,234", "\ufdfd", "\xff", "\xd8 ",
                      "\u0637", "\u00d8", "\u00c7", " ", "\n", "\r\n", "\u00a0",
                      "\u200b", "\u0648 ", "\u0640 ", ". "));

}  // namespace
}  // namespace nuskha
