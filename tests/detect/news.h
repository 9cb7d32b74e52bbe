// SPDX-License-Identifier: Apache-2.0
//
// A small invented newspaper with planted duplicates, as documents.

#ifndef NUSKHA_TESTS_DETECT_NEWS_H_
#define NUSKHA_TESTS_DETECT_NEWS_H_

#include <cstdint>
#include <map>
#include <tuple>
#include <utility>
#include <vector>

#include "nuskha/detector.h"
#include "reference/random_texts.h"

namespace nuskha {

struct News {
  std::vector<Document> documents;
  // What was planted, by document numbers a < b.
  std::map<std::pair<uint32_t, uint32_t>, Relation> planted;

  void Plant(uint32_t of, const Document& document, Relation relation) {
    planted[{of, static_cast<uint32_t>(documents.size())}] = relation;
    documents.push_back(document);
  }
};

// A document whose numbers are its words 4, 8 and 12, as far as it has them.
inline Document WithNumbers(const reference::Words& words,
                            const std::vector<double>& values) {
  Document document = reference::MakeDocument(words);
  for (uint32_t i = 0; i < values.size(); ++i) {
    const uint32_t place = 4 * (i + 1);
    if (place < words.size()) {
      document.numbers.push_back({place, 1, values[i]});
    }
  }
  return document;
}

// `articles` originals of 80 to 400 words, and after them for each five
// documents made of it: a repost, an edited copy, a preview of 15 to 60 words,
// a template with other numbers, and an article that quotes 30 words.
inline News MakeNews(uint64_t seed, uint32_t articles) {
  using reference::Words;
  constexpr size_t kVocabulary = 20000;
  reference::Rng rng(seed);
  News news;
  for (uint32_t i = 0; i < articles; ++i) {
    news.documents.push_back(
        WithNumbers(reference::RandomWords(rng, 80 + reference::Below(rng, 321),
                                           kVocabulary),
                    {10.0 * i, 10.0 * i + 1, 10.0 * i + 2}));
  }
  for (uint32_t i = 0; i < articles; ++i) {
    const Words words = news.documents[i].words;
    const std::vector<double> numbers = {10.0 * i, 10.0 * i + 1, 10.0 * i + 2};
    news.Plant(i, news.documents[i], Relation::kExact);

    Words copy = words;
    for (size_t k = 7; k < copy.size(); k += 25) copy[k] = ~copy[k];
    news.Plant(i, WithNumbers(copy, numbers), Relation::kCopy);

    const size_t length = 15 + reference::Below(rng, 46);
    if (length * 10 < words.size() * 6) {
      news.Plant(i, WithNumbers(reference::Slice(words, 0, length), numbers),
                 Relation::kPartial);
    }

    Words other = words;
    for (size_t k = 4; k < 16; k += 4) other[k] ^= 0x5555;
    news.Plant(i, WithNumbers(other, {1e6 + i, 2e6 + i, 3e6 + i}),
               Relation::kTemplate);

    const Words around = reference::RandomWords(rng, 120, kVocabulary);
    news.Plant(i,
               reference::MakeDocument(
                   reference::Concat(around, reference::Slice(words, 40, 30))),
               Relation::kPassage);
  }
  return news;
}

inline Detector MakeDetector(const News& news, const DetectorOptions& options) {
  Detector detector = Detector::Create(options).value();
  for (const Document& document : news.documents) {
    detector.Add(document, "").value();
  }
  return detector;
}

// Every member of two matches, bit for bit.
inline bool SameMatch(const Match& x, const Match& y) {
  const auto members = [](const Match& m) {
    return std::tuple(m.a, m.b, m.relation, m.container_is_a, m.confidence,
                      m.jaccard, m.a_in_b, m.b_in_a, m.words_a, m.words_b,
                      m.shared_words, m.longest_run, m.starts_at,
                      m.evidence.matched, m.evidence.own, m.evidence.unseen,
                      m.evidence.numbers_shared, m.evidence.probability);
  };
  return members(x) == members(y);
}

}  // namespace nuskha

#endif  // NUSKHA_TESTS_DETECT_NEWS_H_
