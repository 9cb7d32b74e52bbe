// SPDX-License-Identifier: Apache-2.0

#include "nuskha/shingle.h"

#include <cstdint>
#include <set>
#include <span>
#include <vector>

#include "base/hash.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "reference/random_texts.h"
#include "reference/shingle_sets.h"
#include "shingle/shingle_kernels.h"

namespace nuskha {
namespace {

using ::testing::ElementsAre;

std::vector<uint64_t> Hashes(std::span<const uint32_t> words, uint32_t width,
                             uint64_t seed = internal::kDefaultSeed) {
  std::vector<uint64_t> hashes = {1, 2, 3};  // to be replaced
  EXPECT_TRUE(ShingleHashes(words, width, seed, &hashes).ok());
  return hashes;
}

TEST(ShingleCountTest, ShortTextsAreOneShingle) {
  EXPECT_EQ(ShingleCount(0, 5), 0u);
  EXPECT_EQ(ShingleCount(1, 5), 1u);
  EXPECT_EQ(ShingleCount(4, 5), 1u);
  EXPECT_EQ(ShingleCount(5, 5), 1u);
  EXPECT_EQ(ShingleCount(6, 5), 2u);
  EXPECT_EQ(ShingleCount(100, 1), 100u);
}

// Keys and signatures live on disk: these numbers may change only together
// with the families that name them. They come from a separate implementation,
// tests/reference/golden_hashes.py, which hashes every shingle on its own.
TEST(ShingleHashesGoldenTest, AreThoseOfTheDefinition) {
  const std::vector<uint32_t> words = {0, 1, 0xffffffff, 0x80000000,
                                       7, 7, 0xdeadbeef, 0x12345678};
  EXPECT_THAT(
      Hashes(words, 1),
      ElementsAre(0x25d8cfe3c3519ea4, 0xfda8e536fef36c15, 0xa343540b3019ecc6,
                  0xa2ab15d2112d7fbb, 0x0048869c0e950f0a, 0x0048869c0e950f0a,
                  0x4c879a31299aaf68, 0x872a184e5c95223b));
  EXPECT_THAT(
      Hashes(words, 3),
      ElementsAre(0x5a19dc172569fdc5, 0x2126fa4b0869f221, 0x247a4e784e792d93,
                  0x7356c80a361fe94f, 0xf779e3c3fd7118b7, 0xfa87f6315a5ea12e));
  EXPECT_THAT(Hashes(words, 5),
              ElementsAre(0x0206fdfc61b7b4ec, 0x5fafcbf952dc3c21,
                          0x17e977cb7a506981, 0x94bbca79a55e20f8));
  EXPECT_THAT(Hashes(words, 8), ElementsAre(0x50d840ab83f4ad4d));
  EXPECT_THAT(Hashes(words, 16), ElementsAre(0x50d840ab83f4ad4d));
  EXPECT_THAT(Hashes(std::span(words).first(2), 3),
              ElementsAre(0x8d94372cabab3f8b));
  EXPECT_THAT(Hashes(std::span(words).first(4), 3, /*seed=*/0),
              ElementsAre(0x12f47f5436a7d30c, 0x7408652275b89266));
  EXPECT_THAT(Hashes({}, 3), ElementsAre());
}

TEST(ShingleHashesPropertyTest, RollingEqualsFromScratch) {
  reference::Rng rng(1);
  for (uint32_t width = 1; width <= 16; ++width) {
    for (size_t n = 0; n <= 40; ++n) {
      const reference::Words words = reference::RandomWords(rng, n, 10);
      const std::vector<uint64_t> rolled = Hashes(words, width);
      ASSERT_EQ(rolled.size(), ShingleCount(n, width));
      for (size_t i = 0; n >= width && i < rolled.size(); ++i) {
        ASSERT_THAT(Hashes(std::span(words).subspan(i, width), width),
                    ElementsAre(rolled[i]));
      }
    }
  }
}

// Runs of every length around the steps and blocks of the kernels, at every
// alignment of words.
TEST(ShingleHashesPropertyTest, KernelsAreEqual) {
  reference::Rng rng(5);
  std::vector<uint64_t> expected, actual;
  reference::Words words = reference::RandomWords(rng, 600, 100000);
  for (uint32_t& word : words) word *= 0x9e3779b1;  // all bits of a word
  words[7] = 0xffffffff;
  for (const auto& kernel : internal::SupportedShingleKernels()) {
    for (uint32_t width = 1; width <= internal::kMaxShingleWidth; ++width) {
      for (size_t count = 1; count <= 300; count += count < 20 ? 1 : 7) {
        const uint32_t* const begin = words.data() + count % 8;
        expected.assign(count + 1, 99);
        actual.assign(count + 1, 99);
        internal::HashShinglesScalar(begin, count, width, 5, expected.data());
        kernel.hash(begin, count, width, 5, actual.data());
        ASSERT_EQ(actual, expected)
            << kernel.name << ", width " << width << ", " << count;
      }
    }
  }
}

// Hashes are equal exactly where the words are, also among many runs of few
// words, where a hash that forgets order or repetition collides at once.
TEST(ShingleHashesPropertyTest, TellDifferentRunsApart) {
  reference::Rng rng(2);
  for (const uint32_t width : {2u, 3u, 5u, 16u}) {
    for (const size_t vocabulary : {2u, 4u, 20u, 100000u}) {
      const reference::Words words =
          reference::RandomWords(rng, 5000, vocabulary);
      const std::vector<uint64_t> hashes = Hashes(words, width);
      EXPECT_EQ(std::set(hashes.begin(), hashes.end()).size(),
                reference::ShinglesOf(words, width).size())
          << "width " << width << ", " << vocabulary << " words";
    }
  }
}

// Words as small numbers are the worst case for a multiplicative spread.
TEST(ShingleHashesPropertyTest, AllTriplesOfSmallNumbersDiffer) {
  std::vector<uint64_t> hashes;
  std::set<uint64_t> all;
  constexpr uint32_t kWords = 40;
  for (uint32_t i = 0; i < kWords * kWords * kWords; ++i) {
    const uint32_t run[] = {i / kWords / kWords, i / kWords % kWords,
                            i % kWords};
    EXPECT_TRUE(ShingleHashes(run, 3, 0, &hashes).ok());
    all.insert(hashes[0]);
  }
  EXPECT_EQ(all.size(), kWords * kWords * kWords);
}

TEST(ShingleHashesPropertyTest, SeedAndLengthChangeEveryHash) {
  reference::Rng rng(3);
  const reference::Words words = reference::RandomWords(rng, 200, 1000);
  const auto one = Hashes(words, 5, 1), two = Hashes(words, 5, 2);
  for (size_t i = 0; i < one.size(); ++i) EXPECT_NE(one[i], two[i]);
  // A whole text of two words is no shingle of three words, even where the
  // third adds nothing to the sum: the word 0xffffffff spreads to 0.
  const reference::Words three = {0xffffffff, words[0], words[1]};
  EXPECT_NE(Hashes(std::span(three).last(2), 3), Hashes(three, 3));
}

// Sampling takes the top bits, MinHash the low half: each bit must be set in
// half of the hashes. 100,000 draws scatter by 158; 5 sigma are 790.
TEST(ShingleHashesPropertyTest, EveryBitIsSetInHalfOfTheHashes) {
  reference::Rng rng(4);
  constexpr size_t kHashes = 100000;
  reference::Words words(kHashes + 2);
  for (uint32_t i = 0; i < words.size(); ++i) words[i] = i;  // structured
  const std::vector<uint64_t> hashes = Hashes(words, 3);
  for (int bit = 0; bit < 64; ++bit) {
    size_t set = 0;
    for (const uint64_t hash : hashes) set += hash >> bit & 1;
    EXPECT_NEAR(static_cast<double>(set), kHashes / 2.0, 790) << "bit " << bit;
  }
}

}  // namespace
}  // namespace nuskha
