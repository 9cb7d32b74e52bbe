// SPDX-License-Identifier: Apache-2.0
//
// Settings of the program: built-in < configuration file < environment <
// command line. Every option of a command with a long name is one: a key of
// that name in the file, NUSKHA_ and the name in capitals in the environment.

#ifndef NUSKHA_TOOLS_SETTINGS_H_
#define NUSKHA_TOOLS_SETTINGS_H_

#include <CLI/CLI.hpp>
#include <stdexcept>
#include <string>

namespace nuskha::tools {

// A setting that cannot be taken; what() names its place and what is allowed.
class SettingsError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// Adds --config to every command that has settings.
void AddConfigFlag(CLI::App* program);

// After the command line was parsed and before the command runs: gives options
// of *command that stand on neither the values of NUSKHA_* and of the file that
// --config or NUSKHA_CONFIG names. The whole file is checked, the sections of
// other commands too. Says with -v what came from where. Throws SettingsError.
void ApplySettings(CLI::App* program, CLI::App* command);

// Whether `option`, a setting, has its value from the command line. After
// ApplySettings().
bool IsFromCommandLine(const CLI::Option& option);

// NUSKHA_MAX_BAD for "max-bad".
std::string VariableName(const std::string& long_name);

// Whether `option` can be set in a file or in the environment.
bool IsSetting(const CLI::Option& option);

}  // namespace nuskha::tools

#endif  // NUSKHA_TOOLS_SETTINGS_H_
