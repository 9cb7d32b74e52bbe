// SPDX-License-Identifier: Apache-2.0
//
// Where the scans put tokens and line ends. Builds the paragraphs.

#ifndef NUSKHA_SRC_TEXT_TOKEN_SINK_H_
#define NUSKHA_SRC_TEXT_TOKEN_SINK_H_

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "nuskha/normalize.h"
#include "text/code_points.h"
#include "text/scan_buffer.h"

namespace nuskha::internal {

// text[range] without the blanks and format controls at both ends.
ByteSpan TrimInvisible(std::string_view text, ByteSpan range);

// Call order: (AddFolded | Append)*, then Finish. Positions are
// bytes of `text` and never decrease.
class TokenSink {
 public:
  // Clears *tokens; keeps its buffers and its repair report.
  TokenSink(std::string_view text, bool spans, Tokens* tokens);

  // Cuts folded code points into tokens and adds them; a line break among them
  // ends a line.
  void AddFolded(const CodePoints& folded);

  // Adds the tokens and line ends of a kernel's input, which began at `begin`.
  // spans: of the tokens in the text, shape [scan.token_count], if spans are
  // wanted.
  void Append(const ScanBuffer& scan, const ByteSpan* spans, size_t begin);

  void Finish() { EndLine(tokens_->size(), text_.size(), text_.size()); }

 private:
  // The line ends at `end` with `token_count` tokens up to there; the next
  // begins at `next`.
  void EndLine(size_t token_count, size_t end, size_t next);
  void CloseToken(ByteSpan span);

  std::string_view text_;
  bool spans_;
  Tokens* tokens_;
  size_t line_begin_ = 0;
  uint32_t line_first_token_ = 0;
};

}  // namespace nuskha::internal

#endif  // NUSKHA_SRC_TEXT_TOKEN_SINK_H_
