// SPDX-License-Identifier: Apache-2.0

#include <immintrin.h>

#include "base/hash.h"
#include "shingle/shingle_kernels.h"

namespace nuskha::internal {
namespace {

constexpr size_t kLanes = 8;
constexpr size_t kBlock = 128;  // shingles whose spread words stay at hand

inline __m512i Fill(uint64_t value) {
  return _mm512_set1_epi64(static_cast<long long>(value));
}

// Mix64() of base/hash.h.
inline __m512i Mix(__m512i x) {
  x = _mm512_xor_si512(x, _mm512_srli_epi64(x, kMixShift));
  x = _mm512_mullo_epi64(x, Fill(kMixFactor1));
  x = _mm512_xor_si512(x, _mm512_srli_epi64(x, kMixShift));
  x = _mm512_mullo_epi64(x, Fill(kMixFactor2));
  return _mm512_xor_si512(x, _mm512_srli_epi64(x, kMixShift));
}

inline __mmask8 FirstLanes(size_t n) {
  return static_cast<__mmask8>(n >= kLanes ? 0xff : (1u << n) - 1);
}

void SpreadWords(const uint32_t* words, size_t n, uint64_t* spread) {
  for (size_t i = 0; i < n; i += kLanes) {
    const __m256i next =
        _mm256_add_epi32(_mm256_maskz_loadu_epi32(FirstLanes(n - i), words + i),
                         _mm256_set1_epi32(1));
    _mm512_storeu_si512(
        spread + i,
        _mm512_mullo_epi64(_mm512_cvtepu32_epi64(next), Fill(kShingleSpread)));
  }
}

}  // namespace

void HashShinglesAvx512(const uint32_t* words, size_t count, uint32_t width,
                        uint64_t key, uint64_t* hashes) noexcept {
  alignas(64) uint64_t spread[kBlock + kMaxShingleWidth + kLanes];
  for (size_t begin = 0; begin < count; begin += kBlock) {
    const size_t n = count - begin < kBlock ? count - begin : kBlock;
    SpreadWords(words + begin, n + width - 1, spread);
    for (size_t i = 0; i < n; i += kLanes) {
      __m512i hash = _mm512_loadu_si512(spread + i);
      for (uint32_t j = 1; j < width; ++j) {
        hash = _mm512_xor_si512(_mm512_rol_epi64(hash, kShingleRotation),
                                _mm512_loadu_si512(spread + i + j));
      }
      hash = Mix(_mm512_xor_si512(hash, Fill(key)));
      _mm512_mask_storeu_epi64(hashes + begin + i, FirstLanes(n - i), hash);
    }
  }
}

}  // namespace nuskha::internal
