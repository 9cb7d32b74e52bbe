// SPDX-License-Identifier: Apache-2.0
//
// Sampled shingle keys: the shingle hashes below 2^64 / rate. Two documents
// that share I shingles share a key with probability 1 - (1 - 1/rate)^I,
// whatever their lengths, so containment is found as well as resemblance.
//
// Source: FracMinHash (Irber et al., bioRxiv 2022.01.11.475838).

#ifndef NUSKHA_SRC_SKETCH_SAMPLED_KEYS_H_
#define NUSKHA_SRC_SKETCH_SAMPLED_KEYS_H_

#include <cstdint>
#include <span>
#include <vector>

namespace nuskha::internal {

// A document has at least this many distinct keys (if it has as many distinct
// shingles): short documents would otherwise go without one by chance.
inline constexpr size_t kMinKeys = 4;

// Replaces *keys by the sampled keys of `hashes`, in text order, repeats
// included; fewer than kMinKeys distinct ones are replaced by the kMinKeys
// smallest distinct hashes. O(n), O(n log n) for the few that need that floor;
// allocates only to grow `keys`.
// REQUIRES: rate >= 1
void SampleKeys(std::span<const uint64_t> hashes, uint64_t rate,
                std::vector<uint64_t>* keys);

}  // namespace nuskha::internal

#endif  // NUSKHA_SRC_SKETCH_SAMPLED_KEYS_H_
