// SPDX-License-Identifier: Apache-2.0

#include "index/standing_paragraphs.h"

#include <algorithm>
#include <string_view>

#include "base/hash.h"

namespace nuskha::internal {
namespace {

constexpr size_t kOpening = 30;  // words that make two articles one

uint64_t HashWordsOf(std::span<const uint32_t> words, uint64_t seed) {
  return Hash64(
      {reinterpret_cast<const char*>(words.data()), words.size_bytes()}, seed);
}

// A headline and an opening of the same words are two things.
uint64_t HeadlineOf(const Document& document) {
  if (!document.title.empty()) return HashWordsOf(document.title, 0);
  const std::span<const uint32_t> words = document.words;
  return HashWordsOf(words.first(std::min(kOpening, words.size())), 1);
}

// Of sorted values.
template <typename T>
size_t CountDistinct(const std::vector<T>& sorted) {
  size_t distinct = 0;
  for (size_t i = 0; i < sorted.size(); ++i) {
    distinct += i == 0 || sorted[i] != sorted[i - 1] ? 1 : 0;
  }
  return distinct;
}

}  // namespace

void StandingParagraphs::Add(const Document& document, uint32_t source) {
  if (document.short_paragraphs.empty()) return;
  keys_.clear();
  for (const ShortParagraph& paragraph : document.short_paragraphs) {
    keys_.push_back(
        HashWordsOf(std::span(document.words)
                        .subspan(paragraph.first_word, paragraph.length),
                    source));
  }
  std::sort(keys_.begin(), keys_.end());
  keys_.erase(std::unique(keys_.begin(), keys_.end()), keys_.end());
  const auto article = static_cast<uint32_t>(headlines_.size());
  headlines_.push_back(HeadlineOf(document));
  for (const uint64_t key : keys_) entries_.push_back({key, article, source});
}

void StandingParagraphs::Settle() {
  std::sort(entries_.begin(), entries_.end(),
            [](const Entry& x, const Entry& y) { return x.key < y.key; });
  std::vector<uint64_t> headlines;
  std::vector<uint64_t> holders;  // source, article
  for (size_t begin = 0, end = 0; begin < entries_.size(); begin = end) {
    while (end < entries_.size() && entries_[end].key == entries_[begin].key) {
      ++end;
    }
    if (end - begin < kMinArticles) continue;
    headlines.clear();
    for (size_t i = begin; i < end; ++i) {
      headlines.push_back(headlines_[entries_[i].article]);
    }
    std::sort(headlines.begin(), headlines.end());
    const size_t articles = CountDistinct(headlines);
    if (articles < kMinArticles) continue;
    standing_.emplace(entries_[begin].key, static_cast<uint32_t>(articles));
    ++sources_[entries_[begin].source].paragraphs;
    for (size_t i = begin; i < end; ++i) {
      holders.push_back(uint64_t{entries_[i].source} << 32 |
                        entries_[i].article);
    }
  }
  std::sort(holders.begin(), holders.end());
  holders.erase(std::unique(holders.begin(), holders.end()), holders.end());
  for (const uint64_t holder : holders) {
    ++sources_[static_cast<uint32_t>(holder >> 32)].articles;
  }
  entries_ = {};
  headlines_ = {};
}

uint32_t StandingParagraphs::Find(std::span<const uint32_t> paragraph,
                                  uint32_t source) const {
  const auto found = standing_.find(HashWordsOf(paragraph, source));
  return found == standing_.end() ? 0 : found->second;
}

}  // namespace nuskha::internal
