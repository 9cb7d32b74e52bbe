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
  uint64_t arabic;  // letters
  uint64_t other;   // letters of other scripts, digits
  uint64_t digit;   // those among `other`
  uint64_t deleted;
  uint64_t joins;  // tatweel behind it is kashida
  uint64_t tatweel;
  uint64_t separator;  // full stop, comma and their kin: between digits?
  uint64_t line_break;
  uint64_t special;  // has to be looked at one by one
  uint64_t two;      // first bytes of two, of all of the above but `special`
  uint64_t trail;    // bytes 80..BF
};

inline int LowestBit(uint64_t mask) { return __builtin_ctzll(mask); }
inline size_t Count(uint64_t mask) {
  return static_cast<size_t>(__builtin_popcountll(mask));
}
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
    while (p < end_ && !stopped_) {
      // Without a call, so that what the loop needs stays in registers.
      while (static_cast<size_t>(end_ - p) > kLane && Classify(p)) {
        Emit(p);
        p += limit_;
      }
      Look(p);
      Emit(p);
      p += limit_;
    }
    out_->byte_count = bytes_;
    out_->token_count = tokens_;
    out_->line_count = lines_;
    out_->borders[tokens_] = static_cast<uint32_t>(bytes_);
    return p;
  }

 private:
  // Reads a full block into the masks; false if it needs Look().
  bool Classify(const uint8_t* p) {
    CharMasks m;
    isa_.Classify(p, &m);
    Fill(m);
    // A character that is cut by the end of the block is for the next one.
    limit_ = kLane - (m.two >> (kLane - 1));
    const uint64_t stray = m.trail & ~(m.two << 1);
    return (m.special | m.tatweel | stray | OpenSeparators(m)) == 0;
  }

  void Fill(const CharMasks& m) {
    arabic_ = m.arabic | m.arabic << 1;
    other_ = m.other;
    digit_ = m.digit;
    const uint64_t gone = m.deleted | (m.other & m.two);
    deleted_ = m.deleted | (gone & m.two) << 1;
    joining_ = m.joins | (m.joins & m.two) << 1;
    line_break_ = m.line_break;
  }

  // Number separators behind a digit; sets digit_ to where one came last.
  uint64_t OpenSeparators(const CharMasks& m) {
    digit_ = Spread(digit_, deleted_, after_digit_);
    return m.separator & (digit_ << 1 | after_digit_);
  }

  // Reads up to a block into the masks, whatever is in it. Sets stopped_ if
  // the scan ends behind limit_.
  void Look(const uint8_t* p) {
    const auto left = static_cast<size_t>(end_ - p);
    CharMasks m;
    isa_.Classify(p, &m);
    Fill(m);
    limit_ = left < kLane ? left : kLane;
    if (left > kLane) limit_ -= (m.two | m.special) >> (kLane - 1);
    StepThrough(p, m);
    JoinTatweel(m.tatweel | m.tatweel << 1);
    SeparateNumbers(p, OpenSeparators(m) & FirstBits(limit_));
  }

  // Ends the scan before byte `i` of the block.
  void StopAt(int i) {
    if (static_cast<size_t>(i) >= limit_) return;
    limit_ = static_cast<size_t>(i);
    stopped_ = true;
  }

  // Takes the special characters one by one.
  void StepThrough(const uint8_t* p, const CharMasks& m) {
    uint64_t stray = m.trail & ~(m.two << 1);
    for (uint64_t left = m.special & FirstBits(limit_); left != 0;
         left &= left - 1) {
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
    }
    stray &= FirstBits(limit_);
    if (stray != 0) StopAt(LowestBit(stray));
  }

  // Tatweel is kashida, which is deleted, directly behind an Arabic letter or
  // mark. Elsewhere it may be a dash, and the scan ends.
  void JoinTatweel(uint64_t tatweel) {
    const uint64_t kashida = Spread(joining_, tatweel, joins_) & tatweel;
    const uint64_t dash = tatweel & ~kashida & FirstBits(limit_);
    if (dash != 0) StopAt(LowestBit(dash));
    deleted_ |= kashida;
    joining_ |= kashida;
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
    if ((entry & kJoinsTatweel) != 0) joining_ |= all;
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

  // Writes what is kept of the limit_ bytes at p.
  void Emit(const uint8_t* p) {
    if (limit_ == 0) return;
    const uint64_t inside = FirstBits(limit_);
    const uint64_t arabic = Spread(arabic_, deleted_, in_arabic_);
    const uint64_t other = Spread(other_, deleted_, in_other_);
    const uint64_t starts = ((arabic_ & ~(arabic << 1 | in_arabic_)) |
                             (other_ & ~(other << 1 | in_other_))) &
                            inside;
    const uint64_t kept = (arabic_ | other_) & inside;
    const size_t tokens = isa_.StoreBorders(
        starts, kept, static_cast<uint32_t>(bytes_), out_->borders + tokens_);
    bytes_ += isa_.StoreKept(kept, out_->bytes + bytes_);
    for (uint64_t left = line_break_ & inside; left != 0; left &= left - 1) {
      const int i = LowestBit(left);
      out_->lines[lines_++] = {
          static_cast<uint32_t>(
              tokens_ + Count(starts & FirstBits(static_cast<size_t>(i)))),
          static_cast<uint32_t>(p - begin_) + static_cast<uint32_t>(i)};
    }
    tokens_ += tokens;
    const size_t last = limit_ - 1;
    in_arabic_ = arabic >> last & 1;
    in_other_ = other >> last & 1;
    after_digit_ = digit_ >> last & 1;
    joins_ = joining_ >> last & 1;
  }

  const uint8_t* const begin_;
  const uint8_t* const end_;
  ScanBuffer* const out_;
  Isa isa_;
  size_t bytes_ = 0;
  size_t tokens_ = 0;
  size_t lines_ = 0;
  bool stopped_ = false;

  // Of the block: its length, and every byte of the characters that are
  // letters of Arabic, other letters and digits, digits (later: or stand
  // behind one and are deleted), deleted, letters or marks of Arabic, line
  // breaks.
  size_t limit_ = 0;
  uint64_t arabic_ = 0;
  uint64_t other_ = 0;
  uint64_t digit_ = 0;
  uint64_t deleted_ = 0;
  uint64_t joining_ = 0;
  uint64_t line_break_ = 0;

  // Bit 0: the state behind the last block.
  uint64_t in_arabic_ = 0;
  uint64_t in_other_ = 0;
  uint64_t after_digit_ = 0;
  uint64_t joins_ = 0;
};

}  // namespace
}  // namespace nuskha::internal

#endif  // NUSKHA_SRC_TEXT_SCAN_BLOCKS_H_
