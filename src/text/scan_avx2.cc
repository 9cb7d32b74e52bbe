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
  __m256i last;  // of two bytes, on the lead byte; elsewhere 0
  uint32_t trail;
  uint32_t ascii;
  uint32_t two;
  uint32_t line_break;
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
    m->line_break = Join(low.line_break, high.line_break);
    const uint64_t two = Join(low.two, high.two);
    m->trail = Join(low.trail, high.trail);
    m->special = with(7) | ~(Join(low.ascii, high.ascii) | m->trail | two);
    m->two = two & ~m->special;
    // The second byte goes where the trail byte was.
    const __m256i none = _mm256_setzero_si256();
    Store(out_, Merge(low.out, low.last, none));
    Store(out_ + 32, Merge(high.out, high.last, low.last));
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
        to[i] =
            base + static_cast<uint32_t>(__builtin_popcountll(kept & before));
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
    const __m128i entries =
        _mm_load_si128(reinterpret_cast<const __m128i*>(table + 16 * row));
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
    // D8, D9 and C2 with the byte that belongs there.
    const __m256i next_trail = _mm256_cmpgt_epi8(first_trail, next);
    const __m256i arabic = _mm256_and_si256(
        next_trail,
        _mm256_cmpeq_epi8(_mm256_and_si256(bytes, Fill(0xfe)), Fill(0xd8)));
    const __m256i latin =
        _mm256_and_si256(next_trail, _mm256_cmpeq_epi8(bytes, Fill(0xc2)));
    half.two = Mask(_mm256_or_si256(arabic, latin));
    // Bit 6 of the code point from the lead byte, bits 0-5 from the other.
    const __m256i place = _mm256_or_si256(
        _mm256_and_si256(_mm256_slli_epi16(bytes, 6), Fill(0x40)),
        _mm256_and_si256(next, Fill(0x3f)));
    const __m256i elsewhere = _mm256_andnot_si256(arabic, Fill(0x80));
    LookUp(_mm256_or_si256(place, elsewhere), &half);
    const __m256i not_latin = _mm256_andnot_si256(latin, Fill(0x80));
    const __m256i latin_place =
        _mm256_or_si256(_mm256_and_si256(next, Fill(0x3f)), not_latin);
    for (int row = 0; row < 4; ++row) {
      half.classes = _mm256_or_si256(
          half.classes, Row(table_.latin_class, row, InRow(latin_place, row)));
    }
    ReadAscii(bytes, &half);
    return half;
  }

  // Class and last byte of what stands at these places of U+0600..067F.
  void LookUp(__m256i places, Half* half) const {
    half->classes = half->last = _mm256_setzero_si256();
    for (int row = 0; row < 8; ++row) {
      const __m256i here = InRow(places, row);
      half->classes =
          _mm256_or_si256(half->classes, Row(table_.arabic_class, row, here));
      half->last =
          _mm256_or_si256(half->last, Row(table_.arabic_out, row, here));
    }
  }

  // Adds the classes of ASCII, and what the bytes become.
  static void ReadAscii(__m256i bytes, Half* half) {
    const __m256i small = _mm256_or_si256(bytes, Fill(0x20));
    const __m256i letter = InRange(small, 'a', 26);
    const __m256i digit = InRange(bytes, '0', 10);
    const __m256i separator =
        _mm256_or_si256(_mm256_cmpeq_epi8(bytes, Fill('.')),
                        _mm256_cmpeq_epi8(bytes, Fill(',')));
    half->line_break = Mask(InRange(bytes, '\n', 4));
    const __m256i ascii = _mm256_or_si256(
        _mm256_or_si256(_mm256_and_si256(letter, Fill(kOtherBit)),
                        _mm256_and_si256(digit, Fill(kOtherBit | kDigitBit))),
        _mm256_and_si256(separator, Fill(kNumberBit)));
    half->classes = _mm256_or_si256(half->classes, ascii);
    // D8 before A0..BF, D9 before 80..9F.
    const __m256i lead = _mm256_sub_epi8(
        Fill(0xd9),
        _mm256_and_si256(_mm256_srli_epi16(half->last, 5), Fill(1)));
    // The highest bit decides: of `last`, which is a trail byte or a digit; of
    // `bytes`, which are ASCII or not.
    const __m256i beyond = _mm256_blendv_epi8(half->last, lead, half->last);
    half->out = _mm256_blendv_epi8(_mm256_blendv_epi8(bytes, small, letter),
                                   beyond, bytes);
    half->last = _mm256_and_si256(
        half->last, _mm256_cmpgt_epi8(_mm256_setzero_si256(), half->last));
  }

  // FF where first <= byte < first + n, else 0.
  static __m256i InRange(__m256i bytes, int first, int n) {
    return _mm256_cmpgt_epi8(Fill(n - 128),
                             _mm256_add_epi8(bytes, Fill(128 - first)));
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
