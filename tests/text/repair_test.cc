// SPDX-License-Identifier: Apache-2.0

#include "text/repair.h"

#include <string>
#include <string_view>
#include <vector>

#include "gtest/gtest.h"
#include "nuskha/normalize.h"
#include "text/charset.h"
#include "text/code_points.h"
#include "text/entities.h"
#include "text/offset_map.h"

namespace nuskha::internal {
namespace {

// "The war": U+0627 U+0644 U+062D U+0631 U+0628, then a blank, twice more.
constexpr std::string_view kWar =
    "\u0627\u0644\u062d\u0631\u0628 \u0641\u064a "
    "\u0627\u0644\u0628\u0644\u062f";

std::string EncodeWindows1256(std::string_view text) {
  std::string out;
  bool ill_formed = false;
  for (size_t pos = 0; pos < text.size();) {
    out += static_cast<char>(
        Charset::Windows1256().Encode(DecodeAt(text, &pos, &ill_formed)));
  }
  return out;
}

std::string DecodeBytes(const Charset& charset, std::string_view bytes) {
  std::string out;
  for (const char byte : bytes) {
    AppendUtf8(charset.Decode(static_cast<uint8_t>(byte)), &out);
  }
  return out;
}

std::string DecodeLatin1(std::string_view bytes) {
  std::string out;
  for (const char byte : bytes) AppendUtf8(static_cast<uint8_t>(byte), &out);
  return out;
}

std::string Standard(std::string_view text) {
  Tokens tokens;
  EXPECT_TRUE(NormalizeStandard(text, {}, &tokens).ok());
  return JoinTokens(tokens).value();
}

TEST(CharsetTest, EncodeInvertsDecode) {
  for (const Charset* charset :
       {&Charset::Windows1256(), &Charset::Windows1252()}) {
    for (int byte = 0; byte < 256; ++byte) {
      EXPECT_EQ(charset->Encode(charset->Decode(static_cast<uint8_t>(byte))),
                byte);
    }
    EXPECT_EQ(charset->Encode(0xfffd), -1);
    EXPECT_EQ(charset->Encode(0x4e00), -1);
  }
  EXPECT_EQ(Charset::Windows1256().Decode(0xc7), U'\u0627');
  EXPECT_EQ(Charset::Windows1252().Decode(0x80), U'\u20ac');
}

TEST(OffsetMapTest, MapsCopiedBytesOneByOneAndReplacedOnesAsAWhole) {
  OffsetMap map;
  map.Clear();
  map.AddCopied(3);       // 0-3 from 0-3
  map.AddReplaced(6, 1);  // 3-4 from 3-9
  map.AddReplaced(5, 0);  // nothing from 9-14
  map.AddCopied(2);       // 4-6 from 14-16
  EXPECT_EQ(map.ToSource({1, 2}), (ByteSpan{1, 2}));
  EXPECT_EQ(map.ToSource({2, 4}), (ByteSpan{2, 9}));
  EXPECT_EQ(map.ToSource({3, 4}), (ByteSpan{3, 9}));
  EXPECT_EQ(map.ToSource({4, 5}), (ByteSpan{14, 15}));
  EXPECT_EQ(map.ToSource({0, 6}), (ByteSpan{0, 16}));
}

TEST(EntityTest, KnowsWhatHtmlDefines) {
  const auto decode = [](std::string_view text) {
    std::string out;
    const size_t length = MatchEntity(text, &out);
    return length == text.size() ? out : "no";
  };
  EXPECT_EQ(decode("&amp;"), "&");
  EXPECT_EQ(decode("&laquo;"), "\u00ab");
  EXPECT_EQ(decode("&CounterClockwiseContourIntegral;"), "\u2233");
  EXPECT_EQ(decode("&NotEqualTilde;"), "\u2242\u0338");
  EXPECT_EQ(decode("&#1575;"), "\u0627");
  EXPECT_EQ(decode("&#x627;"), "\u0627");
  EXPECT_EQ(decode("&#X627;"), "\u0627");
  EXPECT_EQ(decode("&#147;"), "\u201c");
  EXPECT_EQ(decode("&#0;"), "\ufffd");
  EXPECT_EQ(decode("&#xD800;"), "\ufffd");
  EXPECT_EQ(decode("&#1114112;"), "\ufffd");
  EXPECT_EQ(decode("&#7;"), "");
  for (const std::string_view text :
       {"&", "&;", "&#;", "&#x;", "&amp", "&notit;", "&Amp;", "&foo;",
        "&#12345678;", "&#x1234567;", "& amp;", "&a\u0301;"}) {
    EXPECT_EQ(MatchEntity(text, nullptr), 0u) << text;
  }
}

TEST(RepairTest, LeavesTextInOrderAlone) {
  Repairer repairer;
  for (const std::string_view text :
       {std::string_view(), kWar, std::string_view("AT&T"),
        std::string_view("caf\u00e9 au lait"),
        std::string_view("\u0637\u0638\u0637\u0638")}) {  // four letters
    EXPECT_EQ(repairer.Run(text).data(), text.data());
    EXPECT_EQ(repairer.report().entities, 0u);
    EXPECT_FALSE(repairer.report().mojibake);
  }
}

TEST(RepairTest, EveryMojibakeComesBackWithItsBytes) {
  const std::string as_1256 = DecodeBytes(Charset::Windows1256(), kWar);
  const std::string as_1252 = DecodeBytes(Charset::Windows1252(), kWar);
  const std::string as_latin1 = DecodeLatin1(EncodeWindows1256(kWar));
  for (const std::string& text : {as_1256, as_1252, as_latin1,
                                  "\ufeff" + as_1256, "\ufeff" + as_latin1}) {
    Tokens tokens;
    EXPECT_TRUE(NormalizeStandard(text, {.spans = true}, &tokens).ok());
    EXPECT_TRUE(tokens.repair.mojibake);
    EXPECT_EQ(JoinTokens(tokens).value(), Standard(kWar));
    ASSERT_EQ(tokens.size(), 3u);
    // The words of mojibake are those of its source, but for its blanks.
    for (size_t i = 0; i < 3; ++i) {
      EXPECT_EQ(tokens.spans[i].end,
                i == 2 ? text.size() : tokens.spans[i + 1].begin - 1);
    }
    EXPECT_EQ(tokens.paragraphs[0].span.end, text.size());
  }
}

TEST(RepairTest, OneCharacterThatIsNotInTheCharsetStopsMojibake) {
  const std::string text =
      DecodeBytes(Charset::Windows1256(), kWar) + "\U0001f600";
  Repairer repairer;
  EXPECT_EQ(repairer.Run(text), text);
}

TEST(RepairTest, Windows1256IsDecoded) {
  const std::string bytes = EncodeWindows1256(kWar);
  Tokens tokens;
  EXPECT_TRUE(NormalizeStandard(bytes, {.spans = true}, &tokens).ok());
  EXPECT_TRUE(tokens.repair.windows_1256);
  EXPECT_EQ(tokens.repair.ill_formed, 0u);
  EXPECT_EQ(JoinTokens(tokens).value(), Standard(kWar));
  EXPECT_EQ(tokens.spans[2].end, kWar.size());  // of the decoded text
  EXPECT_TRUE(NormalizeStandard(bytes, {.repair = false}, &tokens).ok());
  EXPECT_FALSE(tokens.repair.windows_1256);
  EXPECT_GT(tokens.repair.ill_formed, 0u);
}

// Read as windows-1256, damaged UTF-8 is mostly Arabic letters as well.
TEST(RepairTest, DamagedUtf8IsNotTakenForWindows1256) {
  std::string bytes;
  for (int i = 0; i < 10; ++i) bytes += std::string(kWar) + " \xd8 \xff ";
  Tokens tokens;
  EXPECT_TRUE(NormalizeStandard(bytes, {}, &tokens).ok());
  EXPECT_FALSE(tokens.repair.windows_1256);
  EXPECT_EQ(tokens.repair.ill_formed, 20u);
  EXPECT_EQ(tokens.repair.ill_formed_bytes, 20u);
  EXPECT_EQ(tokens.repair.first_ill_formed, kWar.size() + 1);
  EXPECT_EQ(tokens.size(), 30u);
}

TEST(RepairTest, EntitiesMapToAllTheirBytes) {
  Tokens tokens;
  EXPECT_TRUE(
      NormalizeStandard("\u0645\u062f&amp;#x64B; &quot;b&quot; &#65010;",
                        {.spans = true}, &tokens)
          .ok());
  EXPECT_EQ(tokens.repair.entities, 5u);
  ASSERT_EQ(tokens.size(), 3u);
  EXPECT_EQ(tokens.spans[0], (ByteSpan{0, 15}));  // with its tanween
  EXPECT_EQ(tokens.spans[1], (ByteSpan{22, 23}));
  EXPECT_EQ(tokens.spans[2], (ByteSpan{30, 38}));  // U+FDF2 ALLAH
  EXPECT_EQ(tokens.paragraphs[0].span, (ByteSpan{0, 38}));
}

TEST(RepairTest, EntitiesAreDecodedTwiceAndNotMore) {
  Repairer repairer;
  EXPECT_EQ(repairer.Run("&amp;lt;"), "<");
  EXPECT_EQ(repairer.Run("&amp;amp;lt;"), "&lt;");
  EXPECT_EQ(Standard("a&#10;b"), "a\nb");
}

// Found by fuzzing: an entity that leaves nothing joined the bytes beside it to
// a character that the text does not have.
TEST(RepairTest, EntitiesOfNothingDoNotJoinIllFormedBytes) {
  const std::string_view text = "\xe9\xaf&#x6;\xb8 \xd9\x85";
  const std::string light = NormalizeLight(text, {.repair = true}).value();
  EXPECT_EQ(light.find("\xe9\xaf\xb8"), std::string::npos);
  Tokens tokens;
  ASSERT_TRUE(
      NormalizeStandard(text, {.repair = true, .spans = true}, &tokens).ok());
  ASSERT_EQ(tokens.size(), 1u);
  EXPECT_EQ(tokens.spans[0], (ByteSpan{9, 11}));
}

}  // namespace
}  // namespace nuskha::internal
