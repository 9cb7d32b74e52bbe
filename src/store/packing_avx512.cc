// SPDX-License-Identifier: Apache-2.0

#include <immintrin.h>

#include "store/packing_kernels.h"

namespace nuskha::internal {
namespace {

constexpr size_t kBlock = 64;

inline __m512i Fill(uint8_t byte) {
  return _mm512_set1_epi8(static_cast<char>(byte));
}

// Each byte that follows another.
inline __m512i Previous(__m512i bytes) {
  alignas(kBlock) static constexpr uint8_t kPlaces[kBlock] = {
      0,  0,  1,  2,  3,  4,  5,  6,  7,  8,  9,  10, 11, 12, 13, 14,
      15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30,
      31, 32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43, 44, 45, 46,
      47, 48, 49, 50, 51, 52, 53, 54, 55, 56, 57, 58, 59, 60, 61, 62};
  return _mm512_permutexvar_epi8(_mm512_load_si512(kPlaces), bytes);
}

}  // namespace

size_t PackLettersAvx512(const char* text, size_t size, char** to) noexcept {
  size_t done = 0;
  while (done < size) {
    const size_t left = size - done;
    const __mmask64 there =
        left < kBlock ? (uint64_t{1} << left) - 1 : ~uint64_t{0};
    const __m512i bytes = _mm512_maskz_loadu_epi8(there, text + done);
    const __mmask64 first =
        _mm512_cmpeq_epi8_mask(_mm512_and_si512(bytes, Fill(0xfe)), Fill(0xd8));
    const __mmask64 second =
        _mm512_cmpeq_epi8_mask(_mm512_and_si512(bytes, Fill(0xc0)), Fill(0x80));
    const __mmask64 plain =
        _mm512_mask_cmpneq_epi8_mask(_mm512_testn_epi8_mask(bytes, Fill(0x80)),
                                     bytes, Fill(kPackedEscape)) &
        there;
    // A second byte without a first, a first without a second, neither.
    const uint64_t wrong = ((first << 1) ^ second) | ~(first | second | plain);
    size_t length = wrong == 0 ? kBlock : _tzcnt_u64(wrong);
    if (length > 0 && (first >> (length - 1) & 1) != 0) --length;
    if (length == 0) break;
    const __m512i letters = _mm512_or_si512(
        _mm512_or_si512(_mm512_and_si512(bytes, Fill(0x3f)),
                        Fill(kPackedLetter)),
        _mm512_slli_epi16(_mm512_and_si512(Previous(bytes), Fill(1)), 6));
    const __mmask64 keep =
        (second | plain) & (~uint64_t{0} >> (kBlock - length));
    _mm512_storeu_si512(
        *to, _mm512_maskz_compress_epi8(
                 keep, _mm512_mask_mov_epi8(bytes, second, letters)));
    *to += _mm_popcnt_u64(keep);
    done += length;
    // Else the block ended within a pair.
    if (length < kBlock - 1) break;
  }
  return done;
}

}  // namespace nuskha::internal
