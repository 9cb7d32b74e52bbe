// SPDX-License-Identifier: Apache-2.0

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <string>

#include "commands.h"
#include "console.h"
#include "option_table.h"

namespace nuskha::tools {
namespace {

bool IsShort(const std::string& name) { return !name.starts_with("--"); }

// The first sentence is enough beside a name.
std::string Short(const std::string& description) {
  std::string text = description.substr(0, description.find(';'));
  std::replace(text.begin(), text.end(), '\n', ' ');
  return text;
}

// In single quotes, as all three shells read them.
std::string Quoted(const std::string& text) {
  std::string out = "'";
  for (const char c : text) {
    if (c == '\'') {
      out += "'\\''";
    } else {
      out += c;
    }
  }
  return out + "'";
}

std::vector<std::string> CommandNames(const ProgramEntry& program) {
  std::vector<std::string> names;
  for (const CommandEntry& command : program.commands) {
    names.push_back(command.name);
  }
  return names;
}

std::vector<std::string> NamesOf(const std::vector<OptionEntry>& options) {
  std::vector<std::string> names;
  for (const OptionEntry& option : options) {
    names.insert(names.end(), option.names.begin(), option.names.end());
  }
  return names;
}

// bash: what completes the value behind an option of `command`.
std::string BashValues(const CommandEntry& command) {
  std::string text;
  for (const OptionEntry& option : command.options) {
    if (option.value.empty()) continue;
    std::string patterns;
    for (const std::string& name : option.names) {
      patterns += (patterns.empty() ? "" : "|") + ("'" + command.name) + " " +
                  name + "'";
    }
    const std::string action =
        !option.choices.empty()
            ? fmt::format("_nuskha_words '{}'", fmt::join(option.choices, " "))
        : option.names_file() ? "_nuskha_files"
                              : "COMPREPLY=()";
    text += fmt::format("    {}) {}; return ;;\n", patterns, action);
  }
  return text;
}

std::string ZshOption(const OptionEntry& option) {
  // Brackets and colons mean something to _arguments.
  const auto escaped = [](const std::string& text) {
    std::string out;
    for (const char c : text) {
      if (c == '[' || c == ']' || c == ':' || c == '\\') out += '\\';
      out += c;
    }
    return out;
  };
  std::string value;
  if (!option.value.empty()) {
    const std::string action =
        !option.choices.empty()
            ? fmt::format("({})", fmt::join(option.choices, " "))
        : option.names_file() ? "_files"
                              : " ";
    value = fmt::format(":{}:{}", escaped(option.value), action);
  }
  std::string text;
  for (const std::string& name : option.names) {
    const std::string prefix =
        option.many ? "*" : fmt::format("({})", fmt::join(option.names, " "));
    const std::string_view glue = option.value.empty() ? ""
                                  : IsShort(name)      ? "+"
                                                       : "=";
    text += fmt::format(
        " \\\n        {}",
        Quoted(fmt::format("{}{}{}[{}]{}", prefix, name, glue,
                           escaped(Short(option.description)), value)));
  }
  return text;
}

std::string ZshArgument(const OptionEntry& argument) {
  const std::string action =
      !argument.choices.empty()
          ? fmt::format("({})", fmt::join(argument.choices, " "))
          : "_files";
  return fmt::format(" \\\n        {}",
                     Quoted(fmt::format("{}:{}:{}", argument.many ? "*" : "",
                                        argument.argument, action)));
}

std::string FishOption(const std::string& condition,
                       const OptionEntry& option) {
  std::string text = fmt::format("complete -c nuskha -n {}", condition);
  for (const std::string& name : option.names) {
    text += IsShort(name) ? " -s " + name.substr(1) : " -l " + name.substr(2);
  }
  if (!option.choices.empty()) {
    text += fmt::format(" -x -a '{}'", fmt::join(option.choices, " "));
  } else if (option.names_file()) {
    text += " -r -F";
  } else if (!option.value.empty()) {
    text += " -x";
  }
  return text + " -d " + Quoted(Short(option.description)) + "\n";
}

}  // namespace

std::string BashCompletion(const ProgramEntry& program) {
  std::string values, lists;
  for (const CommandEntry& command : program.commands) {
    values += BashValues(command);
    std::vector<std::string> choices;
    bool files = false;
    for (const OptionEntry& argument : command.arguments) {
      choices.insert(choices.end(), argument.choices.begin(),
                     argument.choices.end());
      files = files || argument.names_file();
    }
    lists += fmt::format("    {}) options='{}' words='{}' files={} ;;\n",
                         command.name, fmt::join(NamesOf(command.options), " "),
                         fmt::join(choices, " "), files ? 1 : 0);
  }
  constexpr std::string_view kHead = R"(# bash completion of nuskha
_nuskha_words() {
  mapfile -t COMPREPLY < <(compgen -W "$1" -- "$cur")
}
_nuskha_files() {
  compopt -o filenames 2>/dev/null
  mapfile -t COMPREPLY < <(compgen -f -- "$cur")
}
_nuskha() {
  local cur=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD-1]}
  local options words files
  COMPREPLY=()
  # --name=value comes as three words.
  if [[ $cur == '=' ]]; then
    cur=
  elif [[ $previous == '=' ]]; then
    previous=${COMP_WORDS[COMP_CWORD-2]}
  fi
)";
  return std::string(kHead) +
         fmt::format(
             "  if ((COMP_CWORD == 1)); then\n    _nuskha_words '{} {}'\n"
             "    return\n  fi\n  case \"${{COMP_WORDS[1]}} $previous\" in\n{}"
             "  esac\n  case ${{COMP_WORDS[1]}} in\n{}    *) return ;;\n"
             "  esac\n",
             fmt::join(CommandNames(program), " "),
             fmt::join(NamesOf(program.options), " "), values, lists) +
         "  if [[ $cur == -?* || $cur == - ]]; then\n"
         "    _nuskha_words \"$options\"\n"
         "  elif [[ $files == 1 ]]; then\n    _nuskha_files\n"
         "  else\n    _nuskha_words \"$words\"\n  fi\n}\n"
         "complete -F _nuskha nuskha\n";
}

std::string ZshCompletion(const ProgramEntry& program) {
  std::string names, cases, options;
  for (const CommandEntry& command : program.commands) {
    std::string description = command.name + ":" + command.description;
    names += "    " + Quoted(description) + "\n";
    cases += fmt::format("    {})\n      _arguments -s", command.name);
    for (const OptionEntry& option : command.options) {
      cases += ZshOption(option);
    }
    for (const OptionEntry& argument : command.arguments) {
      cases += ZshArgument(argument);
    }
    cases += "\n      ;;\n";
  }
  for (const OptionEntry& option : program.options) {
    options += ZshOption(option);
  }
  return fmt::format(
      "#compdef nuskha\n# zsh completion of nuskha\n_nuskha() {{\n"
      "  local curcontext=$curcontext state line\n  typeset -A opt_args\n"
      "  local -a commands\n  commands=(\n{}  )\n"
      "  _arguments -C{} \\\n        '1:command:->command' "
      "'*::argument:->argument'\n"
      "  if [[ $state == command ]]; then\n"
      "    _describe -t commands command commands\n    return\n  fi\n"
      "  [[ $state == argument ]] || return\n"
      "  case $line[1] in\n{}  esac\n}}\n"
      "if [[ $funcstack[1] == _nuskha ]]; then\n  _nuskha \"$@\"\n"
      "else\n  compdef _nuskha nuskha\nfi\n",
      names, options, cases);
}

std::string FishCompletion(const ProgramEntry& program) {
  std::string text = "# fish completion of nuskha\ncomplete -c nuskha -f\n";
  const std::string first = "__fish_use_subcommand";
  for (const OptionEntry& option : program.options) {
    text += FishOption(first, option);
  }
  for (const CommandEntry& command : program.commands) {
    text += fmt::format("complete -c nuskha -n {} -a {} -d {}\n", first,
                        command.name, Quoted(Short(command.description)));
    const std::string condition =
        fmt::format("'__fish_seen_subcommand_from {}'", command.name);
    for (const OptionEntry& option : command.options) {
      text += FishOption(condition, option);
    }
    for (const OptionEntry& argument : command.arguments) {
      text += fmt::format("complete -c nuskha -n {} ", condition);
      text += argument.choices.empty()
                  ? "-F\n"
                  : fmt::format("-a '{}'\n", fmt::join(argument.choices, " "));
    }
  }
  return text;
}

void AddCompletion(CLI::App* program, ExitCode* code) {
  CLI::App* const command = program->add_subcommand(
      "completion", "A script that completes commands and flags in a shell");
  auto shell = std::make_shared<std::string>();
  command->add_option("SHELL", *shell, "bash, zsh or fish")
      ->required()
      ->type_name("WORD")
      ->check(CLI::IsMember({"bash", "zsh", "fish"}));
  command->callback([shell, program, code] {
    const ProgramEntry table = OptionTable(program);
    Print(*shell == "bash"  ? BashCompletion(table)
          : *shell == "zsh" ? ZshCompletion(table)
                            : FishCompletion(table));
    *code = kDone;
  });
}

}  // namespace nuskha::tools
