// SPDX-License-Identifier: Apache-2.0
//
// The program: finds the command and runs it.

#include <fmt/format.h>
#include <malloc.h>

#include <CLI/CLI.hpp>
#include <exception>
#include <memory>
#include <new>
#include <string>

#include "commands.h"
#include "console.h"
#include "exit_code.h"
#include "nuskha/version.h"
#include "shared_flags.h"
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

// Blocks of a few MiB come and go with every piece of the input: kept by the
// allocator, they cost no page faults each time.
void KeepFreedMemory() {
  mallopt(M_MMAP_THRESHOLD, 64 << 20);
  mallopt(M_TRIM_THRESHOLD, 512 << 20);
  mallopt(M_TOP_PAD, 16 << 20);
}

int Run(int argc, char** argv) {
  CatchSignals();
  KeepFreedMemory();
  if (const absl::Status status = CheckKernelChoice(); !status.ok()) {
    Error(status);
    return kUsage;
  }
  ExitCode code = kUsage;
  CLI::App program(
      "nuskha finds the same and the nearly same articles in Arabic text:\n"
      "republished copies, shortened versions, repeated headlines.",
      "nuskha");
  program.require_subcommand(1);
  program.get_formatter()->column_width(34);
  program.set_version_flag("--version",
                           [] { return "nuskha " + VersionText(); });
  AddPairs(&program, &code);
  AddClusters(&program, &code);
  AddDedup(&program, &code);
  AddScan(&program, &code);
  AddInspect(&program, &code);
  AddCompare(&program, &code);
  AddNormalize(&program, &code);
  AddEval(&program, &code);
  AddVersion(&program, &code);
  std::string ask;
  AddHelp(&program, &ask, &code);
  try {
    program.parse(argc, argv);
    if (!ask.empty()) program.parse(ask);
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() == 0) {
      program.exit(error);
      return EndOutput(kDone);
    }
    Error(std::string_view(error.what()));
    Line("see nuskha help");
    return kUsage;
  } catch (const InputListError& error) {
    Error(std::string_view(error.what()));
    return kInputError;
  } catch (const std::bad_alloc&) {
    Error("out of memory");
    return kLimit;
  } catch (const std::exception& error) {
    Error(std::string_view(error.what()));
    return kInternal;
  }
  return EndOutput(code);
}

}  // namespace
}  // namespace nuskha::tools

int main(int argc, char** argv) { return nuskha::tools::Run(argc, argv); }
