// SPDX-License-Identifier: Apache-2.0
//
// The pieces of a date string.

#ifndef NUSKHA_SRC_TEXT_DATE_LEXER_H_
#define NUSKHA_SRC_TEXT_DATE_LEXER_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace nuskha::internal {

struct DatePiece {
  enum class Kind : uint8_t { kNumber, kWord, kSign };
  Kind kind = Kind::kSign;
  uint8_t digits = 0;         // kNumber: how many
  bool blank_before = false;  // blanks before it, or the start of the string
  char sign = 0;              // kSign: an ASCII sign; 0 for any other
  int64_t value = 0;          // kNumber
  std::string_view text;      // kWord: letters and marks, as they stand
};

// At most this many pieces are read: no date is longer, and no text is walked
// for nothing.
inline constexpr size_t kMaxDatePieces = 48;
inline constexpr uint8_t kMaxDateDigits = 18;  // a longer number ends the list

// Cuts `date`, any bytes, into numbers (digits of ASCII and both Arabic sets),
// words and signs. Fills `pieces` from its start; returns those filled.
std::span<const DatePiece> CutDate(
    std::string_view date, std::array<DatePiece, kMaxDatePieces>* pieces);

}  // namespace nuskha::internal

#endif  // NUSKHA_SRC_TEXT_DATE_LEXER_H_
