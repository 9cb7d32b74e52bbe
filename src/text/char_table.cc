// SPDX-License-Identifier: Apache-2.0

#include "text/char_table.h"

#include <cassert>

namespace nuskha::internal {
namespace {

// class << 24 | size << 16 | second byte << 8 | first byte
#include "text/char_table_data.inc"

}  // namespace

CharInfo LookUpChar(char32_t c) {
  assert(IsInTable(c));
  const uint32_t packed = c < kLowTableEnd
                              ? kLowTable[c]
                              : kPunctuationTable[c - kPunctuationTableBegin];
  return {static_cast<CharClass>(packed >> 24),
          static_cast<uint8_t>(packed >> 16 & 0xff),
          {static_cast<uint8_t>(packed & 0xff),
           static_cast<uint8_t>(packed >> 8 & 0xff)}};
}

}  // namespace nuskha::internal
