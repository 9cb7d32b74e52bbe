// SPDX-License-Identifier: Apache-2.0

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <memory>
#include <set>
#include <utility>

#include "commands.h"
#include "console.h"
#include "json.h"
#include "match_json.h"
#include "nuskha/match.h"
#include "session.h"

namespace nuskha::tools {
namespace {

struct PairsFlags {
  InputFlags input;
  OutputFlags output;
  DetectFlags detect;
  std::string relations = "exact,copy,partial,update";
  double min_score = 0.3;
  std::string format;  // empty: table on a terminal, else jsonl
  bool exit_code = false;
};

// The relations to list, or an error naming the one that is not known.
absl::StatusOr<std::set<Relation>> ParseRelations(std::string_view list) {
  std::set<Relation> relations;
  if (list == "all") {
    return std::set<Relation>{Relation::kExact,   Relation::kCopy,
                              Relation::kPartial, Relation::kUpdate,
                              Relation::kPassage, Relation::kTemplate};
  }
  while (true) {
    const size_t comma = list.find(',');
    const std::string_view name = list.substr(0, comma);
    const std::optional<Relation> relation = RelationFromName(name);
    if (!relation.has_value() || *relation == Relation::kNothing) {
      const std::string message = fmt::format(
          "--relations: '{}' is none of exact, copy, partial, update, passage, "
          "template, all",
          name);
      return absl::InvalidArgumentError(message);
    }
    relations.insert(*relation);
    if (comma == std::string_view::npos) return relations;
    list.remove_prefix(comma + 1);
  }
}

std::string AsJson(const Match& match, const Collection& collection) {
  Json json;
  json.Object();
  json.Key("a").String(collection.id(match.a));
  json.Key("b").String(collection.id(match.b));
  json.Key("a_pos").Integer(collection.position(match.a));
  json.Key("b_pos").Integer(collection.position(match.b));
  AddFigures(match, &json);
  json.EndObject();
  return json.text() + "\n";
}

// RFC 4180: quotes around, doubled inside.
std::string CsvField(std::string_view text) {
  if (text.find_first_of(",\"\r\n") == std::string_view::npos) {
    return std::string(text);
  }
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"') out += '"';
    out += c;
  }
  return out + '"';
}

constexpr std::string_view kCsvHeader =
    "a,b,a_pos,b_pos,relation,container,confidence,jaccard,a_in_b,b_in_a,"
    "words_a,words_b,shared_words,longest_run,reasons\r\n";

std::string AsCsv(const Match& match, const Collection& collection) {
  std::string reasons;
  for (const std::string& reason : Reasons(match, "a", "b")) {
    reasons += (reasons.empty() ? "" : "; ") + reason;
  }
  const std::string_view container = match.relation != Relation::kPartial ? ""
                                     : match.container_is_a               ? "a"
                                                                          : "b";
  return fmt::format(
      "{},{},{},{},{},{},{:.6g},{:.6g},{:.6g},{:.6g},{},{},{},{},{}\r\n",
      CsvField(collection.id(match.a)), CsvField(collection.id(match.b)),
      collection.position(match.a), collection.position(match.b),
      RelationName(match.relation), container, match.confidence, match.jaccard,
      match.a_in_b, match.b_in_a, match.words_a, match.words_b,
      match.shared_words, match.longest_run, CsvField(reasons));
}

constexpr std::string_view kTableHeader =
    "relation  jaccard  a in b  b in a  a, b and why\n";

std::string AsTable(const Match& match, const Collection& collection) {
  std::string text = fmt::format(
      "{:<9} {:7.3f} {:7.3f} {:7.3f}  a {}  b {}\n",
      RelationName(match.relation), match.jaccard, match.a_in_b, match.b_in_a,
      Isolated(collection.id(match.a)), Isolated(collection.id(match.b)));
  for (const std::string& reason : Reasons(match, "a", "b")) {
    text += fmt::format("{:35}{}\n", "", reason);
  }
  return text;
}

absl::Status Write(const PairsFlags& flags, const std::vector<Match>& matches,
                   const std::set<Relation>& relations,
                   const Collection& collection, OutputFile* out,
                   uint64_t* written) {
  const bool terminal = flags.output.path == "-" && isatty(STDOUT_FILENO) != 0;
  const std::string format = !flags.format.empty() ? flags.format
                             : terminal            ? "table"
                                                   : "jsonl";
  if (format != "jsonl") {
    const std::string_view header = format == "csv" ? kCsvHeader : kTableHeader;
    if (absl::Status status = out->Write(header); !status.ok()) return status;
  }
  for (const Match& match : matches) {
    if (!relations.contains(match.relation)) continue;
    const std::string line = format == "jsonl" ? AsJson(match, collection)
                             : format == "csv" ? AsCsv(match, collection)
                                               : AsTable(match, collection);
    if (absl::Status status = out->Write(line); !status.ok()) return status;
    ++*written;
  }
  return out->Commit();
}

ExitCode Run(const PairsFlags& flags) {
  const absl::StatusOr<std::set<Relation>> relations =
      ParseRelations(flags.relations);
  if (!relations.ok()) {
    Error(relations.status());
    return kUsage;
  }
  if (const ExitCode code = flags.input.CheckOutputs({flags.output.path});
      code != kDone) {
    return code;
  }
  DetectorOptions options = flags.detect.Options(flags.input);
  options.min_score = flags.min_score;
  absl::StatusOr<Detector> detector = Detector::Create(options);
  if (!detector.ok()) {
    Error(detector.status());
    return kUsage;
  }
  Session session(flags.input, "pairs");
  absl::StatusOr<std::unique_ptr<OutputFile>> out = OutputFile::Create(
      flags.output.path,
      {.overwrite = flags.output.force, .inputs = flags.input.files_to_keep()});
  if (!out.ok()) {
    Error(out.status());
    return WriteExitCode(out.status());
  }
  const ExitCode loaded = session.Load(flags.input.inputs, &*detector);
  if (loaded != kDone) return loaded;
  session.StartStage("match");
  const std::vector<Match> matches = detector->Run();
  if (flags.input.verbose) {
    ExplainRun(detector->stats(), options, session.collection());
  }
  session.StartStage("write");
  if (const ExitCode code = session.ReadyToPublish(); code != kDone) {
    return code;
  }
  uint64_t written = 0;
  const absl::Status status = Write(flags, matches, *relations,
                                    session.collection(), out->get(), &written);
  if (!status.ok()) {
    if (status.code() != absl::StatusCode::kAborted) Error(status);
    return WriteExitCode(status);
  }
  Note(fmt::format("{} pairs", written));
  const ExitCode code =
      session.Finish(std::nullopt, &detector->stats(), &options);
  return code == kDone && flags.exit_code && written > 0 ? kDuplicatesFound
                                                         : code;
}

}  // namespace

void AddPairs(CLI::App* program, ExitCode* code) {
  CLI::App* const command = program->add_subcommand(
      "pairs", "Near-duplicate pairs, with relation, scores and reasons");
  auto flags = std::make_shared<PairsFlags>();
  flags->input.Register(command);
  flags->output.Register(command);
  flags->detect.Register(command);
  command->add_option("--relations", flags->relations,
                      "Relations to list: a comma list of exact, copy, "
                      "partial, update, passage, template; or all "
                      "(exact,copy,partial,update)");
  command
      ->add_option("--min-score", flags->min_score,
                   "Least containment of one text in the other, on word "
                   "3-shingles (0.3)")
      ->check(CLI::Range(0.0, 1.0));
  command
      ->add_option("--format", flags->format,
                   "jsonl, csv or table (table on a terminal)")
      ->check(CLI::IsMember({"jsonl", "csv", "table"}));
  command->add_flag("--exit-code", flags->exit_code,
                    "End with 1 if a pair was found");
  command->callback([flags, code] { *code = Run(*flags); });
}

}  // namespace nuskha::tools
