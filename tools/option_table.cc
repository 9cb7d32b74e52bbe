// SPDX-License-Identifier: Apache-2.0

#include "option_table.h"

#include <algorithm>
#include <string_view>

#include "settings.h"

namespace nuskha::tools {
namespace {

// CLI11 gives "WORD:{a,b}" or "N:INT in [1 - 9]": a name, and what is checked.
void SplitType(const std::string& type, OptionEntry* entry) {
  const size_t colon = type.find(':');
  entry->value = type.substr(0, colon);
  if (colon == std::string::npos) return;
  std::string_view check = std::string_view(type).substr(colon + 1);
  if (!check.starts_with('{') || !check.ends_with('}')) {
    entry->range = check;
    return;
  }
  check = check.substr(1, check.size() - 2);
  while (!check.empty()) {
    const size_t size = std::min(check.find(','), check.size());
    entry->choices.emplace_back(check.substr(0, size));
    check.remove_prefix(std::min(size + 1, check.size()));
  }
}

OptionEntry Entry(const CLI::Option& option) {
  OptionEntry entry;
  for (const std::string& name : option.get_snames()) {
    entry.names.push_back("-" + name);
  }
  for (const std::string& name : option.get_lnames()) {
    entry.names.push_back("--" + name);
  }
  if (entry.names.empty()) entry.argument = option.get_name();
  if (option.get_items_expected_max() > 0) {
    SplitType(option.get_type_name(), &entry);
  }
  entry.description = option.get_description();
  entry.group = option.get_group();
  entry.setting = IsSetting(option);
  entry.many = option.get_items_expected_max() > 1;
  entry.required = option.get_required();
  return entry;
}

}  // namespace

bool OptionEntry::names_file() const {
  if (!argument.empty()) {
    return choices.empty() && argument != "COMMAND" && argument != "ACTION";
  }
  return value == "FILE" || value == "DIR" || value == "INPUT";
}

ProgramEntry OptionTable(CLI::App* program) {
  ProgramEntry table;
  table.name = program->get_name();
  table.description = program->get_description();
  for (const CLI::Option* option : program->get_options()) {
    table.options.push_back(Entry(*option));
  }
  for (CLI::App* app : program->get_subcommands({})) {
    CommandEntry command;
    command.name = app->get_name();
    command.description = app->get_description();
    for (const CLI::Option* option : app->get_options()) {
      OptionEntry entry = Entry(*option);
      auto& list = entry.names.empty() ? command.arguments : command.options;
      list.push_back(std::move(entry));
    }
    table.commands.push_back(std::move(command));
  }
  // Commands are arguments of help.
  for (CommandEntry& command : table.commands) {
    for (OptionEntry& argument : command.arguments) {
      if (argument.argument != "COMMAND") continue;
      for (const CommandEntry& one : table.commands) {
        argument.choices.push_back(one.name);
      }
    }
  }
  return table;
}

}  // namespace nuskha::tools
