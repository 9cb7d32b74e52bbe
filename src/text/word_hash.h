// SPDX-License-Identifier: Apache-2.0
//
// WordHash() for hot loops: masked 16-byte loads and two wide multiplications
// for the words of at most 16 bytes (19 of 20 in Arabic news), XXH3 for the
// rest.

#ifndef NUSKHA_SRC_TEXT_WORD_HASH_H_
#define NUSKHA_SRC_TEXT_WORD_HASH_H_

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>

#include "base/hash.h"

namespace nuskha::internal {

inline constexpr size_t kShortWord = 16;

inline uint64_t LoadLittle64(const char* p) {
  uint64_t value;
  std::memcpy(&value, p, sizeof(value));
  if constexpr (std::endian::native == std::endian::big) {
    value = __builtin_bswap64(value);
  }
  return value;
}

// Both halves of the 128-bit product, folded (the "mum" of W. Yi's wyhash).
inline uint64_t FoldedProduct(uint64_t a, uint64_t b) {
  __extension__ using Wide = unsigned __int128;
  const Wide product = Wide{a} * b;
  return static_cast<uint64_t>(product) ^ static_cast<uint64_t>(product >> 64);
}

// The first 16 bytes of a word, zeros behind its end.
struct WordHead {
  uint64_t low;
  uint64_t high;
};

// The word of n <= kShortWord bytes at p. REQUIRES: 16 bytes are readable at p.
inline WordHead LoadWordHead(const char* p, size_t n) {
  // A window of this table, slid by n, is n bytes of ones, then zeros.
  static constexpr unsigned char kOnesThenZeros[2 * kShortWord] = {
      0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
      0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff};
  const char* mask =
      reinterpret_cast<const char*>(kOnesThenZeros) + kShortWord - n;
  return {LoadLittle64(p) & LoadLittle64(mask),
          LoadLittle64(p + 8) & LoadLittle64(mask + 8)};
}

inline uint32_t HashWordHead(WordHead word, size_t n) {
  // No byte of UTF-8 is FF or FE, so that neither factor can become zero and
  // hide the other.
  const uint64_t a = word.low ^ 0xff9e3779b97f4a7fu;
  const uint64_t b = word.high ^ 0xfec2b2ae3d27d4ebu;
  const uint64_t mixed =
      FoldedProduct(FoldedProduct(a, b) ^ n, 0x9fb21c651e98df25u);
  return static_cast<uint32_t>(mixed ^ (mixed >> 32));
}

inline uint32_t HashLongWord(const char* p, size_t n) {
  return static_cast<uint32_t>(Hash64({p, n}));
}

}  // namespace nuskha::internal

#endif  // NUSKHA_SRC_TEXT_WORD_HASH_H_
