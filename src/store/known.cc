// SPDX-License-Identifier: Apache-2.0

#include "store/known.h"

#include <algorithm>

#include "nuskha/shingle.h"

namespace nuskha::internal {

uint32_t Holders::operator[](size_t i) const {
  for (const Piece& piece : pieces_) {
    if (i < piece.list.size) {
      return piece.segment->first() +
             piece.segment->DocumentAt(piece.kind, piece.list.begin + i);
    }
    i -= piece.list.size;
  }
  return newest_[i];
}

size_t Holders::Before(uint32_t number) const {
  size_t low = 0, high = size_;
  while (low < high) {
    const size_t middle = (low + high) / 2;
    if ((*this)[middle] < number) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

uint64_t Known::sum() const {
  uint64_t sum = delta.sum();
  for (const auto& segment : segments) sum += segment->head().sum;
  return sum;
}

const Segment* Known::damaged() const {
  for (const auto& segment : segments) {
    if (segment->damaged()) return segment.get();
  }
  return nullptr;
}

const Segment& Known::SegmentOf(uint32_t number) const {
  return **std::ranges::upper_bound(
      segments, number, {}, [](const auto& segment) { return segment->end(); });
}

DocumentInfo Known::Info(uint32_t number) const {
  if (number >= delta.first()) return delta.Info(number - delta.first());
  const Segment& segment = SegmentOf(number);
  DocumentInfo info = segment.Info(number - segment.first());
  if (changed_.Contains(number)) info.flags ^= DocumentInfo::kCounts;
  return info;
}

void Known::Topics(uint32_t number, std::vector<uint32_t>* topics) const {
  if (number >= delta.first()) {
    const auto found = delta.Topics(number - delta.first());
    topics->assign(found.begin(), found.end());
    return;
  }
  const Segment& segment = SegmentOf(number);
  segment.Topics(number - segment.first(), topics);
}

bool Known::IsThere(uint32_t number) const {
  return !removed.Contains(number) && Info(number).is(DocumentInfo::kPresent);
}

void Known::ForEachKey(
    PostingKind kind, std::span<const uint64_t> keys,
    const std::function<void(size_t, const Holders&)>& fn) const {
  // The lists are out of the near caches: look in several at once.
  constexpr size_t kAtOnce = 32;
  std::vector<const Segment*> some;
  for (const auto& segment : segments) {
    if (segment->Count(kind) > 0) some.push_back(segment.get());
  }
  std::vector<Segment::List> lists(kAtOnce * some.size());
  Holders holders;
  for (size_t from = 0; from < keys.size(); from += kAtOnce) {
    const auto chunk =
        keys.subspan(from, std::min(kAtOnce, keys.size() - from));
    for (const Segment* const segment : some) {
      for (const uint64_t key : chunk) segment->PrefetchBucket(kind, key);
    }
    for (const uint64_t key : chunk) delta.Prefetch(kind, key);
    for (const Segment* const segment : some) {
      for (const uint64_t key : chunk) segment->PrefetchEntries(kind, key);
    }
    for (size_t s = 0; s < some.size(); ++s) {
      for (size_t i = 0; i < chunk.size(); ++i) {
        lists[s * kAtOnce + i] = some[s]->Find(kind, chunk[i]);
      }
    }
    for (size_t i = 0; i < chunk.size(); ++i) {
      holders.pieces_.clear();
      holders.newest_.clear();
      holders.size_ = 0;
      for (size_t s = 0; s < some.size(); ++s) {
        const Segment::List list = lists[s * kAtOnce + i];
        if (list.size == 0) continue;
        holders.pieces_.push_back({some[s], kind, list});
        holders.size_ += list.size;
      }
      delta.Find(kind, chunk[i], &holders.newest_);
      for (uint32_t& document : holders.newest_) document += delta.first();
      holders.size_ += holders.newest_.size();
      if (holders.size_ > 0) fn(from + i, holders);
    }
  }
}

uint32_t Known::ArticlesOf(uint32_t source) const {
  uint32_t articles = delta.ArticlesOf(source);
  if (const auto found = sources_.find(source); found != sources_.end()) {
    articles += found->second;
  }
  for (const auto& segment : segments) articles += segment->ArticlesOf(source);
  return articles;
}

uint32_t Known::Headlines(uint32_t source, uint32_t stem) const {
  uint32_t headlines = delta.Headlines(source, stem);
  if (const auto found = source_stems_.find(uint64_t{source} << 32 | stem);
      found != source_stems_.end()) {
    headlines += found->second;
  }
  for (const auto& segment : segments) {
    headlines += segment->Headlines(source, stem);
  }
  return headlines;
}

}  // namespace nuskha::internal
