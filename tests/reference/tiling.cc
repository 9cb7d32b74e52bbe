// SPDX-License-Identifier: Apache-2.0

#include "reference/tiling.h"

#include <algorithm>
#include <map>

namespace nuskha::reference {
namespace {

using internal::Tile;

// Words between the end of `first` and `second` if both texts have them in
// this order, at most `most` of them on each side; -1 if not.
int64_t GapIn(const Tile& first, const Tile& second, int64_t most) {
  const int64_t gap_a = int64_t{second.a} - first.a - first.length;
  const int64_t gap_b = int64_t{second.b} - first.b - first.length;
  if (gap_a < 0 || gap_b < 0 || gap_a > most || gap_b > most) return -1;
  return gap_a;
}

}  // namespace

std::vector<Tile> AllTiles(std::span<const uint32_t> a,
                           std::span<const uint32_t> b) {
  std::vector<bool> used_a(a.size()), used_b(b.size());
  std::vector<Tile> tiles;
  while (true) {
    Tile best{0, 0, 0};
    for (size_t i = 0; i < a.size(); ++i) {
      for (size_t j = 0; j < b.size(); ++j) {
        size_t k = 0;
        while (i + k < a.size() && j + k < b.size() && a[i + k] == b[j + k] &&
               !used_a[i + k] && !used_b[j + k]) {
          ++k;
        }
        if (k > best.length) {
          best = {static_cast<uint32_t>(i), static_cast<uint32_t>(j),
                  static_cast<uint32_t>(k)};
        }
      }
    }
    if (best.length < 3) break;
    for (size_t k = 0; k < best.length; ++k) {
      used_a[best.a + k] = used_b[best.b + k] = true;
    }
    tiles.push_back(best);
  }
  std::ranges::sort(tiles, {}, &Tile::a);
  return tiles;
}

std::vector<Tile> SupportedTiles(const std::vector<Tile>& tiles) {
  std::vector<Tile> kept;
  for (size_t i = 0; i < tiles.size(); ++i) {
    const bool before = i > 0 && GapIn(tiles[i - 1], tiles[i], 12) >= 0;
    const bool behind =
        i + 1 < tiles.size() && GapIn(tiles[i], tiles[i + 1], 12) >= 0;
    if (tiles[i].length >= 6 || before || behind) kept.push_back(tiles[i]);
  }
  return kept;
}

uint32_t PassageWordsOf(const std::vector<Tile>& tiles) {
  int64_t words = 0;
  for (size_t i = 0; i < tiles.size(); ++i) {
    words += tiles[i].length;
    if (i > 0) words += std::max<int64_t>(0, GapIn(tiles[i - 1], tiles[i], 8));
  }
  return static_cast<uint32_t>(words);
}

size_t CommonestTrigram(std::span<const uint32_t> b) {
  std::map<std::vector<uint32_t>, size_t> counts;
  size_t most = 0;
  for (size_t j = 0; j + 3 <= b.size(); ++j) {
    const auto run = b.subspan(j, 3);
    most = std::max(most, ++counts[std::vector(run.begin(), run.end())]);
  }
  return most;
}

std::string WhyInvalid(const std::vector<Tile>& tiles,
                       std::span<const uint32_t> a,
                       std::span<const uint32_t> b) {
  std::vector<bool> used_b(b.size());
  size_t end_a = 0;
  for (const Tile& tile : tiles) {
    const std::string at = " at " + std::to_string(tile.a);
    if (tile.length < 3) return "short tile" + at;
    if (tile.a < end_a) return "words of a used twice or out of order" + at;
    end_a = size_t{tile.a} + tile.length;
    if (end_a > a.size()) return "beyond the end of a" + at;
    if (size_t{tile.b} + tile.length > b.size()) return "beyond b" + at;
    for (size_t k = 0; k < tile.length; ++k) {
      if (a[tile.a + k] != b[tile.b + k]) return "different words" + at;
      if (used_b[tile.b + k]) return "words of b used twice" + at;
      used_b[tile.b + k] = true;
    }
  }
  return "";
}

}  // namespace nuskha::reference
