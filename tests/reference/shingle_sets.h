// SPDX-License-Identifier: Apache-2.0
//
// Similarity by its definition: sets of word tuples, nothing hashed.

#ifndef NUSKHA_TESTS_REFERENCE_SHINGLE_SETS_H_
#define NUSKHA_TESTS_REFERENCE_SHINGLE_SETS_H_

#include <cstddef>
#include <cstdint>
#include <set>
#include <span>
#include <utility>
#include <vector>

namespace nuskha::reference {

using Shingles = std::set<std::vector<uint32_t>>;

// All runs of `width` words; a shorter text is one run, an empty one has none.
Shingles ShinglesOf(std::span<const uint32_t> words, size_t width);

// Members of both, found by comparing every member with every other.
size_t SharedShingles(const Shingles& a, const Shingles& b);

struct Scores {
  double jaccard = 0;
  double a_in_b = 0;
  double b_in_a = 0;
};

// On 3-shingles; all 0 if one of the texts is empty.
Scores ScoresOf(std::span<const uint32_t> a, std::span<const uint32_t> b);

// Share of the words of `shorter` that lie in a run of 5 words that `longer`
// has, too.
double CoverageOf(std::span<const uint32_t> shorter,
                  std::span<const uint32_t> longer);

// Pairs a < b of texts that share a 5-shingle, or are equal; texts of fewer
// than 12 words only when equal, empty ones never.
std::set<std::pair<uint32_t, uint32_t>> CandidateTruth(
    const std::vector<std::vector<uint32_t>>& texts);

}  // namespace nuskha::reference

#endif  // NUSKHA_TESTS_REFERENCE_SHINGLE_SETS_H_
