// SPDX-License-Identifier: Apache-2.0

#include "store/text_packing.h"

#include <zstd.h>

#include <string>

#include "gtest/gtest.h"
#include "reference/random_texts.h"

namespace nuskha::internal {
namespace {

std::string RoundTrip(const std::string& text) {
  std::string packed, back = "x";
  CompressText(text, &packed);
  EXPECT_TRUE(DecompressText(packed, &back));
  return back;
}

// What zstd was given.
std::string Letters(const std::string& text) {
  std::string packed;
  CompressText(text, &packed);
  std::string letters(ZSTD_getFrameContentSize(packed.data(), packed.size()),
                      '\0');
  EXPECT_EQ(ZSTD_decompress(letters.data(), letters.size(), packed.data(),
                            packed.size()),
            letters.size());
  return letters;
}

TEST(TextPackingTest, LettersAreOneByteEach) {
  // ARABIC LETTER ALEF, DAD, SUKUN, a space, a digit, U+067F, U+0600.
  EXPECT_EQ(Letters("\xd8\xa7\xd8\xb6\xd9\x92 7\xd9\xbf\xd8\x80"),
            "\xa7\xb6\xd2 7\xff\x80");
  // Three bytes of U+2014, a lone lead byte, the escape itself.
  EXPECT_EQ(Letters("a\xe2\x80\x94\xd8\xa7"),
            std::string("a\x1b\x02\xe2\x80\x94\xa7"));
  EXPECT_EQ(Letters("\xd8"), std::string("\x1b\0\xd8", 3));
  EXPECT_EQ(Letters("\x1b z"), std::string("\x1b\0\x1b z", 5));
  EXPECT_EQ(Letters(""), "");
}

TEST(TextPackingTest, AnyBytesComeBack) {
  for (const size_t length : {255, 256, 257, 512, 513}) {
    EXPECT_EQ(RoundTrip(std::string(length, '\xff')),
              std::string(length, '\xff'));
  }
  reference::Rng rng(20);
  constexpr int kTexts = 3000;
  for (int i = 0; i < kTexts; ++i) {
    std::string text;
    for (size_t n = rng() % 300; n > 0; --n) {
      constexpr char kBytes[] = {'\xd8', '\xd9', '\xda', '\xa7', '\x80',
                                 '\xbf', '\x1b', ' ',    '\0',   'a'};
      text += rng() % 8 == 0 ? static_cast<char>(rng())
                             : kBytes[rng() % sizeof kBytes];
    }
    ASSERT_EQ(RoundTrip(text), text) << i;
  }
}

TEST(TextPackingTest, WhatIsCutIsRefused) {
  std::string packed, text;
  CompressText("\xe2\x80\x94 \xd8\xa7\xd9\x84\xd9\x86\xd8\xb5", &packed);
  for (size_t size = 0; size < packed.size(); ++size) {
    EXPECT_FALSE(
        DecompressText(std::string_view(packed).substr(0, size), &text));
  }
  // Escapes of more than there is.
  for (const std::string letters : {"\x1b", "\x1b\x01z"}) {
    std::string frame(ZSTD_compressBound(letters.size()), '\0');
    frame.resize(ZSTD_compress(frame.data(), frame.size(), letters.data(),
                               letters.size(), 1));
    EXPECT_FALSE(DecompressText(frame, &text));
  }
}

}  // namespace
}  // namespace nuskha::internal
