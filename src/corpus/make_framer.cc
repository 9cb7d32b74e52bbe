// SPDX-License-Identifier: Apache-2.0

#include "corpus/make_framer.h"

#include "corpus/json_framer.h"
#include "corpus/warc_framer.h"

namespace nuskha::internal {

std::unique_ptr<RecordFramer> MakeFramer(const Format& format,
                                         uint64_t max_record,
                                         TableHeaders* headers) {
  switch (format.kind) {
    case Format::kJsonValues:
      return std::make_unique<JsonFramer>(max_record);
    case Format::kTable:
      return std::make_unique<CsvFramer>(max_record, format.delimiter, headers,
                                         format.cr_rows);
    case Format::kWarc:
      return std::make_unique<WarcFramer>(max_record);
    case Format::kJsonLines:
    case Format::kPlainText:
    case Format::kHtml:
    case Format::kUnread:
      break;
  }
  return nullptr;
}

}  // namespace nuskha::internal
