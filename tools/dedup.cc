// SPDX-License-Identifier: Apache-2.0

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <set>
#include <utility>

#include "commands.h"
#include "console.h"
#include "dedup_writer.h"
#include "fates.h"
#include "grouping.h"
#include "publish.h"
#include "seen_before.h"
#include "session.h"

namespace nuskha::tools {
namespace {

struct DedupFlags {
  InputFlags input;
  OutputFlags output;
  DetectFlags detect;
  KeepFlags keep;
  std::string removed;
  std::string isolate;
  std::string remove = "exact,copy,partial";
  std::string strip;
  bool strips = false;  // --strip is given
  bool keep_original = false;
  bool annotate = false;
  bool dry_run = false;
  bool exit_code = false;
};

absl::StatusOr<std::set<Relation>> ParseRemove(std::string_view list) {
  std::set<Relation> relations;
  while (true) {
    const size_t comma = list.find(',');
    const std::string_view name = list.substr(0, comma);
    const std::optional<Relation> relation = RelationFromName(name);
    if (!relation.has_value() || !IsSameArticle(*relation)) {
      const std::string message =
          fmt::format("--remove: '{}' is none of exact, copy, partial", name);
      return absl::InvalidArgumentError(message);
    }
    relations.insert(*relation);
    if (comma == std::string_view::npos) return relations;
    list.remove_prefix(comma + 1);
  }
}

absl::StatusOr<StripKinds> ParseStrip(std::string_view list) {
  StripKinds kinds;
  while (true) {
    const size_t comma = list.find(',');
    const std::string_view name = list.substr(0, comma);
    if (name == "headline") {
      kinds.headlines = true;
    } else if (name == "boilerplate") {
      kinds.boilerplate = true;
    } else if (name == "repeats") {
      kinds.repeats = true;
    } else {
      const std::string message = fmt::format(
          "--strip: '{}' is none of headline, boilerplate, repeats", name);
      return absl::InvalidArgumentError(message);
    }
    if (comma == std::string_view::npos) return kinds;
    list.remove_prefix(comma + 1);
  }
}

ExitCode CheckFlags(const DedupFlags& flags) {
  if (flags.annotate && !flags.removed.empty()) {
    Error("--annotate removes nothing: --removed has nothing to write");
    return kUsage;
  }
  if (flags.keep_original && !flags.strips) {
    Error("--keep-original needs --strip: nothing else changes a text");
    return kUsage;
  }
  if (flags.detect.audit > 0 && !flags.isolate.empty()) {
    Error("--audit looks at all pairs: not with --isolate");
    return kUsage;
  }
  if (!flags.input.index.empty() && !flags.isolate.empty()) {
    Error(
        "--index does not say of which source a known text is: not with "
        "--isolate");
    return kUsage;
  }
  if (!flags.input.index.empty() && flags.keep.resume) {
    Error("--index is asked again: not with --resume");
    return kUsage;
  }
  if (flags.dry_run && flags.keep.resume) {
    Error("--dry-run writes nothing: --resume has nothing to keep beside it");
    return kUsage;
  }
  if (flags.dry_run) return flags.input.CheckOutputs({});
  return flags.input.CheckOutputs({flags.output.path, flags.removed});
}

void Summarize(const std::vector<Fate>& fates, uint32_t own) {
  uint64_t exact = 0, copies = 0, parts = 0;
  for (uint32_t doc = 0; doc < own; ++doc) {
    if (!fates[doc].removed) continue;
    exact += fates[doc].relation == Relation::kExact;
    copies += fates[doc].relation == Relation::kCopy;
    parts += fates[doc].relation == Relation::kPartial;
  }
  Note(fmt::format("{} exact copies, {} copies, {} parts of longer articles",
                   exact, copies, parts));
}

void SummarizeStrip(const StripCounts& cuts) {
  Note(fmt::format(
      "stripped {} texts of {} repeated headlines, {} pieces of boilerplate, "
      "{} repeated paragraphs: {} bytes",
      cuts.texts, cuts.headlines, cuts.boilerplate, cuts.repeats, cuts.bytes));
  if (cuts.left == 0) return;
  Note(
      fmt::format("{} more were left in: without them the rest would read as "
                  "something else",
                  cuts.left));
}

// A file that is compared with itself is removed as a whole: that may be meant.
void NoteGivenTwice(const InputFlags& input) {
  const auto identity = [](const std::string& path) {
    struct stat file {};
    return stat(path.c_str(), &file) == 0
               ? std::optional(std::pair(file.st_dev, file.st_ino))
               : std::nullopt;
  };
  std::set<std::pair<dev_t, ino_t>> inputs;
  for (const std::string& path : input.inputs) {
    if (const auto file = identity(path)) inputs.insert(*file);
  }
  for (const std::string& path : input.against) {
    const auto file = identity(path);
    if (!file.has_value() || !inputs.contains(*file)) continue;
    Note(
        fmt::format("{} is given twice, as INPUT and with --against: all of "
                    "its records are compared with themselves",
                    path));
  }
}

// Loads the inputs and those of --against; *own is the number of documents of
// the former.
ExitCode LoadAll(const DedupFlags& flags, Grouping* grouping, uint64_t* records,
                 uint32_t* own) {
  ExitCode code = grouping->Load(flags.input.inputs);
  if (code != kDone) return code;
  grouping->session().EndRender();
  const Collection& collection = grouping->session().collection();
  *records = collection.account().read;
  *own = collection.documents();
  if (flags.input.against.empty()) return kDone;
  NoteGivenTwice(flags.input);
  code = grouping->Load(flags.input.against);
  grouping->PreferFrom(*own);
  return code;
}

// Records that an index has leave the run before clusters are made: what they
// are like is judged without them.
void LeaveOutSeen(const SeenBefore& before, Grouping* grouping) {
  std::vector<bool> left_out(grouping->session().collection().documents());
  for (size_t doc = 0; doc < before.seen().size(); ++doc) {
    left_out[doc] = before.seen()[doc].has_value();
  }
  grouping->LeaveOut(std::move(left_out));
}

void RemoveSeen(const SeenBefore& before, std::vector<Fate>* fates) {
  for (size_t doc = 0; doc < before.seen().size(); ++doc) {
    const std::optional<Seen>& seen = before.seen()[doc];
    if (!seen.has_value()) continue;
    Fate& fate = (*fates)[doc];
    fate.has_original = fate.removed = true;
    fate.of_id = seen->id;
    fate.relation = seen->relation;
    fate.jaccard = seen->jaccard;
    fate.in = seen->in;
  }
}

Session::Removal Count(const std::vector<Fate>& fates, uint32_t own,
                       bool annotate) {
  Session::Removal removal;
  for (uint32_t doc = 0; doc < own; ++doc) {
    ++(fates[doc].removed && !annotate ? removal.removed : removal.kept);
  }
  return removal;
}

ExitCode Prepare(const DedupFlags& flags, Grouping* grouping,
                 DedupWriter* writer) {
  ExitCode code = grouping->Prepare(flags.input, flags.detect, flags.keep,
                                    flags.output, "dedup");
  if (code != kDone) return code;
  if (!flags.isolate.empty()) grouping->IsolateSources();
  if (!flags.dry_run || flags.strips) grouping->session().SpoolStandardInput();
  if (flags.dry_run) return kDone;
  const absl::Status opened =
      writer->Open(flags.output.path, flags.removed, flags.output.force,
                   flags.input.files_to_keep());
  return opened.ok() ? kDone : OutputFailed(opened);
}

// The second reading; without a need for it, nothing.
ExitCode Write(const DedupFlags& flags, const StripKinds& kinds,
               const std::vector<Fate>& fates, uint64_t records,
               Session* session, DedupWriter* writer) {
  if (flags.dry_run && !kinds.any()) return kDone;
  session->StartStage(flags.dry_run ? "strip" : "write");
  if (kinds.any()) {
    writer->Strip(kinds, flags.keep_original, session->options().rules);
  }
  const absl::Status status =
      writer->Write(session->reader(), session->collection(), fates, records);
  if (writer->input_failed()) {
    Error(status);
    return ReadExitCode(status);
  }
  if (!status.ok()) return session->OutputFailed(status);
  if (kinds.any()) SummarizeStrip(writer->stripped());
  return kDone;
}

ExitCode RunWith(const DedupFlags& flags, const std::set<Relation>& remove,
                 const StripKinds& kinds) {
  Grouping grouping;
  SeenBefore before;
  DedupWriter writer(flags.input.read, flags.annotate);
  uint64_t records = 0;
  uint32_t own = 0;
  ExitCode code = Prepare(flags, &grouping, &writer);
  if (code == kDone && !flags.input.index.empty()) {
    code = before.Open(flags.input.index, remove);
    if (code == kDone) before.Watch(&grouping.session());
  }
  if (code == kDone) code = LoadAll(flags, &grouping, &records, &own);
  if (code != kDone) return before.AfterLoad(code);
  LeaveOutSeen(before, &grouping);
  const std::vector<Cluster> clusters = grouping.Run(flags.input.verbose);
  Session& session = grouping.session();
  std::vector<Fate> fates =
      Decide(clusters, remove, session.collection().documents(), own);
  if (remove.contains(Relation::kExact)) {
    RemoveExactOfKept(grouping.detector(), grouping.rank(), own, &fates);
  }
  RemoveSeen(before, &fates);
  Summarize(fates, own);
  code = session.ReadyToPublish(flags.output.path);
  if (code == kDone) {
    code = Write(flags, kinds, fates, records, &session, &writer);
  }
  if (code != kDone) return code;
  Session::Removal removal = Count(fates, own, flags.annotate);
  if (kinds.any()) removal.stripped = writer.stripped();
  code = session.Finish(writer.outputs(), removal, &grouping.detector(),
                        &grouping.detector_options());
  const bool found =
      flags.exit_code && std::ranges::any_of(fates, &Fate::has_original);
  return code == kDone && found ? kDuplicatesFound : code;
}

ExitCode Run(const DedupFlags& flags) {
  if (const ExitCode code = CheckFlags(flags); code != kDone) return code;
  const absl::StatusOr<std::set<Relation>> remove = ParseRemove(flags.remove);
  const absl::StatusOr<StripKinds> kinds =
      flags.strips ? ParseStrip(flags.strip) : StripKinds();
  for (const absl::Status& status : {remove.status(), kinds.status()}) {
    if (status.ok()) continue;
    Error(status);
    return kUsage;
  }
  return RunWith(flags, *remove, *kinds);
}

}  // namespace

void AddDedup(CLI::App* program, ExitCode* code) {
  CLI::App* const command = program->add_subcommand(
      "dedup", "The input without its duplicates, or annotated");
  auto flags = std::make_shared<DedupFlags>();
  flags->input.Register(command);
  flags->output.Register(command);
  flags->detect.Register(command);
  flags->keep.Register(command);
  command
      ->add_option("--removed", flags->removed,
                   "Write the removed records here, each with what it is a "
                   "copy of")
      ->type_name("FILE");
  command->add_flag("--annotate", flags->annotate,
                    "Remove nothing: give each record a 'nuskha' object");
  command
      ->add_option("--remove", flags->remove,
                   "Relations that are removed: a comma list "
                   "(exact,copy,partial)")
      ->type_name("LIST");
  command
      ->add_option("--against", flags->input.against,
                   "Compare with the records of this input, too, and never "
                   "remove them; may be given several times")
      ->type_name("INPUT")
      ->allow_extra_args(false);
  command
      ->add_option("--index", flags->input.index,
                   "Remove what this index has already; nothing is added to "
                   "it")
      ->type_name("DIR");
  command
      ->add_option("--isolate", flags->isolate,
                   "source: never match records of one source")
      ->type_name("WORD")
      ->check(CLI::IsMember({"source"}));
  command
      ->add_option("--strip", flags->strip,
                   "Take these out of the kept texts, a comma list: headline "
                   "(repeats of it), boilerplate, repeats (paragraphs that "
                   "stand twice)")
      ->each([flags](const std::string&) { flags->strips = true; });
  command->add_flag("--keep-original", flags->keep_original,
                    "With --strip: leave the old text of a changed record "
                    "under nuskha.original");
  command->add_flag("--dry-run", flags->dry_run,
                    "Say what would be removed, write nothing");
  command->add_flag("--exit-code", flags->exit_code,
                    "End with 1 if a duplicate was found");
  command->callback([flags, command, code] {
    flags->input.Complete();
    if (command->count("--output") == 0 && !flags->dry_run) {
      Error("dedup needs -o OUT (or - for standard output), or --dry-run");
      *code = kUsage;
      return;
    }
    *code = Run(*flags);
  });
}

}  // namespace nuskha::tools
