// SPDX-License-Identifier: Apache-2.0

#include "text/date_lexer.h"

#include "text/code_points.h"

namespace nuskha::internal {
namespace {

// Value of a decimal digit; -1 for anything else.
int DigitOf(char32_t c) {
  for (const char32_t zero : {U'0', U'\u0660', U'\u06f0'}) {
    if (c >= zero && c < zero + 10) return static_cast<int>(c - zero);
  }
  return -1;
}

bool IsWordPart(char32_t c) {
  return (c >= U'a' && c <= U'z') || (c >= U'A' && c <= U'Z') ||
         IsArabicLetter(c) || IsArabicMark(c);
}

bool IsAsciiBlank(char32_t c) { return c <= U' '; }

}  // namespace

std::span<const DatePiece> CutDate(
    std::string_view date, std::array<DatePiece, kMaxDatePieces>* pieces) {
  size_t count = 0;
  bool blank = true;
  DatePiece* open = nullptr;  // the number or word that may go on
  for (size_t pos = 0; pos < date.size();) {
    const size_t begin = pos;
    bool ill_formed = false;
    const char32_t c = DecodeAt(date, &pos, &ill_formed);
    const int digit = DigitOf(c);
    const DatePiece::Kind kind = digit >= 0      ? DatePiece::Kind::kNumber
                                 : IsWordPart(c) ? DatePiece::Kind::kWord
                                                 : DatePiece::Kind::kSign;
    if (IsAsciiBlank(c)) {
      blank = true;
      open = nullptr;
      continue;
    }
    if (open == nullptr || open->kind != kind ||
        kind == DatePiece::Kind::kSign) {
      if (count == pieces->size()) break;
      open = &(*pieces)[count++];
      *open = DatePiece();
      open->kind = kind;
      open->blank_before = blank;
      open->text = date.substr(begin, 0);
    }
    blank = false;
    open->text = {open->text.data(), open->text.size() + pos - begin};
    if (kind == DatePiece::Kind::kSign && c < 0x80) {
      open->sign = static_cast<char>(c);
    }
    if (kind == DatePiece::Kind::kNumber) {
      if (open->digits == kMaxDateDigits) return {pieces->data(), count - 1};
      ++open->digits;
      open->value = open->value * 10 + digit;
    }
  }
  return {pieces->data(), count};
}

}  // namespace nuskha::internal
