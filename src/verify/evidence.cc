// SPDX-License-Identifier: Apache-2.0

#include "verify/evidence.h"

#include <algorithm>
#include <cstdlib>
#include <numeric>

#include "index/recurrence.h"
#include "shingle/all_shingles.h"
#include "verify/furniture.h"
#include "verify/relation.h"

namespace nuskha::internal {
namespace {

constexpr uint32_t kMinOwnStretch = 3;
constexpr size_t kLeadWords = 40;
// A gap between two tiles that is a place to be filled in.
constexpr uint32_t kMaxSlot = 8;
// Wording seen this many days away from both texts returns.
constexpr int32_t kDaysApart = 5;

double Ratio(size_t part, size_t whole) {
  return whole == 0 ? 0
                    : static_cast<double>(part) / static_cast<double>(whole);
}

// Equal elements of two ascending ranges of distinct values.
template <typename T>
size_t CountCommon(const std::vector<T>& x, const std::vector<T>& y) {
  size_t common = 0;
  for (size_t i = 0, j = 0; i < x.size() && j < y.size();) {
    if (x[i] == y[j]) {
      ++common;
      ++i;
      ++j;
    } else if (x[i] < y[j]) {
      ++i;
    } else {
      ++j;
    }
  }
  return common;
}

// Numbers that overlap the words [begin, end), or that run over the point
// between two words if it is empty.
std::span<const Number> NumbersIn(std::span<const Number> numbers,
                                  uint32_t begin, uint32_t end) {
  const auto from = std::partition_point(
      numbers.begin(), numbers.end(),
      [&](const Number& n) { return n.first_word + n.length <= begin; });
  const auto to = std::partition_point(
      from, numbers.end(), [&](const Number& n) { return n.first_word < end; });
  return {from, to};
}

bool HaveCommonValue(std::span<const Number> x, std::span<const Number> y) {
  return std::ranges::any_of(x, [&](const Number& one) {
    return std::ranges::any_of(
        y, [&](const Number& other) { return one.value == other.value; });
  });
}

}  // namespace

void EvidenceReader::OwnStretches(const Pair& pair) {
  own_.clear();
  const Side& a = *pair.shorter;
  const Side& b = *pair.longer;
  for (const Tile& tile : pair.tiles) {
    for (uint32_t i = 0; i < tile.length;) {
      uint32_t end = i;
      while (end < tile.length && !a.furniture(tile.a + end) &&
             !b.furniture(tile.b + end)) {
        ++end;
      }
      if (end - i >= kMinOwnStretch) {
        own_.push_back({tile.a + i, tile.b + i, end - i});
      }
      i = std::max(end, i + 1);
    }
  }
}

void EvidenceReader::Places(const Pair& pair, Evidence* evidence) {
  const size_t n = pair.shorter->size(), m = pair.longer->size();
  size_t first = m;
  matched_.assign(n, 0);
  for (const Tile& tile : pair.tiles) {
    evidence->matched += tile.length;
    first = std::min<size_t>(first, tile.b);
    std::fill_n(matched_.begin() + tile.a, tile.length, uint8_t{1});
  }
  evidence->of_shorter = Ratio(evidence->matched, n);
  evidence->of_longer = Ratio(evidence->matched, m);
  evidence->from = Ratio(first, m);

  const uint32_t furniture_a = pair.shorter->furniture_words();
  const uint32_t furniture_b = pair.longer->furniture_words();
  if (furniture_a == 0 && furniture_b == 0) {
    own_.assign(pair.tiles.begin(), pair.tiles.end());
  } else {
    OwnStretches(pair);
  }
  // The longer text without its furniture: where its first own matched word
  // stands, and how much of its lead is matched.
  size_t own_first = m;
  for (const Stretch& stretch : own_) {
    evidence->own += stretch.length;
    own_first = std::min<size_t>(own_first, stretch.b);
  }
  size_t lead_end = 0, own_before = 0, lead = 0;
  if (furniture_b == 0) {
    // All words are its own. It may be long, and have many pairs.
    own_before = own_first;
    lead = lead_end = std::min(m, kLeadWords);
  } else {
    for (size_t j = 0; j < m && (lead < kLeadWords || j < own_first); ++j) {
      if (pair.longer->furniture(j)) continue;
      if (j < own_first) ++own_before;
      if (lead == kLeadWords) continue;
      ++lead;
      lead_end = j + 1;
    }
  }
  size_t in_lead = 0;
  for (const Stretch& stretch : own_) {
    if (stretch.b < lead_end) {
      in_lead += std::min<size_t>(stretch.length, lead_end - stretch.b);
    }
  }
  evidence->own_share = Ratio(evidence->own, n - furniture_a);
  evidence->own_from = Ratio(own_before, m - furniture_b);
  evidence->own_lead = Ratio(in_lead, lead);
}

void EvidenceReader::CountConflicts(const Pair& pair, Evidence* evidence) {
  const auto tiles = pair.tiles;
  const size_t n = tiles.size();
  by_b_.resize(n);
  rank_.resize(n);
  std::iota(by_b_.begin(), by_b_.end(), 0u);
  std::ranges::sort(by_b_, {}, [&](uint32_t i) { return tiles[i].b; });
  for (uint32_t i = 0; i < n; ++i) rank_[by_b_[i]] = i;
  for (size_t i = 0; i + 1 < n; ++i) {
    if (rank_[i + 1] != rank_[i] + 1) continue;
    const Tile& before = tiles[i];
    const Tile& after = tiles[i + 1];
    const uint32_t a0 = before.a + before.length, a1 = after.a;
    const uint32_t b0 = before.b + before.length, b1 = after.b;
    if (a1 - a0 > kMaxSlot || b1 - b0 > kMaxSlot) continue;
    const auto x = NumbersIn(pair.shorter->view().numbers, a0, a1);
    if (x.empty()) continue;
    const auto y = NumbersIn(pair.longer->view().numbers, b0, b1);
    if (y.empty() || HaveCommonValue(x, y)) continue;
    if (evidence->conflicts < evidence->conflict_examples.size()) {
      NumberConflict& example =
          evidence->conflict_examples[evidence->conflicts];
      example = {x.front().value, y.front().value};
      if (!pair.a_is_shorter) std::swap(example.a, example.b);
    }
    ++evidence->conflicts;
  }
}

void EvidenceReader::Numbers(const Pair& pair, Evidence* evidence) {
  const std::vector<double>& a = pair.shorter->values();
  const std::vector<double>& b = pair.longer->values();
  const size_t common = CountCommon(a, b);
  evidence->numbers = static_cast<uint32_t>(a.size());
  evidence->numbers_shared = static_cast<uint32_t>(common);
  evidence->numbers_all = static_cast<uint32_t>(a.size() + b.size() - common);
  if (a.empty()) return;
  for (const Number& number : pair.shorter->view().numbers) {
    // A document made by hand may name words that it has not.
    if (number.first_word >= matched_.size() ||
        number.length > matched_.size() - number.first_word) {
      continue;
    }
    const auto begin = matched_.begin() + number.first_word;
    evidence->numbers_kept += static_cast<uint32_t>(
        std::all_of(begin, begin + number.length,
                    [](uint8_t matched) { return matched != 0; }));
  }
  if (!b.empty()) CountConflicts(pair, evidence);
}

void EvidenceReader::MarkReturningDays(const Pair& pair, const GramTable& days,
                                       uint64_t seed) {
  const int32_t a = pair.shorter->view().origin.day;
  const int32_t b = pair.longer->view().origin.day;
  AllShingles(pair.shorter->view().words, kCandidateWidth, seed, &hashes_);
  for (size_t i = 0; i < hashes_.size(); ++i) {
    if (shared_[i] == 0) continue;
    const uint64_t* const value = days.Find(hashes_[i]);
    if (value == nullptr) continue;
    const DayRange range = UnpackDays(*value);
    if (range.first < std::min(a, b) - kDaysApart ||
        range.last > std::max(a, b) + kDaysApart) {
      returns_[i] = kRecurrent;
    }
  }
}

// A w5 of the shorter text is one of the longer text if and only if it lies
// within a maximal run.
void EvidenceReader::Runs(const Pair& pair, const GramTable* days,
                          uint64_t seed, Evidence* evidence) {
  const size_t n = pair.shorter->size();
  shared_.assign(n, 0);
  for (const Tile& run : pair.runs) {
    if (run.length < kCandidateWidth) continue;
    std::fill_n(shared_.begin() + run.a, run.length - kCandidateWidth + 1,
                uint8_t{1});
  }
  std::span<const uint8_t> marks = pair.shorter->marks();
  if (evidence->tier == Tier::kDates && days != nullptr &&
      n >= kCandidateWidth) {
    returns_.assign(n, 0);
    MarkReturningDays(pair, *days, seed);
    marks = returns_;
  } else if (evidence->tier != Tier::kSource) {
    marks = {};
  }
  size_t shared = 0, recurrent = 0, fresh = 0, end = 0;
  for (size_t i = 0; i < n; ++i) {
    if (shared_[i] == 0) continue;
    ++shared;
    if (!marks.empty() && (marks[i] & kRecurrent) != 0) {
      ++recurrent;
    } else {
      fresh += i + kCandidateWidth - std::max(end, i);
      end = i + kCandidateWidth;
    }
  }
  evidence->fresh = Ratio(fresh, n);
  evidence->recurrent = Ratio(recurrent, shared);
}

void EvidenceReader::Heads(const Pair& pair, Evidence* evidence) {
  const Side& a = *pair.shorter;
  const Side& b = *pair.longer;
  const size_t titles = std::min(a.title_set().size(), b.title_set().size());
  evidence->titles_common =
      Ratio(CountCommon(a.title_set(), b.title_set()), titles);
  evidence->title_words = static_cast<uint32_t>(b.title_stems().size());
  const size_t leads = std::min(a.lead_set().size(), b.lead_set().size());
  evidence->alike =
      std::max(evidence->titles_common,
               Ratio(CountCommon(a.lead_set(), b.lead_set()), leads));
}

void EvidenceReader::Stems(const Pair& pair, Evidence* evidence) {
  const WordStems& a = *pair.shorter_stems;
  const WordStems& b = *pair.longer_stems;
  const size_t n = pair.shorter->size();
  size_t unseen = 0;
  for (size_t i = 0; i < n; ++i) {
    // A matched word is in the longer text, and so is its stem.
    if (matched_[i] == 0 && !b.Contains(a[i])) ++unseen;
  }
  evidence->unseen = Ratio(unseen, n);
  evidence->title_found = static_cast<uint32_t>(
      std::ranges::count_if(pair.longer->title_stems(),
                            [&](uint32_t stem) { return a.Contains(stem); }));
  evidence->headline =
      evidence->title_words == 0
          ? kNoHeadline
          : std::max(evidence->titles_common,
                     Ratio(evidence->title_found, evidence->title_words));
}

}  // namespace nuskha::internal
