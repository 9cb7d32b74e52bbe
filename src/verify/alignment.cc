// SPDX-License-Identifier: Apache-2.0

#include "verify/alignment.h"

#include <algorithm>
#include <bit>

#include "base/hash.h"

namespace nuskha::internal {
namespace {

// A shorter tile needs a neighbour; a neighbour is this near.
constexpr uint32_t kLoneTile = 6;
constexpr uint32_t kNeighbourGap = 12;
constexpr uint32_t kPassageGap = 8;
// Word comparisons allowed per word of both texts.
constexpr size_t kWorkPerWord = 64;

uint64_t TrigramHash(const uint32_t* words) {
  return Mix64((uint64_t{words[0]} << 32 | words[1]) ^
               (words[2] * 0x9e3779b97f4a7c15u));
}

bool SameTrigram(const uint32_t* a, const uint32_t* b) {
  return a[0] == b[0] && a[1] == b[1] && a[2] == b[2];
}

// Heap order: longest first, then the smallest place in `a`, then in `b`.
bool ComesLater(const Tile& x, const Tile& y) {
  if (x.length != y.length) return x.length < y.length;
  if (x.a != y.a) return x.a > y.a;
  return x.b > y.b;
}

// Whether `second` follows `first` on both sides within `gap` words.
bool Follows(const Tile& first, const Tile& second, uint32_t gap) {
  const uint32_t end_a = first.a + first.length;
  const uint32_t end_b = first.b + first.length;
  return second.a >= end_a && second.a - end_a <= gap && second.b >= end_b &&
         second.b - end_b <= gap;
}

// Drops unsupported tiles, in place.
void KeepSupported(std::vector<Tile>* tiles) {
  std::vector<uint8_t> keep(tiles->size());
  for (size_t i = 0; i < tiles->size(); ++i) {
    const Tile& tile = (*tiles)[i];
    keep[i] = tile.length >= kLoneTile ||
              (i > 0 && Follows((*tiles)[i - 1], tile, kNeighbourGap)) ||
              (i + 1 < tiles->size() &&
               Follows(tile, (*tiles)[i + 1], kNeighbourGap));
  }
  size_t kept = 0;
  for (size_t i = 0; i < tiles->size(); ++i) {
    if (keep[i] != 0) (*tiles)[kept++] = (*tiles)[i];
  }
  tiles->resize(kept);
}

// Replaces *parts by the parts of `run`, long enough for a tile, whose words
// are free on both sides.
void FindFreeParts(const Tile& run, const std::vector<uint8_t>& used_a,
                   const std::vector<uint8_t>& used_b,
                   std::vector<Tile>* parts) {
  parts->clear();
  uint32_t free = 0;
  for (uint32_t i = 0; i <= run.length; ++i) {
    if (i < run.length && used_a[run.a + i] == 0 && used_b[run.b + i] == 0) {
      ++free;
      continue;
    }
    if (free >= Aligner::kMinTile) {
      parts->push_back({run.a + i - free, run.b + i - free, free});
    }
    free = 0;
  }
}

}  // namespace

void Aligner::Index(std::span<const uint32_t> b) {
  const size_t places = b.size() - kMinTile + 1;
  const size_t capacity = std::bit_ceil(places * 2);
  heads_.assign(capacity, 0);
  next_.resize(places);
  // Backwards, so that every chain runs forwards.
  for (size_t j = places; j-- > 0;) {
    uint32_t& head = heads_[TrigramHash(&b[j]) & (capacity - 1)];
    next_[j] = head;
    head = static_cast<uint32_t>(j + 1);
  }
}

void Aligner::FindRuns(std::span<const uint32_t> a,
                       std::span<const uint32_t> b) {
  runs_.clear();
  const size_t mask = heads_.size() - 1;
  size_t work = kWorkPerWord * (a.size() + b.size());
  for (size_t i = 0; i + kMinTile <= a.size(); ++i) {
    size_t places = 0;
    for (uint32_t link = heads_[TrigramHash(&a[i]) & mask];
         link != 0 && places < kMaxPlaces; link = next_[link - 1]) {
      const size_t j = link - 1;
      if (work-- == 0) return;
      if (!SameTrigram(&a[i], &b[j])) continue;
      ++places;
      if (i > 0 && j > 0 && a[i - 1] == b[j - 1]) continue;  // not maximal
      size_t length = kMinTile;
      while (i + length < a.size() && j + length < b.size() &&
             a[i + length] == b[j + length]) {
        ++length;
      }
      if (work <= length) return;
      work -= length;
      runs_.push_back({static_cast<uint32_t>(i), static_cast<uint32_t>(j),
                       static_cast<uint32_t>(length)});
    }
  }
}

void Aligner::ChooseTiles(size_t a_size, size_t b_size,
                          std::vector<Tile>* tiles) {
  used_a_.assign(a_size, 0);
  used_b_.assign(b_size, 0);
  std::make_heap(runs_.begin(), runs_.end(), ComesLater);
  size_t work = kWorkPerWord * (a_size + b_size);
  while (!runs_.empty()) {
    std::pop_heap(runs_.begin(), runs_.end(), ComesLater);
    const Tile run = runs_.back();
    runs_.pop_back();
    if (work <= run.length) return;
    work -= run.length;
    FindFreeParts(run, used_a_, used_b_, &parts_);
    if (parts_.size() != 1 || parts_[0].length < run.length) {
      // Another run may be longer than what is left of this one.
      for (const Tile& part : parts_) {
        runs_.push_back(part);
        std::push_heap(runs_.begin(), runs_.end(), ComesLater);
      }
      continue;
    }
    std::fill_n(used_a_.begin() + run.a, run.length, uint8_t{1});
    std::fill_n(used_b_.begin() + run.b, run.length, uint8_t{1});
    tiles->push_back(run);
  }
}

void Aligner::Align(std::span<const uint32_t> a, std::span<const uint32_t> b,
                    std::vector<Tile>* tiles) {
  tiles->clear();
  if (a.size() < kMinTile || b.size() < kMinTile) return;
  Index(b);
  FindRuns(a, b);
  ChooseTiles(a.size(), b.size(), tiles);
  std::sort(tiles->begin(), tiles->end(),
            [](const Tile& x, const Tile& y) { return x.a < y.a; });
  KeepSupported(tiles);
}

uint32_t PassageWords(std::span<const Tile> tiles) {
  uint32_t words = 0;
  for (size_t i = 0; i < tiles.size(); ++i) {
    words += tiles[i].length;
    if (i > 0 && Follows(tiles[i - 1], tiles[i], kPassageGap)) {
      words += tiles[i].a - (tiles[i - 1].a + tiles[i - 1].length);
    }
  }
  return words;
}

}  // namespace nuskha::internal
