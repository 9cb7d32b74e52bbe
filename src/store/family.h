// SPDX-License-Identifier: Apache-2.0
//
// All that decides which hashes of an index are the same.

#ifndef NUSKHA_SRC_STORE_FAMILY_H_
#define NUSKHA_SRC_STORE_FAMILY_H_

#include <cstdint>
#include <string>

namespace nuskha::internal {

// "nuskha-index1 normalizer=1 width=5 rate=8 keys=44 seed=0123456789abcdef"
std::string FamilyId(uint32_t normalizer, uint64_t seed);

}  // namespace nuskha::internal

#endif  // NUSKHA_SRC_STORE_FAMILY_H_
