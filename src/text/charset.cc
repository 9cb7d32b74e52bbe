// SPDX-License-Identifier: Apache-2.0

#include "text/charset.h"

#include <unicode/ucnv.h>

#include <algorithm>
#include <memory>

#include "base/guarded.h"

namespace nuskha::internal {

Charset::Charset(const char* icu_name) {
  UErrorCode status = U_ZERO_ERROR;
  const std::unique_ptr<UConverter, decltype(&ucnv_close)> converter(
      ucnv_open(icu_name, &status), ucnv_close);
  // ICU has it built in, and may call a want of memory by another name.
  if (U_FAILURE(status)) EndOfMemory();
  for (size_t i = 0; i < high_.size(); ++i) {
    const char byte = static_cast<char>(0x80 + i);
    UChar unit = 0xfffd;
    ucnv_toUChars(converter.get(), &unit, 1, &byte, 1, &status);
    status = U_ZERO_ERROR;  // a warning that the result is not terminated
    high_[i] = unit;
    bytes_[i] = {unit, static_cast<uint8_t>(0x80 + i)};
  }
  std::sort(bytes_.begin(), bytes_.end());
}

const Charset& Charset::Windows1256() {
  static const Charset charset("windows-1256");
  return charset;
}

const Charset& Charset::Windows1252() {
  static const Charset charset("windows-1252");
  return charset;
}

int Charset::Encode(char32_t c) const {
  if (c < 0x80) return static_cast<int>(c);
  const auto at = std::lower_bound(
      bytes_.begin(), bytes_.end(), c,
      [](const auto& pair, char32_t value) { return pair.first < value; });
  // A byte without a meaning decodes to U+FFFD, which therefore has no byte.
  if (at == bytes_.end() || at->first != c || c == 0xfffd) return -1;
  return at->second;
}

}  // namespace nuskha::internal
