// SPDX-License-Identifier: Apache-2.0

#include "text/word_hash.h"

#include <bit>
#include <cmath>
#include <random>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "gtest/gtest.h"
#include "nuskha/document.h"
#include "text/golden_table.h"
#include "text/hash_words.h"

namespace nuskha {
namespace {

using testing::InventedWord;

// The birthday bound: n words have n^2 / 2 / 2^32 expected collisions, and the
// count is a Poisson variable; six standard deviations above it is chance in
// less than one seed of a billion.
void ExpectFewCollisions(const std::unordered_set<std::string>& words) {
  std::unordered_set<uint32_t> hashes;
  for (const std::string& word : words) hashes.insert(WordHash(word));
  const auto n = static_cast<double>(words.size());
  const double expected = n * n / 2 / 0x1p32;
  EXPECT_LE(n - static_cast<double>(hashes.size()),
            expected + 6 * std::sqrt(expected) + 1);
}

TEST(WordHashTest, RandomWordsCollideAsChanceHasIt) {
  std::mt19937 rng(1);
  std::unordered_set<std::string> words;
  while (words.size() < 300'000) words.insert(InventedWord(rng));
  ExpectFewCollisions(words);
}

TEST(WordHashTest, SimilarWordsCollideAsChanceHasIt) {
  std::unordered_set<std::string> words;
  for (int i = 0; i < 150'000; ++i) {
    words.insert(std::to_string(i));
    words.insert("\xd9\x88\xd8\xa7\xd9\x84" + std::to_string(i) + "\xd9\x87");
  }
  ExpectFewCollisions(words);
}

TEST(WordHashTest, EveryBitReachesHalfOfTheHash) {
  std::mt19937 rng(2);
  for (size_t size = 1; size <= 20; ++size) {
    for (size_t bit = 0; bit < 8 * size; ++bit) {
      int changed = 0;
      for (int i = 0; i < 400; ++i) {
        std::string word(size, '\0');
        for (char& c : word) c = static_cast<char>(rng() & 0x7f);
        const uint32_t before = WordHash(word);
        word[bit / 8] = static_cast<char>(word[bit / 8] ^ (1 << (bit % 8)));
        changed += std::popcount(before ^ WordHash(word));
      }
      ASSERT_NEAR(changed / 400.0, 16, 1.2)
          << "size " << size << " bit " << bit;
    }
  }
}

TEST(WordHashTest, LengthCounts) {
  std::unordered_set<uint32_t> hashes;
  for (size_t size = 0; size <= 40; ++size) {
    hashes.insert(WordHash(std::string(size, '\0')));
  }
  EXPECT_EQ(hashes.size(), 41u);
}

// Part of every stored family (document.h): these never change without
// kNormalizerRevision. Frozen from the first release, not computed by hand.
TEST(WordHashTest, IsStable) {
  EXPECT_EQ(WordHash(""), 3708430864u);
  EXPECT_EQ(WordHash("a"), 2662117939u);
  EXPECT_EQ(WordHash("sixteen bytes !!"), 2302278928u);
  EXPECT_EQ(WordHash("seventeen bytes !"), 574701093u);
}

TEST(HashWordsTest, EqualsWordHashForEveryLengthAndPlace) {
  std::mt19937 rng(3);
  for (int round = 0; round < 300; ++round) {
    Tokens tokens;
    for (size_t n = rng() % 8; n > 0; --n) {
      for (size_t size = 1 + rng() % 40; size > 0; --size) {
        tokens.bytes += static_cast<char>('a' + rng() % 26);
      }
      tokens.ends.push_back(static_cast<uint32_t>(tokens.bytes.size()));
    }
    // A buffer without room behind the text: reading past it would be seen by
    // the address sanitizer.
    tokens.bytes.shrink_to_fit();
    std::vector<uint32_t> hashes, scratch;
    internal::HashWords(tokens, &hashes, &scratch);
    ASSERT_EQ(hashes.size(), tokens.size());
    for (size_t i = 0; i < tokens.size(); ++i) {
      ASSERT_EQ(hashes[i], WordHash(tokens.token(i)));
    }
  }
}

TEST(HashWordsTest, FewWordsAreTakenForNumbers) {
  std::mt19937 rng(4);
  const std::string text = testing::InventedParagraph(rng, 10'000) + " 95";
  Tokens tokens;
  EXPECT_TRUE(NormalizeStandard(text, {}, &tokens).ok());
  std::vector<uint32_t> hashes, scratch;
  const auto candidates = internal::HashWords(tokens, &hashes, &scratch);
  ASSERT_FALSE(candidates.empty());
  EXPECT_EQ(candidates.back(), 10'000u);
  EXPECT_LT(candidates.size(), 200u);
}

}  // namespace
}  // namespace nuskha
