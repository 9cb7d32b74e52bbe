// SPDX-License-Identifier: Apache-2.0
//
// nuskha index: all actions but those that read records.

#include <fmt/format.h>

#include <memory>
#include <string>

#include "commands.h"
#include "console.h"
#include "index_flags.h"
#include "index_json.h"
#include "json.h"
#include "progress.h"
#include "publish.h"

namespace nuskha::tools {
namespace {

constexpr const char* kActions[] = {"create",  "add",    "update", "query",
                                    "check",   "remove", "stats",  "verify",
                                    "compact", "export"};

bool ReadsRecords(const std::string& action) {
  return action == "add" || action == "update" || action == "query" ||
         action == "check";
}

bool OnlyReads(const std::string& action) {
  return action == "query" || action == "stats" || action == "verify" ||
         action == "export";
}

ExitCode Usage(const std::string& message) {
  Error(message);
  return kUsage;
}

ExitCode Create(const IndexFlags& flags) {
  const absl::StatusOr<CreateIndexOptions> options = flags.Creating();
  if (!options.ok()) return IndexFailed(options.status());
  const absl::Status status = Index::Create(flags.path, *options);
  return status.ok() ? kDone : IndexFailed(status);
}

ExitCode Remove(const IndexFlags& flags, Index* index) {
  const absl::StatusOr<uint64_t> removed = index->Remove(flags.input.inputs);
  if (!removed.ok()) return IndexFailed(removed.status());
  Note(
      fmt::format("{} of {} ids removed", *removed, flags.input.inputs.size()));
  return kDone;
}

ExitCode Stats(const IndexFlags& flags, const Index& index) {
  const absl::StatusOr<IndexStats> stats = index.Stats();
  if (!stats.ok()) return IndexFailed(stats.status());
  if (flags.json) {
    Json json;
    AddIndexStats(*stats, &json.Object());
    Print(json.EndObject().text() + "\n");
    return kDone;
  }
  Print(fmt::format(
      "documents   {}\nremoved     {}\nbytes       {}\nsegments    {}\n"
      "durability  {}\nfamily_id   {}\nnormalizer  {}\ncreated     {}\n",
      stats->documents, stats->removed, stats->bytes, stats->segments,
      DurabilityName(stats->durability), stats->family_id, stats->normalizer,
      stats->created));
  return kDone;
}

ExitCode Verify(const IndexFlags& flags, const Index& index) {
  StartProgress(flags.input.progress_form(), flags.input.status_fd);
  ProgressStage("verify");
  const absl::Status status = index.Verify([](uint64_t done, uint64_t total) {
    ProgressRead(done, done, total);
    return CaughtSignal() == 0;
  });
  EndProgressMessages();
  if (!status.ok()) return IndexFailed(status);
  Note("all of it is whole");
  return kDone;
}

ExitCode Compact(const IndexFlags& flags, Index* index) {
  StartProgress(flags.input.progress_form(), flags.input.status_fd);
  ProgressStage("compact");
  const absl::Status status = index->Compact(flags.upgrade);
  EndProgressMessages();
  return status.ok() ? kDone : IndexFailed(status);
}

std::string ExportLine(const IndexRecord& record) {
  Json json;
  json.Object().Key("id").String(record.id);
  json.Key("url").String(record.url);
  json.Key("source").String(record.source);
  json.Key("date").String(record.date);
  json.Key("title").String(record.title);
  json.Key("words").Integer(record.words).EndObject();
  return json.text() + "\n";
}

ExitCode Export(const IndexFlags& flags, const Index& index) {
  absl::StatusOr<std::unique_ptr<OutputFile>> out = OutputFile::Create(
      flags.output.path,
      {.overwrite = flags.output.force, .inputs = {flags.path}});
  absl::Status written = out.status();
  if (written.ok()) {
    const absl::Status status = index.Export([&](const IndexRecord& record) {
      written = (*out)->Write(ExportLine(record));
      return written.ok() && CaughtSignal() == 0;
    });
    if (written.ok() && !status.ok()) return IndexFailed(status);
  }
  if (written.ok()) written = FinishAll({out->get()});
  return written.ok() ? CommitAll({out->get()}) : OutputFailed(written);
}

ExitCode Run(const IndexFlags& flags) {
  const absl::StatusOr<OpenIndexOptions> options =
      flags.Opening(OnlyReads(flags.action));
  if (!options.ok()) return IndexFailed(options.status());
  absl::StatusOr<Index> index = Index::Open(flags.path, *options);
  if (!index.ok()) return IndexFailed(index.status());
  SayLosses(*index);
  if (flags.action == "remove") return Remove(flags, &*index);
  if (flags.action == "stats") return Stats(flags, *index);
  if (flags.action == "verify") return Verify(flags, *index);
  if (flags.action == "compact") return Compact(flags, &*index);
  return Export(flags, *index);
}

// Options that an action does not have.
ExitCode CheckFlags(const IndexFlags& flags) {
  const std::string& action = flags.action;
  const auto only = [&](bool given, const char* option, bool fits,
                        const char* where) {
    if (!given || fits) return true;
    Usage(fmt::format("{} is for index {}", option, where));
    return false;
  };
  const bool creates = action == "create";
  const bool asks = action == "query" || action == "check";
  if (!only(!flags.seed.empty(), "--seed", creates, "create") ||
      !only(flags.no_store_text, "--no-store-text", creates, "create") ||
      !only(flags.upgrade, "--upgrade", action == "compact", "compact") ||
      !only(flags.json, "--json", action == "stats", "stats") ||
      !only(flags.passages, "--passages", asks, "query and check")) {
    return kUsage;
  }
  if (flags.read_only && !OnlyReads(action)) {
    return Usage(fmt::format("index {} writes: not with --read-only", action));
  }
  if (!flags.input.boilerplate.empty()) {
    return Usage("an index has the built-in rules: not with --boilerplate");
  }
  if (action == "remove" && flags.input.inputs.empty()) {
    return Usage("index remove needs the ids to remove");
  }
  const bool takes_more = ReadsRecords(action) || action == "remove";
  if (!takes_more && !flags.input.inputs.empty()) {
    return Usage(fmt::format("index {} takes no inputs", action));
  }
  return kDone;
}

void Register(CLI::App* command, IndexFlags* flags) {
  command
      ->add_option("ACTION", flags->action,
                   "create an index; add, update, query or check the records "
                   "of INPUT; remove ids; stats, verify, compact, export")
      ->required()
      ->type_name("WORD")
      ->check(CLI::IsMember(
          std::vector<std::string>(std::begin(kActions), std::end(kActions))));
  command->add_option("INDEX", flags->path, "Folder of the index")
      ->required()
      ->type_name("DIR");
  flags->input.Register(command);
  flags->output.Register(command);
  constexpr auto kIndex = "Index";
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
      ->type_name("TIME")
      ->group(kIndex);
  command
      ->add_flag("--read-only", flags->read_only, "Refuse actions that write")
      ->group(kIndex);
  command
      ->add_option("--seed", flags->seed,
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

}  // namespace

void AddIndex(CLI::App* program, ExitCode* code) {
  CLI::App* const command = program->add_subcommand(
      "index", "What is known, on disk: has this article been seen before?");
  auto flags = std::make_shared<IndexFlags>();
  Register(command, flags.get());
  command->callback([flags, code] {
    *code = CheckFlags(*flags);
    if (*code != kDone) return;
    if (ReadsRecords(flags->action)) {
      flags->input.Complete();
      *code = RunIndexRecords(*flags);
      return;
    }
    SetQuiet(flags->input.quiet);
    *code = flags->action == "create" ? Create(*flags) : Run(*flags);
  });
}

}  // namespace nuskha::tools
