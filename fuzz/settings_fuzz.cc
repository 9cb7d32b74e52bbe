// SPDX-License-Identifier: Apache-2.0
//
// The configuration file: any bytes give settings with a place, or an error
// that names one.

#include <string>
#include <string_view>

#include "settings_file.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string input(data, data + size);
  const auto file = nuskha::tools::ParseSettings(input, "f");
  if (!file.ok()) {
    const std::string message(file.status().message());
    if (!message.starts_with("f:")) __builtin_trap();
    return 0;
  }
  uint32_t last = 1;
  for (const nuskha::tools::FileSetting& setting : file->settings) {
    if (setting.line < last) __builtin_trap();
    last = setting.line;
    const bool list = setting.kind == nuskha::tools::FileSetting::Kind::kList;
    if (!list && setting.values.size() != 1) __builtin_trap();
  }
  return 0;
}
