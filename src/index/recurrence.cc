// SPDX-License-Identifier: Apache-2.0

#include "index/recurrence.h"

#include <algorithm>
#include <cstdint>
#include <string_view>
#include <utility>

#include "base/hash.h"
#include "index/key_numbers.h"
#include "nuskha/shingle.h"
#include "text/word_stem.h"

namespace nuskha::internal {
namespace {

constexpr size_t kOpening = 30;  // words that make two articles one
constexpr size_t kStandInHeadline = 12;
constexpr double kCommonShare = 0.1;  // of the headlines of a source
constexpr size_t kMaxArticles = 40;   // looked at for cohesion
constexpr double kCohesion = 0.67;

uint64_t HashWordsOf(std::span<const uint32_t> words, uint64_t seed) {
  return Hash64(
      {reinterpret_cast<const char*>(words.data()), words.size_bytes()}, seed);
}

// The articles that count, and what their headlines are about.
class Articles {
 public:
  explicit Articles(const DocumentStore& documents)
      : documents_(documents), classes_(documents.size(), kNoClass) {
    ChooseArticles();
    ReadHeadlines();
  }

  // Number of the source, kNoClass for articles that do not count.
  std::span<const uint32_t> classes() const { return classes_; }

  // Topics of an article: numbers of (source, stem), commonplaces left out.
  std::span<const uint32_t> topics(uint32_t doc) const {
    return std::span(topics_).subspan(
        topics_begin_[doc], topics_begin_[doc + 1] - topics_begin_[doc]);
  }
  size_t topic_count() const { return counts_.size(); }
  uint64_t content_hash(uint32_t doc) const { return content_[doc]; }

 private:
  void ChooseArticles();
  void ReadHeadlines();
  void StemsOf(uint32_t doc, std::vector<uint32_t>* stems) const;

  const DocumentStore& documents_;
  std::vector<uint32_t> classes_;  // shape [documents]
  std::vector<uint64_t> content_;  // shape [documents]: hash of all words
  std::vector<uint32_t> sizes_;    // articles of each class
  std::vector<uint32_t> counts_;   // headlines of each topic
  std::vector<uint32_t> topics_;
  std::vector<uint64_t> topics_begin_;  // shape [documents + 1]
};

void Articles::ChooseArticles() {
  content_.resize(documents_.size());
  KeyNumbers sources;
  KeySet seen;
  for (uint32_t doc = 0; doc < documents_.size(); ++doc) {
    const uint32_t source = documents_.source(doc);
    if (source == DocumentStore::kNoSource) continue;
    const auto words = documents_.words(doc);
    content_[doc] = HashWordsOf(words, 0);
    const auto opening = words.first(std::min(kOpening, words.size()));
    const uint64_t whole = Mix64(content_[doc] ^ source);
    const uint64_t head = Mix64(
        HashWordsOf(opening, HashWordsOf(documents_.title(doc), 1)) + source);
    if (seen.Contains(whole) || seen.Contains(head)) continue;
    seen.Insert(whole);
    seen.Insert(head);
    if (words.size() < kCandidateWidth) continue;
    classes_[doc] = sources[source];
    sizes_.resize(sources.size());
    ++sizes_[classes_[doc]];
  }
}

void Articles::StemsOf(uint32_t doc, std::vector<uint32_t>* stems) const {
  std::span<const uint32_t> words = documents_.title(doc);
  if (words.empty()) {
    words = documents_.words(doc);
    words = words.first(std::min(kStandInHeadline, words.size()));
  }
  documents_.stems().Read(words, stems);
  std::erase_if(*stems, [](uint32_t stem) { return !IsTopical(stem); });
  std::sort(stems->begin(), stems->end());
  stems->erase(std::unique(stems->begin(), stems->end()), stems->end());
}

void Articles::ReadHeadlines() {
  KeyNumbers numbers;  // (source, stem) -> topic
  std::vector<uint32_t> source_of;
  std::vector<uint32_t> stems;
  topics_begin_.assign(documents_.size() + 1, 0);
  // Of fewer headlines every stem is a commonplace: none is a topic.
  const auto has_topics = [&](uint32_t number) {
    return kCommonShare * sizes_[number] >= 1;
  };
  for (uint32_t doc = 0; doc < documents_.size(); ++doc) {
    if (classes_[doc] != kNoClass && has_topics(classes_[doc])) {
      StemsOf(doc, &stems);
      for (const uint32_t stem : stems) {
        const uint64_t key = uint64_t{classes_[doc]} << 32 | stem;
        const uint32_t topic = numbers[key];
        if (topic == counts_.size()) {
          counts_.push_back(0);
          source_of.push_back(classes_[doc]);
        }
        ++counts_[topic];
        topics_.push_back(topic);
      }
    }
    topics_begin_[doc + 1] = topics_.size();
  }
  // Commonplaces go, now that the counts are known.
  size_t kept = 0, i = 0;
  for (uint32_t doc = 0; doc < documents_.size(); ++doc) {
    for (; i < topics_begin_[doc + 1]; ++i) {
      const uint32_t topic = topics_[i];
      const double most = kCommonShare * sizes_[source_of[topic]];
      if (counts_[topic] <= most) topics_[kept++] = topic;
    }
    topics_begin_[doc + 1] = kept;
  }
  topics_.resize(kept);
}

// Scratch of one worker.
struct Scratch {
  std::vector<std::pair<uint64_t, uint32_t>> order;
  std::vector<uint8_t> counts;  // by topic, zero between calls
};

// Leaves the holders of the source with most of them; of two, the one seen
// first. False: these are too few.
bool KeepLargestClass(std::span<const uint32_t> classes, Scratch* scratch,
                      std::vector<uint32_t>* holders) {
  const uint32_t first_class = classes[holders->front()];
  if (std::ranges::all_of(*holders, [&](uint32_t doc) {
        return classes[doc] == first_class;
      })) {
    return true;
  }
  auto& order = scratch->order;
  order.clear();
  for (const uint32_t doc : *holders) order.emplace_back(classes[doc], doc);
  std::sort(order.begin(), order.end());
  size_t best = 0, best_size = 0;
  for (size_t begin = 0, end = 0; begin < order.size(); begin = end) {
    while (end < order.size() && order[end].first == order[begin].first) ++end;
    if (end - begin > best_size) {
      best = begin;
      best_size = end - begin;
    }
  }
  if (best_size < kMinHolders) return false;
  holders->clear();
  for (size_t i = best; i < best + best_size; ++i) {
    holders->push_back(order[i].second);
  }
  return true;
}

void KeepSample(const Articles& articles, Scratch* scratch,
                std::vector<uint32_t>* holders) {
  if (holders->size() <= kMaxArticles) return;
  auto& order = scratch->order;
  order.clear();
  for (const uint32_t doc : *holders) {
    order.emplace_back(articles.content_hash(doc), doc);
  }
  std::nth_element(order.begin(), order.begin() + kMaxArticles, order.end());
  holders->clear();
  for (size_t i = 0; i < kMaxArticles; ++i) {
    holders->push_back(order[i].second);
  }
}

// Whether enough of the headlines share a topic.
bool Cohere(const Articles& articles, std::span<const uint32_t> holders,
            std::vector<uint8_t>* counts) {
  uint8_t most = 0;
  for (const uint32_t doc : holders) {
    for (const uint32_t topic : articles.topics(doc)) {
      most = std::max(most, ++(*counts)[topic]);
    }
  }
  for (const uint32_t doc : holders) {
    for (const uint32_t topic : articles.topics(doc)) (*counts)[topic] = 0;
  }
  return most >= kCohesion * static_cast<double>(holders.size());
}

bool HasDateOnly(const DocumentStore& documents) {
  for (uint32_t doc = 0; doc < documents.size(); ++doc) {
    if (documents.day(doc) != DocumentStore::kNoDay &&
        documents.source(doc) == DocumentStore::kNoSource) {
      return true;
    }
  }
  return false;
}

}  // namespace

std::optional<GramTable> FindRecurrent(const DocumentStore& documents,
                                       const GramOptions& options) {
  const Articles articles(documents);
  if (std::ranges::all_of(articles.classes(),
                          [](uint32_t number) { return number == kNoClass; })) {
    return std::nullopt;
  }
  std::vector<Scratch> scratch(options.threads);
  for (Scratch& one : scratch) one.counts.resize(articles.topic_count());
  return DescribeGrams(
      documents, articles.classes(), options,
      [&](std::vector<uint32_t>* holders,
          size_t worker) -> std::optional<uint64_t> {
        Scratch* const own = &scratch[worker];
        if (!KeepLargestClass(articles.classes(), own, holders)) {
          return std::nullopt;
        }
        const auto all = static_cast<uint32_t>(holders->size());
        KeepSample(articles, own, holders);
        return PackArticles(all, !Cohere(articles, *holders, &own->counts));
      });
}

std::optional<GramTable> FindDayRanges(const DocumentStore& documents,
                                       const GramOptions& options) {
  if (!HasDateOnly(documents)) return std::nullopt;
  // The first document of each text stands for all of them.
  std::vector<uint32_t> classes(documents.size(), kNoClass);
  std::vector<DayRange> days(documents.size());
  KeyNumbers texts;
  std::vector<uint32_t> first_of;  // by text
  for (uint32_t doc = 0; doc < documents.size(); ++doc) {
    const int32_t day = documents.day(doc);
    if (day == DocumentStore::kNoDay) continue;
    const uint32_t text = texts[HashWordsOf(documents.words(doc), 0)];
    if (text == first_of.size()) {
      first_of.push_back(doc);
      classes[doc] = 0;
      days[doc] = {day, day};
    }
    DayRange& range = days[first_of[text]];
    range = {std::min(range.first, day), std::max(range.last, day)};
  }
  return DescribeGrams(
      documents, classes, options,
      [&](std::vector<uint32_t>* holders, size_t) -> std::optional<uint64_t> {
        DayRange returns{INT32_MAX, INT32_MIN};
        for (const uint32_t doc : *holders) {
          returns = {std::min(returns.first, days[doc].last),
                     std::max(returns.last, days[doc].first)};
        }
        return PackDays(returns);
      });
}

}  // namespace nuskha::internal
