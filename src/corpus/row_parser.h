// SPDX-License-Identifier: Apache-2.0
//
// Rows of tables: fields by the names of the header.

#ifndef NUSKHA_SRC_CORPUS_ROW_PARSER_H_
#define NUSKHA_SRC_CORPUS_ROW_PARSER_H_

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "corpus/field_names.h"
#include "corpus/refusal.h"
#include "nuskha/reader.h"

namespace nuskha::internal {

class RowParser {
 public:
  // names: must outlive it.
  explicit RowParser(const NameTable* names) : names_(names) {}

  // Splits the row of `record`. Values are valid until the next call.
  std::optional<Refusal> Parse(const RawRecord& record, ParseCounts* counts);

  // Index into names() and value of the first column that serves as `field` and
  // is not empty; -1 if there is none.
  int Find(Field field, std::string_view* value) const;
  std::string_view Extra(size_t i) const;  // empty: none
  // What stands in the row for the value of names()[name]; empty if there is
  // none or the row had to be repaired.
  std::string_view Raw(const RawRecord& record, int name) const;
  bool has_column(Field field) const;
  // The same of one name; index as in NameTable::names().
  bool has_name(size_t name) const { return columns_[name] >= 0; }
  const std::vector<std::string_view>& values() const { return values_; }
  // True after the first row of a table.
  bool new_header() const { return new_header_; }

 private:
  const NameTable* const names_;
  const TableHeader* header_ = nullptr;
  bool new_header_ = false;
  // For each of names_->names() the last column called so, or -1.
  std::vector<int> columns_;
  std::vector<std::string_view> values_;
  std::string repaired_;  // the row, if it was ill-formed; else empty
  std::string unquoted_;
};

}  // namespace nuskha::internal

#endif  // NUSKHA_SRC_CORPUS_ROW_PARSER_H_
