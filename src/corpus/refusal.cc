// SPDX-License-Identifier: Apache-2.0

#include "corpus/refusal.h"

namespace nuskha::internal {

std::string WhyNotRead(const RawRecord& record, uint64_t max_line) {
  const std::string_view code = record.reject_code;
  if (code == "line_too_long") {
    return std::to_string(record.length) + " bytes, over --max-line " +
           std::to_string(max_line);
  }
  if (code == "json_syntax") return "not JSON: skipped up to the next record";
  if (code == "csv_quote") return "a quote that is not closed or not doubled";
  if (code == "csv_header") return "the header of the table cannot be read";
  if (code == "warc_header") {
    return "no end of its header in 64 KiB and 256 fields (a fixed limit)";
  }
  if (code == "warc_truncated") return "cut off at the end of the file";
  return "cut by damage in its file";
}

}  // namespace nuskha::internal
