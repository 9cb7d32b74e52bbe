// SPDX-License-Identifier: Apache-2.0
//
// SSE2, which every x86-64 CPU has: comparisons of 16 bytes. It has no look-up,
// no compression and no population count: characters of two bytes are looked up
// one by one, and words are copied whole.

#include <emmintrin.h>

#include <cstring>

#include "text/scan_blocks.h"
#include "text/scan_kernels.h"

namespace nuskha::internal {
namespace {

// For each mask of 8 bits, how many are set.
struct CountTable {
  uint8_t of[256];

  constexpr CountTable() : of() {
    for (int mask = 1; mask < 256; ++mask) {
      of[mask] = static_cast<uint8_t>(of[mask >> 1] + (mask & 1));
    }
  }
};

alignas(64) constexpr CountTable kCount;

inline __m128i Fill(int byte) { return _mm_set1_epi8(static_cast<char>(byte)); }

inline __m128i Load(const uint8_t* p) {
  return _mm_loadu_si128(reinterpret_cast<const __m128i*>(p));
}

inline void Store(uint8_t* p, __m128i bytes) {
  _mm_storeu_si128(reinterpret_cast<__m128i*>(p), bytes);
}

inline uint32_t Mask(__m128i bytes) {
  return static_cast<uint32_t>(_mm_movemask_epi8(bytes));
}

// FF where first <= byte < first + n, else 0.
inline __m128i InRange(__m128i bytes, int first, int n) {
  return _mm_cmplt_epi8(_mm_add_epi8(bytes, Fill(128 - first)), Fill(n - 128));
}

// b where `which` is FF, a where it is 0.
inline __m128i Select(__m128i a, __m128i b, __m128i which) {
  return _mm_or_si128(_mm_andnot_si128(which, a), _mm_and_si128(which, b));
}

// The masks of 16 bytes, in 16 bits each.
struct Quarter {
  uint32_t ascii;
  uint32_t trail;
  uint32_t two;
  uint32_t rare;  // among `two`, those whose code is yet to be looked up
  uint32_t other;
  uint32_t digit;
  uint32_t separator;
  uint32_t line_break;
};

class Sse2 {
 public:
  void Classify(const uint8_t* p, CharMasks* m) {
    const Quarter a = ReadBytes(p, 0);
    const Quarter b = ReadBytes(p, 16);
    const Quarter c = ReadBytes(p, 32);
    const Quarter d = ReadBytes(p, 48);
    const auto join = [&](uint32_t Quarter::*mask) {
      return uint64_t{d.*mask << 16 | c.*mask} << 32 |
             (b.*mask << 16 | a.*mask);
    };
    for (uint64_t left = join(&Quarter::rare); left != 0; left &= left - 1) {
      const int i = LowestBit(left);
      codes_[kFront + i] =
          p[i] == 0xc2 ? table_.latin[p[i + 1] & 0x1f]
                       : table_.arabic[(p[i] & 1) << 6 | (p[i + 1] & 0x3f)];
    }
    m->other = join(&Quarter::other);
    m->digit = join(&Quarter::digit);
    m->separator = join(&Quarter::separator);
    m->line_break = join(&Quarter::line_break);
    m->trail = join(&Quarter::trail);
    const uint64_t two = join(&Quarter::two);
    m->special = ~(join(&Quarter::ascii) | m->trail | two);
    ReadCodes(m);
    m->two = two & ~m->special;
  }

  // The byte at bit i becomes `byte`.
  void Set(int i, uint8_t byte) { out_[i] = byte; }

  // Writes the kept bytes, then others up to 64; returns how many are kept.
  size_t StoreKept(uint64_t kept, uint8_t* to) const {
    const uint8_t* const first = to;
    while (kept != 0) {
      const int begin = LowestBit(kept);
      const uint64_t gaps = ~(kept >> begin);
      const int size = begin == 0 && gaps == 0 ? 64 : LowestBit(gaps);
      Store(to, Load(out_ + begin));
      for (int i = 16; i < size; i += 16) {
        Store(to + i, Load(out_ + begin + i));
      }
      to += size;
      // Adding the lowest bit carries through the run.
      kept &= kept + (kept & (~kept + 1));
    }
    return static_cast<size_t>(to - first);
  }

  // Writes base + the number of kept bytes before it for each bit of `starts`;
  // returns the number of these.
  size_t StoreBorders(uint64_t starts, uint64_t kept, uint32_t base,
                      uint32_t* to) const {
    uint32_t* const first = to;
    const uint64_t before = CountsBefore(kept);
    for (; starts != 0; starts &= starts - 1) {
      const int i = LowestBit(starts);
      const int group = i & 0x38;
      const uint64_t rest = (kept >> group) & ((uint64_t{1} << (i & 7)) - 1);
      *to++ = base + static_cast<uint32_t>(before >> group & 0xff) +
              kCount.of[rest];
    }
    return static_cast<size_t>(to - first);
  }

 private:
  // In byte i, how many of the lowest 8 i bits are set.
  static uint64_t CountsBefore(uint64_t mask) {
    constexpr uint64_t kOnes = 0x0101010101010101;
    mask -= mask >> 1 & 0x55 * kOnes;
    mask = (mask & 0x33 * kOnes) + (mask >> 2 & 0x33 * kOnes);
    mask = (mask + (mask >> 4)) & 0x0f * kOnes;
    return (mask << 8) * kOnes;
  }

  // All but what the rare codes say.
  Quarter ReadBytes(const uint8_t* p, int i) {
    const __m128i bytes = Load(p + i);
    const __m128i next = Load(p + i + 1);
    const __m128i first_trail = Fill(0xc0);
    Quarter quarter;
    quarter.ascii = ~Mask(bytes) & 0xffff;
    quarter.trail = Mask(_mm_cmplt_epi8(bytes, first_trail));
    // D8, D9 with a trail byte, and C2 with A0..BF.
    const __m128i d8 = _mm_cmpeq_epi8(bytes, Fill(0xd8));
    const __m128i d9 = _mm_cmpeq_epi8(bytes, Fill(0xd9));
    const __m128i arabic =
        _mm_and_si128(_mm_or_si128(d8, d9), _mm_cmplt_epi8(next, first_trail));
    const __m128i latin = _mm_and_si128(InRange(next, 0xa0, 0x20),
                                        _mm_cmpeq_epi8(bytes, Fill(0xc2)));
    quarter.two = Mask(_mm_or_si128(arabic, latin));
    // Most letters become themselves: alef to ghain but teh marbuta, feh to
    // yeh but alef maksura.
    const __m128i folded = _mm_or_si128(_mm_cmpeq_epi8(next, Fill(0xa9)),
                                        _mm_cmpeq_epi8(next, Fill(0x89)));
    const __m128i same = _mm_andnot_si128(
        folded, _mm_or_si128(_mm_and_si128(d8, InRange(next, 0xa7, 20)),
                             _mm_and_si128(d9, InRange(next, 0x81, 10))));
    quarter.rare = quarter.two & ~Mask(same);
    Store(codes_ + kFront + i, _mm_and_si128(same, next));

    const __m128i small = _mm_or_si128(bytes, Fill(0x20));
    const __m128i letter = InRange(small, 'a', 26);
    const __m128i digit = InRange(bytes, '0', 10);
    quarter.other = Mask(_mm_or_si128(letter, digit));
    quarter.digit = Mask(digit);
    quarter.separator = Mask(_mm_or_si128(_mm_cmpeq_epi8(bytes, Fill('.')),
                                          _mm_cmpeq_epi8(bytes, Fill(','))));
    quarter.line_break = Mask(InRange(bytes, '\n', 4));
    Store(out_ + i, Select(bytes, small, letter));
    return quarter;
  }

  // The masks that come from the codes, and what characters of two bytes
  // become.
  void ReadCodes(CharMasks* m) {
    uint64_t arabic = 0;
    uint64_t bits = 0;  // where a code is bits
    for (int i = 0; i < 64; i += 16) {
      const __m128i zero = _mm_setzero_si128();
      const __m128i code = Load(codes_ + kFront + i);
      const __m128i behind = Load(codes_ + kFront + i - 1);
      arabic |= uint64_t{Mask(code)} << i;
      bits |= uint64_t{Mask(_mm_cmpgt_epi8(code, zero))} << i;
      // The first of two bytes: D8 before A0..BF, D9 before 80..9F.
      const __m128i lead = _mm_sub_epi8(
          Fill(0xd9), _mm_and_si128(_mm_srli_epi16(code, 5), Fill(1)));
      const __m128i first =
          Select(Load(out_ + i), lead, _mm_cmplt_epi8(code, zero));
      Store(out_ + i, Select(first, behind, _mm_cmplt_epi8(behind, zero)));
    }
    m->arabic = arabic;
    m->joins = arabic;
    m->deleted = 0;
    m->tatweel = 0;
    for (; bits != 0; bits &= bits - 1) {
      const int i = LowestBit(bits);
      const uint8_t code = codes_[kFront + i];
      const uint64_t bit = uint64_t{1} << i;
      if ((code & kDigitCode) != 0) {
        m->other |= bit;
        m->digit |= bit;
        out_[i] = code;
        continue;
      }
      const auto with = [&](uint8_t what) {
        return (code & what) != 0 ? bit : 0;
      };
      m->deleted |= with(kDeletedCode);
      m->joins |= with(kJoinsCode);
      m->tatweel |= with(kTatweelCode);
      m->separator |= with(kNumberCode);
      m->special |= with(kSpecialCode);
    }
  }

  const ScanCodeTable& table_ = ScanCodeTable::Get();
  // Zeros, the last of which is read as the code of the byte before the block.
  static constexpr int kFront = 16;
  alignas(16) uint8_t codes_[kFront + 64] = {};
  alignas(16) uint8_t out_[64 + 64] = {};  // reads run past the end
};

}  // namespace

const uint8_t* ScanStandardSse2(const uint8_t* begin, const uint8_t* end,
                                ScanBuffer* out) noexcept {
  return BlockScan<Sse2>(begin, end, out).Run();
}

}  // namespace nuskha::internal
