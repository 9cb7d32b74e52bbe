// SPDX-License-Identifier: Apache-2.0
//
// Locality-sensitive hashing of MinHash signatures by bands.
//
// A signature of `bands` x `rows` lanes makes a candidate with another if all
// rows of at least one band agree: at Jaccard similarity s, with probability
// 1 - (1 - s^rows)^bands, the S-curve. A candidate is never an answer: nuskha
// verifies each one exactly.
//
// Source: A. Gionis, P. Indyk, R. Motwani, "Similarity search in high
// dimensions via hashing", VLDB 1999; bands of MinHash rows as in Leskovec,
// Rajaraman, Ullman, "Mining of massive datasets", chapter 3.

#ifndef NUSKHA_LSH_H_
#define NUSKHA_LSH_H_

#include <cstdint>

#include "nuskha/export.h"

namespace nuskha {

struct Banding {
  uint32_t bands = 1;
  uint32_t rows = 1;  // lanes per band; bands * rows lanes are used
};

// Probability, in [0, 1], that a pair of similarity `jaccard` in [0, 1] becomes
// a candidate.
NUSKHA_EXPORT double CandidateProbability(double jaccard, Banding banding);

// The banding of at most `width` lanes with the least expected cost on news:
// a missed pair of similarity `threshold` or more costs as much as verifying
// 300 pairs, and similarities are spread as measured on 30,676 newspaper
// articles (docs/evaluation.md). Ties go to fewer bands. O(width).
// REQUIRES: width >= 1; threshold in (0, 1]
NUSKHA_EXPORT Banding ChooseBanding(double threshold, uint32_t width);

}  // namespace nuskha

#endif  // NUSKHA_LSH_H_
