// SPDX-License-Identifier: Apache-2.0
//
// The vector kernels but for the instructions: 64 bytes at a time as masks, one
// bit a byte. A kernel file gives an `Isa`, which classifies the characters of
// a block, holds the bytes they become, and stores those that are kept.
//
// Letters, digits, marks and separators of ASCII and Arabic never leave the
// masks. Every other character takes the step of the scalar kernel, which is
// then written into the masks.
//
// All in an unnamed namespace: each kernel is compiled with flags of its own,
// and the linker must not take the code of one for another.

#ifndef NUSKHA_SRC_TEXT_SCAN_BLOCKS_H_
#define NUSKHA_SRC_TEXT_SCAN_BLOCKS_H_

#include <cstddef>
#include <cstdint>

#include "text/scan_buffer.h"

namespace nuskha::internal {
namespace {

inline constexpr size_t kLane = 64;  // bytes of a block

// One bit a byte; of a character of two bytes, on its first.
struct CharMasks {
  uint64_t arabic;     // letters
  uint64_t other;      // letters of other scripts, digits
  uint64_t digit;      // those among `other`
  uint64_t deleted;
  uint64_t joins;      // tatweel behind it is kashida
  uint64_t tatweel;
  uint64_t separator;  // full stop, comma and their kin: between digits?
  uint64_t special;    // has to be looked at one by one
  uint64_t two;        // first bytes of two, of all of the above but `special`
  uint64_t trail;      // bytes 80..BF
};

inline int LowestBit(uint64_t mask) { return __builtin_ctzll(mask); }
inline uint64_t BitsBelow(int bit) { return (uint64_t{1} << bit) - 1; }
inline uint64_t FirstBits(size_t n) {
  return n >= kLane ? ~uint64_t{0} : (uint64_t{1} << n) - 1;
}

// `from`, and what runs of `through` come directly behind it or, with carry,
// begin the block. The sum carries through each run that is entered.
// REQUIRES: from & through == 0
inline uint64_t Spread(uint64_t from, uint64_t through, uint64_t carry) {
  const uint64_t entered = (from << 1 | carry) & through;
  return from | (through & ~(through + entered));
}

template <typename Isa>
class BlockScan {
 public:
  BlockScan(const uint8_t* begin, const uint8_t* end, ScanBuffer* out)
      : begin_(begin), end_(end), out_(out) {}

  const uint8_t* Run() {
    const uint8_t* p = begin_;
    while (p < end_ && !stopped_) p += Block(p);
    out_->byte_count = bytes_;
    out_->token_count = tokens_;
    out_->borders[tokens_] = static_cast<uint32_t>(bytes_);
    return p;
  }

 private:
  // Scans up to a block; returns how many bytes, and sets stopped_ if the scan
  // ends behind them.
  size_t Block(const uint8_t* p) {
    const auto left = static_cast<size_t>(end_ - p);
    CharMasks m;
    isa_.Classify(p, &m);
    limit_ = left < kLane ? left : kLane;
    // A character that is cut by the end of the block is for the next one.
    if (left > kLane) limit_ -= (m.two | m.special) >> (kLane - 1);
    const uint64_t inside = FirstBits(limit_);
    arabic_ = m.arabic | m.arabic << 1;
    other_ = m.other;
    deleted_ = m.deleted | (m.deleted & m.two) << 1 | (m.other & m.two) << 1;
    uint64_t joins = m.joins | (m.joins & m.two) << 1;
    digit_ = m.digit;
    const uint64_t stray = m.trail & ~(m.two << 1);
    if (((m.special | m.tatweel | stray) & inside) != 0) {
      Look(p, m, inside, &joins);
    }
    const uint64_t digits = Spread(digit_, deleted_, after_digit_);
    const uint64_t separators =
        m.separator & (digits << 1 | after_digit_) & FirstBits(limit_);
    if (separators != 0) SeparateNumbers(p, separators);
    Emit(digits, joins);
    return limit_;
  }

  // Ends the scan before byte `i` of the block.
  void StopAt(int i) {
    if (static_cast<size_t>(i) >= limit_) return;
    limit_ = static_cast<size_t>(i);
    stopped_ = true;
  }

  // What the masks of Classify() leave open but number separators.
  void Look(const uint8_t* p, const CharMasks& m, uint64_t inside,
            uint64_t* joins) {
    uint64_t stray = m.trail & ~(m.two << 1);
    for (uint64_t left = m.special & inside; left != 0; left &= left - 1) {
      const int i = LowestBit(left);
      const ScanStep step = ScanStepAt(begin_, end_, p + i, 0);
      if (step.next == nullptr) {
        StopAt(i);
        break;
      }
      const auto size = static_cast<size_t>(step.next - (p + i));
      if (static_cast<size_t>(i) + size > kLane) {
        limit_ = static_cast<size_t>(i);  // cut: for the next block
        break;
      }
      const uint64_t all = FirstBits(size) << i;
      stray &= ~all;
      Take(step.entry, i, all);
      if ((step.entry & kJoinsTatweel) != 0) *joins |= all;
    }
    stray &= FirstBits(limit_);
    if (stray != 0) StopAt(LowestBit(stray));
    const uint64_t tatweel = m.tatweel | m.tatweel << 1;
    const uint64_t kashida = Spread(*joins, tatweel, joins_) & tatweel;
    const uint64_t dash = tatweel & ~kashida & FirstBits(limit_);
    if (dash != 0) StopAt(LowestBit(dash));
    deleted_ |= kashida;
    *joins |= kashida;
  }

  // Writes the character at bytes `all`, which begin at bit i, into the masks.
  void Take(ScanEntry entry, int i, uint64_t all) {
    const uint32_t size = entry >> kSizeShift & 3;
    const uint64_t kept = FirstBits(size) << i;
    const uint32_t state = entry >> kStateShift;
    if (size > 0) {
      isa_.Set(i, static_cast<uint8_t>(entry));
      if (size > 1) isa_.Set(i + 1, static_cast<uint8_t>(entry >> 8));
      if ((state & kInArabic) != 0) arabic_ |= kept;
      if ((state & kInOther) != 0) other_ |= kept;
      if ((state & kAfterDigit) != 0) digit_ |= kept;
    }
    if (size > 0 || (entry & kDeletedEntry) != 0) deleted_ |= all & ~kept;
  }

  void SeparateNumbers(const uint8_t* p, uint64_t separators) {
    for (; separators != 0; separators &= separators - 1) {
      const int i = LowestBit(separators);
      const ScanStep step = ScanStepAt(begin_, end_, p + i, kAfterDigit);
      if (step.next == nullptr) return StopAt(i);
      Take(step.entry, i,
           FirstBits(static_cast<size_t>(step.next - (p + i))) << i);
    }
  }

  // Writes what is kept of the first limit_ bytes and goes on behind them.
  void Emit(uint64_t digits, uint64_t joins) {
    const uint64_t inside = FirstBits(limit_);
    if (inside == 0) return;
    const uint64_t arabic = Spread(arabic_, deleted_, in_arabic_);
    const uint64_t other = Spread(other_, deleted_, in_other_);
    const uint64_t starts =
        ((arabic_ & ~(arabic << 1 | in_arabic_)) |
         (other_ & ~(other << 1 | in_other_))) & inside;
    const uint64_t kept = (arabic_ | other_) & inside;
    isa_.StoreBorders(starts, kept, static_cast<uint32_t>(bytes_),
                      out_->borders + tokens_);
    isa_.StoreKept(kept, out_->bytes + bytes_);
    tokens_ += static_cast<size_t>(__builtin_popcountll(starts));
    bytes_ += static_cast<size_t>(__builtin_popcountll(kept));
    const size_t last = limit_ - 1;
    in_arabic_ = arabic >> last & 1;
    in_other_ = other >> last & 1;
    after_digit_ = digits >> last & 1;
    joins_ = joins >> last & 1;
  }

  const uint8_t* const begin_;
  const uint8_t* const end_;
  ScanBuffer* const out_;
  Isa isa_;
  size_t bytes_ = 0;
  size_t tokens_ = 0;
  bool stopped_ = false;

  // Of the block: its length, and every byte of the characters that are
  // letters of Arabic, other letters and digits, digits, deleted.
  size_t limit_ = 0;
  uint64_t arabic_ = 0;
  uint64_t other_ = 0;
  uint64_t digit_ = 0;
  uint64_t deleted_ = 0;

  // Bit 0: the state behind the last block.
  uint64_t in_arabic_ = 0;
  uint64_t in_other_ = 0;
  uint64_t after_digit_ = 0;
  uint64_t joins_ = 0;
};

}  // namespace
}  // namespace nuskha::internal

#endif  // NUSKHA_SRC_TEXT_SCAN_BLOCKS_H_
