// SPDX-License-Identifier: Apache-2.0
//
// Verification of candidate pairs: exact scores first, alignment for those
// that pass, then the relation.

#ifndef NUSKHA_SRC_VERIFY_VERIFIER_H_
#define NUSKHA_SRC_VERIFY_VERIFIER_H_

#include <cstdint>
#include <span>
#include <vector>

#include "index/gram_table.h"
#include "index/stem_table.h"
#include "nuskha/match.h"
#include "verify/alignment.h"
#include "verify/evidence.h"
#include "verify/placed_shingles.h"
#include "verify/side.h"

namespace nuskha::internal {

struct VerifyOptions {
  // Pairs whose larger containment is below this are kNothing at once.
  double min_score = 0;
  // Of all words; null: every word is its own stem. REQUIRES: outlives the
  // verifier.
  const StemTable* stems = nullptr;
  // Null: none; else pairs of documents with a source are judged on tier
  // kSource.
  WordMarker marker = nullptr;
  // For tier kDates: of FindDayRanges() with `seed`; may be null.
  const GramTable* days = nullptr;
  uint64_t seed = 0;
  // Fill in all evidence, also where relation and confidence do not need it.
  bool all_evidence = false;
};

// One per thread. Call order: (SetBase Verify*)*.
class Verifier {
 public:
  explicit Verifier(VerifyOptions options);

  // The document that the next calls compare with. `view` must stay alive.
  void SetBase(const DocumentView& view);

  // Judges `other` (a) against the base (b); `match->a` and `b` are left alone.
  // Returns false, with the relation kNothing, if the pair is below min_score.
  bool Verify(const DocumentView& other, Match* match);

 private:
  void ScoreExact(const DocumentView& other, Match* match);
  size_t CountDistinct(const DocumentView& other);
  bool SameText() const;
  Tier TierOf(const DocumentView& a, const DocumentView& b) const;
  EvidenceReader::Pair AlignPair(Match* match);
  void JudgePair(bool equal, Match* match);
  void ReadStems(EvidenceReader::Pair* pair);

  VerifyOptions options_;
  Sides sides_;
  Side* base_;
  Side* other_ = nullptr;
  WordStems base_stems_, other_stems_;
  bool has_base_stems_ = false;
  PlacedShingles base_shingles_;   // w3
  PlacedShingles other_shingles_;  // counted only
  std::vector<uint64_t> hashes_;   // w3 of `other`
  std::vector<uint32_t> links_;    // from those to places of the base
  std::vector<Tile> tiles_;
  Aligner aligner_;
  EvidenceReader evidence_;
};

// The same match with a and b in each other's place.
void SwapSides(Match* match);

}  // namespace nuskha::internal

#endif  // NUSKHA_SRC_VERIFY_VERIFIER_H_
