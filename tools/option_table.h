// SPDX-License-Identifier: Apache-2.0
//
// What the commands and options of the program are, read from the objects that
// parse them: completions and manual pages say what --help says.

#ifndef NUSKHA_TOOLS_OPTION_TABLE_H_
#define NUSKHA_TOOLS_OPTION_TABLE_H_

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

namespace nuskha::tools {

struct OptionEntry {
  std::vector<std::string> names;    // "-j", "--jobs"; none: an argument
  std::string argument;              // its name, for an argument
  std::string value;                 // "FILE"; empty: takes none
  std::vector<std::string> choices;  // the only values; empty: any
  std::string range;                 // of numbers, in words; empty: any
  std::string description;
  std::string group;  // heading in the help
  bool setting = false;
  bool many = false;      // may be given several times
  bool required = false;  // an argument

  // Whether the value is the name of a file or folder.
  bool names_file() const;
};

struct CommandEntry {
  std::string name;
  std::string description;
  std::vector<OptionEntry> arguments;
  std::vector<OptionEntry> options;
};

struct ProgramEntry {
  std::string name;
  std::string description;
  std::vector<OptionEntry> options;
  std::vector<CommandEntry> commands;
};

ProgramEntry OptionTable(CLI::App* program);

// Scripts that complete commands, options and their values.
std::string BashCompletion(const ProgramEntry& program);
std::string ZshCompletion(const ProgramEntry& program);
std::string FishCompletion(const ProgramEntry& program);

}  // namespace nuskha::tools

#endif  // NUSKHA_TOOLS_OPTION_TABLE_H_
