// SPDX-License-Identifier: Apache-2.0

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <set>
#include <utility>

#include "checked.h"
#include "commands.h"
#include "console.h"
#include "csv.h"
#include "json.h"
#include "match_json.h"
#include "number_flags.h"
#include "nuskha/match.h"
#include "nuskha/passage_reader.h"
#include "publish.h"
#include "session.h"

namespace nuskha::tools {
namespace {

struct PairsFlags {
  InputFlags input;
  OutputFlags output;
  DetectFlags detect;
  std::optional<std::string> relations;  // none: kRelations
  bool translations = false;
  double min_score = 0.3;
  std::string format;  // empty: table on a terminal, else jsonl
  bool passages = false;
  bool exit_code = false;
};

constexpr std::string_view kRelations = "exact,copy,partial,update";

// The relations to list, or an error naming the one that is not known.
absl::StatusOr<std::set<Relation>> ParseRelations(std::string_view list) {
  std::set<Relation> relations;
  if (list == "all") {
    return std::set<Relation>{Relation::kExact,      Relation::kCopy,
                              Relation::kPartial,    Relation::kUpdate,
                              Relation::kPassage,    Relation::kTemplate,
                              Relation::kTranslation};
  }
  while (true) {
    const size_t comma = list.find(',');
    const std::string_view name = list.substr(0, comma);
    const std::optional<Relation> relation = RelationFromName(name);
    if (!relation.has_value() || *relation == Relation::kNothing) {
      const std::string message = fmt::format(
          "--relations: '{}' is none of exact, copy, partial, update, passage, "
          "template, translation, all",
          name);
      return absl::InvalidArgumentError(message);
    }
    relations.insert(*relation);
    if (comma == std::string_view::npos) return relations;
    list.remove_prefix(comma + 1);
  }
}

enum class PairFormat { kJsonLines, kCsv, kTable };

PairFormat FormatOf(const PairsFlags& flags) {
  if (flags.format == "csv") return PairFormat::kCsv;
  const bool table = flags.format.empty() ? IsTerminal(flags.output.path)
                                          : flags.format == "table";
  return table ? PairFormat::kTable : PairFormat::kJsonLines;
}

// A pair that is listed. `passages`: how they are printed behind it; empty if
// they are not asked for.
struct Listed {
  const Match& match;
  std::string_view passages;
};

std::string PassagesText(const std::vector<Passage>& passages,
                         PairFormat format) {
  if (format != PairFormat::kTable) {
    Json json;
    AddPassages(passages, /*with_edits=*/false, &json);
    return json.text();
  }
  std::string text;
  for (const Passage& passage : passages) {
    text += fmt::format("{:35}{} words at a {}-{}, b {}-{}\n", "",
                        passage.words, passage.a.begin, passage.a.end,
                        passage.b.begin, passage.b.end);
  }
  return text;
}

std::string AsJson(const Listed& pair, const Collection& collection) {
  const Match& match = pair.match;
  Json json;
  json.Object();
  json.Key("a").String(collection.id(match.a));
  json.Key("b").String(collection.id(match.b));
  json.Key("a_pos").Integer(collection.position(match.a));
  json.Key("b_pos").Integer(collection.position(match.b));
  AddFigures(match, &json);
  std::string line = json.text();
  if (!pair.passages.empty()) (line += ',') += pair.passages;
  return line + "}\n";
}

// Quoted only where it must be.
std::string CsvField(std::string_view text) {
  if (text.find_first_of(",\"\r\n") == std::string_view::npos) {
    return std::string(text);
  }
  std::string out;
  AppendCsvField(text, &out);
  return out;
}

constexpr std::string_view kCsvHeader =
    "a,b,a_pos,b_pos,relation,container,confidence,jaccard,a_in_b,b_in_a,"
    "words_a,words_b,shared_words,longest_run,reasons";
constexpr std::string_view kPassagesKey = "\"passages\":";

std::string AsCsv(const Listed& pair, const Collection& collection) {
  const Match& match = pair.match;
  std::string reasons;
  for (const std::string& reason : Checked(Reasons(match, "a", "b"))) {
    reasons += (reasons.empty() ? "" : "; ") + reason;
  }
  const std::string_view container = match.relation != Relation::kPartial ? ""
                                     : match.container_is_a               ? "a"
                                                                          : "b";
  std::string line = fmt::format(
      "{},{},{},{},{},{},{:.6g},{:.6g},{:.6g},{:.6g},{},{},{},{},{}",
      CsvField(collection.id(match.a)), CsvField(collection.id(match.b)),
      collection.position(match.a), collection.position(match.b),
      RelationName(match.relation), container, match.confidence, match.jaccard,
      match.a_in_b, match.b_in_a, match.words_a, match.words_b,
      match.shared_words, match.longest_run, CsvField(reasons));
  if (!pair.passages.empty()) {
    line += ',' + CsvField(pair.passages.substr(kPassagesKey.size()));
  }
  return line + "\r\n";
}

constexpr std::string_view kTableHeader =
    "relation  jaccard  a in b  b in a  a, b and why\n";

std::string AsTable(const Listed& pair, const Collection& collection) {
  const Match& match = pair.match;
  std::string text = fmt::format(
      "{:<9} {:7.3f} {:7.3f} {:7.3f}  a {}  b {}\n",
      RelationName(match.relation), match.jaccard, match.a_in_b, match.b_in_a,
      Isolated(collection.id(match.a)), Isolated(collection.id(match.b)));
  for (const std::string& reason : Checked(Reasons(match, "a", "b"))) {
    text += fmt::format("{:35}{}\n", "", reason);
  }
  return text += pair.passages;
}

// Passages of all matches, as they are printed. Returns kDone, or the exit code
// after having said why.
ExitCode FindPassages(const std::vector<Match>& matches, PairFormat format,
                      const Detector& detector, Session* session,
                      std::vector<std::string>* texts) {
  session->StartStage("passages");
  texts->resize(matches.size());
  const absl::Status status = ReadPassages(
      session->reader(), session->collection(), detector, matches,
      session->options(), [&](size_t i, const std::vector<Passage>& passages) {
        (*texts)[i] = PassagesText(passages, format);
      });
  if (!status.ok()) Error(status);
  return ReadExitCode(status);
}

// passages: shape [matches], or empty if they are not asked for.
absl::Status Write(const std::vector<Match>& matches, PairFormat format,
                   const std::vector<std::string>& passages,
                   const Collection& collection, OutputFile* out) {
  absl::Status status;
  if (format == PairFormat::kTable) {
    status = out->Write(kTableHeader);
  } else if (format == PairFormat::kCsv) {
    status = out->Write(std::string(kCsvHeader) +
                        (passages.empty() ? "\r\n" : ",passages\r\n"));
  }
  for (size_t i = 0; i < matches.size() && status.ok(); ++i) {
    Listed pair{matches[i], {}};
    if (!passages.empty()) pair.passages = passages[i];
    const std::string line =
        format == PairFormat::kCsv     ? AsCsv(pair, collection)
        : format == PairFormat::kTable ? AsTable(pair, collection)
                                       : AsJson(pair, collection);
    status = out->Write(line);
  }
  return status;
}

// Those of the flags: --translations asks to see some if nothing else is said.
absl::StatusOr<std::set<Relation>> RelationsToList(const PairsFlags& flags) {
  absl::StatusOr<std::set<Relation>> relations =
      flags.relations.has_value() ? ParseRelations(*flags.relations)
                                  : ParseRelations(kRelations);
  if (!relations.ok()) return relations;
  if (flags.translations && !flags.relations.has_value()) {
    relations->insert(Relation::kTranslation);
  }
  if (!flags.translations && flags.relations != "all" &&
      relations->contains(Relation::kTranslation)) {
    return absl::InvalidArgumentError(
        "--relations translation needs --translations: they are not looked "
        "for else");
  }
  return relations;
}

void ExplainMatches(const PairsFlags& flags, const DetectorOptions& options,
                    const RunStats& stats, const Collection& collection) {
  if (flags.input.verbose) ExplainRun(stats, options, collection);
  // Nothing found and nothing looked for are two things.
  constexpr uint32_t kFewest = 20;
  if (!flags.translations || collection.documents() >= kFewest) return;
  Note(
      fmt::format("--translations: {} documents are too few to tell rare words "
                  "from common ones ({} are needed)",
                  collection.documents(), kFewest));
}

absl::StatusOr<std::unique_ptr<OutputFile>> CreateOutput(
    const PairsFlags& flags) {
  return OutputFile::Create(
      flags.output.path, {.overwrite = flags.output.force,
                          .inputs = flags.input.files_to_keep(),
                          .interrupted = [] { return CaughtSignal() != 0; }});
}

ExitCode Run(const PairsFlags& flags) {
  const absl::StatusOr<std::set<Relation>> relations = RelationsToList(flags);
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
  options.translations = flags.translations;
  absl::StatusOr<Detector> detector = Detector::Create(options);
  if (!detector.ok()) {
    Error(detector.status());
    return ReadExitCode(detector.status());
  }
  Session session(flags.input, "pairs");
  if (flags.passages) session.SpoolStandardInput();
  if (flags.translations) session.ListLightStems();
  absl::StatusOr<std::unique_ptr<OutputFile>> out = CreateOutput(flags);
  if (!out.ok()) return OutputFailed(out.status());
  const ExitCode loaded = session.Load(flags.input.inputs, &*detector);
  if (loaded != kDone) return loaded;
  session.StartStage("match");
  absl::StatusOr<std::vector<Match>> run = detector->Run(
      {.progress = [](uint64_t, uint64_t) { return CaughtSignal() == 0; }});
  if (absl::IsCancelled(run.status())) {
    return session.ReadyToPublish(flags.output.path);
  }
  std::vector<Match> matches = Checked(std::move(run));
  session.RunAudit(flags.detect.audit, *detector, options, matches);
  ExplainMatches(flags, options, detector->stats(), session.collection());
  std::erase_if(matches, [&](const Match& match) {
    return !relations->contains(match.relation);
  });
  const PairFormat format = FormatOf(flags);
  std::vector<std::string> passages;
  if (flags.passages) {
    const ExitCode code =
        FindPassages(matches, format, *detector, &session, &passages);
    if (code != kDone) return code;
  }
  session.StartStage("write");
  if (const ExitCode code = session.ReadyToPublish(flags.output.path);
      code != kDone) {
    return code;
  }
  const absl::Status status =
      Write(matches, format, passages, session.collection(), out->get());
  if (!status.ok()) return session.OutputFailed(status);
  Note(fmt::format("{} pairs", matches.size()));
  const bool found = flags.exit_code && !matches.empty();
  const ExitCode code =
      session.Finish({out->get()}, std::nullopt, &*detector, &options);
  return code == kDone && found ? kDuplicatesFound : code;
}

}  // namespace

void AddPairs(CLI::App* program, ExitCode* code) {
  CLI::App* const command = program->add_subcommand(
      "pairs", "Near-duplicate pairs, with relation, scores and reasons");
  auto flags = std::make_shared<PairsFlags>();
  flags->input.Register(command);
  flags->output.Register(command);
  flags->detect.Register(command);
  command
      ->add_option("--relations", flags->relations,
                   "Relations to list: a comma list of exact, copy, "
                   "partial, update, passage, template, translation; or "
                   "all (exact,copy,partial,update)")
      ->type_name("LIST");
  command->add_flag("--translations", flags->translations,
                    "Suggest pairs that are possibly two translations of one "
                    "original, by names and numbers in the same order; listed "
                    "as 'translation' unless --relations says otherwise");
  command
      ->add_option("--min-score", flags->min_score,
                   "Least containment of one text in the other, on word "
                   "3-shingles (0.3)")
      ->type_name("X")
      ->transform(RealNumber(0, 1));
  command
      ->add_option("--format", flags->format,
                   "jsonl, csv or table (table on a terminal)")
      ->type_name("WORD")
      ->check(CLI::IsMember({"jsonl", "csv", "table"}));
  command->add_flag("--passages", flags->passages,
                    "With the shared passages of each pair, as byte ranges in "
                    "both texts; reads the input twice");
  command->add_flag("--exit-code", flags->exit_code,
                    "End with 1 if a pair was found");
  command->callback([flags, code] {
    flags->input.Complete();
    *code = Run(*flags);
  });
}

}  // namespace nuskha::tools
