// SPDX-License-Identifier: Apache-2.0
//
// Greedy string tiling: which runs of words two texts share, each word used at
// most once, longest runs first, in any order.
//
// Source: M. Wise, "String similarity via greedy string tiling and running
// Karp-Rabin matching", University of Sydney, 1993.

#ifndef NUSKHA_SRC_VERIFY_ALIGNMENT_H_
#define NUSKHA_SRC_VERIFY_ALIGNMENT_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "verify/placed_shingles.h"

namespace nuskha::internal {

// words [a, a + length) of one text equal [b, b + length) of the other.
struct Tile {
  uint32_t a;
  uint32_t b;
  uint32_t length;

  friend bool operator==(const Tile&, const Tile&) = default;
};

// A tile as a number that is greater the earlier it is chosen.
__extension__ using RankedTile = unsigned __int128;

// Edited words that a passage runs over.
inline constexpr uint32_t kPassageGap = 8;

// Whether `a` is the shorter text of the two. Of texts of one length it is the
// one whose words come first in lexicographic order, so that what is said of a
// pair does not depend on which of them is called a.
bool IsShorter(std::span<const uint32_t> a, std::span<const uint32_t> b);

// Where the w3 of one text stand in another.
struct Seeds {
  // Place + 1 of each w3 of the probing text in the other, 0: none.
  std::span<const uint32_t> links;
  // Next place + 1 of the same w3, by place in the other text; 0: none.
  std::span<const uint32_t> next;
  bool a_probes = true;  // else b does
};

// One per thread: keeps its tables.
class Aligner {
 public:
  static constexpr size_t kMinTile = 3;
  // A shorter tile needs a neighbour.
  static constexpr uint32_t kLoneTile = 6;
  // Places in `b` that one 3-gram is looked for at.
  static constexpr size_t kMaxPlaces = 16;

  // Replaces *tiles by the supported tiles of `a` and `b`, ascending by `a`. A
  // tile of fewer than 6 words is supported only by a neighbour at most 12
  // words away on both sides, in the same order: chance formulas stand alone.
  //
  // Cost: linear in both texts for texts that do not repeat themselves; texts
  // that do are cut off at 64 comparisons a word, and the tiles found so far
  // stand; see below.
  void Align(std::span<const uint32_t> a, std::span<const uint32_t> b,
             std::vector<Tile>* tiles);

  // The same with known seeds: those of PlacedShingles, whose probe was
  // limited to kMaxPlaces if b probes. The same tiles whichever probes: what is
  // cut off would differ, so that a probes again, at 64 comparisons more.
  void Align(std::span<const uint32_t> a, std::span<const uint32_t> b,
             const Seeds& seeds, std::vector<Tile>* tiles);

  // Places looked at and words compared or marked by the last Align().
  uint64_t comparisons() const { return comparisons_; }

  // All maximal runs of the texts aligned last, in no order: tiles before they
  // compete for words.
  std::span<const Tile> runs() const { return runs_; }

 private:
  void IndexWords(std::span<const uint32_t> a, std::span<const uint32_t> b);
  // Both return their comparisons.
  uint64_t FindRuns(std::span<const uint32_t> a, std::span<const uint32_t> b,
                    const Seeds& seeds);
  uint64_t ChooseTiles(size_t a_size, size_t b_size, std::vector<Tile>* tiles);

  PlacedShingles index_;  // w3 of b where they do not come as seeds
  std::vector<uint64_t> hashes_;
  std::vector<uint32_t> links_;
  std::vector<Tile> runs_;
  std::vector<RankedTile> heap_;  // runs that still compete, longest first
  std::vector<Tile> parts_;       // of the run that is looked at
  std::vector<uint8_t> used_a_;
  std::vector<uint8_t> used_b_;
  uint64_t comparisons_ = 0;
};

// Whether `second`, the next tile in `a`, is in the same passage as `first`: it
// follows it on both sides within kPassageGap words.
bool InOnePassage(const Tile& first, const Tile& second);

// Words of `a` inside passages, those of the gaps counted. `tiles` ascending by
// `a`.
uint32_t PassageWords(std::span<const Tile> tiles);

}  // namespace nuskha::internal

#endif  // NUSKHA_SRC_VERIFY_ALIGNMENT_H_
