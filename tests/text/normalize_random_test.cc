// SPDX-License-Identifier: Apache-2.0
//
// The library against the reference on 100,000 hostile texts.

#include <cstdint>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "gtest/gtest.h"
#include "nuskha/normalize.h"
#include "reference/normalize_reference.h"
#include "text/hostile_text.h"
#include "text/repair.h"
#include "text/scan_kernels.h"
#include "text/standard_scan.h"

namespace nuskha {
namespace {

using testing::Escaped;
using testing::HostileText;
using testing::RandomTexts;
using testing::ReferenceResult;
using testing::ReferenceText;

constexpr int kShards = 20;
constexpr uint64_t kTexts = 100000;
constexpr size_t kMaxPieces = 24;

void ExpectEqual(const Tokens& tokens, const ReferenceResult& expected) {
  ASSERT_EQ(tokens.size(), expected.tokens.size());
  for (size_t i = 0; i < tokens.size(); ++i) {
    ASSERT_EQ(tokens.token(i), expected.tokens[i].text) << "token " << i;
    ASSERT_EQ(tokens.spans[i].begin, expected.tokens[i].begin) << "token " << i;
    ASSERT_EQ(tokens.spans[i].end, expected.tokens[i].end) << "token " << i;
  }
  ASSERT_EQ(tokens.paragraphs.size(), expected.paragraphs.size());
  for (size_t i = 0; i < tokens.paragraphs.size(); ++i) {
    ASSERT_EQ(tokens.paragraphs[i].end, expected.paragraphs[i].tokens);
    ASSERT_EQ(tokens.paragraphs[i].span.begin, expected.paragraphs[i].begin);
    ASSERT_EQ(tokens.paragraphs[i].span.end, expected.paragraphs[i].end);
  }
}

void ExpectEqual(const Tokens& a, const Tokens& b) {
  ASSERT_EQ(a.bytes, b.bytes);
  ASSERT_EQ(a.ends, b.ends);
  ASSERT_EQ(a.paragraphs.size(), b.paragraphs.size());
  for (size_t i = 0; i < a.paragraphs.size(); ++i) {
    ASSERT_EQ(a.paragraphs[i].end, b.paragraphs[i].end);
    ASSERT_EQ(a.paragraphs[i].span, b.paragraphs[i].span);
  }
}

// Spans never go back. Two overlap only if they come from one source that
// became many characters; that source is then part of both.
void ExpectSaneSpans(const Tokens& tokens, const std::string& text) {
  if (tokens.repair.windows_1256) return;  // spans of the decoded text
  std::vector<bool> borders(text.size() + 1);
  borders[text.size()] = true;
  for (const testing::ReferenceChar& x : testing::ReferenceDecode(text)) {
    borders[x.begin] = true;
  }
  for (size_t i = 0; i < tokens.size(); ++i) {
    const ByteSpan span = tokens.spans[i];
    ASSERT_LT(span.begin, span.end);
    ASSERT_TRUE(borders[span.begin]);
    ASSERT_TRUE(borders[span.end]);
    if (i > 0) {
      ASSERT_GE(span.begin, tokens.spans[i - 1].begin);
      ASSERT_GE(span.end, tokens.spans[i - 1].end);
    }
  }
}

class NormalizeRandomTest : public ::testing::TestWithParam<int> {
 protected:
  // Runs `check` on the texts of this shard until it fails.
  template <typename Check>
  void ForEachText(uint64_t seed, Check check) {
    std::mt19937_64 rng(seed * 1000 + static_cast<uint64_t>(GetParam()));
    for (uint64_t i = RandomTexts(kTexts) / kShards;
         i-- > 0 && !HasFatalFailure();) {
      const std::string text = HostileText(rng, kMaxPieces);
      SCOPED_TRACE(Escaped(text));
      check(text);
    }
  }
};

// Standard with every option; one Tokens object serves all texts, so that a
// text that leaves something behind shows in the next.
TEST_P(NormalizeRandomTest, StandardEqualsReference) {
  Tokens tokens, other;
  ForEachText(1, [&](const std::string& text) {
    const ReferenceText decoded = testing::ReferenceDecode(text);
    const ReferenceResult expected = testing::ReferenceStandard(decoded);
    EXPECT_TRUE(
        NormalizeStandard(text, {.repair = false, .spans = true}, &tokens)
            .ok());
    ASSERT_NO_FATAL_FAILURE(ExpectEqual(tokens, expected));
    ASSERT_NO_FATAL_FAILURE(ExpectSaneSpans(tokens, text));
    internal::ScanStandardSlowly(text, true, &other);
    ASSERT_NO_FATAL_FAILURE(ExpectEqual(other, expected));
    for (const internal::ScanKernel& kernel :
         internal::SupportedScanKernels()) {
      SCOPED_TRACE(kernel.name);
      internal::ScanStandardText(text, false, kernel, &other);
      ASSERT_NO_FATAL_FAILURE(ExpectEqual(other, tokens));
      ASSERT_TRUE(other.spans.empty());
    }
    ASSERT_LE(tokens.bytes.size(), 14 * text.size());
  });
}

TEST_P(NormalizeRandomTest, RepairEqualsReference) {
  internal::Repairer repairer;
  Tokens tokens;
  ForEachText(2, [&](const std::string& text) {
    const ReferenceText expected = testing::ReferenceRepair(text);
    const std::string_view repaired = repairer.Run(text);
    ASSERT_EQ(testing::ReferenceUtf8(testing::ReferenceDecode(repaired)),
              testing::ReferenceUtf8(expected));
    if (!internal::MayNeedRepair(text) && !repairer.report().windows_1256) {
      ASSERT_EQ(repaired, text);
    }
    EXPECT_TRUE(NormalizeStandard(text, {.spans = true}, &tokens).ok());
    ASSERT_NO_FATAL_FAILURE(
        ExpectEqual(tokens, testing::ReferenceStandard(expected)));
    ASSERT_NO_FATAL_FAILURE(ExpectSaneSpans(tokens, text));
  });
}

TEST_P(NormalizeRandomTest, LevelsAreIdempotent) {
  constexpr NormalizeOptions kNoRepair = {.repair = false};
  Tokens tokens, again;
  ForEachText(3, [&](const std::string& text) {
    const ReferenceText decoded = testing::ReferenceDecode(text);
    const std::string light = NormalizeLight(text, kNoRepair).value();
    ASSERT_EQ(light, testing::ReferenceLight(decoded));
    ASSERT_EQ(NormalizeLight(light, kNoRepair).value(), light);
    ASSERT_LE(light.size(), 14 * text.size());
    EXPECT_TRUE(NormalizeStandard(text, kNoRepair, &tokens).ok());
    EXPECT_TRUE(NormalizeStandard(light, kNoRepair, &again).ok());
    ASSERT_EQ(JoinTokens(again).value(), JoinTokens(tokens).value());
    const std::string standard = JoinTokens(tokens).value();
    EXPECT_TRUE(NormalizeStandard(standard, kNoRepair, &again).ok());
    ASSERT_EQ(JoinTokens(again).value(), standard);
    EXPECT_TRUE(NormalizeAggressive(text, {.spans = true}, &again).ok());
    ASSERT_NO_FATAL_FAILURE(ExpectSaneSpans(again, text));
  });
}

INSTANTIATE_TEST_SUITE_P(Shards, NormalizeRandomTest,
                         ::testing::Range(0, kShards));

}  // namespace
}  // namespace nuskha
