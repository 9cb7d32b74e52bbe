// SPDX-License-Identifier: Apache-2.0

#include "corpus/row_parser.h"

#include <simdjson.h>

#include <algorithm>

#include "corpus/csv_row.h"
#include "corpus/line_splitter.h"
#include "corpus/utf8_repair.h"

namespace nuskha::internal {

std::optional<Refusal> RowParser::Parse(const RawRecord& record,
                                        ParseCounts* counts) {
  new_header_ = record.table != header_;
  if (new_header_) {
    header_ = record.table;
    columns_.assign(names_->names().size(), -1);
    for (size_t i = 0; i < header_->columns.size(); ++i) {
      const int name = names_->Find(header_->columns[i]);
      if (name >= 0) columns_[static_cast<size_t>(name)] = static_cast<int>(i);
    }
  }
  std::string_view row = record.bytes;
  repaired_.clear();
  if (!simdjson::validate_utf8(row)) {
    const Utf8Repair repair = AppendRepaired(row, &repaired_);
    if (TooIllFormed(repair.replaced_bytes, row.size())) {
      return NotUtf8(repair.replaced_bytes, row.size());
    }
    counts->utf8_repaired += repair.replaced_bytes > 0 ? 1 : 0;
    counts->windows_1256 += repair.windows_1256 ? 1 : 0;
    row = repaired_;
  }
  SplitCsvRow(row, header_->delimiter, &values_, &unquoted_);
  if (values_.size() == header_->columns.size()) return std::nullopt;
  return Refusal{"csv_fields", std::to_string(values_.size()) +
                                   " fields, the header has " +
                                   std::to_string(header_->columns.size())};
}

int RowParser::Find(Field field, std::string_view* value) const {
  for (const size_t name : names_->candidates(field)) {
    const int column = columns_[name];
    if (column < 0 || IsBlank(values_[static_cast<size_t>(column)])) continue;
    *value = values_[static_cast<size_t>(column)];
    return static_cast<int>(name);
  }
  return -1;
}

std::string_view RowParser::Raw(const RawRecord& record, int name) const {
  if (name < 0 || !repaired_.empty()) return {};
  return RawCsvField(record.bytes, header_->delimiter,
                     static_cast<size_t>(columns_[static_cast<size_t>(name)]));
}

bool RowParser::has_column(Field field) const {
  const std::vector<size_t>& names = names_->candidates(field);
  return std::any_of(names.begin(), names.end(),
                     [this](size_t name) { return columns_[name] >= 0; });
}

std::string_view RowParser::Extra(size_t i) const {
  const int column = columns_[names_->extra()[i]];
  if (column < 0) return {};
  return values_[static_cast<size_t>(column)];
}

}  // namespace nuskha::internal
