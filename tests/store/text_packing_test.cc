// SPDX-License-Identifier: Apache-2.0

#include "store/text_packing.h"

#include <zstd.h>

#include <string>
#include <string_view>
#include <vector>

#include "gtest/gtest.h"
#include "reference/random_texts.h"
#include "store/packing_kernels.h"

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
  for (const size_t length : {255u, 256u, 257u, 512u, 513u}) {
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

// Runs of every length, at every place of a block, each in memory of its own,
// so that the sanitizers see what is read behind it.
TEST(TextPackingTest, KernelsAreEqual) {
  reference::Rng rng(21);
  for (const PackingKernel& kernel : SupportedPackingKernels()) {
    SCOPED_TRACE(kernel.name);
    for (size_t n = 0; n < 400; ++n) {
      for (int i = 0; i < 20; ++i) {
        std::string text;
        const auto rare = static_cast<uint32_t>(1 + rng() % 200);
        while (text.size() < n) {
          constexpr std::string_view kParts[] = {"\xd8\xa7", "\xd9\xbf", " ",
                                                 "\xd9\x80", "\xd8\x80", "z"};
          text += rng() % rare == 0 ? std::string(1, static_cast<char>(rng()))
                                    : std::string(kParts[rng() % 6]);
        }
        text.resize(n);  // perhaps within a pair
        const std::vector<char> bytes(text.begin(), text.end());
        std::string packed[2];
        size_t read[2];
        const PackLetters packs[] = {kernel.pack, PackLettersScalar};
        for (const int k : {0, 1}) {
          packed[k].resize(n + kPackingSlack);
          char* to = packed[k].data();
          read[k] = packs[k](bytes.data(), n, &to);
          packed[k].resize(static_cast<size_t>(to - packed[k].data()));
        }
        ASSERT_EQ(read[0], read[1]) << n;
        ASSERT_EQ(packed[0], packed[1]) << n;
      }
    }
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
