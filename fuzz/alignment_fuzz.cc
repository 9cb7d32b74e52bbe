// SPDX-License-Identifier: Apache-2.0
//
// Two texts of few different words: the tiles are those of the definition of
// greedy string tiling, and the passages are made of them.
//
// The first byte is the number of different words, the second where among 256
// the texts divide, every other byte a word.

#include "verify/alignment.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <vector>

#include "nuskha/passage.h"
#include "reference/tiling.h"

namespace {

using nuskha::internal::Aligner;
using nuskha::internal::Tile;
using Words = std::vector<uint32_t>;

// The definition takes cubic time.
constexpr size_t kMostWords = 160;

void Check(bool ok) {
  if (!ok) std::abort();
}

// A text in which word i is byte i.
struct Text {
  explicit Text(const Words& text) : words(text) {
    for (uint32_t i = 0; i < words.size(); ++i) places.push_back({i, i + 1});
  }
  nuskha::PlacedWords view() const { return {words, places, {}}; }

  Words words;
  std::vector<nuskha::ByteSpan> places;
};

// Returns the words in passages.
uint32_t CheckPassages(const Words& a, const Words& b) {
  std::vector<nuskha::Passage> passages;
  nuskha::PassageFinder()
      .Find(Text(a).view(), Text(b).view(), &passages)
      .IgnoreError();
  uint32_t words = 0;
  for (const nuskha::Passage& passage : passages) {
    words += passage.words;
    uint32_t i = passage.words_a.begin, j = passage.words_b.begin;
    for (const nuskha::Edit& edit : passage.edits) {
      for (; i < edit.words_a.begin; ++i, ++j) Check(a[i] == b[j]);
      Check(j == edit.words_b.begin);
      i = edit.words_a.end;
      j = edit.words_b.end;
    }
    for (; i < passage.words_a.end; ++i, ++j) Check(a[i] == b[j]);
    Check(j == passage.words_b.end);
  }
  return words;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size < 2) return 0;
  const uint32_t vocabulary = 1 + data[0] % 64;
  const size_t n = std::min(size - 2, kMostWords);
  Words a, b;
  for (size_t i = 0; i < n; ++i) {
    (i * 256 < n * data[1] ? a : b).push_back(data[2 + i] % vocabulary);
  }
  Aligner aligner;
  std::vector<Tile> tiles;
  aligner.Align(a, b, &tiles);
  Check(nuskha::reference::WhyInvalid(tiles, a, b).empty());
  const uint32_t words = nuskha::reference::PassageWordsOf(tiles);
  const uint32_t there = CheckPassages(a, b);
  const uint32_t back = CheckPassages(b, a);
  // Passages are made of the tiles in which the shorter text is the first.
  Check(!nuskha::internal::IsShorter(a, b) ||
        (there == words && back == words));
  if (nuskha::reference::CommonestTrigram(b) > Aligner::kMaxPlaces) return 0;
  // Of so short texts the work is never cut off.
  Check(tiles ==
        nuskha::reference::SupportedTiles(nuskha::reference::AllTiles(a, b)));
  return 0;
}
