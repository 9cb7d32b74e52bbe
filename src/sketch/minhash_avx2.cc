// SPDX-License-Identifier: Apache-2.0

#include <immintrin.h>

#include "sketch/minhash_kernels.h"

namespace nuskha::internal {
namespace {

// Lanes whose minima stay in registers while all shingles pass.
constexpr size_t kStep = 8;
constexpr size_t kVectors = 4;
constexpr size_t kBlock = kStep * kVectors;

inline __m256i Load(const uint32_t* p) {
  return _mm256_loadu_si256(reinterpret_cast<const __m256i*>(p));
}

}  // namespace

void MinHashUpdateAvx2(const uint64_t* shingles, size_t n,
                       const uint32_t* multipliers, const uint32_t* offsets,
                       uint32_t* lanes, size_t width) noexcept {
  size_t begin = 0;
  for (; begin + kBlock <= width; begin += kBlock) {
    __m256i a[kVectors], b[kVectors], low[kVectors];
    for (size_t v = 0; v < kVectors; ++v) {
      a[v] = Load(multipliers + begin + v * kStep);
      b[v] = Load(offsets + begin + v * kStep);
      low[v] = Load(lanes + begin + v * kStep);
    }
    for (size_t i = 0; i < n; ++i) {
      const __m256i x = _mm256_set1_epi32(
          static_cast<int>(static_cast<uint32_t>(shingles[i])));
      for (size_t v = 0; v < kVectors; ++v) {
        low[v] = _mm256_min_epu32(
            low[v], _mm256_add_epi32(_mm256_mullo_epi32(a[v], x), b[v]));
      }
    }
    for (size_t v = 0; v < kVectors; ++v) {
      uint32_t* const to = lanes + begin + v * kStep;
      _mm256_storeu_si256(reinterpret_cast<__m256i*>(to), low[v]);
    }
  }
  if (begin < width) {
    MinHashUpdateScalar(shingles, n, multipliers + begin, offsets + begin,
                        lanes + begin, width - begin);
  }
}

}  // namespace nuskha::internal
