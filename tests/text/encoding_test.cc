// SPDX-License-Identifier: Apache-2.0

#include "text/encoding.h"

#include <fmt/format.h>

#include <algorithm>
#include <random>
#include <span>
#include <string>
#include <string_view>

#include "gtest/gtest.h"
#include "text/transcoder.h"

namespace nuskha::internal {
namespace {

using namespace std::string_view_literals;

// "The ministry announced on Sunday that it ...", common words of the news.
constexpr std::u16string_view kArabic =
    u"\u0648\u0623\u0639\u0644\u0646\u062a \u0627\u0644\u0648\u0632\u0627\u0631"
    u"\u0629 \u064a\u0648\u0645 \u0627\u0644\u0623\u062d\u062f "
    u"\u0623\u0646\u0647"
    u"\u0627 \u0633\u0648\u0641 \u062a\u0628\u062f\u0623 "
    u"\u0627\u0644\u0639\u0645"
    u"\u0644 \u0641\u064a \u0627\u0644\u0645\u062f\u064a\u0646\u0629";

std::string Utf16(std::u16string_view text, bool big) {
  std::string bytes;
  for (const char16_t unit : text) {
    const char high = static_cast<char>(unit >> 8);
    const char low = static_cast<char>(unit & 0xff);
    bytes += big ? high : low;
    bytes += big ? low : high;
  }
  return bytes;
}

std::string Decoded(std::string_view bytes, std::string_view charset,
                    uint64_t* replaced = nullptr) {
  std::string text = "old";
  EXPECT_TRUE(DecodeToUtf8(bytes, charset, &text, replaced)) << charset;
  return text;
}

std::string ArabicUtf8() { return Decoded(Utf16(kArabic, false), "UTF-16LE"); }

// The bytes of kArabic in an encoding of one byte a letter, found by decoding
// each byte.
std::string ArabicIn(std::string_view charset) {
  std::string bytes;
  for (const char16_t unit : kArabic) {
    const std::string want = Decoded(Utf16({&unit, 1}, false), "UTF-16LE");
    for (int byte = 0; byte < 256; ++byte) {
      const char one = static_cast<char>(byte);
      if (Decoded({&one, 1}, charset) == want) {
        bytes += one;
        break;
      }
    }
  }
  EXPECT_EQ(bytes.size(), kArabic.size());
  return bytes;
}

TEST(CharsetNameTest, LabelsOfTheWeb) {
  EXPECT_EQ(CharsetName("utf8"), "UTF-8");
  EXPECT_EQ(CharsetName(" 'UTF-8' "), "UTF-8");
  EXPECT_EQ(CharsetName("CP1256"), "windows-1256");
  EXPECT_EQ(CharsetName("Windows-1256"), "windows-1256");
  EXPECT_EQ(CharsetName("asmo-708"), "ISO-8859-6");
  EXPECT_EQ(CharsetName("latin1"), "windows-1252");
  EXPECT_EQ(CharsetName("UTF-16"), "UTF-16LE");
  EXPECT_EQ(CharsetName("utf-16be"), "UTF-16BE");
  EXPECT_FALSE(CharsetName("koi8-r").empty());
  EXPECT_FALSE(CharsetName("shift_jis").empty());
}

TEST(CharsetNameTest, WhatIsNoneOrChangesMarkup) {
  for (const std::string_view label :
       {""sv, " "sv, "klingon"sv, "utf-7"sv, "iso-2022-jp"sv, "hz-gb-2312"sv,
        "ibm037"sv, "scsu"sv, "a\0b"sv}) {
    EXPECT_EQ(CharsetName(label), "") << label;
  }
  EXPECT_EQ(CharsetName(std::string(100000, 'a')), "");
}

TEST(DetectCharsetTest, MarksAndUtf8) {
  EXPECT_EQ(DetectCharset("").name, "UTF-8");
  EXPECT_EQ(DetectCharset("abc", "windows-1256").name, "UTF-8");
  const CharsetDecision marked = DetectCharset("\xef\xbb\xbf\xff", "x");
  EXPECT_EQ(marked.name, "UTF-8");
  EXPECT_EQ(marked.mark_bytes, 3u);
  EXPECT_EQ(DetectCharset(ArabicUtf8(), "windows-1256").name, "UTF-8");
  EXPECT_EQ(DetectCharset("\xff\xfe\x27\x06").name, "UTF-16LE");
  EXPECT_EQ(DetectCharset("\xff\xfe\x27\x06").mark_bytes, 2u);
  EXPECT_EQ(DetectCharset("\xfe\xff\x06\x27").name, "UTF-16BE");
}

TEST(DetectCharsetTest, DamagedUtf8IsUtf8) {
  std::string text = ArabicUtf8();
  text.insert(10, 1, '\xff');
  text.erase(text.size() - 1);
  EXPECT_EQ(DetectCharset(text).name, "UTF-8");
  EXPECT_EQ(DetectCharset(text, "windows-1256").name, "UTF-8");
}

TEST(DetectCharsetTest, Utf16WithoutMark) {
  for (const bool big : {false, true}) {
    const std::string bytes = Utf16(kArabic, big);
    const CharsetDecision decision = DetectCharset(bytes, "utf-8");
    EXPECT_EQ(decision.name, big ? "UTF-16BE" : "UTF-16LE");
    EXPECT_EQ(decision.mark_bytes, 0u);
    const std::string latin = Utf16(u"<html><head><title>x y", big);
    EXPECT_EQ(DetectCharset(latin).name, big ? "UTF-16BE" : "UTF-16LE");
  }
  EXPECT_EQ(DetectCharset("a\0b"sv).name, "UTF-8");
  EXPECT_EQ(DetectCharset(std::string(100, '\0')).name, "UTF-8");
}

TEST(DetectCharsetTest, ArabicByStatistics) {
  for (const std::string_view charset : {"windows-1256", "ISO-8859-6"}) {
    const std::string bytes = ArabicIn(charset);
    const std::string page = fmt::format("<p class=\"a\">{}</p>", bytes);
    for (const std::string_view declared :
         {"", "utf-8", "iso-8859-1", "utf-16", "nonsense"}) {
      const CharsetDecision decision = DetectCharset(page, declared);
      EXPECT_EQ(decision.name, charset) << declared;
      EXPECT_TRUE(decision.guessed);
    }
    EXPECT_EQ(Decoded(bytes, charset), ArabicUtf8());
    // Declared and possible: no guess.
    EXPECT_EQ(DetectCharset(page, "", charset).name, charset);
    EXPECT_FALSE(DetectCharset(page, "", charset).guessed);
  }
}

TEST(DetectCharsetTest, TheFirstDeclarationThatIsPossible) {
  const std::string bytes = ArabicIn("windows-1256");
  // \x81 and \x8d have no meaning in ISO-8859-6.
  const std::string persian = std::string("\x81\x8d\x8e\x90") + bytes;
  EXPECT_EQ(DetectCharset(persian, "iso-8859-6").name, "windows-1256");
  EXPECT_EQ(DetectCharset(bytes, "windows-1251", "windows-1256").name,
            "windows-1251");
  EXPECT_EQ(DetectCharset("caf\xe9 cr\xe8me", "iso-8859-1").name,
            "windows-1252");
  EXPECT_FALSE(DetectCharset("caf\xe9 cr\xe8me", "iso-8859-1").guessed);
  EXPECT_EQ(DetectCharset("caf\xe9 cr\xe8me").name, "windows-1252");
  EXPECT_TRUE(DetectCharset("caf\xe9 cr\xe8me").guessed);
}

TEST(ChosenCharsetTest, OnlyAMarkTellsTheByteOrder) {
  EXPECT_EQ(ChosenCharset("abc", "cp1256").name, "windows-1256");
  EXPECT_EQ(ChosenCharset("\xfe\xff\x06\x27", "UTF-16").name, "UTF-16BE");
  EXPECT_EQ(ChosenCharset("\xfe\xff\x06\x27", "UTF-16").mark_bytes, 2u);
  EXPECT_EQ(ChosenCharset("\xfe\xff\x06\x27", "utf-16le").name, "UTF-16LE");
  EXPECT_EQ(ChosenCharset("abc", "klingon").name, "");
}

TEST(DecodeToUtf8Test, WhatHasNoMeaningIsReplacedAndCounted) {
  uint64_t replaced = 0;
  EXPECT_EQ(Decoded("a\xff"
                    "b\xd8",
                    "UTF-8", &replaced),
            "a\xef\xbf\xbd"
            "b\xef\xbf\xbd");
  EXPECT_EQ(replaced, 2u);
  EXPECT_EQ(Decoded("\xa1z", "ISO-8859-6", &replaced), "\xef\xbf\xbdz");
  EXPECT_EQ(replaced, 1u);
  EXPECT_EQ(Decoded("", "UTF-16LE", &replaced), "");
  EXPECT_EQ(replaced, 0u);
  std::string text;
  EXPECT_FALSE(DecodeToUtf8("a", "klingon", &text, nullptr));
  EXPECT_FALSE(DecodeToUtf8("a", "", &text, nullptr));
}

TEST(DecodeToUtf8Test, LoneSurrogatesAndOddBytes) {
  uint64_t replaced = 0;
  // A pair, a high one before a letter, a low one, a high one at the end, and
  // half a unit.
  const std::string bytes = fmt::format(
      "{}{}{}{}{}{}d", Utf16(u"a\xd83d\xde00", false), Utf16(u"\xd83d", false),
      "b\0"sv, Utf16(u"\xde00", false), "c\0"sv, Utf16(u"\xd83d", false));
  EXPECT_EQ(Decoded(bytes, "UTF-16LE", &replaced),
            "a\xf0\x9f\x98\x80\xef\xbf\xbd"
            "b\xef\xbf\xbd"
            "c\xef\xbf\xbd");
  EXPECT_EQ(replaced, 3u);
  EXPECT_EQ(Decoded("a\0b"sv, "UTF-16LE", &replaced), "a\xef\xbf\xbd");
  EXPECT_EQ(replaced, 1u);
}

TEST(DecodeToUtf8Test, LongTextsComeWhole) {
  const std::string unit = ArabicUtf8();
  std::string want;
  const std::string encoded = ArabicIn("windows-1256");
  std::string bytes;
  while (bytes.size() < 300000) {
    bytes += encoded;
    want += unit;
  }
  EXPECT_EQ(Decoded(bytes, "windows-1256"), want);
}

// As DecodedStream does: pieces in, pieces out.
std::string InPieces(std::string_view bytes, std::string_view charset,
                     size_t piece, size_t room) {
  const auto transcoder = Transcoder::Open(charset);
  std::string out(room, '\0');
  std::string text;
  for (size_t begin = 0;; begin += piece) {
    const bool last = begin + piece >= bytes.size();
    std::string_view in = bytes.substr(std::min(begin, bytes.size()), piece);
    size_t size = 0;
    do {
      size = transcoder->Convert(&in, last, std::span(out));
      text.append(out, 0, size);
    } while (size > 0 || !in.empty());
    if (last) return text;
  }
}

TEST(TranscoderTest, PiecesDoNotMatter) {
  std::string mixed = Utf16(kArabic, true) + "\xd8\x3d\xde\x00" +
                      "\xd8\x3d\x06\x27\xde\x00\x06";
  for (size_t size = 0; size <= mixed.size(); ++size) {
    const std::string_view prefix = std::string_view(mixed).substr(0, size);
    const std::string whole = Decoded(prefix, "UTF-16BE");
    for (const size_t piece : {size_t{1}, size_t{2}, size_t{3}, size_t{7}}) {
      for (const size_t room : {size_t{1}, size_t{2}, size_t{5}}) {
        ASSERT_EQ(InPieces(prefix, "UTF-16BE", piece, room), whole)
            << size << ' ' << piece << ' ' << room;
      }
    }
  }
}

TEST(TranscoderTest, RandomBytes) {
  std::mt19937_64 random(20210305);
  for (int round = 0; round < 300; ++round) {
    std::string bytes(random() % 100, '\0');
    for (char& c : bytes) c = static_cast<char>(random());
    for (const std::string_view charset :
         {"UTF-8", "UTF-16LE", "UTF-16BE", "windows-1256", "ISO-8859-6",
          "Shift_JIS", "GB18030"}) {
      const std::string whole = Decoded(bytes, charset);
      ASSERT_EQ(Decoded(whole, "UTF-8"), whole);
      ASSERT_EQ(InPieces(bytes, charset, 1 + random() % 9, 1 + random() % 9),
                whole)
          << charset;
    }
    const CharsetDecision decision = DetectCharset(bytes);
    std::string text;
    ASSERT_TRUE(DecodeToUtf8(bytes, decision.name, &text, nullptr));
  }
}

}  // namespace
}  // namespace nuskha::internal
