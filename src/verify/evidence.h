// SPDX-License-Identifier: Apache-2.0
//
// The figures that a relation rests on, in steps of rising cost, so that most
// pairs need only the first ones.

#ifndef NUSKHA_SRC_VERIFY_EVIDENCE_H_
#define NUSKHA_SRC_VERIFY_EVIDENCE_H_

#include <cstdint>
#include <span>
#include <vector>

#include "index/gram_table.h"
#include "nuskha/match.h"
#include "verify/alignment.h"
#include "verify/side.h"

namespace nuskha::internal {

// One per thread: keeps its buffers. Call order for a pair, with the same
// arguments: Places, Numbers, Runs, Heads, Stems.
class EvidenceReader {
 public:
  // `shorter` and `longer` are a and b of the tiles.
  struct Pair {
    Side* shorter;
    Side* longer;
    std::span<const Tile> tiles;  // supported, ascending by a
    std::span<const Tile> runs;   // all maximal ones
    bool a_is_shorter;            // a of the match
    // For Stems() only.
    const WordStems* shorter_stems = nullptr;
    const WordStems* longer_stems = nullptr;
  };

  // The figures up to own_lead.
  void Places(const Pair& pair, Evidence* evidence);

  // numbers and conflicts.
  void Numbers(const Pair& pair, Evidence* evidence);

  // fresh and recurrent. `days`: of FindDayRanges() with this seed, looked at
  // in tier kDates; may be null.
  void Runs(const Pair& pair, const GramTable* days, uint64_t seed,
            Evidence* evidence);

  // titles_common, title_words and alike. REQUIRES: ReadHeads() on both sides.
  void Heads(const Pair& pair, Evidence* evidence);

  // The rest, but for the probability. REQUIRES: Heads() before.
  void Stems(const Pair& pair, Evidence* evidence);

 private:
  // Words [a, a + length) of the shorter text, at b in the longer one.
  using Stretch = Tile;

  void OwnStretches(const Pair& pair);
  void CountConflicts(const Pair& pair, Evidence* evidence);
  void MarkReturningDays(const Pair& pair, const GramTable& days,
                         uint64_t seed);

  std::vector<Stretch> own_;
  std::vector<uint8_t> matched_;  // shape [shorter]: in a tile
  std::vector<uint8_t> shared_;   // shape [shorter]: a shared w5 begins here
  std::vector<uint8_t> returns_;  // shape [shorter]: this w5 is recurrent
  std::vector<uint32_t> by_b_;    // tiles in the order of the longer text
  std::vector<uint32_t> rank_;
  std::vector<uint64_t> hashes_;
};

}  // namespace nuskha::internal

#endif  // NUSKHA_SRC_VERIFY_EVIDENCE_H_
