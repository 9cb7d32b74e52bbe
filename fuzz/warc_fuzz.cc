// SPDX-License-Identifier: Apache-2.0

#include <memory>
#include <string>

#include "corpus/warc_framer.h"
#include "framing_check.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace nuskha::internal;
  const std::string input(data, data + size);
  nuskha::RawRecord like;
  like.kind = nuskha::RecordKind::kWarc;
  CheckFraming(input, like,
               [] { return std::make_unique<WarcFramer>(kMaxFuzzRecord); });
  return 0;
}
