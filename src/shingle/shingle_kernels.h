// SPDX-License-Identifier: Apache-2.0
//
// The inner loop of ShingleHashes(), once per instruction set; all give the
// same hashes. The scalar kernel rolls the hash from word to word, which is a
// chain; the others add up each run afresh, which is not.

#ifndef NUSKHA_SRC_SHINGLE_SHINGLE_KERNELS_H_
#define NUSKHA_SRC_SHINGLE_SHINGLE_KERNELS_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "base/simd.h"

namespace nuskha::internal {

inline constexpr uint32_t kMaxShingleWidth = 16;

// Words keep their order because each place in the run has its own rotation.
inline constexpr int kShingleRotation = 11;

// A word is spread over 64 bits by (word + 1 mod 2^32) times this.
inline constexpr uint64_t kShingleSpread = 0x9e3779b97f4a7c15;

// hashes[i] = Mix64(key ^ xor over j < width of
//     rotl(spread(words[i + j]), kShingleRotation * (width - 1 - j)))
// words: shape [count + width - 1]; hashes: shape [count].
// REQUIRES: 1 <= width <= kMaxShingleWidth, count > 0
using HashShingles = void (*)(const uint32_t* words, size_t count,
                              uint32_t width, uint64_t key,
                              uint64_t* hashes) noexcept;

struct ShingleKernel {
  std::string_view name;
  SimdLevel level;
  HashShingles hash;
};

// Kernels this CPU can run, fastest first. Never empty: "scalar" is last.
std::span<const ShingleKernel> SupportedShingleKernels();

// The fastest that AllowedSimd() permits.
const ShingleKernel& ChosenShingleKernel();

void HashShinglesScalar(const uint32_t* words, size_t count, uint32_t width,
                        uint64_t key, uint64_t* hashes) noexcept;
void HashShinglesAvx2(const uint32_t* words, size_t count, uint32_t width,
                      uint64_t key, uint64_t* hashes) noexcept;
void HashShinglesAvx512(const uint32_t* words, size_t count, uint32_t width,
                        uint64_t key, uint64_t* hashes) noexcept;

}  // namespace nuskha::internal

#endif  // NUSKHA_SRC_SHINGLE_SHINGLE_KERNELS_H_
