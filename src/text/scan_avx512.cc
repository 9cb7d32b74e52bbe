// SPDX-License-Identifier: Apache-2.0
//
// AVX-512 with VBMI and VBMI2: look-ups of 128 entries, compression of bytes.

#include <immintrin.h>

#include "text/scan_blocks.h"
#include "text/scan_kernels.h"

namespace nuskha::internal {
namespace {

struct alignas(64) Bytes {
  uint8_t at[64];
  constexpr explicit Bytes(int first) : at() {
    for (int i = 0; i < 64; ++i) at[i] = static_cast<uint8_t>(first + i);
  }
};
constexpr Bytes kCount(0);
constexpr Bytes kDown(-1);

class Avx512 {
 public:
  void Classify(const uint8_t* p, CharMasks* m) {
    const __m512i bytes = _mm512_loadu_si512(p);
    const __m512i next = _mm512_loadu_si512(p + 1);
    const __m512i first_trail = Fill(0xc0);
    const uint64_t ascii = ~_mm512_movepi8_mask(bytes);
    m->trail = _mm512_cmplt_epi8_mask(bytes, first_trail);
    const uint64_t next_trail = _mm512_cmplt_epi8_mask(next, first_trail);
    // D8..DB and C2 with the byte that belongs there.
    const uint64_t arabic =
        next_trail &
        _mm512_cmpeq_epi8_mask(_mm512_and_si512(bytes, Fill(0xfc)), Fill(0xd8));
    const uint64_t latin =
        next_trail & _mm512_cmpeq_epi8_mask(bytes, Fill(0xc2));
    // Bit 6 of the code point from the lead byte, bits 0-5 from the other.
    const __m512i place = _mm512_ternarylogic_epi32(
        Fill(0x3f), next, _mm512_slli_epi16(bytes, 6), kSelect);
    __m512i classes = LookUp(table_.arabic_class, place);
    __m512i out = LookUp(table_.arabic_out, place);
    const uint64_t extended = arabic & _mm512_test_epi8_mask(bytes, Fill(2));
    if (extended != 0) {  // DA, DB: letters of Persian and Urdu, for instance
      classes = _mm512_mask_mov_epi8(classes, extended,
                                     LookUp(table_.arabic_class + 128, place));
      out = _mm512_mask_mov_epi8(out, extended,
                                 LookUp(table_.arabic_out + 128, place));
    }
    classes = _mm512_maskz_mov_epi8(arabic, classes);
    classes = _mm512_mask_permutexvar_epi8(
        classes, latin, place, _mm512_load_si512(table_.latin_class));
    classes =
        _mm512_mask_mov_epi8(classes, ascii, LookUp(table_.ascii_class, bytes));
    const auto with = [&](uint8_t bit) -> uint64_t {
      return _mm512_test_epi8_mask(classes, Fill(bit));
    };
    m->arabic = with(kArabicBit);
    m->other = with(kOtherBit);
    m->digit = with(kDigitBit);
    m->deleted = with(kDeletedBit);
    m->joins = with(kJoinsBit);
    m->tatweel = with(kTatweelBit);
    m->separator = with(kNumberBit);
    m->line_break =
        _mm512_cmplt_epu8_mask(_mm512_sub_epi8(bytes, Fill('\n')), Fill(4));
    m->special = with(kSpecialBit) | ~(ascii | m->trail | arabic | latin);
    m->two = (arabic | latin) & ~m->special;
    // The last byte of two goes where the trail byte was; the first is D8 or
    // D9.
    out_ = _mm512_mask_mov_epi8(out, ascii, LookUp(table_.ascii_out, bytes));
    out_ = _mm512_mask_sub_epi8(
        out_, m->arabic, Fill(0xd9),
        _mm512_and_si512(_mm512_srli_epi16(out, 5), Fill(1)));
    out_ = _mm512_mask_permutexvar_epi8(out_, m->arabic << 1,
                                        _mm512_load_si512(kDown.at), out);
  }

  // The byte at bit i becomes `byte`.
  void Set(int i, uint8_t byte) {
    out_ =
        _mm512_mask_set1_epi8(out_, uint64_t{1} << i, static_cast<char>(byte));
  }

  // Writes the kept bytes, then others up to 64; returns how many are kept.
  size_t StoreKept(uint64_t kept, uint8_t* to) const {
    // Into a register: compression straight to memory is slow on Zen 4.
    _mm512_storeu_si512(to, _mm512_maskz_compress_epi8(kept, out_));
    return Count(kept);
  }

  // Writes base + the number of kept bytes before it for each bit of `starts`,
  // then others up to a multiple of 16; returns the number of starts.
  size_t StoreBorders(uint64_t starts, uint64_t kept, uint32_t base,
                      uint32_t* to) const {
    const uint64_t places = _pext_u64(starts, kept);
    __m512i list =
        _mm512_maskz_compress_epi8(places, _mm512_load_si512(kCount.at));
    const __m512i from = _mm512_set1_epi32(static_cast<int>(base));
    _mm512_storeu_si512(
        to, _mm512_add_epi32(
                from, _mm512_cvtepu8_epi32(_mm512_castsi512_si128(list))));
    const size_t count = Count(places);
    for (size_t done = 16; done < count; done += 16) {
      to += 16;
      list = _mm512_shuffle_i64x2(list, list, 0x39);  // the next 16 bytes
      _mm512_storeu_si512(
          to, _mm512_add_epi32(
                  from, _mm512_cvtepu8_epi32(_mm512_castsi512_si128(list))));
    }
    return count;
  }

 private:
  static constexpr int kSelect = 0xca;  // first ? second : third, by bits

  static __m512i Fill(int byte) {
    return _mm512_set1_epi8(static_cast<char>(byte));
  }

  // 128 entries by the low 7 bits of each byte.
  static __m512i LookUp(const uint8_t* table, __m512i places) {
    return _mm512_permutex2var_epi8(_mm512_load_si512(table), places,
                                    _mm512_load_si512(table + 64));
  }

  const ScanVectorTable& table_ = ScanVectorTable::Get();
  __m512i out_;
};

}  // namespace

const uint8_t* ScanStandardAvx512(const uint8_t* begin, const uint8_t* end,
                                  ScanBuffer* out) noexcept {
  return BlockScan<Avx512>(begin, end, out).Run();
}

}  // namespace nuskha::internal
