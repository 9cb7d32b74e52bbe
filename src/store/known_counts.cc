// SPDX-License-Identifier: Apache-2.0
//
// Known: what counts for recurrence when documents go. Of each key at most one
// document counts; one that goes is followed by the next that no other blocks,
// which may block others in turn.

#include <algorithm>
#include <unordered_set>
#include <utility>

#include "store/known.h"

namespace nuskha::internal {
namespace {

constexpr uint32_t kNone = UINT32_MAX;
constexpr uint32_t kMinusOne = UINT32_MAX;  // counts are modulo 2^32

bool HasSource(const DocumentInfo& info) {
  return info.source != DocumentStore::kNoSource;
}

}  // namespace

// kNone: no document that counts has this key.
uint32_t Known::FirstCounting(uint64_t key) const {
  const auto changed = counting_.find(key);
  uint32_t first = changed == counting_.end() ? kNone : changed->second;
  ForEachKey(PostingKind::kSpecials, {&key, 1},
             [&](size_t, const Holders& holders) {
               for (size_t i = 0; i < holders.size(); ++i) {
                 const uint32_t number = holders[i];
                 if (number >= first) break;
                 if (removed.Contains(number) ||
                     !Info(number).is(DocumentInfo::kCounts)) {
                   continue;
                 }
                 first = number;
                 break;
               }
             });
  return first;
}

bool Known::IsBlocked(const DocumentInfo& info, uint32_t number) const {
  const auto keys = WordingKeys(info, /*counts=*/true);
  return FirstCounting(keys[0]) < number || FirstCounting(keys[1]) < number;
}

bool Known::Counts(const DocumentInfo& info, uint32_t number) const {
  if (!HasSource(info)) return false;
  if (removed.size() > 0) return !IsBlocked(info, number);
  bool first = true;
  ForEachKey(PostingKind::kSpecials, WordingKeys(info, /*counts=*/true),
             [&](size_t, const Holders& holders) {
               first = first && holders[0] >= number;
             });
  return first;
}

void Known::CountArticle(const DocumentInfo& info, uint32_t number,
                         uint32_t one) {
  const auto add = [one](auto* counts, auto key) {
    const auto place = counts->try_emplace(key, 0).first;
    place->second += one;
    if (place->second == 0) counts->erase(place);
  };
  add(&sources_, info.source);
  std::vector<uint32_t> topics;
  Topics(number, &topics);
  for (const uint32_t stem : topics) {
    add(&source_stems_, uint64_t{info.source} << 32 | stem);
  }
}

void Known::Uncount(const DocumentInfo& info, uint32_t number) {
  for (const uint64_t key : WordingKeys(info, /*counts=*/true)) {
    const auto found = counting_.find(key);
    if (found != counting_.end() && found->second == number) {
      counting_.erase(found);
    }
  }
}

void Known::Flip(uint32_t number) {
  if (number >= delta.first()) return delta.Flip(number - delta.first());
  const DocumentInfo info = Info(number);
  const bool counts = !info.is(DocumentInfo::kCounts);
  CountArticle(info, number, counts ? 1 : kMinusOne);
  if (changed_.Contains(number)) {
    changed_.Erase(number);
  } else {
    changed_.Add(number);
  }
  if (!counts) return Uncount(info, number);
  for (const uint64_t key : WordingKeys(info, counts)) counting_[key] = number;
}

// The next document with the same words, or the same opening.
void Known::VisitNext(const DocumentInfo& info, uint32_t number, size_t which,
                      Visits* visits) const {
  uint32_t next = kNone;
  const uint64_t keys[] = {WordingKeys(info, true)[which],
                           WordingKeys(info, false)[which]};
  ForEachKey(PostingKind::kSpecials, keys, [&](size_t, const Holders& holders) {
    size_t i = holders.Before(number + 1);
    while (i < holders.size() && removed.Contains(holders[i])) ++i;
    if (i < holders.size()) next = std::min(next, holders[i]);
  });
  if (next != kNone) visits->insert({next, which});
}

// All below it are as they should be.
void Known::VisitOne(Visit visit, Visits* visits) {
  const uint32_t number = visit.number;
  const DocumentInfo info = Info(number);
  const auto keys = WordingKeys(info, /*counts=*/true);
  const uint32_t counting[] = {FirstCounting(keys[0]), FirstCounting(keys[1])};
  if (counting[0] < number || counting[1] < number) {
    if (counting[visit.which] >= number) {
      VisitNext(info, number, visit.which, visits);
    }
    return;
  }
  if (info.is(DocumentInfo::kCounts)) return;
  for (const uint64_t key : keys) {
    const uint32_t later = FirstCounting(key);
    if (later == kNone) continue;
    const DocumentInfo blocked = Info(later);
    Flip(later);
    VisitNext(blocked, later, 0, visits);
    VisitNext(blocked, later, 1, visits);
  }
  Flip(number);
}

void Known::Remove(std::span<const uint32_t> numbers) {
  delta.LinkSpecials();
  Visits visits;
  std::vector<std::pair<uint32_t, DocumentInfo>> counted;
  for (const uint32_t number : numbers) {
    removed.Add(number);
    if (number >= next()) continue;
    const DocumentInfo info = Info(number);
    hidden_ += info.is(DocumentInfo::kPresent) ? 1 : 0;
    if (!info.is(DocumentInfo::kCounts)) continue;
    Flip(number);
    counted.emplace_back(number, info);
  }
  for (const auto& [number, info] : counted) {
    VisitNext(info, number, 0, &visits);
    VisitNext(info, number, 1, &visits);
  }
  while (!visits.empty()) {
    const Visit first = *visits.begin();
    visits.erase(visits.begin());
    VisitOne(first, &visits);
  }
}

// Those removed documents that lists have, with a source; none of them counts
// any more.
std::vector<uint32_t> Known::HideRemoved() {
  std::vector<uint32_t> numbers;
  removed.ForEach(0, next(), [&](uint32_t number) {
    const DocumentInfo info = Info(number);
    if (!info.is(DocumentInfo::kPresent)) return;
    ++hidden_;
    if (info.is(DocumentInfo::kCounts)) Flip(number);
    if (HasSource(info)) numbers.push_back(number);
  });
  return numbers;
}

// The documents, not removed, that share words or opening with one of these, or
// with one that does, and so on; ascending.
std::vector<uint32_t> Known::FindRelated(
    std::vector<uint32_t> documents) const {
  constexpr size_t kAtOnce = 1024;
  constexpr size_t kFew = 4;  // holders that may as well be looked at again
  NumberSet met;
  std::unordered_set<uint64_t> done;
  std::vector<uint32_t> related;
  std::vector<uint64_t> keys;
  while (!documents.empty()) {
    keys.clear();
    for (size_t i = 0; i < kAtOnce && !documents.empty(); ++i) {
      const DocumentInfo info = Info(documents.back());
      documents.pop_back();
      for (const bool counts : {true, false}) {
        const auto both = WordingKeys(info, counts);
        keys.insert(keys.end(), both.begin(), both.end());
      }
    }
    ForEachKey(PostingKind::kSpecials, keys,
               [&](size_t i, const Holders& holders) {
                 if (holders.size() > kFew && !done.insert(keys[i]).second) {
                   return;
                 }
                 for (size_t k = 0; k < holders.size(); ++k) {
                   const uint32_t number = holders[k];
                   if (removed.Contains(number) || met.Contains(number)) {
                     continue;
                   }
                   met.Add(number);
                   related.push_back(number);
                   documents.push_back(number);
                 }
               });
  }
  std::sort(related.begin(), related.end());
  return related;
}

// Segments are of different times, between which documents were removed: what a
// removed one had to do with others need not be in their flags. So all that may
// depend on one are judged anew, in order.
void Known::Recount() {
  hidden_ = 0;
  changed_ = {};
  counting_.clear();
  sources_.clear();
  source_stems_.clear();
  for (const uint32_t number : FindRelated(HideRemoved())) {
    const DocumentInfo info = Info(number);
    if (info.is(DocumentInfo::kCounts) == IsBlocked(info, number)) Flip(number);
  }
}

void Known::Settle(uint32_t first) {
  removed.ForEach(first, delta.first(), [&](uint32_t number) {
    hidden_ -= Info(number).is(DocumentInfo::kPresent) ? 1 : 0;
  });
  changed_.ForEach(first, delta.first(), [&](uint32_t number) {
    const DocumentInfo info = Info(number);
    const bool counts = info.is(DocumentInfo::kCounts);
    CountArticle(info, number, counts ? kMinusOne : 1);
    Uncount(info, number);
    changed_.Erase(number);
  });
}

}  // namespace nuskha::internal
