// SPDX-License-Identifier: Apache-2.0

#include "nuskha/normalize.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <iostream>
#include <memory>
#include <string>

#include "checked.h"
#include "commands.h"
#include "console.h"
#include "json.h"
#include "nuskha/reader.h"
#include "shared_flags.h"

namespace nuskha::tools {
namespace {

struct NormalizeFlags {
  std::string input = "-";
  std::string level = "standard";
  bool spans = false;
  bool no_repair = false;
  bool batch = false;
};

void TokensOf(const NormalizeFlags& flags, std::string_view text,
              Tokens* tokens) {
  const NormalizeOptions options{.repair = !flags.no_repair,
                                 .spans = flags.spans};
  if (flags.level == "aggressive") {
    Check(NormalizeAggressive(text, options, tokens));
  } else {
    Check(NormalizeStandard(text, options, tokens));
  }
}

std::string Text(const NormalizeFlags& flags, std::string_view text,
                 Tokens* tokens) {
  if (flags.level == "light") {
    return Checked(NormalizeLight(text, {.repair = !flags.no_repair}));
  }
  TokensOf(flags, text, tokens);
  return Checked(JoinTokens(*tokens));
}

std::string SpanLines(const Tokens& tokens) {
  std::string out;
  for (size_t i = 0; i < tokens.size(); ++i) {
    out += fmt::format("{}\t{}\t{}\n", tokens.token(i), tokens.spans[i].begin,
                       tokens.spans[i].end);
  }
  return out;
}

std::string SpanJson(const Tokens& tokens) {
  Json json;
  json.Array();
  for (size_t i = 0; i < tokens.size(); ++i) {
    json.Array().String(tokens.token(i));
    json.Integer(tokens.spans[i].begin).Integer(tokens.spans[i].end);
    json.EndArray();
  }
  return json.EndArray().text();
}

// Whether `line` is one string from its first quote to its last: other values,
// or a string with more behind it, would be read as fields of a record.
bool IsString(std::string_view line) {
  constexpr std::string_view kBlanks = " \t\r";
  line.remove_prefix(std::min(line.find_first_not_of(kBlanks), line.size()));
  line = line.substr(0, line.find_last_not_of(kBlanks) + 1);
  if (!line.starts_with('"')) return false;
  size_t end = 1;
  while (end < line.size() && line[end] != '"') {
    end += line[end] == '\\' ? 2 : 1;
  }
  return end + 1 == line.size();
}

// One JSON string a line in, one JSON value a line out. A line is parsed as
// the text of a record, so that it means the same as in a corpus.
ExitCode RunBatch(const NormalizeFlags& flags, std::istream& in) {
  RecordParser parser(ReadOptions{});
  Tokens tokens;
  std::string line, record;
  for (uint64_t number = 1; std::getline(in, line); ++number) {
    record = "{\"text\":" + line + "}";
    Article article;
    Reject reject;
    RawRecord raw;
    raw.bytes = record;
    raw.length = record.size();
    raw.line = number;
    reject.detail = "one string a line, in double quotes";
    if (!IsString(line) || !Checked(parser.Parse(raw, &article, &reject))) {
      Error(
          fmt::format("line {}: not a JSON string: {}", number, reject.detail));
      return kInputError;
    }
    std::string out;
    if (flags.spans) {
      TokensOf(flags, article.text, &tokens);
      out = SpanJson(tokens);
    } else {
      AppendJsonString(Text(flags, article.text, &tokens), &out);
    }
    if (!Print(out + "\n")) break;
  }
  // A stream catches what its buffer throws.
  if (in.bad()) throw std::bad_alloc();
  return kDone;
}

ExitCode Run(const NormalizeFlags& flags) {
  EndAtSignals();
  if (flags.spans && flags.level == "light") {
    Error("--spans needs tokens: --level standard or aggressive");
    return kUsage;
  }
  std::string text;
  if (flags.batch && flags.input == "-") return RunBatch(flags, std::cin);
  if (flags.input == "-") {
    text.assign(std::istreambuf_iterator<char>(std::cin), {});
  } else {
    absl::StatusOr<std::string> file = ReadWholeFile(flags.input);
    if (!file.ok()) {
      Error(file.status());
      return kInputError;
    }
    text = *std::move(file);
  }
  if (flags.batch) {
    std::istringstream lines(text);
    return RunBatch(flags, lines);
  }
  Tokens tokens;
  if (flags.spans) {
    TokensOf(flags, text, &tokens);
    Print(SpanLines(tokens));
  } else {
    Print(Text(flags, text, &tokens) + "\n");
  }
  return kDone;
}

}  // namespace

void AddNormalize(CLI::App* program, ExitCode* code) {
  CLI::App* const command = program->add_subcommand(
      "normalize", "What matching sees, level by level, with byte spans");
  auto flags = std::make_shared<NormalizeFlags>();
  command->add_option("INPUT", flags->input,
                      "File with one text (standard input)");
  command
      ->add_option("--level", flags->level,
                   "light, standard (default) or aggressive")
      ->type_name("WORD")
      ->check(CLI::IsMember({"light", "standard", "aggressive"}));
  command->add_flag("--spans", flags->spans,
                    "One token a line with its bytes in the original");
  command->add_flag("--no-repair", flags->no_repair,
                    "Decode as UTF-8 and repair nothing else");
  command->add_flag("--batch", flags->batch,
                    "Each input line is a JSON string, each output line, too");
  command->callback([flags, code] { *code = Run(*flags); });
}

}  // namespace nuskha::tools
