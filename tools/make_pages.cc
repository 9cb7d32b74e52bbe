// SPDX-License-Identifier: Apache-2.0
//
// Writes manual pages (nuskha.1, nuskha-COMMAND.1) and completion scripts into
// the folder that is its argument.

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

#include "commands.h"
#include "option_table.h"
#include "settings.h"
#include "version_info.h"

namespace nuskha::tools {
namespace {

// Text for roff: hyphens that are typed, no control lines.
std::string Roff(std::string_view text) {
  std::string out;
  bool line_start = true;
  for (const char c : text) {
    if (line_start && (c == '.' || c == '\'')) out += "\\&";
    if (c == '\\') {
      out += "\\e";
    } else if (c == '-') {
      out += "\\-";
    } else {
      out += c;
    }
    line_start = c == '\n';
  }
  return out;
}

std::string Head(const std::string& title, const std::string& description) {
  std::string page = title;
  for (char& c : page) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  }
  return fmt::format(
      ".TH {} 1 \"\" \"nuskha {}\" \"User Commands\"\n.SH NAME\n{} \\- {}\n",
      Roff(page), VersionText(), Roff(title), Roff(description));
}

std::string OptionText(const OptionEntry& option) {
  std::string text = ".TP\n";
  if (option.names.empty()) {
    text += fmt::format("\\fI{}\\fR", Roff(option.argument));
  }
  for (size_t i = 0; i < option.names.size(); ++i) {
    text +=
        (i == 0 ? "" : ", ") + fmt::format("\\fB{}\\fR", Roff(option.names[i]));
  }
  if (!option.value.empty() && !option.names.empty()) {
    text += fmt::format(" \\fI{}\\fR", Roff(option.value));
  }
  text += "\n" + Roff(option.description);
  if (!option.choices.empty()) {
    text +=
        Roff(fmt::format("\n(one of: {})", fmt::join(option.choices, ", ")));
  }
  if (!option.range.empty()) text += Roff("\n(" + option.range + ")");
  if (option.setting) {
    text += fmt::format("\n[{}]", VariableName(option.names.back().substr(2)));
  }
  return text + "\n";
}

constexpr std::string_view kShared =
    ".SH SETTINGS\n"
    "Built\\-in values give way to those of the file that \\fB\\-\\-config\\fR "
    "or NUSKHA_CONFIG names, these to NUSKHA_* in the environment, these to "
    "flags. The file is TOML: names of options without the dashes, at its top "
    "for every command that has them, in a section [COMMAND] for one.\n"
    ".SH EXIT STATUS\n"
    "0 done; 1 duplicates were found, only with \\fB\\-\\-exit\\-code\\fR; "
    "2 wrong usage, settings or fields; 3 done, but an input was damaged or "
    "too many records were rejected; 4 an input could not be read; 5 output "
    "or disk error; 6, 7, 8 an index is damaged, made with other parameters "
    "or another normalizer, locked by another writer; 9 memory or another "
    "hard limit; 70 internal error; "
    "130, 143 interrupted.\n";

// Headings in the order in which they come; options without one first.
std::vector<std::string> Groups(const std::vector<OptionEntry>& options) {
  std::vector<std::string> groups = {"Options"};
  for (const OptionEntry& option : options) {
    if (std::find(groups.begin(), groups.end(), option.group) == groups.end()) {
      groups.push_back(option.group);
    }
  }
  return groups;
}

std::string CommandPage(const CommandEntry& command) {
  const std::string title = "nuskha-" + command.name;
  std::string page = Head(title, command.description);
  page += fmt::format(".SH SYNOPSIS\n\\fBnuskha {}\\fR", Roff(command.name));
  if (!command.options.empty()) page += " [\\fIOPTIONS\\fR]";
  for (const OptionEntry& argument : command.arguments) {
    page += argument.required
                ? fmt::format(" \\fI{}\\fR", Roff(argument.argument))
                : fmt::format(" [\\fI{}\\fR]", Roff(argument.argument));
    if (argument.many) page += "...";
  }
  page += "\n";
  if (!command.arguments.empty()) page += ".SH ARGUMENTS\n";
  for (const OptionEntry& argument : command.arguments) {
    page += OptionText(argument);
  }
  page += ".SH OPTIONS\n";
  for (const std::string& heading : Groups(command.options)) {
    if (heading != "Options") page += ".SS " + Roff(heading) + "\n";
    for (const OptionEntry& option : command.options) {
      if (option.group == heading) page += OptionText(option);
    }
  }
  page += kShared;
  return page + ".SH SEE ALSO\n.BR nuskha (1)\n";
}

std::string ProgramPage(const ProgramEntry& program) {
  std::string page =
      Head(program.name, "find the same and nearly same articles in Arabic");
  page +=
      ".SH SYNOPSIS\n\\fBnuskha\\fR \\fICOMMAND\\fR [\\fIOPTIONS\\fR] "
      "\\fIINPUT\\fR...\n.SH DESCRIPTION\n" +
      Roff(program.description) + "\n.SH COMMANDS\n";
  for (const CommandEntry& command : program.commands) {
    page += fmt::format(".TP\n\\fB{}\\fR\n{}\n", Roff(command.name),
                        Roff(command.description));
  }
  page += ".SH OPTIONS\n";
  for (const OptionEntry& option : program.options) page += OptionText(option);
  page += kShared;
  page += ".SH SEE ALSO\n";
  for (size_t i = 0; i < program.commands.size(); ++i) {
    page +=
        fmt::format(".BR nuskha\\-{} (1){}\n", Roff(program.commands[i].name),
                    i + 1 < program.commands.size() ? "," : "");
  }
  return page;
}

int Run(const std::string& folder) {
  ExitCode code = kUsage;
  std::string ask;
  CLI::App app;
  AddCommands(&app, &ask, &code);
  const ProgramEntry program = OptionTable(&app);
  bool ok = true;
  const auto write = [&](const std::string& name, const std::string& text) {
    std::ofstream file(folder + "/" + name, std::ios::binary);
    file << text;
    file.close();
    if (file) return;
    std::fprintf(stderr, "cannot write %s/%s\n", folder.c_str(), name.c_str());
    ok = false;
  };
  for (const CommandEntry& command : program.commands) {
    write("nuskha-" + command.name + ".1", CommandPage(command));
  }
  write("nuskha.bash", BashCompletion(program));
  write("_nuskha", ZshCompletion(program));
  write("nuskha.fish", FishCompletion(program));
  write("nuskha.1", ProgramPage(program));
  return ok ? 0 : 1;
}

}  // namespace
}  // namespace nuskha::tools

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fputs("make_pages FOLDER\n", stderr);
    return 2;
  }
  return nuskha::tools::Run(argv[1]);
}
