// SPDX-License-Identifier: Apache-2.0
//
// Word shingles: hashes of every run of `width` consecutive words.
//
// Candidates are found on w5, scores are computed on w3. A text of fewer than
// `width` words has one shingle, the whole text; an empty text has none.
//
// Source: A. Broder, "On the resemblance and containment of documents",
// SEQUENCES 1997, pp. 21-29; the hash is a cyclic polynomial (J. Cohen,
// "Recursive hashing functions for n-grams", TOIS 1997) with the finisher of
// MurmurHash3, because the polynomial alone is at best pairwise independent
// (Lemire & Kaser, CSL 2010) and sampling needs more.

#ifndef NUSKHA_SHINGLE_H_
#define NUSKHA_SHINGLE_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "absl/status/status.h"
#include "nuskha/export.h"

namespace nuskha {

// Widths in use: candidates and scores.
inline constexpr uint32_t kCandidateWidth = 5;
inline constexpr uint32_t kScoreWidth = 3;

// Number of shingles of a text of `words` words; repeated ones count.
constexpr size_t ShingleCount(size_t words, uint32_t width) {
  if (words == 0) return 0;
  return words < width ? 1 : words - width + 1;
}

// Writes the shingle hashes of `words` in text order, repeats included.
//
// words: shape [n], word hashes (WordHash()).
// width: words per shingle, in [1, 16].
// seed: hashes of different seeds must never be compared.
// hashes: resized to ShingleCount(n, width); well mixed 64-bit values.
// O(n), allocates only to grow `hashes`. Safe to call from any thread. Errors:
// ResourceExhausted if it cannot grow.
NUSKHA_EXPORT absl::Status ShingleHashes(std::span<const uint32_t> words,
                                         uint32_t width, uint64_t seed,
                                         std::vector<uint64_t>* hashes);

}  // namespace nuskha

#endif  // NUSKHA_SHINGLE_H_
