// SPDX-License-Identifier: Apache-2.0

#include "verify/alignment.h"

#include <algorithm>
#include <cstring>

#include "shingle/all_shingles.h"

namespace nuskha::internal {
namespace {

// A neighbour that supports a short tile is this near.
constexpr uint32_t kNeighbourGap = 12;
// Word comparisons allowed per word of both texts.
constexpr size_t kWorkPerWord = 64;

// Words that x and y have in common from their beginnings, at most n.
size_t CommonPrefix(const uint32_t* x, const uint32_t* y, size_t n) {
  size_t i = 0;
  for (; i + 2 <= n; i += 2) {
    uint64_t two_x, two_y;
    std::memcpy(&two_x, x + i, sizeof(two_x));
    std::memcpy(&two_y, y + i, sizeof(two_y));
    if (two_x != two_y) break;
  }
  while (i < n && x[i] == y[i]) ++i;
  return i;
}

// Heap order: longest first, then the smallest place in `a`, then in `b`. In
// one number, which is compared without a branch.
RankedTile Rank(const Tile& tile) {
  return RankedTile{tile.length} << 64 | uint64_t{~tile.a} << 32 | ~tile.b;
}

Tile TileOf(RankedTile rank) {
  return {~static_cast<uint32_t>(rank >> 32), ~static_cast<uint32_t>(rank),
          static_cast<uint32_t>(rank >> 64)};
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
    keep[i] = tile.length >= Aligner::kLoneTile ||
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

uint64_t Aligner::FindRuns(std::span<const uint32_t> a,
                           std::span<const uint32_t> b, const Seeds& seeds) {
  runs_.clear();
  const std::span<const uint32_t> probe = seeds.a_probes ? a : b;
  const std::span<const uint32_t> base = seeds.a_probes ? b : a;
  const size_t most = seeds.a_probes ? kMaxPlaces : base.size();
  const uint64_t most_work = kWorkPerWord * (a.size() + b.size());
  uint64_t work = 0;
  for (size_t i = 0; i < seeds.links.size(); ++i) {
    size_t places = 0;
    for (uint32_t link = seeds.links[i]; link != 0 && places < most;
         link = seeds.next[link - 1]) {
      const size_t j = link - 1;
      if (work++ == most_work) return work;
      ++places;
      if (i > 0 && j > 0 && probe[i - 1] == base[j - 1]) continue;
      const size_t length = CommonPrefix(
          &probe[i], &base[j], std::min(probe.size() - i, base.size() - j));
      if (length < kMinTile) continue;
      work += length;
      if (work >= most_work) return work;
      const auto x = static_cast<uint32_t>(i), y = static_cast<uint32_t>(j);
      runs_.push_back({seeds.a_probes ? x : y, seeds.a_probes ? y : x,
                       static_cast<uint32_t>(length)});
    }
  }
  return work;
}

uint64_t Aligner::ChooseTiles(size_t a_size, size_t b_size,
                              std::vector<Tile>* tiles) {
  used_a_.assign(a_size, 0);
  used_b_.assign(b_size, 0);
  heap_.clear();
  for (const Tile& run : runs_) heap_.push_back(Rank(run));
  std::make_heap(heap_.begin(), heap_.end());
  const uint64_t most_work = kWorkPerWord * (a_size + b_size);
  uint64_t work = 0;
  while (!heap_.empty()) {
    std::pop_heap(heap_.begin(), heap_.end());
    const Tile run = TileOf(heap_.back());
    heap_.pop_back();
    work += run.length;
    if (work >= most_work) return work;
    FindFreeParts(run, used_a_, used_b_, &parts_);
    if (parts_.size() != 1 || parts_[0].length < run.length) {
      // Another run may be longer than what is left of this one.
      for (const Tile& part : parts_) {
        heap_.push_back(Rank(part));
        std::push_heap(heap_.begin(), heap_.end());
      }
      continue;
    }
    std::fill_n(used_a_.begin() + run.a, run.length, uint8_t{1});
    std::fill_n(used_b_.begin() + run.b, run.length, uint8_t{1});
    tiles->push_back(run);
  }
  return work;
}

// Fills index_ and links_.
void Aligner::IndexWords(std::span<const uint32_t> a,
                         std::span<const uint32_t> b) {
  AllShingles(b, kScoreWidth, 0, &hashes_);
  index_.Assign(hashes_);
  AllShingles(a, kScoreWidth, 0, &hashes_);
  index_.Probe(hashes_, static_cast<uint32_t>(a.size()), &links_);
}

void Aligner::Align(std::span<const uint32_t> a, std::span<const uint32_t> b,
                    const Seeds& seeds, std::vector<Tile>* tiles) {
  tiles->clear();
  runs_.clear();
  comparisons_ = 0;
  if (a.size() < kMinTile || b.size() < kMinTile) return;
  comparisons_ = FindRuns(a, b, seeds);
  if (!seeds.a_probes && comparisons_ >= kWorkPerWord * (a.size() + b.size())) {
    IndexWords(a, b);
    comparisons_ += FindRuns(a, b, {.links = links_, .next = index_.next()});
  }
  comparisons_ += ChooseTiles(a.size(), b.size(), tiles);
  std::sort(tiles->begin(), tiles->end(),
            [](const Tile& x, const Tile& y) { return x.a < y.a; });
  KeepSupported(tiles);
}

void Aligner::Align(std::span<const uint32_t> a, std::span<const uint32_t> b,
                    std::vector<Tile>* tiles) {
  IndexWords(a, b);
  Align(a, b, {.links = links_, .next = index_.next()}, tiles);
}

bool IsShorter(std::span<const uint32_t> a, std::span<const uint32_t> b) {
  if (a.size() != b.size()) return a.size() < b.size();
  return !std::ranges::lexicographical_compare(b, a);
}

bool InOnePassage(const Tile& first, const Tile& second) {
  return Follows(first, second, kPassageGap);
}

uint32_t PassageWords(std::span<const Tile> tiles) {
  uint32_t words = 0;
  for (size_t i = 0; i < tiles.size(); ++i) {
    words += tiles[i].length;
    if (i > 0 && InOnePassage(tiles[i - 1], tiles[i])) {
      words += tiles[i].a - (tiles[i - 1].a + tiles[i - 1].length);
    }
  }
  return words;
}

}  // namespace nuskha::internal
