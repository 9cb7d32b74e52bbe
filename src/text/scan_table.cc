// SPDX-License-Identifier: Apache-2.0

#include "text/scan_table.h"

#include <algorithm>
#include <iterator>

#include "text/char_table.h"

namespace nuskha::internal {
namespace {

constexpr ScanEntry Special(ScanSpecial special) {
  return kSpecialEntry | static_cast<ScanEntry>(special);
}

ScanEntry Output(const CharInfo& info, uint32_t state) {
  return static_cast<ScanEntry>(info.out[0]) |
         static_cast<ScanEntry>(info.out[1]) << 8 |
         static_cast<ScanEntry>(info.size) << kSizeShift | state << kStateShift;
}

ScanEntry EntryOf(char32_t c) {
  const CharInfo info = LookUpChar(c);
  switch (info.char_class) {
    case CharClass::kSeparator:
    case CharClass::kBlank:
      return kSeparatorEntry;
    case CharClass::kIgnorable:
      return kDeletedEntry;
    case CharClass::kMark:
      return kDeletedEntry | kExtendsSpan;
    case CharClass::kArabicMark:
      return kDeletedEntry | kExtendsSpan | kJoinsTatweel;
    case CharClass::kArabicLetter:
      return Output(info, kInArabic) | kJoinsTatweel;
    case CharClass::kLetter:
      return Output(info, kInOther);
    case CharClass::kDigit:
      return Output(info, kInOther | kAfterDigit);
    case CharClass::kTatweel:
      return Special(ScanSpecial::kTatweel);
    case CharClass::kNumberSeparator:
      return Special(ScanSpecial::kNumberSeparator);
    case CharClass::kSlow:
    case CharClass::kLineBreak:
    case CharClass::kHamza:
    case CharClass::kArabicDeleted:
      break;
  }
  return Special(ScanSpecial::kStop);
}

ScanTable Build() {
  ScanTable table;
  std::fill(std::begin(table.by_two_bytes), std::end(table.by_two_bytes),
            Special(ScanSpecial::kStop));
  for (char32_t c = 0; c < 0x80; ++c) {
    std::fill_n(table.by_two_bytes + (c << 8), 0x100, EntryOf(c));
  }
  for (char32_t c = 0x80; c < 0x800; ++c) {
    table.by_two_bytes[(0xc0 | c >> 6) << 8 | 0x80 | (c & 0x3f)] = EntryOf(c);
  }
  table.by_two_bytes[0xe280] = Special(ScanSpecial::kPunctuation);
  table.by_two_bytes[0xe281] = Special(ScanSpecial::kPunctuation);
  table.by_two_bytes[0xefbf] = Special(ScanSpecial::kReplacement);
  table.by_two_bytes[0xefbb] = Special(ScanSpecial::kByteOrderMark);
  for (char32_t c = kPunctuationTableBegin; c < kPunctuationTableEnd; ++c) {
    table.punctuation[c - kPunctuationTableBegin] = EntryOf(c);
  }
  return table;
}

uint8_t VectorClass(ScanEntry entry) {
  if ((entry & kSpecialEntry) != 0) {
    switch (static_cast<ScanSpecial>(entry & 0xff)) {
      case ScanSpecial::kNumberSeparator:
        return kNumberBit;
      case ScanSpecial::kTatweel:
        return kTatweelBit;
      default:
        return kSpecialBit;
    }
  }
  if (entry == kSeparatorEntry) return 0;
  const uint8_t joins = (entry & kJoinsTatweel) != 0 ? kJoinsBit : 0;
  const uint32_t state = entry >> kStateShift & 7;
  const uint32_t size = entry >> kSizeShift & 3;
  if ((entry & kDeletedEntry) == kDeletedEntry && size == 0) {
    return kDeletedBit | joins;
  }
  if (size == 2 && state == kInArabic) {
    const uint32_t first = (entry >> 8 & 0xff) >= 0xa0 ? 0xd8 : 0xd9;
    return (entry & 0xff) == first ? kArabicBit | joins : kSpecialBit;
  }
  if (size == 1 && joins == 0 && state == kInOther) return kOtherBit;
  if (size == 1 && joins == 0 && state == (kInOther | kAfterDigit)) {
    return kOtherBit | kDigitBit;
  }
  return kSpecialBit;
}

ScanVectorTable BuildVectorTable() {
  const ScanTable& table = ScanTable::Get();
  ScanVectorTable vector = {};
  const auto entry_at = [&](uint32_t lead, uint32_t c) {
    return table.by_two_bytes[lead << 8 | 0x80 | (c & 0x3f)];
  };
  for (uint32_t c = 0; c < 0x80; ++c) {
    const ScanEntry entry = table.by_two_bytes[c << 8];
    const bool line_break = c >= '\n' && c <= '\r';
    vector.ascii_class[c] = line_break ? 0 : VectorClass(entry);
    vector.ascii_out[c] = static_cast<uint8_t>(entry);
  }
  for (uint32_t c = 0; c < 0x100; ++c) {
    const ScanEntry entry = entry_at(0xd8 | c >> 6, c);
    vector.arabic_class[c] = VectorClass(entry);
    const bool two = (entry >> kSizeShift & 3) == 2;
    vector.arabic_out[c] = static_cast<uint8_t>(two ? entry >> 8 : entry);
  }
  for (uint32_t c = 0; c < 0x40; ++c) {
    const uint8_t char_class = VectorClass(entry_at(0xc2, c));
    const bool gone = char_class == 0 || char_class == kDeletedBit;
    vector.latin_class[c] = gone ? char_class : kSpecialBit;
  }
  return vector;
}

uint8_t CodeOf(uint8_t char_class, uint8_t out) {
  constexpr uint8_t kLetter = kArabicBit | kJoinsBit;
  if (char_class == kLetter || char_class == (kOtherBit | kDigitBit)) {
    return out;
  }
  switch (char_class) {
    case 0:
      return 0;
    case kDeletedBit:
      return kDeletedCode;
    case kDeletedBit | kJoinsBit:
      return kDeletedCode | kJoinsCode;
    case kTatweelBit:
      return kTatweelCode;
    case kNumberBit:
      return kNumberCode;
    default:
      return kSpecialCode;
  }
}

ScanCodeTable BuildCodeTable() {
  const ScanVectorTable& table = ScanVectorTable::Get();
  ScanCodeTable codes = {};
  for (size_t c = 0; c < std::size(codes.arabic); ++c) {
    codes.arabic[c] = CodeOf(table.arabic_class[c], table.arabic_out[c]);
  }
  for (size_t c = 0; c < std::size(codes.latin); ++c) {
    codes.latin[c] = CodeOf(table.latin_class[0x20 + c], 0);
  }
  return codes;
}

ScanRowTable BuildRowTable() {
  const ScanCodeTable& codes = ScanCodeTable::Get();
  ScanRowTable rows = {};
  for (size_t i = 0; i < 32; ++i) {
    for (size_t row = 0; row < std::size(rows.arabic); ++row) {
      rows.arabic[row][i] = codes.arabic[row * 16 + i % 16];
    }
    for (size_t row = 0; row < std::size(rows.latin); ++row) {
      rows.latin[row][i] = codes.latin[row * 16 + i % 16];
    }
  }
  return rows;
}

}  // namespace

const ScanRowTable& ScanRowTable::Get() {
  static const ScanRowTable table = BuildRowTable();
  return table;
}

const ScanCodeTable& ScanCodeTable::Get() {
  static const ScanCodeTable table = BuildCodeTable();
  return table;
}

const ScanVectorTable& ScanVectorTable::Get() {
  static const ScanVectorTable table = BuildVectorTable();
  return table;
}

const ScanTable& ScanTable::Get() {
  static const ScanTable table = Build();
  return table;
}

}  // namespace nuskha::internal
