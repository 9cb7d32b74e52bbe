// SPDX-License-Identifier: Apache-2.0

#include <string>
#include <vector>

#include "fmt/format.h"
#include "gtest/gtest.h"
#include "nuskha/normalize.h"
#include "text/code_points.h"
#include "text/golden_rows.h"
#include "text/repair.h"

namespace nuskha {
namespace {

using testing::GoldenRow;
using testing::ReadGoldenRows;

std::string Standard(const std::string& text) {
  Tokens tokens;
  EXPECT_TRUE(NormalizeStandard(text, {}, &tokens).ok());
  return JoinTokens(tokens).value();
}

std::string StandardWithSpans(const std::string& text) {
  Tokens tokens;
  EXPECT_TRUE(NormalizeStandard(text, {.spans = true}, &tokens).ok());
  std::string out;
  for (size_t i = 0; i < tokens.size(); ++i) {
    out += fmt::format("{}{}@{}-{}", i == 0 ? "" : " ", tokens.token(i),
                       tokens.spans[i].begin, tokens.spans[i].end);
  }
  return out;
}

TEST(NormalizeGoldenTest, FileIsComplete) {
  EXPECT_EQ(ReadGoldenRows().size(), 128u);
}

TEST(NormalizeGoldenTest, Light) {
  for (const GoldenRow& row : ReadGoldenRows()) {
    if (row.level != "light") continue;
    EXPECT_EQ(NormalizeLight(row.input, {}).value(), row.expected) << row.note;
  }
}

TEST(NormalizeGoldenTest, Standard) {
  for (const GoldenRow& row : ReadGoldenRows()) {
    if (row.level != "standard") continue;
    EXPECT_EQ(Standard(row.input), row.expected) << row.note;
  }
}

TEST(NormalizeGoldenTest, StandardSpans) {
  for (const GoldenRow& row : ReadGoldenRows()) {
    if (row.level != "standard-spans") continue;
    EXPECT_EQ(StandardWithSpans(row.input), row.expected) << row.note;
  }
}

TEST(NormalizeGoldenTest, Aggressive) {
  for (const GoldenRow& row : ReadGoldenRows()) {
    if (row.level != "aggressive") continue;
    Tokens tokens;
    EXPECT_TRUE(NormalizeAggressive(row.input, {}, &tokens).ok());
    EXPECT_EQ(JoinTokens(tokens).value(), row.expected) << row.note;
  }
}

TEST(NormalizeGoldenTest, Decode) {
  for (const GoldenRow& row : ReadGoldenRows()) {
    if (row.level != "decode") continue;
    std::string decoded;
    bool ill_formed = false;
    for (size_t pos = 0; pos < row.input.size();) {
      internal::AppendUtf8(internal::DecodeAt(row.input, &pos, &ill_formed),
                           &decoded);
    }
    EXPECT_EQ(decoded, row.expected) << row.note;
  }
}

TEST(NormalizeGoldenTest, Repair) {
  for (const GoldenRow& row : ReadGoldenRows()) {
    if (row.level != "repair" && row.level != "repair-mojibake") continue;
    internal::Repairer repairer;
    EXPECT_EQ(repairer.Run(row.input), row.expected) << row.note;
  }
}

}  // namespace
}  // namespace nuskha
