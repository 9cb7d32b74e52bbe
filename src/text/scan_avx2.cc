// SPDX-License-Identifier: Apache-2.0
//
// AVX2 with BMI2: look-ups row by row of 16 entries, compression of 8 bytes at
// a time.

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
  __m256i classes;
  __m256i out;
  __m256i second;  // on the lead byte
  uint32_t trail;
  uint32_t ascii;
  uint32_t arabic;
};

inline __m256i Fill(int byte) {
  return _mm256_set1_epi8(static_cast<char>(byte));
}

inline uint32_t Mask(__m256i bytes) {
  return static_cast<uint32_t>(_mm256_movemask_epi8(bytes));
}

inline uint32_t With(__m256i classes, int bit) {
  // The bit becomes the highest of its byte: shifts never leave a byte, as
  // all but this bit is thrown away.
  return Mask(_mm256_slli_epi16(classes, 7 - bit));
}

class Avx2 {
 public:
  void Classify(const uint8_t* p, CharMasks* m) {
    const Half low = ClassifyHalf(p);
    const Half high = ClassifyHalf(p + 32);
    const auto with = [&](int bit) {
      return uint64_t{With(high.classes, bit)} << 32 | With(low.classes, bit);
    };
    m->arabic = with(0);
    m->other = with(1);
    m->digit = with(2);
    m->deleted = with(3);
    m->joins = with(4);
    m->tatweel = with(5);
    m->separator = with(6);
    const uint64_t arabic = Join(low.arabic, high.arabic);
    m->trail = Join(low.trail, high.trail);
    m->special = with(7) | ~(Join(low.ascii, high.ascii) | m->trail | arabic);
    m->two = arabic & ~m->special;
    // The second byte goes where the trail byte was.
    const __m256i none = _mm256_setzero_si256();
    Store(out_, Merge(low.out, low.second, none));
    Store(out_ + 32, Merge(high.out, high.second, low.second));
  }

  // The byte at bit i becomes `byte`.
  void Set(int i, uint8_t byte) { out_[i] = byte; }

  // Writes the kept bytes, then others up to 64.
  void StoreKept(uint64_t kept, uint8_t* to) const {
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
  }

  // Writes base + the number of kept bytes before it for each bit of `starts`,
  // then others up to a multiple of 8.
  void StoreBorders(uint64_t starts, uint64_t kept, uint32_t base,
                    uint32_t* to) const {
    do {
      for (int i = 0; i < 8; ++i) {
        const uint64_t before = _blsmsk_u64(starts) >> 1;
        to[i] = base + static_cast<uint32_t>(
                           __builtin_popcountll(kept & before));
        starts &= starts - 1;
      }
      to += 8;
    } while (starts != 0);
  }

 private:
  static uint64_t Join(uint32_t low, uint32_t high) {
    return uint64_t{high} << 32 | low;
  }
  static __m256i Load(const uint8_t* p) {
    return _mm256_loadu_si256(reinterpret_cast<const __m256i*>(p));
  }
  static void Store(uint8_t* p, __m256i bytes) {
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(p), bytes);
  }

  // `first`, but `second` of each byte, where there is one, behind it. Both
  // halves have it in different registers: `before` is that of the half before.
  static __m256i Merge(__m256i first, __m256i second, __m256i before) {
    const __m256i moved = _mm256_alignr_epi8(
        second, _mm256_permute2x128_si256(before, second, 0x21), 15);
    const __m256i none = _mm256_cmpeq_epi8(moved, _mm256_setzero_si256());
    return _mm256_blendv_epi8(moved, first, none);
  }

  // Entry [place] of a row of 16; 0 if a place has its highest bit set.
  static __m256i Row(const uint8_t* table, int row, __m256i places) {
    const __m128i entries = _mm_load_si128(
        reinterpret_cast<const __m128i*>(table + 16 * row));
    return _mm256_shuffle_epi8(_mm256_broadcastsi128_si256(entries), places);
  }

  // Places within `row` from those in a table of 128; others, and those from
  // 0x80 on, get their highest bit set.
  static __m256i InRow(__m256i places, int row) {
    return _mm256_adds_epu8(_mm256_xor_si256(places, Fill(16 * row)),
                            Fill(0x70));
  }

  Half ClassifyHalf(const uint8_t* p) const {
    const __m256i bytes = Load(p);
    const __m256i next = Load(p + 1);
    const __m256i first_trail = Fill(0xc0);
    Half half;
    half.ascii = ~Mask(bytes);
    half.trail = Mask(_mm256_cmpgt_epi8(first_trail, bytes));
    // D8, D9 with the byte that belongs there.
    const __m256i arabic = _mm256_and_si256(
        _mm256_cmpgt_epi8(first_trail, next),
        _mm256_cmpeq_epi8(_mm256_and_si256(bytes, Fill(0xfe)), Fill(0xd8)));
    half.arabic = Mask(arabic);
    // Bit 6 of the code point from the lead byte, bits 0-5 from the other.
    const __m256i place = _mm256_or_si256(
        _mm256_or_si256(
            _mm256_and_si256(_mm256_slli_epi16(bytes, 6), Fill(0x40)),
            _mm256_and_si256(next, Fill(0x3f))),
        _mm256_andnot_si256(arabic, Fill(0x80)));
    half.classes = half.out = half.second = _mm256_setzero_si256();
    for (int row = 0; row < 8; ++row) {
      const __m256i here = InRow(place, row);
      half.classes =
          _mm256_or_si256(half.classes, Row(table_.arabic_class, row, here));
      half.out =
          _mm256_or_si256(half.out, Row(table_.arabic_first, row, here));
      half.second =
          _mm256_or_si256(half.second, Row(table_.arabic_second, row, here));
    }
    for (int row = 0; row < 8; ++row) {
      const __m256i here = InRow(bytes, row);
      half.classes =
          _mm256_or_si256(half.classes, Row(table_.ascii_class, row, here));
      half.out = _mm256_or_si256(half.out, Row(table_.ascii_out, row, here));
    }
    return half;
  }

  const ScanVectorTable& table_ = ScanVectorTable::Get();
  alignas(32) uint8_t out_[64];
};

}  // namespace

const uint8_t* ScanStandardAvx2(const uint8_t* begin, const uint8_t* end,
                                ScanBuffer* out) noexcept {
  return BlockScan<Avx2>(begin, end, out).Run();
}

}  // namespace nuskha::internal
