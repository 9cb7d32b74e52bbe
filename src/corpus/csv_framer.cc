// SPDX-License-Identifier: Apache-2.0

#include "corpus/csv_framer.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "corpus/line_splitter.h"

namespace nuskha::internal {
namespace {

std::string_view Trimmed(std::string_view name) {
  constexpr std::string_view kBlanks = " \t\r\n";
  const size_t begin = std::min(name.find_first_not_of(kBlanks), name.size());
  return name.substr(begin, name.find_last_not_of(kBlanks) + 1 - begin);
}

}  // namespace

const TableHeader* TableHeaders::Add(std::string_view line, char delimiter) {
  std::unique_ptr<TableHeader>& header =
      headers_[delimiter + std::string(line)];
  if (header == nullptr) {
    header = std::make_unique<TableHeader>();
    header->delimiter = delimiter;
    header->line = line;
    std::vector<std::string_view> names;
    std::string unquoted;
    SplitCsvRow(line, delimiter, &names, &unquoted);
    for (const std::string_view name : names) {
      header->columns.emplace_back(Trimmed(name));
    }
  }
  return header.get();
}

void CsvFramer::StartRow() {
  scanner_.Start();
  scanned_ = 0;
}

void CsvFramer::StartAnywhere() {
  StartRow();
  skipping_ = false;
  code_ = damage_code();
  header_lost_ = header_ == nullptr;
}

bool CsvFramer::Frame(RawRecord* record) {
  for (bool more = false; !more;) {
    if (skipping_ ? SkipLine(record, &more) : FrameRow(record, &more)) {
      record->kind = RecordKind::kTableRow;
      record->table = header_;
      return true;
    }
  }
  return false;
}

bool CsvFramer::FrameRow(RawRecord* record, bool* more) {
  // One byte over the longest record, to see that it is too long.
  const std::string_view view = bytes().substr(0, max_record() + 2);
  const CsvScanner::State state = scanner_.Scan(view, &scanned_);
  if (state == CsvScanner::State::kRow) return EndRow(scanned_, record);
  if (state == CsvScanner::State::kBadQuote) {
    return RejectLine("csv_quote", record, more);
  }
  if (view.size() > max_record() + 1) {
    const bool lines = scanner_.in_quotes() &&
                       view.find_first_of(line_ends_) != std::string_view::npos;
    return RejectLine(lines ? "csv_quote" : "line_too_long", record, more);
  }
  if (!closing() || bytes().empty()) {
    *more = true;
    return false;
  }
  if (!cut_code().empty()) {
    StartRow();
    return Emit(bytes().size(), cut_code(), record);
  }
  if (scanner_.in_quotes()) return RejectLine("csv_quote", record, more);
  return EndRow(bytes().size(), record);
}

// Ends the row of `size` bytes; a line end follows or nothing.
bool CsvFramer::EndRow(size_t size, RawRecord* record) {
  std::string_view row = bytes().substr(0, size);
  // CR CR LF is what a second conversion makes of CR LF.
  while (row.ends_with('\r')) row.remove_suffix(1);
  const size_t columns = scanner_.fields();
  StartRow();
  bool emitted = false;
  if (IsBlank(row)) {
    Consume(size);
  } else if (header_ == nullptr && !header_lost_) {
    header_ = headers_->Add(row, delimiter_);
    Consume(size);
  } else {
    // After damage a row may be the rest of one that was lost.
    std::string_view code = header_lost_ ? code_ : std::string_view();
    if (!header_lost_ && columns != header_->columns.size()) code = code_;
    if (!header_lost_) code_ = {};
    emitted = Emit(row.size(), code, record);
    Consume(size - row.size());
  }
  if (!bytes().empty()) Consume(1);
  return emitted;
}

// Rejects what is left of the line on which the row starts.
bool CsvFramer::RejectLine(std::string_view code, RawRecord* record,
                           bool* more) {
  skipping_ = true;
  if (!header_lost_) code_ = code;
  return SkipLine(record, more);
}

bool CsvFramer::SkipLine(RawRecord* record, bool* more) {
  const size_t end = bytes().find_first_of(line_ends_);
  if (end == std::string_view::npos && !closing()) {
    Drop(bytes().size());
    *more = true;
    return false;
  }
  skipping_ = false;
  StartRow();
  std::string_view code = code_;
  if (header_lost_ || header_ != nullptr) {
    if (!header_lost_) code_ = {};
  } else {
    // Without its header nothing can be read of the file.
    header_lost_ = true;
    code_ = "csv_header";
  }
  const bool emitted = Emit(std::min(end, bytes().size()), code, record);
  if (!bytes().empty()) Consume(1);
  return emitted;
}

}  // namespace nuskha::internal
