// SPDX-License-Identifier: Apache-2.0
//
// Rows of a table. The first one that is not blank is the header.
//
// A quote that is not closed would swallow the rows behind it. It is taken for
// one if the quoted field ends in anything but a delimiter or a line end (as it
// does at the next opening quote), at the end of the file or beyond the longest
// record: then only the line on which its row starts is rejected, and the next
// line starts a row.

#ifndef NUSKHA_SRC_CORPUS_CSV_FRAMER_H_
#define NUSKHA_SRC_CORPUS_CSV_FRAMER_H_

#include <cstddef>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "corpus/csv_row.h"
#include "corpus/record_framer.h"

namespace nuskha::internal {

// The headers of a run's tables. A header stays where it is.
class TableHeaders {
 public:
  const TableHeader* Add(std::string_view line, char delimiter);

 private:
  std::map<std::string, std::unique_ptr<TableHeader>> headers_;
};

// The one header of several tables.
class CommonTable {
 public:
  // null: of what is no table.
  void Note(const TableHeader* table) {
    differ_ |= known_ && table != table_;
    known_ = true;
    table_ = table;
  }
  bool known() const { return known_; }  // something was noted
  // Null if they differ, or nothing was noted.
  const TableHeader* header() const { return differ_ ? nullptr : table_; }

 private:
  const TableHeader* table_ = nullptr;
  bool known_ = false;
  bool differ_ = false;
};

class CsvFramer : public RecordFramer {
 public:
  // headers: must outlive it. cr_rows: see CsvScanner.
  CsvFramer(uint64_t max_record, char delimiter, TableHeaders* headers,
            bool cr_rows = false)
      : RecordFramer(max_record, cr_rows ? '\r' : '\n'),
        delimiter_(delimiter),
        line_ends_(cr_rows ? "\r\n" : "\n"),
        headers_(headers),
        scanner_(delimiter, cr_rows) {}

  const TableHeader* table() const override { return header_; }

 protected:
  bool Frame(RawRecord* record) override;
  void StartAnywhere() override;

 private:
  // Each returns whether *record was set; with false, *more tells whether it
  // takes more bytes.
  bool FrameRow(RawRecord* record, bool* more);
  bool SkipLine(RawRecord* record, bool* more);
  bool EndRow(size_t size, RawRecord* record);
  bool RejectLine(std::string_view code, RawRecord* record, bool* more);
  void StartRow();

  const char delimiter_;
  const std::string_view line_ends_;
  TableHeaders* const headers_;
  const TableHeader* header_ = nullptr;
  CsvScanner scanner_;
  size_t scanned_ = 0;  // of bytes()
  bool skipping_ = false;
  bool header_lost_ = false;
  std::string_view code_;  // of what is skipped, or of damage before the row
};

}  // namespace nuskha::internal

#endif  // NUSKHA_SRC_CORPUS_CSV_FRAMER_H_
