// SPDX-License-Identifier: Apache-2.0
//
// ShingleHashes() as the library itself calls it.

#ifndef NUSKHA_SRC_SHINGLE_ALL_SHINGLES_H_
#define NUSKHA_SRC_SHINGLE_ALL_SHINGLES_H_

#include <cstdint>
#include <span>
#include <vector>

#include "nuskha/shingle.h"

namespace nuskha::internal {

// Throws std::bad_alloc when memory ends.
void AllShingles(std::span<const uint32_t> words, uint32_t width, uint64_t seed,
                 std::vector<uint64_t>* hashes);

}  // namespace nuskha::internal

#endif  // NUSKHA_SRC_SHINGLE_ALL_SHINGLES_H_
