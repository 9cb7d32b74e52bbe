// SPDX-License-Identifier: Apache-2.0
//
// All hashing of the library. The only user of xxHash.

#ifndef NUSKHA_SRC_BASE_HASH_H_
#define NUSKHA_SRC_BASE_HASH_H_

#include <cstdint>
#include <string_view>

namespace nuskha::internal {

// The public default seed: "nuskha" in ASCII, revision 1.
inline constexpr uint64_t kDefaultSeed = 0x6e75736b6861'0001;

// XXH3, 64 bits: equal on every platform.
uint64_t Hash64(std::string_view bytes, uint64_t seed = 0);

// Finisher of 64-bit values (the last step of MurmurHash3, A. Appleby): every
// input bit reaches every output bit; a bijection.
inline constexpr int kMixShift = 33;
inline constexpr uint64_t kMixFactor1 = 0xff51afd7ed558ccd;
inline constexpr uint64_t kMixFactor2 = 0xc4ceb9fe1a85ec53;

inline uint64_t Mix64(uint64_t x) {
  x ^= x >> kMixShift;
  x *= kMixFactor1;
  x ^= x >> kMixShift;
  x *= kMixFactor2;
  x ^= x >> kMixShift;
  return x;
}

}  // namespace nuskha::internal

#endif  // NUSKHA_SRC_BASE_HASH_H_
