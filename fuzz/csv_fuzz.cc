// SPDX-License-Identifier: Apache-2.0

#include <memory>
#include <string>

#include "corpus/csv_framer.h"
#include "corpus/csv_row.h"
#include "framing_check.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace nuskha::internal;
  const std::string input(data, data + size);
  TableHeaders headers;
  nuskha::RawRecord like;
  like.kind = nuskha::RecordKind::kTableRow;
  for (const char delimiter : {',', '\t'}) {
    like.table = headers.Add("id,text\ttitle", delimiter);
    CheckFraming(input, like, [&] {
      return std::make_unique<CsvFramer>(kMaxFuzzRecord, delimiter, &headers);
    });
  }
  const char found = FindDelimiter(input, size % 2 == 0);
  if (found != 0 && found != ',' && found != '\t' && found != ';' &&
      found != '|') {
    __builtin_trap();
  }
  return 0;
}
