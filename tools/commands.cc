// SPDX-License-Identifier: Apache-2.0

#include "commands.h"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <numeric>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "console.h"
#include "settings.h"
#include "version_info.h"

namespace nuskha::tools {
namespace {

// `nuskha help [COMMAND]` is `nuskha [COMMAND] --help`: *ask becomes these
// words.
void AddHelp(CLI::App* program, std::string* ask, ExitCode* code) {
  CLI::App* const help = program->add_subcommand("help", "Help on a command");
  auto name = std::make_shared<std::string>();
  auto action = std::make_shared<std::string>();
  help->add_option("COMMAND", *name, "Name of the command");
  // The help of a command has that of its actions.
  help->add_option("ACTION", *action, "Name of an action of the command");
  help->callback([program, name, action, ask, code] {
    CLI::App* const command = FindCommand(program, *name);
    *code = kUsage;
    const bool named = !name->empty() || !action->empty();
    if (named && command == nullptr) {
      SayNoCommand(program, *name);
    } else if (!action->empty() &&
               command->get_option_no_throw("ACTION") == nullptr) {
      Error(fmt::format("{} has no actions such as '{}'", *name, *action));
    } else {
      *ask = *name + " --help";
      *code = kDone;
    }
  });
}

// What an empty value means is not to be guessed: nothing is left out by it.
void RefuseEmptyValues(CLI::App* program) {
  for (CLI::App* command : program->get_subcommands({})) {
    for (CLI::Option* option : command->get_options()) {
      if (option->get_lnames().empty() || option->get_items_expected_max() == 0)
        continue;
      // A transformation that is added goes before those that are there.
      option->transform(CLI::Validator(
          [](std::string& value) {
            return value.empty() ? std::string("an empty value")
                                 : std::string();
          },
          ""));
    }
  }
}

// Single letters to put in, take out or replace to make `b` of `a`.
size_t EditDistance(std::string_view a, std::string_view b) {
  std::vector<size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), size_t{0});
  for (size_t i = 0; i < a.size(); ++i) {
    size_t diagonal = std::exchange(row[0], i + 1);
    for (size_t j = 0; j < b.size(); ++j) {
      const size_t replaced = diagonal + (a[i] == b[j] ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({replaced, row[j] + 1, diagonal + 1});
    }
  }
  return row.back();
}

// The command that `name` is most like; empty if none is near.
std::string NearestCommand(CLI::App* program, const std::string& name) {
  constexpr size_t kLongest = 20;  // characters; of commands less
  size_t least = 3;
  std::string nearest;
  if (name.size() > kLongest) return nearest;
  for (const CLI::App* command : program->get_subcommands({})) {
    const size_t distance = EditDistance(name, command->get_name());
    if (distance >= std::min(least, command->get_name().size())) continue;
    least = distance;
    nearest = command->get_name();
  }
  return nearest;
}

}  // namespace

CLI::App* FindCommand(CLI::App* program, const std::string& name) {
  const auto commands = program->get_subcommands(
      [&](const CLI::App* command) { return command->get_name() == name; });
  return commands.empty() ? nullptr : commands.front();
}

void SayNoCommand(CLI::App* program, const std::string& name) {
  const std::string nearest = NearestCommand(program, name);
  Error(nearest.empty()
            ? fmt::format("no command '{}': see nuskha help", name)
            : fmt::format("no command '{}': did you mean '{}'? see nuskha help",
                          name, nearest));
}

void AddCommands(CLI::App* program, std::string* ask, ExitCode* code) {
  program->name("nuskha");
  program->description(
      "nuskha finds the same and the nearly same articles in Arabic text:\n"
      "republished copies, shortened versions, repeated headlines.");
  program->require_subcommand(1);
  program->get_formatter()->column_width(34);
  program->set_version_flag("--version",
                            [] { return "nuskha " + VersionText(); });
  AddPairs(program, code);
  AddClusters(program, code);
  AddDedup(program, code);
  AddScan(program, code);
  AddInspect(program, code);
  AddCompare(program, code);
  AddNormalize(program, code);
  AddSketch(program, code);
  AddIndex(program, code);
  AddServe(program, code);
  AddEval(program, code);
  AddCompletion(program, code);
  AddVersion(program, code);
  AddHelp(program, ask, code);
  AddConfigFlag(program);
  RefuseEmptyValues(program);
}

}  // namespace nuskha::tools
