// SPDX-License-Identifier: Apache-2.0

#include <fmt/format.h>

#include <memory>
#include <utility>

#include "commands.h"
#include "console.h"
#include "json.h"
#include "session.h"

namespace nuskha::tools {
namespace {

struct ScanFlags {
  InputFlags input;
  OutputFlags output;
};

void AddRepetition(const Repetition& repetition, bool first_is_field,
                   std::string_view first_key, Json* json) {
  json->Object().Key(first_key);
  if (first_is_field) {
    json->String("field");
  } else {
    json->Span(repetition.first);
  }
  json->Key("again").Array();
  for (const ByteSpan& span : repetition.again) json->Span(span);
  json->EndArray().EndObject();
}

std::string AsJson(std::string_view id, const ScanReport& report) {
  Json json;
  json.Object().Key("id").String(id);
  if (report.repeated_headline.has_value()) {
    json.Key("repeated_headline");
    AddRepetition(*report.repeated_headline, report.title_is_field, "title",
                  &json);
  }
  if (!report.repeated_paragraphs.empty()) {
    json.Key("repeated_paragraphs").Array();
    for (const Repetition& repetition : report.repeated_paragraphs) {
      AddRepetition(repetition, false, "first", &json);
    }
    json.EndArray();
  }
  if (!report.boilerplate.empty()) {
    json.Key("boilerplate").Array();
    for (const Boilerplate& found : report.boilerplate) {
      json.Object().Key("rule").String(found.rule);
      json.Key("at").Span(found.at);
      json.Key("kind").String(found.kind).EndObject();
    }
    json.EndArray();
  }
  if (report.truncated_percent.has_value()) {
    json.Key("truncated_percent").Real(*report.truncated_percent);
  }
  json.Key("words").Integer(report.words);
  json.Key("content_words").Integer(report.content_words).EndObject();
  return json.text() + "\n";
}

ExitCode Run(const ScanFlags& flags) {
  if (const ExitCode code = flags.input.CheckOutputs({flags.output.path});
      code != kDone) {
    return code;
  }
  absl::StatusOr<std::unique_ptr<OutputFile>> out = OutputFile::Create(
      flags.output.path,
      {.overwrite = flags.output.force, .inputs = flags.input.files_to_keep()});
  if (!out.ok()) {
    Error(out.status());
    return WriteExitCode(out.status());
  }
  Session session(flags.input, "scan");
  absl::Status written;
  uint64_t reported = 0;
  session.Render(
      [](std::string_view id, const Article& article, Analyzer* analyzer,
         Document* document) {
        const ScanReport report = analyzer->Scan(article, document, nullptr);
        return report.has_findings() ? AsJson(id, report) : std::string();
      },
      [&](const std::string& line) {
        if (line.empty()) return true;
        ++reported;
        written = (*out)->Write(line);
        return written.ok();
      });
  const ExitCode loaded = session.Load(flags.input.inputs, nullptr);
  if (written.ok() && loaded != kDone) return loaded;
  if (written.ok()) {
    const ExitCode code = session.ReadyToPublish();
    if (code != kDone) return code;
    written = (*out)->Commit();
  }
  if (!written.ok()) {
    if (written.code() != absl::StatusCode::kAborted) Error(written);
    return WriteExitCode(written);
  }
  Note(fmt::format("{} documents have something to report", reported));
  return session.Finish(std::nullopt);
}

}  // namespace

void AddScan(CLI::App* program, ExitCode* code) {
  CLI::App* const command = program->add_subcommand(
      "scan",
      "Inside each document: repeated headlines and paragraphs, boilerplate, "
      "truncation");
  auto flags = std::make_shared<ScanFlags>();
  flags->input.Register(command);
  flags->output.Register(command);
  command->callback([flags, code] { *code = Run(*flags); });
}

}  // namespace nuskha::tools
