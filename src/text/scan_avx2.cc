// SPDX-License-Identifier: Apache-2.0
//
// AVX2: look-ups of 16 entries, compression of 8 bytes at a time. Not PEXT,
// which takes hundreds of cycles before Zen 3.

#include <immintrin.h>

#include "text/scan_blocks.h"
#include "text/scan_kernels.h"

namespace nuskha::internal {
namespace {

// For each mask of 8 bytes, the places of those that stay.
struct CompressTable {
  uint8_t places[256][8];

  constexpr CompressTable() : places() {
    for (int mask = 0; mask < 256; ++mask) {
      int n = 0;
      for (int i = 0; i < 8; ++i) {
        if ((mask >> i & 1) != 0) {
          places[mask][n++] = static_cast<uint8_t>(i);
        }
      }
    }
  }
};

alignas(64) constexpr CompressTable kCompress;

// The 32 bytes of one half of a block.
struct Half {
  __m256i code;  // on the first byte of two, as in ScanRowTable; elsewhere 0
  __m256i out;
  uint32_t two;
  uint32_t ascii;
  uint32_t trail;
  uint32_t other;  // of ASCII
  uint32_t digit;
  uint32_t separator;
  uint32_t line_break;
};

inline __m256i Fill(int byte) {
  return _mm256_set1_epi8(static_cast<char>(byte));
}

inline __m256i Load(const uint8_t* p) {
  return _mm256_loadu_si256(reinterpret_cast<const __m256i*>(p));
}

inline uint32_t Mask(__m256i bytes) {
  return static_cast<uint32_t>(_mm256_movemask_epi8(bytes));
}

// FF where first <= byte < first + n, else 0.
inline __m256i InRange(__m256i bytes, int first, int n) {
  return _mm256_cmpgt_epi8(Fill(n - 128),
                           _mm256_add_epi8(bytes, Fill(128 - first)));
}

// b where the highest bit of `which` is set, else a.
inline __m256i Select(__m256i a, __m256i b, __m256i which) {
  return _mm256_blendv_epi8(a, b, which);
}

class Avx2 {
 public:
  void Classify(const uint8_t* p, CharMasks* m) {
    const Half low = ClassifyHalf(p);
    const Half high = ClassifyHalf(p + 32);
    m->arabic = Join(Mask(low.code), Mask(high.code));
    // The other codes are bits, which letters have too.
    const auto with = [&](int code) {
      const int left = 7 - __builtin_ctz(static_cast<unsigned>(code));
      return Join(Mask(_mm256_slli_epi16(low.code, left)),
                  Mask(_mm256_slli_epi16(high.code, left))) &
             ~m->arabic;
    };
    const uint64_t digit = with(kDigitCode);
    m->other = Join(low.other, high.other) | digit;
    m->digit = Join(low.digit, high.digit) | digit;
    m->deleted = with(kDeletedCode);
    m->joins = with(kJoinsCode) | m->arabic;
    // Digits, 30..39, have no bit of these two but 8 and 4 of their number.
    m->tatweel = with(kTatweelCode) & ~digit;
    m->separator =
        (with(kNumberCode) & ~digit) | Join(low.separator, high.separator);
    m->deleted &= ~digit;
    m->joins &= ~digit;
    m->line_break = Join(low.line_break, high.line_break);
    m->trail = Join(low.trail, high.trail);
    const uint64_t two = Join(low.two, high.two);
    m->special =
        with(kSpecialCode) | ~(Join(low.ascii, high.ascii) | m->trail | two);
    m->two = two & ~m->special;
    Store(out_, Merge(low.out, low.code, _mm256_setzero_si256()));
    Store(out_ + 32, Merge(high.out, high.code, low.code));
  }

  // The byte at bit i becomes `byte`.
  void Set(int i, uint8_t byte) { out_[i] = byte; }

  // Writes the kept bytes, then others up to 64; returns how many are kept.
  size_t StoreKept(uint64_t kept, uint8_t* to) const {
    for (int i = 0; i < 64; i += 8) {
      const auto mask = static_cast<uint32_t>(kept >> i & 0xff);
      const __m128i bytes =
          _mm_loadl_epi64(reinterpret_cast<const __m128i*>(out_ + i));
      const __m128i places = _mm_loadl_epi64(
          reinterpret_cast<const __m128i*>(kCompress.places[mask]));
      _mm_storel_epi64(reinterpret_cast<__m128i*>(to),
                       _mm_shuffle_epi8(bytes, places));
      to += __builtin_popcount(mask);
    }
    return Count(kept);
  }

  // Writes base + the number of kept bytes before it for each bit of `starts`,
  // then others up to a multiple of 8; returns the number of starts.
  size_t StoreBorders(uint64_t starts, uint64_t kept, uint32_t base,
                      uint32_t* to) const {
    const size_t count = Count(starts);
    do {
      for (int i = 0; i < 8; ++i) {
        const uint64_t before = _blsmsk_u64(starts) >> 1;
        to[i] =
            base + static_cast<uint32_t>(__builtin_popcountll(kept & before));
        starts &= starts - 1;
      }
      to += 8;
    } while (starts != 0);
    return count;
  }

 private:
  static uint64_t Join(uint32_t low, uint32_t high) {
    return uint64_t{high} << 32 | low;
  }

  static void Store(uint8_t* p, __m256i bytes) {
    _mm256_store_si256(reinterpret_cast<__m256i*>(p), bytes);
  }

  // `first`, but the last byte of each letter behind its place in `code`;
  // `before` is the code of the half before.
  static __m256i Merge(__m256i first, __m256i code, __m256i before) {
    const __m256i moved = _mm256_alignr_epi8(
        code, _mm256_permute2x128_si256(before, code, 0x21), 15);
    return Select(first, moved, moved);
  }

  Half ClassifyHalf(const uint8_t* p) const {
    const __m256i bytes = Load(p);
    const __m256i next = Load(p + 1);
    const __m256i first_trail = Fill(0xc0);
    Half half;
    half.ascii = ~Mask(bytes);
    half.trail = Mask(_mm256_cmpgt_epi8(first_trail, bytes));
    // D8, D9 with a trail byte, and C2 with A0..BF.
    const __m256i arabic = _mm256_and_si256(
        _mm256_cmpgt_epi8(first_trail, next),
        _mm256_cmpeq_epi8(_mm256_and_si256(bytes, Fill(0xfe)), Fill(0xd8)));
    const __m256i latin = _mm256_and_si256(
        InRange(next, 0xa0, 0x20), _mm256_cmpeq_epi8(bytes, Fill(0xc2)));
    half.two = Mask(_mm256_or_si256(arabic, latin));
    half.code = _mm256_or_si256(_mm256_and_si256(arabic, Arabic(bytes, next)),
                                _mm256_and_si256(latin, Latin(next)));
    ReadAscii(bytes, &half);
    return half;
  }

  // The row is chosen by a tree: the lowest bit of the lead byte, then bits 5
  // and 4 of the other.
  __m256i Arabic(__m256i bytes, __m256i next) const {
    const __m256i place = _mm256_and_si256(next, Fill(0x0f));
    const __m256i bit4 = _mm256_slli_epi16(next, 3);
    const __m256i bit5 = _mm256_slli_epi16(next, 2);
    const auto pair = [&](int row) {
      return Select(_mm256_shuffle_epi8(Load(rows_.arabic[row]), place),
                    _mm256_shuffle_epi8(Load(rows_.arabic[row + 1]), place),
                    bit4);
    };
    return Select(Select(pair(0), pair(2), bit5),
                  Select(pair(4), pair(6), bit5), _mm256_slli_epi16(bytes, 7));
  }

  __m256i Latin(__m256i next) const {
    const __m256i place = _mm256_and_si256(next, Fill(0x0f));
    return Select(_mm256_shuffle_epi8(Load(rows_.latin[0]), place),
                  _mm256_shuffle_epi8(Load(rows_.latin[1]), place),
                  _mm256_slli_epi16(next, 3));
  }

  // The masks of ASCII, and what all bytes become.
  static void ReadAscii(__m256i bytes, Half* half) {
    const __m256i small = _mm256_or_si256(bytes, Fill(0x20));
    const __m256i letter = InRange(small, 'a', 26);
    const __m256i digit = InRange(bytes, '0', 10);
    half->other = Mask(_mm256_or_si256(letter, digit));
    half->digit = Mask(digit);
    half->separator =
        Mask(_mm256_or_si256(_mm256_cmpeq_epi8(bytes, Fill('.')),
                             _mm256_cmpeq_epi8(bytes, Fill(','))));
    half->line_break = Mask(InRange(bytes, '\n', 4));
    // The first of two bytes: D8 before A0..BF, D9 before 80..9F.
    const __m256i lead = _mm256_sub_epi8(
        Fill(0xd9),
        _mm256_and_si256(_mm256_srli_epi16(half->code, 5), Fill(1)));
    half->out = Select(Select(bytes, small, letter),
                       Select(half->code, lead, half->code), bytes);
  }

  const ScanRowTable& rows_ = ScanRowTable::Get();
  alignas(32) uint8_t out_[64];
};

}  // namespace

const uint8_t* ScanStandardAvx2(const uint8_t* begin, const uint8_t* end,
                                ScanBuffer* out) noexcept {
  return BlockScan<Avx2>(begin, end, out).Run();
}

}  // namespace nuskha::internal
