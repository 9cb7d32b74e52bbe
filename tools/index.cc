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

ExitCode Create(const IndexFlags& flags) {
  const absl::Status status = Index::Create(flags.path, flags.Creating());
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
  absl::StatusOr<Index> index = flags.Open();
  if (!index.ok()) return IndexFailed(index.status());
  if (flags.action == "remove") return Remove(flags, &*index);
  if (flags.action == "stats") return Stats(flags, *index);
  if (flags.action == "verify") return Verify(flags, *index);
  if (flags.action == "compact") return Compact(flags, &*index);
  return Export(flags, *index);
}

}  // namespace

void AddIndex(CLI::App* program, ExitCode* code) {
  CLI::App* const command = program->add_subcommand(
      "index", "What is known, on disk: has this article been seen before?");
  auto flags = std::make_shared<IndexFlags>();
  RegisterIndexOptions(command, flags.get());
  command->callback([flags, command, code] {
    *code = CheckIndexOptions(*command, *flags);
    if (*code != kDone) return;
    flags->input.index = flags->path;
    if (ReadsRecords(flags->action)) {
      flags->input.boilerplate.clear();  // of other commands
      flags->input.Complete();
      *code = RunIndexRecords(*flags);
      return;
    }
    if (!HasProgress(flags->action)) flags->input.status_fd.reset();
    flags->input.CompleteMessages();
    *code = flags->action == "create" ? Create(*flags) : Run(*flags);
  });
}

}  // namespace nuskha::tools
