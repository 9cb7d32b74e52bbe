// SPDX-License-Identifier: Apache-2.0
//
// nuskha index: its options, and which action takes which.

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "console.h"
#include "index_flags.h"
#include "settings.h"

namespace nuskha::tools {
namespace {

constexpr const char* kIndex = "Index";  // heading in the help

enum Action : unsigned {
  kCreate = 1 << 0,
  kAdd = 1 << 1,
  kUpdate = 1 << 2,
  kQuery = 1 << 3,
  kCheck = 1 << 4,
  kRemove = 1 << 5,
  kStats = 1 << 6,
  kVerify = 1 << 7,
  kCompact = 1 << 8,
  kExport = 1 << 9,
};
constexpr unsigned kNone = 0;
constexpr unsigned kEvery = (1 << 10) - 1;
constexpr unsigned kRecords = kAdd | kUpdate | kQuery | kCheck;
constexpr unsigned kReaders = kQuery | kStats | kVerify | kExport;
constexpr unsigned kWriters = kAdd | kUpdate | kCheck | kRemove | kCompact;
constexpr unsigned kWithProgress = kRecords | kVerify | kCompact;

constexpr struct {
  const char* name;
  Action action;
} kActions[] = {{"create", kCreate}, {"add", kAdd},       {"update", kUpdate},
                {"query", kQuery},   {"check", kCheck},   {"remove", kRemove},
                {"stats", kStats},   {"verify", kVerify}, {"compact", kCompact},
                {"export", kExport}};

// Which actions take which option. Those that are not here are about reading
// records.
constexpr struct {
  const char* option;
  unsigned actions;
} kTakenBy[] = {
    {"boilerplate", kNone},
    {"durability", kCreate | kWriters},
    {"force", kRecords | kExport},
    {"json", kStats},
    {"no-store-text", kCreate},
    {"output", kRecords | kExport},
    {"passages", kQuery | kCheck},
    {"progress", kWithProgress},
    {"quiet", kEvery},
    {"read-only", kEvery},
    {"seed", kCreate},
    {"status-fd", kWithProgress},
    {"upgrade", kCompact},
    {"verbose", kEvery},
    {"wait", kWriters},
};

bool Is(const std::string& action, unsigned actions) {
  return std::ranges::any_of(kActions, [&](const auto& one) {
    return one.name == action && (one.action & actions) != 0;
  });
}

unsigned TakenBy(const CLI::Option& option) {
  const std::string& name = option.get_lnames().front();
  const auto* const found = std::ranges::find_if(
      kTakenBy, [&](const auto& one) { return one.option == name; });
  return found == std::end(kTakenBy) ? kRecords : found->actions;
}

ExitCode Usage(const std::string& message) {
  Error(message);
  return kUsage;
}

ExitCode Refuse(const CLI::Option& option, const std::string& action) {
  const unsigned actions = TakenBy(option);
  if (actions == kNone) {
    return Usage("an index has the built-in rules: not with --boilerplate");
  }
  std::vector<std::string_view> names;
  for (const auto& one : kActions) {
    if ((one.action & actions) != 0) names.emplace_back(one.name);
  }
  return Usage(fmt::format("index {} does not take {}: it is for index {}",
                           action, option.get_name(false, true),
                           fmt::join(names, ", ")));
}

void ReadSeed(const std::string& word, IndexFlags* flags) {
  if (word == "public") {
    flags->seed = kPublicSeed;
    return;
  }
  uint64_t number = 0;
  const char* const end = word.data() + word.size();
  const auto [rest, error] = std::from_chars(word.data(), end, number);
  if (error != std::errc() || rest != end) {
    throw CLI::ValidationError(
        "--seed", fmt::format("'{}' is neither a number nor 'public'", word));
  }
  flags->seed = number;
}

void RegisterWriting(CLI::App* command, IndexFlags* flags) {
  command
      ->add_option("--durability", flags->durability,
                   "What an added document survives: process (its end, the "
                   "default) or sync (loss of power, too); create keeps it")
      ->type_name("WORD")
      ->check(CLI::IsMember({"process", "sync"}))
      ->group(kIndex);
  command
      ->add_option("--wait", flags->wait,
                   "How long to wait for another writer, such as 10m (0s)")
      ->check(TimeProblem)
      ->type_name("TIME")
      ->group(kIndex);
  command
      ->add_flag("--read-only", flags->read_only, "Refuse actions that write")
      ->group(kIndex);
}

}  // namespace

bool ReadsRecords(const std::string& action) { return Is(action, kRecords); }
bool OnlyReads(const std::string& action) { return Is(action, kReaders); }
bool HasProgress(const std::string& action) {
  return Is(action, kWithProgress);
}

void RegisterIndexOptions(CLI::App* command, IndexFlags* flags) {
  std::vector<std::string> names;
  for (const auto& one : kActions) names.emplace_back(one.name);
  command
      ->add_option("ACTION", flags->action,
                   "create an index; add, update, query or check the records "
                   "of INPUT; remove ids; stats, verify, compact, export")
      ->required()
      ->type_name("WORD")
      ->check(CLI::IsMember(names));
  command->add_option("INDEX", flags->path, "Folder of the index")
      ->required()
      ->type_name("DIR");
  flags->input.Register(command);
  flags->output.Register(command);
  RegisterWriting(command, flags);
  command
      ->add_option_function<std::string>(
          "--seed", [flags](const std::string& word) { ReadSeed(word, flags); },
          "create: key of all hashing, a number or public (random)")
      ->type_name("N")
      ->group(kIndex);
  command
      ->add_flag("--no-store-text", flags->no_store_text,
                 "create: keep no texts; no passages and no upgrade then")
      ->group(kIndex);
  command
      ->add_flag("--passages", flags->passages,
                 "query, check: with the shared passages, as byte ranges")
      ->group(kIndex);
  command
      ->add_flag("--upgrade", flags->upgrade,
                 "compact: read the texts anew for this normalizer")
      ->group(kIndex);
  command->add_flag("--json", flags->json, "stats: as one JSON object")
      ->group(kIndex);
}

ExitCode CheckIndexOptions(const CLI::App& command, const IndexFlags& flags) {
  const std::string& action = flags.action;
  for (const CLI::Option* option : command.get_options()) {
    if (!IsSetting(*option) || !IsFromCommandLine(*option)) continue;
    if (!Is(action, TakenBy(*option))) return Refuse(*option, action);
  }
  if (flags.read_only && !OnlyReads(action)) {
    return Usage(fmt::format("index {} writes: not with --read-only", action));
  }
  const std::vector<std::string>& inputs = flags.input.inputs;
  if (action == "remove" && inputs.empty()) {
    return Usage("index remove needs the ids to remove");
  }
  if (action != "remove" && !ReadsRecords(action) && !inputs.empty()) {
    return Usage(fmt::format("index {} takes no inputs", action));
  }
  return kDone;
}

}  // namespace nuskha::tools
