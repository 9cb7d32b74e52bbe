// SPDX-License-Identifier: Apache-2.0
//
// Rows of tables as RFC 4180 has them, with any of four delimiters.

#ifndef NUSKHA_SRC_CORPUS_CSV_ROW_H_
#define NUSKHA_SRC_CORPUS_CSV_ROW_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace nuskha::internal {

// Finds the end of a row, in pieces. A field is quoted if its first byte is a
// quote; quotes elsewhere are bytes like others. Blanks may stand between a
// closing quote and the delimiter.
class CsvScanner {
 public:
  enum class State { kMore, kRow, kBadQuote };

  // cr_rows: a carriage return ends a row, too.
  explicit CsvScanner(char delimiter, bool cr_rows = false)
      : delimiter_(delimiter), cr_rows_(cr_rows) {}

  void Start();
  // Goes on at bytes[*at] and sets *at to the line end of the row (kRow), to
  // the byte that cannot follow a closing quote (kBadQuote) or to the end of
  // the bytes (kMore).
  State Scan(std::string_view bytes, size_t* at);

  bool in_quotes() const { return inside_ == Inside::kQuoted; }
  size_t fields() const { return fields_; }  // of the row so far

 private:
  enum class Inside : uint8_t { kStart, kPlain, kQuoted, kQuote, kBehind };

  const char delimiter_;
  const bool cr_rows_;
  Inside inside_ = Inside::kStart;
  size_t fields_ = 1;
};

// Replaces *fields by those of `row`, a whole row without its line end. Fields
// with doubled quotes are put into *unquoted, the others are views into `row`.
void SplitCsvRow(std::string_view row, char delimiter,
                 std::vector<std::string_view>* fields, std::string* unquoted);

// Field number `column`, from 0, of `row` as it stands, with its quotes and the
// blanks behind them; empty if there are fewer.
std::string_view RawCsvField(std::string_view row, char delimiter,
                             size_t column);

// Whether the first row of `head` ends in a carriage return without a line
// feed, as spreadsheets of old Macs write them.
bool HasCrRows(std::string_view head);

// The delimiter of the table that starts with `head` ("," ";" tab "|"), or 0 if
// its first rows are no table: the one that splits most rows into as many
// fields as the first, at least two.
// cut: the last row of `head` may go on behind it.
char FindDelimiter(std::string_view head, bool cut);

}  // namespace nuskha::internal

#endif  // NUSKHA_SRC_CORPUS_CSV_ROW_H_
