// SPDX-License-Identifier: Apache-2.0

#include "settings.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <map>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "console.h"
#include "settings_file.h"

extern char** environ;

namespace nuskha::tools {
namespace {

// Commands about the program itself have none.
const std::set<std::string> kWithoutSettings = {"version", "help",
                                                "completion"};
constexpr const char* kConfigVariable = "NUSKHA_CONFIG";

bool HasSettings(const CLI::App& command) {
  return !kWithoutSettings.contains(command.get_name());
}

// Options that have their values from a file or the environment.
std::set<const CLI::Option*>& Applied() {
  static std::set<const CLI::Option*> applied;
  return applied;
}

bool IsFlag(const CLI::Option& option) {
  return option.get_items_expected_max() == 0;
}

CLI::Option* FindOption(CLI::App* command, const std::string& key) {
  CLI::Option* const option = command->get_option_no_throw("--" + key);
  return option != nullptr && IsSetting(*option) ? option : nullptr;
}

std::string Joined(const std::set<std::string>& names) {
  return fmt::format("{}", fmt::join(names, ", "));
}

std::set<std::string> KeysOf(CLI::App* command) {
  std::set<std::string> keys;
  for (const CLI::Option* option : command->get_options()) {
    if (!IsSetting(*option)) continue;
    keys.insert(option->get_lnames().begin(), option->get_lnames().end());
  }
  return keys;
}

// What came in by the file and the environment, for one command.
class Layers {
 public:
  explicit Layers(CLI::App* command) : command_(command) {
    for (CLI::Option* option : command->get_options()) {
      if (option->count() == 0 || !IsSetting(*option)) continue;
      Remember(option, Values(*option), "command line");
    }
  }

  void AddEnvironment();
  // Those of `section`, which is a command or empty.
  void AddFile(const SettingsFile& file, const std::string& path,
               const std::string& section);

  void Say() const {
    for (const auto& [name, value, source] : said_) {
      Note(fmt::format("setting {} = {} ({})", name, value, source));
    }
  }

 private:
  struct Said {
    std::string name;
    std::string value;
    std::string source;
  };

  static std::string Values(const CLI::Option& option) {
    return fmt::format("{}", fmt::join(option.results(), ","));
  }
  void Remember(const CLI::Option* option, std::string value,
                const std::string& source) {
    set_.insert(option);
    said_.push_back({option->get_lnames().front(), std::move(value), source});
  }
  // Throws if `option` already stands in the same place: --jobs and --threads.
  void Claim(const CLI::Option* option, const std::string& source,
             std::set<const CLI::Option*>* seen) const;
  void Set(CLI::Option* option, const std::vector<std::string>& values,
           const std::string& source);
  void SetStrict(CLI::Option* strict, const std::string& source);

  CLI::App* command_;
  std::set<const CLI::Option*> set_;
  std::vector<Said> said_;
};

void Layers::Claim(const CLI::Option* option, const std::string& source,
                   std::set<const CLI::Option*>* seen) const {
  if (seen->insert(option).second) return;
  throw SettingsError(fmt::format("{}: the same setting twice ({})", source,
                                  fmt::join(option->get_lnames(), " and ")));
}

// For what the option takes, in its own words.
std::string Allowed(const CLI::Option& option) {
  if (IsFlag(option)) return "true or false";
  return option.get_type_name();
}

void Layers::Set(CLI::Option* option, const std::vector<std::string>& values,
                 const std::string& source) {
  if (option->get_lnames().front() == "strict" && values.front() == "true") {
    SetStrict(option, source);
    return;
  }
  Applied().insert(option);
  try {
    option->add_result(values);
    option->run_callback();
  } catch (const CLI::ParseError& error) {
    throw SettingsError(fmt::format("{}: {}; allowed: {}", source, error.what(),
                                    Allowed(*option)));
  }
  Remember(option, Values(*option), source);
}

// What stands for two settings gives way to each of them from a stronger place.
void Layers::SetStrict(CLI::Option* strict, const std::string& source) {
  Remember(strict, "true", source);
  const std::pair<const char*, const char*> meaning[] = {
      {"--max-bad", "0"}, {"--on-damage", "fail"}};
  for (const auto& [name, value] : meaning) {
    CLI::Option* const option = command_->get_option(name);
    if (!set_.contains(option)) Set(option, {value}, source + ", strict");
  }
}

// `true` or `false` for the words that are usual in an environment.
std::optional<std::string> Boolean(std::string word) {
  for (char& c : word) {
    c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  }
  for (const char* yes : {"true", "1", "yes", "on"}) {
    if (word == yes) return "true";
  }
  for (const char* no : {"false", "0", "no", "off"}) {
    if (word == no) return "false";
  }
  return std::nullopt;
}

void Layers::AddEnvironment() {
  struct Found {
    CLI::Option* option;
    std::string value;
    std::string source;
  };
  std::vector<Found> found;
  std::set<const CLI::Option*> seen;
  for (CLI::Option* option : command_->get_options()) {
    if (!IsSetting(*option)) continue;
    for (const std::string& name : option->get_lnames()) {
      const std::string variable = VariableName(name);
      const char* const value = std::getenv(variable.c_str());
      if (value == nullptr || *value == '\0') continue;
      Claim(option, variable, &seen);
      found.push_back({option, value, variable});
    }
  }
  // --strict before what it stands for: beside each other, it wins.
  std::stable_partition(found.begin(), found.end(), [](const Found& one) {
    return one.option->get_lnames().front() == "strict";
  });
  for (Found& one : found) {
    if (set_.contains(one.option)) continue;
    if (IsFlag(*one.option)) {
      const std::optional<std::string> value = Boolean(one.value);
      if (!value.has_value()) {
        throw SettingsError(fmt::format("{}={}: allowed: true or false",
                                        one.source, one.value));
      }
      one.value = *value;
    }
    Set(one.option, {one.value}, one.source);
  }
}

void CheckKind(const CLI::Option& option, const FileSetting& setting,
               const std::string& source) {
  const bool boolean = setting.kind == FileSetting::Kind::kBoolean;
  const bool list = setting.kind == FileSetting::Kind::kList;
  const bool many = option.get_items_expected_max() > 1;
  if (IsFlag(option) == boolean && (!list || many) && !setting.values.empty()) {
    return;
  }
  throw SettingsError(fmt::format("{}: {}: allowed: {}{}", source, setting.key,
                                  many ? "one or a list of " : "",
                                  Allowed(option)));
}

void Layers::AddFile(const SettingsFile& file, const std::string& path,
                     const std::string& section) {
  std::vector<std::pair<CLI::Option*, const FileSetting*>> found;
  std::set<const CLI::Option*> seen;
  for (const FileSetting& setting : file.settings) {
    if (setting.section != section) continue;
    CLI::Option* const option = FindOption(command_, setting.key);
    if (option == nullptr) continue;
    const std::string source = fmt::format("{}:{}", path, setting.line);
    CheckKind(*option, setting, source);
    Claim(option, source, &seen);
    found.emplace_back(option, &setting);
  }
  std::stable_partition(found.begin(), found.end(), [](const auto& one) {
    return one.second->key == "strict";
  });
  for (const auto& [option, setting] : found) {
    if (set_.contains(option)) continue;
    Set(option, setting->values, fmt::format("{}:{}", path, setting->line));
  }
}

// Throws for sections and keys that no command has.
void CheckNames(const SettingsFile& file, const std::string& path,
                CLI::App* program) {
  std::map<std::string, std::set<std::string>> keys;  // by section
  std::set<std::string> sections;
  for (CLI::App* command : program->get_subcommands({})) {
    if (!HasSettings(*command)) continue;
    sections.insert(command->get_name());
    const std::set<std::string> own = KeysOf(command);
    keys[command->get_name()] = own;
    keys[""].insert(own.begin(), own.end());
  }
  for (const FileSetting& head : file.sections) {
    if (sections.contains(head.section)) continue;
    throw SettingsError(fmt::format("{}:{}: no section [{}]; allowed: {}", path,
                                    head.line, head.section, Joined(sections)));
  }
  for (const FileSetting& setting : file.settings) {
    const std::set<std::string>& allowed = keys[setting.section];
    if (allowed.contains(setting.key)) continue;
    const std::string where =
        setting.section.empty() ? "" : fmt::format(" in [{}]", setting.section);
    throw SettingsError(fmt::format("{}:{}: no setting '{}'{}; allowed: {}",
                                    path, setting.line, setting.key, where,
                                    Joined(allowed)));
  }
}

// The file's name; empty: none.
std::string ConfigPath(CLI::App* command) {
  const CLI::Option* const flag = command->get_option("--config");
  if (flag->count() > 0) return flag->as<std::string>();
  const char* const variable = std::getenv(kConfigVariable);
  return variable == nullptr ? "" : variable;
}

// A misspelt variable shows with -v only: others may use the prefix, too.
void SayUnknownVariables(CLI::App* program) {
  std::set<std::string> known = {kConfigVariable, "NUSKHA_SIMD"};
  for (CLI::App* command : program->get_subcommands({})) {
    for (const std::string& key : KeysOf(command)) {
      known.insert(VariableName(key));
    }
  }
  std::set<std::string> unknown;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string_view text(*entry);
    const std::string name(text.substr(0, text.find('=')));
    if (name.starts_with("NUSKHA_") && !known.contains(name)) {
      unknown.insert(name);
    }
  }
  for (const std::string& name : unknown) {
    Note(fmt::format("{} in the environment is no setting", name));
  }
}

bool IsOn(CLI::App* command, const char* flag) {
  const CLI::Option* const option = command->get_option_no_throw(flag);
  return option != nullptr && option->count() > 0 && option->as<bool>();
}

}  // namespace

std::string VariableName(const std::string& long_name) {
  std::string name = "NUSKHA_";
  for (const char c : long_name) {
    name +=
        c == '-'
            ? '_'
            : static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  }
  return name;
}

bool IsFromCommandLine(const CLI::Option& option) {
  return option.count() > 0 && !Applied().contains(&option);
}

bool IsSetting(const CLI::Option& option) {
  if (option.get_lnames().empty()) return false;
  const std::string& name = option.get_lnames().front();
  return name != "help" && name != "config" && name != "version";
}

void AddConfigFlag(CLI::App* program) {
  for (CLI::App* command : program->get_subcommands({})) {
    if (!HasSettings(*command)) continue;
    command
        ->add_option("--config",
                     "Read settings from this TOML file (NUSKHA_CONFIG)")
        ->type_name("FILE")
        ->group("Settings");
  }
}

void ApplySettings(CLI::App* program, CLI::App* command) {
  if (!HasSettings(*command)) return;
  Layers layers(command);
  layers.AddEnvironment();
  const std::string path = ConfigPath(command);
  if (!path.empty()) {
    const absl::StatusOr<SettingsFile> file = ReadSettings(path);
    if (!file.ok()) throw SettingsError(std::string(file.status().message()));
    CheckNames(*file, path, program);
    layers.AddFile(*file, path, command->get_name());
    layers.AddFile(*file, path, "");
    for (CLI::App* other : program->get_subcommands({})) {
      if (other == command || !HasSettings(*other)) continue;
      Layers check(other);
      check.AddFile(*file, path, other->get_name());
      check.AddFile(*file, path, "");
    }
  }
  if (!IsOn(command, "--verbose") || IsOn(command, "--quiet")) return;
  layers.Say();
  SayUnknownVariables(program);
}

}  // namespace nuskha::tools
