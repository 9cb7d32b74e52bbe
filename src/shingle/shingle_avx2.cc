// SPDX-License-Identifier: Apache-2.0

#include <immintrin.h>

#include "base/hash.h"
#include "shingle/shingle_kernels.h"

namespace nuskha::internal {
namespace {

constexpr size_t kLanes = 4;
constexpr size_t kBlock = 128;  // shingles whose spread words stay at hand

inline __m256i Fill(uint64_t value) {
  return _mm256_set1_epi64x(static_cast<long long>(value));
}

inline __m256i Load(const uint64_t* p) {
  return _mm256_loadu_si256(reinterpret_cast<const __m256i*>(p));
}

// x times `factor` mod 2^64, from products of 32 bits.
inline __m256i Multiply(__m256i x, uint64_t factor) {
  const __m256i low = Fill(factor);
  const __m256i crossed =
      _mm256_add_epi64(_mm256_mul_epu32(x, Fill(factor >> 32)),
                       _mm256_mul_epu32(_mm256_srli_epi64(x, 32), low));
  return _mm256_add_epi64(_mm256_mul_epu32(x, low),
                          _mm256_slli_epi64(crossed, 32));
}

// Mix64() of base/hash.h.
inline __m256i Mix(__m256i x) {
  x = _mm256_xor_si256(x, _mm256_srli_epi64(x, kMixShift));
  x = Multiply(x, kMixFactor1);
  x = _mm256_xor_si256(x, _mm256_srli_epi64(x, kMixShift));
  x = Multiply(x, kMixFactor2);
  return _mm256_xor_si256(x, _mm256_srli_epi64(x, kMixShift));
}

inline __m256i Rotate(__m256i x) {
  return _mm256_or_si256(_mm256_slli_epi64(x, kShingleRotation),
                         _mm256_srli_epi64(x, 64 - kShingleRotation));
}

void SpreadWords(const uint32_t* words, size_t n, uint64_t* spread) {
  size_t i = 0;
  for (; i + kLanes <= n; i += kLanes) {
    const __m128i next = _mm_add_epi32(
        _mm_loadu_si128(reinterpret_cast<const __m128i*>(words + i)),
        _mm_set1_epi32(1));
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(spread + i),
                        Multiply(_mm256_cvtepu32_epi64(next), kShingleSpread));
  }
  for (; i < n; ++i) spread[i] = (words[i] + 1) * kShingleSpread;
}

}  // namespace

void HashShinglesAvx2(const uint32_t* words, size_t count, uint32_t width,
                      uint64_t key, uint64_t* hashes) noexcept {
  if (count < kLanes) {
    return HashShinglesScalar(words, count, width, key, hashes);
  }
  uint64_t spread[kBlock + kLanes + kMaxShingleWidth];
  for (size_t begin = 0; begin < count;) {
    const size_t n = count - begin < kBlock ? count - begin : kBlock;
    SpreadWords(words + begin, n + width - 1, spread);
    for (size_t i = 0; i + kLanes <= n; i += kLanes) {
      __m256i hash = Load(spread + i);
      for (uint32_t j = 1; j < width; ++j) {
        hash = _mm256_xor_si256(Rotate(hash), Load(spread + i + j));
      }
      hash = Mix(_mm256_xor_si256(hash, Fill(key)));
      _mm256_storeu_si256(reinterpret_cast<__m256i*>(hashes + begin + i), hash);
    }
    begin += n / kLanes * kLanes;
    // The last few once more with those before them.
    if (begin < count && count - begin < kLanes) begin = count - kLanes;
  }
}

}  // namespace nuskha::internal
