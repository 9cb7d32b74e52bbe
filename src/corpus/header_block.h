// SPDX-License-Identifier: Apache-2.0
//
// A first line and named fields up to a blank line, as WARC records and HTTP
// messages start.

#ifndef NUSKHA_SRC_CORPUS_HEADER_BLOCK_H_
#define NUSKHA_SRC_CORPUS_HEADER_BLOCK_H_

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace nuskha::internal {

// Bytes and fields that a header may have.
inline constexpr size_t kMaxHeaderSize = size_t{64} << 10;
inline constexpr size_t kMaxHeaderFields = 256;

struct HeaderBlock {
  std::string_view first_line;
  // Names as they stand, values without blanks around them; a folded line is
  // joined by a blank.
  std::vector<std::pair<std::string_view, std::string>> fields;
  size_t size = 0;  // with the blank line

  // Of the first field of that name, in any case; empty if there is none.
  std::string_view Find(std::string_view name) const;
};

// The header at the start of `bytes`; line ends are CR LF or LF. None if it has
// no end within kMaxHeaderSize or too many fields. Lines that are no field are
// passed over. O(header).
std::optional<HeaderBlock> ParseHeaderBlock(std::string_view bytes);

bool EqualIgnoringCase(std::string_view a, std::string_view b);

// "text/html" of "Text/HTML; charset=x".
std::string MediaType(std::string_view content_type);
// "x" of "text/html; charset=\"x\""; empty if there is none.
std::string_view CharsetParameter(std::string_view content_type);

}  // namespace nuskha::internal

#endif  // NUSKHA_SRC_CORPUS_HEADER_BLOCK_H_
