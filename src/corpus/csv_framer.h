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

class CsvFramer : public RecordFramer {
 public:
  // headers: must outlive it.
  CsvFramer(uint64_t max_record, char delimiter, TableHeaders* headers)
      : RecordFramer(max_record),
        delimiter_(delimiter),
        headers_(headers),
        scanner_(delimiter) {}

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
