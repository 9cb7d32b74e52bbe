// SPDX-License-Identifier: Apache-2.0

#include "reference/random_texts.h"

#include <algorithm>

#include "base/hash.h"

namespace nuskha::reference {

uint32_t WordOf(size_t i) {
  return static_cast<uint32_t>(internal::Mix64(i + 0x776f7264));
}

Words RandomWords(Rng& rng, size_t n, size_t vocabulary) {
  Words words(n);
  for (uint32_t& word : words) word = WordOf(Below(rng, vocabulary));
  return words;
}

Words Edit(Rng& rng, const Words& words, double share, size_t vocabulary) {
  Words edited;
  const auto chance = static_cast<uint64_t>(share * 1000000);
  for (const uint32_t word : words) {
    if (rng() % 1000000 >= chance) {
      edited.push_back(word);
      continue;
    }
    switch (Below(rng, 4)) {
      case 0:
        edited.push_back(WordOf(Below(rng, vocabulary)));
        break;
      case 1:
        break;
      case 2:
        edited.insert(edited.end(), 2, word);
        break;
      default:
        edited.push_back(word);
        std::rotate(edited.begin(),
                    edited.begin() + static_cast<int64_t>(edited.size() / 2),
                    edited.end());
    }
  }
  return edited;
}

Words Concat(std::span<const uint32_t> a, std::span<const uint32_t> b) {
  Words both(a.begin(), a.end());
  both.insert(both.end(), b.begin(), b.end());
  return both;
}

Words Slice(const Words& words, size_t begin, size_t count) {
  const auto part = std::span(words).subspan(begin, count);
  return Words(part.begin(), part.end());
}

Document MakeDocument(const Words& words, const std::vector<double>& numbers) {
  Document document;
  document.words = words;
  document.all_words = static_cast<uint32_t>(words.size());
  for (uint32_t i = 0; i < numbers.size(); ++i) {
    document.numbers.push_back(
        {.first_word = i, .length = 1, .value = numbers[i]});
  }
  return document;
}

}  // namespace nuskha::reference
