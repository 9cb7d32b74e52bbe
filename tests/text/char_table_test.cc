// SPDX-License-Identifier: Apache-2.0

#include "text/char_table.h"

#include <unicode/uchar.h>
#include <unicode/uscript.h>

#include <string>

#include "gtest/gtest.h"
#include "reference/normalize_reference.h"
#include "text/code_points.h"

namespace nuskha::internal {
namespace {

std::string FoldOf(const CharInfo& info) {
  return {reinterpret_cast<const char*>(info.out), info.size};
}

template <typename Check>
void ForEachInTable(Check check) {
  for (char32_t c = 0; c < kPunctuationTableEnd; ++c) {
    if (!IsInTable(c)) continue;
    SCOPED_TRACE(static_cast<uint32_t>(c));
    check(c, LookUpChar(c));
  }
}

// Properties, asked from the ICU this program runs with.
TEST(CharTableTest, AgreesWithIcu) {
  ForEachInTable([](char32_t code, const CharInfo& info) {
    const auto c = static_cast<UChar32>(code);
    const bool ignorable =
        u_hasBinaryProperty(c, UCHAR_DEFAULT_IGNORABLE_CODE_POINT) != 0;
    EXPECT_EQ(info.char_class == CharClass::kIgnorable, ignorable);
    const int8_t type = u_charType(c);
    const bool blank = type == U_SPACE_SEPARATOR || type == U_CONTROL_CHAR ||
                       type == U_LINE_SEPARATOR ||
                       type == U_PARAGRAPH_SEPARATOR;
    EXPECT_EQ(info.char_class == CharClass::kBlank ||
                  info.char_class == CharClass::kLineBreak,
              blank);
    if (u_charDigitValue(c) >= 0) {
      EXPECT_EQ(FoldOf(info), std::to_string(u_charDigitValue(c)));
    }
    UErrorCode status = U_ZERO_ERROR;
    const bool arabic =
        uscript_getScript(c, &status) == USCRIPT_ARABIC && u_isalpha(c);
    EXPECT_TRUE(arabic || info.char_class != CharClass::kArabicLetter);
    EXPECT_EQ(IsArabicLetter(code),
              arabic && (type == U_OTHER_LETTER || type == U_MODIFIER_LETTER));
  });
}

// Each entry against the rules, written a second time: the character between
// letters and between digits. A slow entry says nothing, so there is nothing to
// check.
TEST(CharTableTest, AgreesWithTheReferenceInContext) {
  ForEachInTable([](char32_t c, const CharInfo& info) {
    const auto tokens = [c](char32_t around) {
      return testing::ReferenceStandard(
                 {{around, 0, 1}, {c, 1, 2}, {around, 2, 3}})
          .tokens;
    };
    switch (info.char_class) {
      case CharClass::kSeparator:
      case CharClass::kBlank:
      case CharClass::kLineBreak:
        EXPECT_EQ(tokens(U'a').size(), 2u);
        EXPECT_EQ(tokens(U'1').size(), 2u);
        break;
      case CharClass::kIgnorable:
      case CharClass::kArabicMark:
      case CharClass::kMark:
      case CharClass::kHamza:
      case CharClass::kArabicDeleted:
        ASSERT_EQ(tokens(U'a').size(), 1u);
        EXPECT_EQ(tokens(U'a')[0].text, "aa");
        ASSERT_EQ(tokens(U'\u0628').size(), 1u);
        EXPECT_EQ(tokens(U'\u0628')[0].text, "\u0628\u0628");
        break;
      case CharClass::kLetter:
      case CharClass::kDigit:
        ASSERT_EQ(tokens(U'a').size(), 1u);
        EXPECT_EQ(tokens(U'a')[0].text,
                  std::string("a").append(FoldOf(info)).append("a"));
        EXPECT_EQ(tokens(U'\u0628').size(), 3u);
        break;
      case CharClass::kArabicLetter:
        ASSERT_EQ(tokens(U'\u0628').size(), 1u);
        EXPECT_EQ(tokens(U'\u0628')[0].text,
                  std::string("\u0628").append(FoldOf(info)).append("\u0628"));
        EXPECT_EQ(tokens(U'a').size(), 3u);
        break;
      case CharClass::kSlow:
      case CharClass::kTatweel:
      case CharClass::kNumberSeparator:
        break;
    }
  });
}

}  // namespace
}  // namespace nuskha::internal
