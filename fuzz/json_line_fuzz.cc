// SPDX-License-Identifier: Apache-2.0
//
// One line through the parser and through the reference: both accept it with
// the same text, or both refuse it.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "nuskha/reader.h"
#include "reference/json_reference.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string line(data, data + size);
  nuskha::RecordParser parser({});
  nuskha::Article article;
  nuskha::Reject reject;
  const bool accepted =
      parser.Parse({.bytes = line, .length = line.size()}, &article, &reject)
          .value();
  const nuskha::reference::ReferenceRecord want =
      nuskha::reference::ReadJsonLine(line);
  if (accepted != want.accepted) __builtin_trap();
  if (accepted && article.text != want.text) __builtin_trap();
  if (!accepted && (reject.code.empty() || reject.detail.empty())) {
    __builtin_trap();
  }
  return 0;
}
