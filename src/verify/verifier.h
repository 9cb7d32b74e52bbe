// SPDX-License-Identifier: Apache-2.0
//
// Verification of candidate pairs: exact scores first, alignment for those
// that pass, then the relation.

#ifndef NUSKHA_SRC_VERIFY_VERIFIER_H_
#define NUSKHA_SRC_VERIFY_VERIFIER_H_

#include <atomic>
#include <cstdint>
#include <span>
#include <vector>

#include "nuskha/document.h"
#include "nuskha/match.h"
#include "verify/alignment.h"
#include "verify/shingle_set.h"

namespace nuskha::internal {

// What verification sees of a document.
struct DocumentView {
  std::span<const uint32_t> words;  // content words, or the title if none
  std::span<const Number> numbers;
  // Where the number of distinct w3 is kept once it is known, 0 before; may be
  // null. Threads that find it at the same time write the same value.
  std::atomic<uint32_t>* distinct = nullptr;
};

struct VerifyOptions {
  // Pairs whose larger containment is below this are kNothing at once.
  double min_score = 0;
  // Fill shared_words, longest_run, starts_at and tell passages: costs the
  // alignment of every pair that passes min_score. Without it, same articles
  // and templates are told as before and passages are kNothing.
  bool align = true;
};

// One per thread. Call order: (SetBase Verify*)*.
class Verifier {
 public:
  explicit Verifier(const VerifyOptions& options) : options_(options) {}

  // The document that the next calls compare with. `view` must stay alive.
  void SetBase(const DocumentView& view);

  // Judges `other` (a) against the base (b); `match->a` and `b` are left alone.
  // Returns false, with the relation kNothing, if the pair is below min_score.
  bool Verify(const DocumentView& other, Match* match);

 private:
  void ScoreExact(const DocumentView& other, Match* match);
  size_t CountDistinct(const DocumentView& other);
  double Coverage(const DocumentView& other, bool other_is_longer);
  void CountNumbers(const DocumentView& shorter, const DocumentView& longer,
                    Match* match);
  void AlignPair(const DocumentView& shorter, const DocumentView& longer,
                 Match* match);

  VerifyOptions options_;
  DocumentView base_;
  ShingleSet base_set_;                     // w3 of the base
  std::vector<uint64_t> base_long_hashes_;  // w5 of the base; empty: not yet
  ShingleSet base_long_set_;
  ShingleSet other_set_;
  std::vector<uint64_t> hashes_;
  std::vector<double> values_;
  std::vector<Tile> tiles_;
  Aligner aligner_;
};

// Sets relation, container_is_a and confidence from the figures of *match.
// `equal`: the content words are equal.
void Judge(bool equal, Match* match);

}  // namespace nuskha::internal

#endif  // NUSKHA_SRC_VERIFY_VERIFIER_H_
