// SPDX-License-Identifier: Apache-2.0
//
// The program: finds the command and runs it.

#include <fcntl.h>
#include <malloc.h>

#include <CLI/CLI.hpp>
#include <exception>
#include <new>
#include <sstream>
#include <string>

#include "commands.h"
#include "console.h"
#include "exit_code.h"
#include "nuskha/version.h"
#include "progress.h"
#include "settings.h"
#include "shared_flags.h"

namespace nuskha::tools {
namespace {

// Blocks of a few MiB come and go with every piece of the input: kept by the
// allocator, they cost no page faults each time.
void KeepFreedMemory() {
  mallopt(M_MMAP_THRESHOLD, 64 << 20);
  mallopt(M_TRIM_THRESHOLD, 512 << 20);
  mallopt(M_TOP_PAD, 16 << 20);
}

// The first file that is opened must not become standard output: what is said
// and answered would be written into it. Reads and writes still fail.
void HoldStandardDescriptors() {
  for (const int descriptor : {0, 1, 2}) {
    // The lowest number that is free is taken.
    if (fcntl(descriptor, F_GETFD) < 0) open("/", O_PATH);
  }
}

ExitCode Run(int argc, char** argv) {
  if (const absl::Status status = CheckKernelChoice(); !status.ok()) {
    Error(status);
    return kUsage;
  }
  ExitCode code = kUsage;
  std::string ask;
  CLI::App program;
  AddCommands(&program, &ask, &code);
  const std::string first = argc > 1 ? argv[1] : "-";
  if (!first.starts_with('-') && FindCommand(&program, first) == nullptr) {
    SayNoCommand(&program, first);
    return kUsage;
  }
  program.parse_complete_callback([&program] {
    ApplySettings(&program, program.get_subcommands().front());
  });
  try {
    program.parse(argc, argv);
    if (!ask.empty()) program.parse(ask);
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() == 0) {
      // The library's own way out would lose why a long text was not written.
      std::ostringstream text;
      program.exit(error, text, text);
      Print(text.str());
      return EndOutput(kDone);
    }
    Error(std::string_view(error.what()));
    Line("see nuskha help");
    return kUsage;
  } catch (const SettingsError& error) {
    Error(std::string_view(error.what()));
    return kUsage;
  } catch (const InputListError& error) {
    Error(std::string_view(error.what()));
    return kInputError;
  } catch (const std::bad_alloc&) {
    throw;
  } catch (const std::exception& error) {
    Error(std::string_view(error.what()));
    return kInternal;
  }
  return EndOutput(code);
}

}  // namespace
}  // namespace nuskha::tools

int main(int argc, char** argv) {
  using namespace nuskha::tools;
  HoldStandardDescriptors();
  CatchSignals();
  KeepFreedMemory();
  // What is said of any other exception takes memory, too.
  ExitCode code = kLimit;
  try {
    code = Run(argc, argv);
  } catch (const std::bad_alloc&) {
    OutOfMemory();
  }
  try {
    EndProgress(code);
  } catch (const std::bad_alloc&) {
    // The exit code says the same.
  }
  return code;
}
