// SPDX-License-Identifier: Apache-2.0

#include "store/candidate_finder.h"

#include <algorithm>

namespace nuskha::internal {
namespace {

// Of holders of a hot key, as index/inverted_index.cc links them.
constexpr size_t kFirstHolders = 4;
constexpr size_t kNearHolders = 8;

// Gate of index/candidate_index.cc for the default score.
bool Pass(uint32_t shared, uint32_t keys_a, uint32_t keys_b) {
  constexpr double kMinShareOfTwo = 0.1;
  constexpr double kMinShareOfOne = 0.15;
  const double share = shared >= 2 ? kMinShareOfTwo : kMinShareOfOne;
  return shared >= share * std::min(keys_a, keys_b);
}

// Calls fn(number) for the first `most` holders that are not removed.
template <typename Function>
void ForFirstLiving(const NumberSet& removed, const Holders& holders,
                    size_t most, const Function& fn) {
  for (size_t i = 0; i < holders.size() && most > 0; ++i) {
    const uint32_t number = holders[i];
    if (removed.Contains(number)) continue;
    fn(number);
    --most;
  }
}

uint32_t KeysAgainstShort(const DocumentInfo& info) {
  return info.is(DocumentInfo::kShort) ? info.keys : info.shingles;
}

}  // namespace

void CandidateFinder::Note(const Known& known, const Holders& holders,
                           uint32_t own) {
  const size_t size = holders.size();
  if (size <= kFrequencyCap) {
    for (size_t i = 0; i < size; ++i) noted_.push_back(holders[i]);
    return;
  }
  if (known.has_hidden()) return NoteLiving(known.removed, holders, own);
  // The first, and those next to the article on both sides.
  const size_t here = holders.Before(own);
  const size_t from =
      std::max(kFirstHolders, here - std::min(here, kNearHolders));
  const size_t to = std::min(size, here + 1 + kNearHolders);
  for (size_t i = 0; i < kFirstHolders; ++i) noted_.push_back(holders[i]);
  for (size_t i = from; i < to; ++i) noted_.push_back(holders[i]);
}

void CandidateFinder::NoteLiving(const NumberSet& removed,
                                 const Holders& holders, uint32_t own) {
  const size_t begin = noted_.size();
  ForFirstLiving(removed, holders, kFrequencyCap + 1,
                 [&](uint32_t number) { noted_.push_back(number); });
  if (noted_.size() - begin <= kFrequencyCap) return;
  noted_.resize(begin + kFirstHolders);
  const uint32_t last = noted_.back();
  const size_t here = holders.Before(own);
  size_t left = kNearHolders;
  for (size_t i = here; i > 0 && left > 0; --i) {
    const uint32_t number = holders[i - 1];
    if (number <= last) break;
    if (removed.Contains(number)) continue;
    noted_.push_back(number);
    --left;
  }
  left = 1 + kNearHolders;
  for (size_t i = here; i < holders.size() && left > 0; ++i) {
    const uint32_t number = holders[i];
    if (removed.Contains(number)) continue;
    if (number > last) noted_.push_back(number);
    --left;
  }
}

template <typename Gate>
void CandidateFinder::Count(const Gate& gate) {
  std::sort(noted_.begin(), noted_.end());
  for (size_t begin = 0, end = 0; begin < noted_.size(); begin = end) {
    while (end < noted_.size() && noted_[end] == noted_[begin]) ++end;
    if (gate(noted_[begin], static_cast<uint32_t>(end - begin))) {
      found_.push_back(noted_[begin]);
    }
  }
  noted_.clear();
}

// Both long: sampled keys.
void CandidateFinder::FindLong(const Known& known, const DocumentKeys& keys,
                               uint32_t own) {
  const uint64_t largest = keys.info.largest_key;
  const auto end =
      std::upper_bound(keys.grams.begin(), keys.grams.end(), largest);
  constexpr uint64_t kUsual = (uint64_t{1} << kKeyBits) / kSamplingRate - 1;
  // A key that one of them has for want of smaller ones may be none of the
  // other's.
  known.ForEachKey(
      PostingKind::kGrams, {keys.grams.begin(), end},
      [&](size_t i, const Holders& holders) {
        if (keys.grams[i] <= kUsual) return Note(known, holders, own);
        ForFirstLiving(known.removed, holders, kFrequencyCap,
                       [&](uint32_t number) {
                         if (known.Info(number).largest_key >= keys.grams[i]) {
                           noted_.push_back(number);
                         }
                       });
      });
  Count([&](uint32_t number, uint32_t shared) {
    const DocumentInfo info = known.Info(number);
    return !info.is(DocumentInfo::kShort | DocumentInfo::kTiny) &&
           Pass(shared, keys.info.keys, info.keys);
  });
}

// A short article and all others but the tiny: every w5.
void CandidateFinder::FindShort(const Known& known, const DocumentKeys& keys,
                                uint32_t own) {
  known.ForEachKey(
      PostingKind::kGrams, keys.grams,
      [&](size_t, const Holders& holders) { Note(known, holders, own); });
  Count([&](uint32_t number, uint32_t shared) {
    const DocumentInfo info = known.Info(number);
    return !info.is(DocumentInfo::kTiny) &&
           Pass(shared, keys.info.keys, KeysAgainstShort(info));
  });
}

// A long article and short documents.
void CandidateFinder::FindAmongShort(const Known& known,
                                     const DocumentKeys& keys, uint32_t own) {
  known.ForEachKey(
      PostingKind::kShorts, keys.grams,
      [&](size_t, const Holders& holders) { Note(known, holders, own); });
  Count([&](uint32_t number, uint32_t shared) {
    return Pass(shared, keys.info.shingles, known.Info(number).keys);
  });
}

void CandidateFinder::FindEqual(const Known& known, const DocumentKeys& keys,
                                uint32_t own) {
  known.ForEachKey(
      PostingKind::kSpecials, {&keys.text, 1},
      [&](size_t, const Holders& holders) { Note(known, holders, own); });
  Count([](uint32_t, uint32_t) { return true; });
}

void CandidateFinder::Find(const Known& known, const DocumentKeys& keys,
                           uint32_t own, std::vector<uint32_t>* numbers) {
  found_.clear();
  if (keys.info.is(DocumentInfo::kShort)) {
    FindShort(known, keys, own);
  } else if (!keys.info.is(DocumentInfo::kTiny)) {
    FindLong(known, keys, own);
    FindAmongShort(known, keys, own);
  }
  FindEqual(known, keys, own);
  std::sort(found_.begin(), found_.end());
  found_.erase(std::unique(found_.begin(), found_.end()), found_.end());
  std::erase_if(found_, [&](uint32_t number) {
    return number == own || !known.IsThere(number);
  });
  numbers->assign(found_.begin(), found_.end());
}

}  // namespace nuskha::internal
