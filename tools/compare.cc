// SPDX-License-Identifier: Apache-2.0

#include "nuskha/compare.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include <charconv>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "checked.h"
#include "commands.h"
#include "console.h"
#include "json.h"
#include "match_json.h"
#include "nuskha/reader.h"
#include "passage_view.h"
#include "shared_flags.h"

namespace nuskha::tools {
namespace {

struct CompareFlags {
  std::string a, b;
  std::string boilerplate;
  ReadOptions read;
  bool as_json = false;
  std::string color = "auto";
};

// One side: a document, what to call it, and the text its words stand in.
struct Side {
  std::string id;
  PlacedDocument placed;
  std::string text;
};

absl::Status NotFound(const std::string& message) {
  return absl::NotFoundError(message);
}

bool IsFile(const std::string& path) {
  struct stat info {};
  return stat(path.c_str(), &info) == 0 && S_ISREG(info.st_mode);
}

// FILE, FILE:ID or FILE:LINE. A name with colons is read as a file first.
struct Address {
  std::string path;
  std::string record;  // empty: the only record
};

std::optional<Address> Split(const std::string& argument) {
  if (argument == "-" || IsFile(argument)) return Address{argument, ""};
  for (size_t colon = argument.find(':'); colon != std::string::npos;
       colon = argument.find(':', colon + 1)) {
    if (IsFile(argument.substr(0, colon))) {
      return Address{argument.substr(0, colon), argument.substr(colon + 1)};
    }
  }
  return std::nullopt;
}

// Whether `record` is the one that `wanted` names: by its id, or by its line
// if no id is equal.
enum class Fit { kNo, kLine, kId };

Fit FitOf(const RawRecord& record, const Article& article,
          const std::string& wanted) {
  if (wanted.empty() || article.id == wanted) return Fit::kId;
  uint64_t line = 0;
  const char* const end = wanted.data() + wanted.size();
  const auto [stop, error] = std::from_chars(wanted.data(), end, line);
  const bool is_line = error == std::errc() && stop == end;
  return is_line && line == record.line ? Fit::kLine : Fit::kNo;
}

std::string IdOf(const RawRecord& record, const Article& article,
                 const std::string& path) {
  if (!article.id.empty()) return std::string(article.id);
  if (record.is_whole_file()) return path;
  return fmt::format("{}:{}", path, record.line);
}

absl::StatusOr<Side> Find(const Address& address, const ReadOptions& options,
                          Analyzer* analyzer) {
  absl::StatusOr<std::unique_ptr<RecordReader>> reader =
      RecordReader::Open({address.path}, options);
  if (!reader.ok()) return reader.status();
  RecordParser parser(options);
  RecordBlock block;
  Side side;
  Fit best = Fit::kNo;
  while (true) {
    absl::StatusOr<bool> more = (*reader)->Next(&block);
    if (!more.ok()) return more.status();
    if (!*more) break;
    for (const RawRecord& record : block.records) {
      Article article;
      Reject reject;
      if (!Checked(parser.Parse(record, &article, &reject))) continue;
      const Fit fit = FitOf(record, article, address.record);
      if (fit == Fit::kNo || fit < best) continue;
      if (address.record.empty() && best == Fit::kId) {
        return absl::InvalidArgumentError(
            address.path +
            " has several records: name one as FILE:ID or FILE:LINE");
      }
      if (fit == best) continue;  // the first of several
      best = fit;
      analyzer->ForgetStems();  // those of a record that is passed over
      side.id = IdOf(record, article, address.path);
      Check(analyzer->Locate(article, &side.placed));
      side.text = !side.placed.decoded.empty() ? side.placed.decoded
                  : side.placed.in_title       ? article.title
                                               : article.text;
    }
  }
  if (best != Fit::kNo) return side;
  return NotFound(address.record.empty()
                      ? address.path + " has no readable record"
                      : fmt::format("{} has no record with id or line '{}'",
                                    address.path, address.record));
}

absl::StatusOr<Side> Open(const std::string& argument,
                          const CompareFlags& flags, Analyzer* analyzer) {
  const std::optional<Address> address = Split(argument);
  if (!address.has_value()) {
    return NotFound(fmt::format("read {}: no such file", argument));
  }
  return Find(*address, flags.read, analyzer);
}

void PrintJson(const Side& a, const Side& b, const Match& match,
               const std::vector<Passage>& passages) {
  Json json;
  json.Object().Key("a").String(a.id).Key("b").String(b.id);
  AddFigures(match, &json);
  AddPassages(passages, /*with_edits=*/true, &json);
  json.EndObject();
  Print(json.text() + "\n");
}

std::string Heading(char name, const Side& side, uint32_t words) {
  return fmt::format("{}  {}  ({} {})\n", name, Isolated(side.id), words,
                     side.placed.in_title ? "words of its headline, no text"
                                          : "content words");
}

void PrintText(const Side& a, const Side& b, const Match& match,
               const std::vector<Passage>& passages, std::string_view color) {
  std::string text =
      Heading('a', a, match.words_a) + Heading('b', b, match.words_b) +
      fmt::format("\nrelation     {}", RelationName(match.relation));
  if (match.relation == Relation::kPartial) {
    text += fmt::format(", {} contains {}", match.container_is_a ? "a" : "b",
                        match.container_is_a ? "b" : "a");
  }
  text += fmt::format(
      "\nconfidence   {:.2f}\njaccard      {:.3f}\na in b       {:.3f}\n"
      "b in a       {:.3f}\nlongest run  {} words\n",
      match.confidence, match.jaccard, match.a_in_b, match.b_in_a,
      match.longest_run);
  for (const std::string& reason : Checked(Reasons(match, "a", "b"))) {
    text += fmt::format("- {}\n", reason);
  }
  text += '\n';
  text += ViewPassages({a.text, a.placed.view()}, {b.text, b.placed.view()},
                       passages,
                       {.width = TerminalWidth(), .color = UseColor(color)});
  Print(text);
}

ExitCode Run(const CompareFlags& flags) {
  EndAtSignals();
  const bool rules_read_it =
      flags.boilerplate == "-" || flags.boilerplate == "+-";
  if ((flags.a == "-") + (flags.b == "-") + rules_read_it > 1) {
    Error("standard input can be read for one purpose only");
    return kUsage;
  }
  absl::StatusOr<std::shared_ptr<const BoilerplateRules>> rules =
      LoadRules(flags.boilerplate);
  if (!rules.ok()) {
    Error(rules.status());
    return absl::IsResourceExhausted(rules.status()) ? kLimit : kUsage;
  }
  Analyzer analyzer(*rules);
  const absl::StatusOr<Side> a = Open(flags.a, flags, &analyzer);
  const absl::StatusOr<Side> b = Open(flags.b, flags, &analyzer);
  for (const auto* side : {&a, &b}) {
    if (side->ok()) continue;
    Error(side->status());
    return ReadExitCode(side->status());
  }
  const Match match = Checked(Compare(a->placed.document, b->placed.document));
  std::vector<Passage> passages;
  Check(PassageFinder().Find(a->placed.view(), b->placed.view(), &passages));
  if (flags.as_json) {
    PrintJson(*a, *b, match, passages);
  } else {
    PrintText(*a, *b, match, passages, flags.color);
  }
  return kDone;
}

}  // namespace

void AddCompare(CLI::App* program, ExitCode* code) {
  CLI::App* const command = program->add_subcommand(
      "compare", "Two texts or two records: why (not) the same article");
  auto flags = std::make_shared<CompareFlags>();
  command
      ->add_option("A", flags->a,
                   "A text file, or a record: FILE:ID or FILE:LINE")
      ->required();
  command->add_option("B", flags->b, "The other one")->required();
  command->add_flag("--json", flags->as_json, "As one JSON object");
  command
      ->add_option("--color", flags->color,
                   "auto (on a terminal, unless NO_COLOR is set), always, "
                   "never")
      ->type_name("WORD")
      ->check(CLI::IsMember({"auto", "always", "never"}));
  command
      ->add_option("--boilerplate", flags->boilerplate,
                   "Rules file in place of the built-in rules; +FILE adds "
                   "to them")
      ->type_name("FILE");
  FieldNames& names = flags->read.fields;
  command->add_option("--text", names.text, "Field that holds the text")
      ->type_name("FIELD");
  command->add_option("--id", names.id, "Field that holds the id")
      ->type_name("FIELD");
  command->add_option("--title", names.title, "Field that holds the headline")
      ->type_name("FIELD");
  command->callback([flags, code] { *code = Run(*flags); });
}

}  // namespace nuskha::tools
