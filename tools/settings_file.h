// SPDX-License-Identifier: Apache-2.0
//
// Reads a configuration file: TOML with shared keys at the top and one table
// per command.

#ifndef NUSKHA_TOOLS_SETTINGS_FILE_H_
#define NUSKHA_TOOLS_SETTINGS_FILE_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

namespace nuskha::tools {

// Bytes of a file and of one line of it. The second bounds the nesting of
// dotted keys, whose tables the parser frees recursively.
constexpr size_t kMaxSettingsBytes = 64 << 10;
constexpr size_t kMaxSettingsLine = 2048;

struct FileSetting {
  enum class Kind { kScalar, kBoolean, kList };

  std::string section;  // empty: shared
  std::string key;
  std::vector<std::string> values;  // one but for lists; as on a command line
  Kind kind = Kind::kScalar;
  uint32_t line = 0;  // from 1
};

struct SettingsFile {
  std::vector<FileSetting> settings;
  // Sections with their lines, empty ones too.
  std::vector<FileSetting> sections;
};

// `name`: for messages. Errors: InvalidArgument "NAME:LINE: ..." if the text is
// no TOML, is over a limit, or holds what is no setting (deeper tables, dates).
absl::StatusOr<SettingsFile> ParseSettings(std::string_view text,
                                           const std::string& name);

// The same of a file. Errors also: Unavailable if it cannot be read.
absl::StatusOr<SettingsFile> ReadSettings(const std::string& path);

}  // namespace nuskha::tools

#endif  // NUSKHA_TOOLS_SETTINGS_FILE_H_
