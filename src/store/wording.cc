// SPDX-License-Identifier: Apache-2.0

#include "store/wording.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "base/hash.h"
#include "verify/furniture.h"

namespace nuskha::internal {
namespace {

// As in index/recurrence.cc.
constexpr double kCommonShare = 0.1;
constexpr size_t kMaxArticles = 40;
constexpr double kCohesion = 0.67;

constexpr uint32_t kAskedNumber = UINT32_MAX;

uint64_t HashNumbers(const std::vector<uint32_t>& numbers) {
  return Hash64({reinterpret_cast<const char*>(numbers.data()),
                 numbers.size() * sizeof(uint32_t)});
}

GramTable TableOf(std::vector<GramTable::Entry> entries) {
  return GramTable(kKeyMask, {std::move(entries)});
}

}  // namespace

void Wording::Begin(const Known& known, const DocumentKeys* asked) {
  known_ = &known;
  asked_ = asked;
  said_.clear();
  first_grams_.clear();
  first_entries_.clear();
}

// Fills numbers_.
template <typename List>
void Wording::Choose(const List& holders) {
  numbers_.clear();
  const size_t size = holders.size();
  if (size <= kMaxHoldersSeen) {
    for (size_t i = 0; i < size; ++i) numbers_.push_back(holders[i]);
  } else {
    constexpr size_t kEnd = kMaxHoldersSeen / 4;
    for (size_t i = 0; i < kEnd; ++i) numbers_.push_back(holders[i]);
    const size_t between = size - 2 * kEnd;
    for (size_t i = 0; i < 2 * kEnd; ++i) {
      numbers_.push_back(holders[kEnd + between * i / (2 * kEnd)]);
    }
    for (size_t i = size - kEnd; i < size; ++i) numbers_.push_back(holders[i]);
  }
}

// Fills numbers_ with those holders that are looked at.
void Wording::Collect(uint64_t gram, const Holders& holders) {
  if (known_->has_hidden()) {
    living_.clear();
    const size_t size = holders.size();
    const size_t sifted = std::min(size, kMaxHoldersSifted);
    for (size_t i = 0; i < sifted; ++i) {
      const uint32_t number = holders[size * i / sifted];
      if (!known_->removed.Contains(number)) living_.push_back(number);
    }
    Choose(living_);
  } else {
    Choose(holders);
  }
  if (asked_ != nullptr && std::ranges::binary_search(asked_->grams, gram)) {
    numbers_.push_back(kAskedNumber);
  }
}

// Of several sources the one with most holders; of two, the one seen first.
bool Wording::KeepLargestSource() {
  std::ranges::stable_sort(holders_, {}, &Holder::source);
  size_t best = 0, best_size = 0;
  for (size_t begin = 0, end = 0; begin < holders_.size(); begin = end) {
    while (end < holders_.size() &&
           holders_[end].source == holders_[begin].source) {
      ++end;
    }
    const size_t size = end - begin;
    if (size > best_size ||
        (size == best_size && holders_[begin].number < holders_[best].number)) {
      best = begin;
      best_size = size;
    }
  }
  holders_.erase(holders_.begin() + static_cast<ptrdiff_t>(best + best_size),
                 holders_.end());
  holders_.erase(holders_.begin(),
                 holders_.begin() + static_cast<ptrdiff_t>(best));
  return best_size >= kMinHolders;
}

bool Wording::IsCommonplace(uint32_t source, uint32_t stem) const {
  uint32_t articles = known_->ArticlesOf(source);
  uint32_t headlines = known_->Headlines(source, stem);
  if (asked_ != nullptr && asked_->info.is(DocumentInfo::kCounts) &&
      asked_->info.source == source) {
    ++articles;
    headlines += std::ranges::binary_search(asked_->topics, stem) ? 1 : 0;
  }
  return headlines > kCommonShare * articles;
}

// Whether enough headlines of the holders share a stem that is no commonplace.
bool Wording::Cohere(uint32_t source) {
  stems_.clear();
  for (const Holder& holder : holders_) {
    if (holder.number == kAskedNumber) {
      topics_ = asked_->topics;
    } else {
      known_->Topics(holder.number, &topics_);
    }
    stems_.insert(stems_.end(), topics_.begin(), topics_.end());
  }
  std::sort(stems_.begin(), stems_.end());
  for (size_t begin = 0, end = 0; begin < stems_.size(); begin = end) {
    while (end < stems_.size() && stems_[end] == stems_[begin]) ++end;
    const bool enough = static_cast<double>(end - begin) >=
                        kCohesion * static_cast<double>(holders_.size());
    if (enough && !IsCommonplace(source, stems_[begin])) return true;
  }
  return false;
}

std::optional<uint64_t> Wording::Describe() {
  holders_.clear();
  for (const uint32_t number : numbers_) {
    const DocumentInfo info =
        number == kAskedNumber ? asked_->info : known_->Info(number);
    if (!info.is(DocumentInfo::kCounts)) continue;
    holders_.push_back({number, info.source, info.content, info.day});
  }
  if (holders_.size() < kMinHolders || !KeepLargestSource()) {
    return std::nullopt;
  }
  const auto all = static_cast<uint32_t>(holders_.size());
  if (holders_.size() > kMaxArticles) {
    std::ranges::nth_element(
        holders_, holders_.begin() + kMaxArticles, {},
        [](const Holder& x) { return std::pair(x.content, x.number); });
    holders_.resize(kMaxArticles);
  }
  return PackArticles(all, !Cohere(holders_.front().source));
}

std::vector<GramTable::Entry> Wording::LookUp(std::span<const uint64_t> grams) {
  std::vector<GramTable::Entry> entries;
  known_->ForEachKey(
      PostingKind::kGrams, grams, [&](size_t i, const Holders& holders) {
        if (holders.size() + 1 < kMinHolders) return;
        Collect(grams[i], holders);
        if (numbers_.size() < kMinHolders) return;
        const auto [place, fresh] =
            said_.try_emplace(HashNumbers(numbers_), std::nullopt);
        if (fresh) place->second = Describe();
        if (place->second.has_value()) {
          entries.push_back({grams[i] << (64 - kKeyBits), *place->second});
        }
      });
  return entries;
}

uint32_t Wording::Mark(std::span<const uint32_t> words,
                       std::span<const uint64_t> grams,
                       std::vector<uint8_t>* marks) {
  fresh_.clear();
  std::ranges::set_difference(grams, first_grams_, std::back_inserter(fresh_));
  std::vector<GramTable::Entry> entries = LookUp(fresh_);
  if (first_grams_.empty()) {
    first_grams_ = fresh_;
    first_entries_ = entries;
  } else {
    for (const GramTable::Entry& entry : first_entries_) {
      if (std::ranges::binary_search(grams, entry.key >> (64 - kKeyBits))) {
        entries.push_back(entry);
      }
    }
  }
  marks->assign(words.size(), 0);
  if (entries.empty()) return 0;
  return MarkWords(words, TableOf(std::move(entries)), seed_, &hashes_, marks);
}

// Of those of numbers_ that have a day.
std::optional<DayRange> Wording::DaysOfTexts() {
  holders_.clear();
  for (const uint32_t number : numbers_) {
    const bool asked = number == kAskedNumber;
    const DocumentInfo info = asked ? asked_->info : known_->Info(number);
    if (info.day == DocumentStore::kNoDay) continue;
    holders_.push_back({number, info.source, info.content, info.day});
  }
  std::ranges::sort(holders_, {}, [](const Holder& holder) {
    return std::pair(holder.content, holder.day);
  });
  size_t texts = 0;
  DayRange range{INT32_MAX, INT32_MIN};
  for (size_t begin = 0, end = 0; begin < holders_.size(); begin = end) {
    end = begin + 1;
    while (end < holders_.size() &&
           holders_[end].content == holders_[begin].content) {
      ++end;
    }
    ++texts;
    range = {std::min(range.first, holders_[end - 1].day),
             std::max(range.last, holders_[begin].day)};
  }
  if (texts < kMinHolders) return std::nullopt;
  return range;
}

GramTable Wording::Days(std::span<const uint64_t> grams) {
  std::vector<GramTable::Entry> entries;
  known_->ForEachKey(
      PostingKind::kGrams, grams, [&](size_t i, const Holders& holders) {
        if (holders.size() + 1 < kMinHolders) return;
        Collect(grams[i], holders);
        if (numbers_.size() < kMinHolders) return;
        if (const auto range = DaysOfTexts()) {
          entries.push_back({grams[i] << (64 - kKeyBits), PackDays(*range)});
        }
      });
  return TableOf(std::move(entries));
}

}  // namespace nuskha::internal
