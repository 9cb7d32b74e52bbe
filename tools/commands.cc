// SPDX-License-Identifier: Apache-2.0

#include "commands.h"

#include <fmt/format.h>

#include <memory>
#include <string>

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
  help->add_option("COMMAND", *name, "Name of the command");
  help->callback([program, name, ask, code] {
    const auto commands = program->get_subcommands(
        [&](const CLI::App* command) { return command->get_name() == *name; });
    if (!name->empty() && commands.empty()) {
      Error(fmt::format("no command '{}': see nuskha help", *name));
      *code = kUsage;
      return;
    }
    *ask = *name + " --help";
    *code = kDone;
  });
}

}  // namespace

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
}

}  // namespace nuskha::tools
