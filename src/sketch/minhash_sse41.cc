// SPDX-License-Identifier: Apache-2.0

#include <immintrin.h>

#include "sketch/minhash_kernels.h"

namespace nuskha::internal {
namespace {

// Lanes whose minima stay in registers while all shingles pass.
constexpr size_t kStep = 4;
constexpr size_t kVectors = 4;
constexpr size_t kBlock = kStep * kVectors;

inline __m128i Load(const uint32_t* p) {
  return _mm_loadu_si128(reinterpret_cast<const __m128i*>(p));
}

}  // namespace

void MinHashUpdateSse41(const uint64_t* shingles, size_t n,
                        const uint32_t* multipliers, const uint32_t* offsets,
                        uint32_t* lanes, size_t width) noexcept {
  size_t begin = 0;
  for (; begin + kBlock <= width; begin += kBlock) {
    __m128i a[kVectors], b[kVectors], low[kVectors];
    for (size_t v = 0; v < kVectors; ++v) {
      a[v] = Load(multipliers + begin + v * kStep);
      b[v] = Load(offsets + begin + v * kStep);
      low[v] = Load(lanes + begin + v * kStep);
    }
    for (size_t i = 0; i < n; ++i) {
      const __m128i x =
          _mm_set1_epi32(static_cast<int>(static_cast<uint32_t>(shingles[i])));
      for (size_t v = 0; v < kVectors; ++v) {
        low[v] = _mm_min_epu32(low[v],
                               _mm_add_epi32(_mm_mullo_epi32(a[v], x), b[v]));
      }
    }
    for (size_t v = 0; v < kVectors; ++v) {
      uint32_t* const to = lanes + begin + v * kStep;
      _mm_storeu_si128(reinterpret_cast<__m128i*>(to), low[v]);
    }
  }
  if (begin < width) {
    MinHashUpdateScalar(shingles, n, multipliers + begin, offsets + begin,
                        lanes + begin, width - begin);
  }
}

}  // namespace nuskha::internal
