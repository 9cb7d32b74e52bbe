// SPDX-License-Identifier: Apache-2.0

#include "store/document_keys.h"

#include <algorithm>
#include <numeric>

#include "base/hash.h"
#include "index/candidate_index.h"
#include "index/short_table.h"
#include "nuskha/shingle.h"
#include "shingle/all_shingles.h"
#include "sketch/sampled_keys.h"
#include "text/word_stem.h"

namespace nuskha::internal {
namespace {

// Tells specials of one kind from those of another.
enum Kind : uint64_t {
  kId = 1,
  kWhole,
  kEqual,
  kWords,
  kOpeningWords,
  kOtherWords,
  kOtherOpening
};

uint64_t Special(Kind kind, uint64_t key) {
  return KeyOf(Mix64(Mix64(key) + kind));
}

uint64_t HashWordsOf(std::span<const uint32_t> words, uint64_t seed) {
  return Hash64(
      {reinterpret_cast<const char*>(words.data()), words.size_bytes()}, seed);
}

void SortDistinct(std::vector<uint64_t>* values) {
  std::sort(values->begin(), values->end());
  values->erase(std::unique(values->begin(), values->end()), values->end());
}

constexpr size_t kOpening = 30;
constexpr size_t kStandInHeadline = 12;

}  // namespace

uint64_t KeyOfId(std::string_view id, uint64_t seed) {
  return Special(kId, Hash64(id, seed));
}

std::array<uint64_t, 2> WordingKeys(const DocumentInfo& info, bool counts) {
  return {Special(counts ? kWords : kOtherWords, info.content ^ info.source),
          Special(counts ? kOpeningWords : kOtherOpening, info.opening)};
}

void KeyMaker::MakeTopics(std::span<const uint32_t> title,
                          std::span<const uint32_t> words,
                          const StemTable& stems, DocumentKeys* keys) {
  keys->topics.clear();
  if (title.empty())
    title = words.first(std::min(kStandInHeadline, words.size()));
  for (const uint32_t word : title) {
    const uint32_t stem = stems[word];
    if (IsTopical(stem)) keys->topics.push_back(stem);
  }
  std::sort(keys->topics.begin(), keys->topics.end());
  keys->topics.erase(std::unique(keys->topics.begin(), keys->topics.end()),
                     keys->topics.end());
}

// The sampled keys: those below the rate, but kMinKeys if there are as many.
void KeyMaker::CountKeys(DocumentKeys* keys) {
  constexpr uint64_t kLargest = (uint64_t{1} << kKeyBits) / kSamplingRate - 1;
  sampled_.clear();
  for (const uint64_t key : keys->grams) {
    if (key <= kLargest) sampled_.push_back(key);
  }
  SortDistinct(&sampled_);
  keys->info.largest_key = kLargest;
  if (sampled_.size() < kMinKeys) {
    sampled_ = keys->grams;
    SortDistinct(&sampled_);
    sampled_.resize(std::min(kMinKeys, sampled_.size()));
    if (!sampled_.empty()) {
      keys->info.largest_key = std::max(kLargest, sampled_.back());
    }
  }
  keys->info.keys = static_cast<uint32_t>(sampled_.size());
}

void KeyMaker::Make(const Body& body, std::string_view id,
                    const DocumentStore::Origin& origin, const StemTable& stems,
                    bool sorted, DocumentKeys* keys) {
  const std::span<const uint32_t> words = body.words();
  const std::span<const uint32_t> title = body.document.title;
  DocumentInfo& info = keys->info;
  info = {.flags = DocumentInfo::kPresent,
          .source = origin.source,
          .day = origin.day};
  keys->id = KeyOfId(id, seed_);
  keys->grams.clear();
  info.shingles =
      static_cast<uint32_t>(ShingleCount(words.size(), kCandidateWidth));
  if (words.size() >= kCandidateWidth) {
    AllShingles(words, kCandidateWidth, seed_, &hashes_);
    keys->text = Special(
        kEqual, std::accumulate(hashes_.begin(), hashes_.end(), uint64_t{0}));
    for (const uint64_t hash : hashes_) keys->grams.push_back(KeyOf(hash));
  }
  const bool is_short = IsShort(words);
  if (sorted || is_short) SortDistinct(&keys->grams);
  CountKeys(keys);
  if (words.size() < kMinWords) {
    info.flags |= DocumentInfo::kTiny;
    keys->text = Special(kWhole, WholeTextKey(words, seed_));
    info.keys = 1;
  } else if (is_short) {
    info.flags |= DocumentInfo::kShort;
    info.keys = static_cast<uint32_t>(keys->grams.size());
  }
  MakeTopics(title, words, stems, keys);
  info.content = HashWordsOf(words, 0);
  if (origin.source == DocumentStore::kNoSource) return;
  const auto opening = words.first(std::min(kOpening, words.size()));
  info.opening = HashWordsOf(opening, HashWordsOf(title, 1)) + origin.source;
}

}  // namespace nuskha::internal
