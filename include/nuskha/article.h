// SPDX-License-Identifier: Apache-2.0
//
// Article: one record as views into its input block.

#ifndef NUSKHA_ARTICLE_H_
#define NUSKHA_ARTICLE_H_

#include <cstdint>
#include <string_view>

namespace nuskha {

// A half-open range of bytes, [begin, end), into the text it was made from.
struct ByteSpan {
  uint32_t begin = 0;
  uint32_t end = 0;

  uint32_t size() const { return end - begin; }
  friend bool operator==(const ByteSpan&, const ByteSpan&) = default;
};

// Views into one record; they die with the block they point into. Any bytes
// are valid in every field: ill-formed UTF-8 is repaired where it is read.
struct Article {
  std::string_view id = {};
  std::string_view title = {};  // empty: the record has no title field
  std::string_view text = {};   // at most 4 GiB - 1
  std::string_view url = {};
  std::string_view source = {};
  std::string_view date = {};
  // True for a plain text file, whose first line may be its headline: it is if
  // the line is repeated further down, or if it has at most 30 words and a
  // blank line follows; in either case only if there is other text.
  bool first_line_may_be_title = false;
};

}  // namespace nuskha

#endif  // NUSKHA_ARTICLE_H_
