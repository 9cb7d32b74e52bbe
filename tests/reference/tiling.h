// SPDX-License-Identifier: Apache-2.0
//
// Greedy string tiling as its definition reads: again and again the longest
// run of unused words that both texts have, found by trying all places.

#ifndef NUSKHA_TESTS_REFERENCE_TILING_H_
#define NUSKHA_TESTS_REFERENCE_TILING_H_

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "verify/alignment.h"

namespace nuskha::reference {

// Tiles of 3 words and more, ascending by `a`; of equally long runs the one
// with the smallest place in `a`, then in `b`, is taken first.
std::vector<internal::Tile> AllTiles(std::span<const uint32_t> a,
                                     std::span<const uint32_t> b);

// Those that have 6 words, or a neighbour in `a` that is at most 12 words away
// in both texts, in the same order in both.
std::vector<internal::Tile> SupportedTiles(
    const std::vector<internal::Tile>& tiles);

// Words of `a` in tiles, and in gaps of at most 8 words (in both texts)
// between tiles that follow each other.
uint32_t PassageWordsOf(const std::vector<internal::Tile>& tiles);

// How often the commonest run of 3 words of `b` stands in it. Aligner looks at
// 16 places: beyond that it may differ from the definition.
size_t CommonestTrigram(std::span<const uint32_t> b);

// Empty if every tile names equal words inside both texts, no word twice,
// ascending by `a`; otherwise what is wrong.
std::string WhyInvalid(const std::vector<internal::Tile>& tiles,
                       std::span<const uint32_t> a,
                       std::span<const uint32_t> b);

}  // namespace nuskha::reference

#endif  // NUSKHA_TESTS_REFERENCE_TILING_H_
