// SPDX-License-Identifier: Apache-2.0
//
// The commands: one function and one file each. Each registers itself with the
// program and, when chosen, leaves its exit code in *code.

#ifndef NUSKHA_TOOLS_COMMANDS_H_
#define NUSKHA_TOOLS_COMMANDS_H_

#include <CLI/CLI.hpp>
#include <string>

#include "exit_code.h"

namespace nuskha::tools {

// Makes *program nuskha: all commands below, help and --config. `help` leaves
// in *ask the words to parse in its place.
void AddCommands(CLI::App* program, std::string* ask, ExitCode* code);

// Null if there is none.
CLI::App* FindCommand(CLI::App* program, const std::string& name);
// An error that names it, and the command that may have been meant.
void SayNoCommand(CLI::App* program, const std::string& name);

void AddPairs(CLI::App* program, ExitCode* code);
void AddClusters(CLI::App* program, ExitCode* code);
void AddDedup(CLI::App* program, ExitCode* code);
void AddScan(CLI::App* program, ExitCode* code);
void AddInspect(CLI::App* program, ExitCode* code);
void AddCompare(CLI::App* program, ExitCode* code);
void AddNormalize(CLI::App* program, ExitCode* code);
void AddSketch(CLI::App* program, ExitCode* code);
void AddIndex(CLI::App* program, ExitCode* code);
void AddServe(CLI::App* program, ExitCode* code);
void AddEval(CLI::App* program, ExitCode* code);
void AddCompletion(CLI::App* program, ExitCode* code);
void AddVersion(CLI::App* program, ExitCode* code);

}  // namespace nuskha::tools

#endif  // NUSKHA_TOOLS_COMMANDS_H_
