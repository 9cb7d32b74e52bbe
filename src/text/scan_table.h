// SPDX-License-Identifier: Apache-2.0
//
// The character table in the form a scan wants it: one look-up by two bytes.

#ifndef NUSKHA_SRC_TEXT_SCAN_TABLE_H_
#define NUSKHA_SRC_TEXT_SCAN_TABLE_H_

#include <cstddef>
#include <cstdint>

namespace nuskha::internal {

// What one character does to the scan, packed:
//   bits 0-15   UTF-8 it adds to the token, first byte lowest
//   bits 16-17  number of these bytes
//   bits 20-22  state behind it: kInArabic, kInOther, kAfterDigit; 0: no token
//   bits 24-26  bits of the state before it that stay: all of them for what is
//               deleted, none otherwise
//   bit 28      deleted, but part of the span of the character before it
//   bit 29      Arabic letter or mark: tatweel behind it is kashida
//   bit 31      needs more than this entry; bits 0-7 are a ScanSpecial
using ScanEntry = uint32_t;

// Bits of the state: the script of the open token (none: no open token), and
// whether the last character that was not deleted was a digit.
inline constexpr uint32_t kInArabic = 1;
inline constexpr uint32_t kInOther = 2;
inline constexpr uint32_t kScriptMask = kInArabic | kInOther;
inline constexpr uint32_t kAfterDigit = 4;

inline constexpr int kSizeShift = 16;
inline constexpr int kStateShift = 20;
inline constexpr int kKeepShift = 24;
inline constexpr ScanEntry kDeletedEntry = 7u << kKeepShift;
inline constexpr ScanEntry kExtendsSpan = 1u << 28;
inline constexpr ScanEntry kJoinsTatweel = 1u << 29;
inline constexpr ScanEntry kSpecialEntry = 1u << 31;
inline constexpr ScanEntry kSeparatorEntry = 0;

enum class ScanSpecial : uint8_t {
  kStop,             // line break, or the scan cannot decide
  kNumberSeparator,  // separator unless between digits
  kTatweel,
  kPunctuation,   // E2 80 xx, E2 81 xx: ScanTable::punctuation
  kReplacement,   // EF BF xx: U+FFFD is a separator
  kByteOrderMark  // EF BB xx: U+FEFF is deleted
};

struct ScanTable {
  ScanEntry by_two_bytes[0x10000];  // by first byte << 8 | second byte
  ScanEntry punctuation[0x80];      // by code point - U+2000

  static const ScanTable& Get();
};

// What vector kernels know of a character without looking at others, as bits.
// None of them: a separator.
inline constexpr uint8_t kArabicBit = 1;     // becomes two bytes
inline constexpr uint8_t kOtherBit = 2;      // becomes one byte
inline constexpr uint8_t kDigitBit = 4;      // beside kOtherBit
inline constexpr uint8_t kDeletedBit = 8;    // becomes nothing
inline constexpr uint8_t kJoinsBit = 16;     // kJoinsTatweel
inline constexpr uint8_t kTatweelBit = 32;   // it is tatweel
inline constexpr uint8_t kNumberBit = 64;    // ScanSpecial::kNumberSeparator
inline constexpr uint8_t kSpecialBit = 128;  // anything else

// The tables for look-ups of 64 or 128 entries.
struct alignas(64) ScanVectorTable {
  // U+0000..007F. Line breaks count as separators here.
  uint8_t ascii_class[0x80];
  uint8_t ascii_out[0x80];  // the byte it becomes
  // U+0600..06FF, the lead bytes D8..DB, by their low 8 bits.
  uint8_t arabic_class[0x100];
  // The last byte it becomes. The first of two is D8 before A0..BF, D9 before
  // 80..9F: those are where all base letters are.
  uint8_t arabic_out[0x100];
  uint8_t latin_class[0x40];  // U+0080..00BF, the lead byte C2

  static const ScanVectorTable& Get();
};

// What a character of two bytes is, in one byte: 80..BF the last byte of an
// Arabic letter, which becomes two; 30..39 a digit, which becomes this; 0 a
// separator; else one or two of these bits.
inline constexpr uint8_t kDeletedCode = 1;
inline constexpr uint8_t kJoinsCode = 2;  // as all letters do
inline constexpr uint8_t kTatweelCode = 4;
inline constexpr uint8_t kNumberCode = 8;
inline constexpr uint8_t kDigitCode = 0x20;  // in all digits
inline constexpr uint8_t kSpecialCode = 0x40;

// The codes for look-ups of one entry.
struct alignas(64) ScanCodeTable {
  uint8_t arabic[0x80];  // of U+0600..067F, the lead bytes D8, D9
  uint8_t latin[0x20];   // of U+00A0..00BF, the lead byte C2

  static const ScanCodeTable& Get();
};

// The same for look-ups of 16 entries: rows, each twice.
struct alignas(64) ScanRowTable {
  uint8_t arabic[8][32];
  uint8_t latin[2][32];

  static const ScanRowTable& Get();
};

}  // namespace nuskha::internal

#endif  // NUSKHA_SRC_TEXT_SCAN_TABLE_H_
