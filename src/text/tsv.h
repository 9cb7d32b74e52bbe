// SPDX-License-Identifier: Apache-2.0
//
// Lines of a tab-separated table.

#ifndef NUSKHA_SRC_TEXT_TSV_H_
#define NUSKHA_SRC_TEXT_TSV_H_

#include <cstddef>
#include <string_view>
#include <vector>

namespace nuskha::internal {

// Walks the lines of a table that hold something: blank lines and lines that
// start with '#' are passed over, as are a BOM and the CR of CRLF.
class TsvReader {
 public:
  explicit TsvReader(std::string_view table);

  // False at the end.
  bool Next();

  size_t line() const { return line_; }  // from 1
  const std::vector<std::string_view>& fields() const { return fields_; }

 private:
  std::string_view rest_;
  size_t line_ = 0;
  std::vector<std::string_view> fields_;
};

// The pieces of `text` between separators; one empty piece for an empty text.
void Split(std::string_view text, char separator,
           std::vector<std::string_view>* pieces);

}  // namespace nuskha::internal

#endif  // NUSKHA_SRC_TEXT_TSV_H_
