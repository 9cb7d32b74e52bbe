// SPDX-License-Identifier: Apache-2.0

#include <fmt/format.h>

#include <atomic>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "checked.h"
#include "commands.h"
#include "console.h"
#include "json.h"
#include "nuskha/furniture.h"
#include "publish.h"
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

std::string AsJson(std::string_view id, const ScanReport& report,
                   std::span<const LearnedFurniture> learned) {
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
  if (!learned.empty()) {
    json.Key("furniture").Array();
    for (const LearnedFurniture& found : learned) {
      json.Object().Key("at").Span(found.at);
      json.Key("kind").String(FurnitureKindName(found.kind));
      json.Key("documents").Integer(found.documents).EndObject();
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

// What is learned from the collection is known only at its end. The lines of
// documents that it cannot concern are written in the first reading; that is
// all of them where there are no sources.
class Scanner {
 public:
  Scanner(Session* session, OutputFile* out, uint32_t threads)
      : session_(session), out_(out), learner_({.threads = threads}) {}

  // kDone, or the exit code after it was said why.
  ExitCode Run(const std::vector<std::string>& inputs);

  // Of the last write.
  const absl::Status& written() const { return written_; }
  uint64_t reported() const { return reported_; }

 private:
  // Fewer articles with a source have no wording in common that is a habit.
  static constexpr uint32_t kMinSourced = 3;
  // Lines that wait for that many articles.
  static constexpr size_t kMaxHeld = size_t{1} << 20;

  bool Write(std::string_view lines) {
    written_ = out_->Write(lines);
    return written_.ok();
  }
  bool WriteLine(const std::string& line);
  bool Hold(const std::string& line);
  ExitCode ReadAgain();

  Session* session_;
  OutputFile* out_;
  FurnitureLearner learner_;
  absl::Status written_;
  uint64_t reported_ = 0;
  // True: lines are for the second reading.
  std::atomic<bool> learning_ = false;
  bool has_source_ = false;  // the document at hand
  uint32_t sourced_ = 0;     // documents with a source
  uint32_t settled_ = 0;     // documents whose lines were written
  std::string held_;         // lines from the first document with a source on
  uint64_t held_lines_ = 0;
};

bool Scanner::WriteLine(const std::string& line) {
  if (line.empty()) return true;
  ++reported_;
  return Write(line);
}

bool Scanner::Hold(const std::string& line) {
  if (learning_.load(std::memory_order_relaxed)) return true;
  sourced_ += has_source_ ? 1 : 0;
  if (sourced_ == 0) {
    ++settled_;
    return WriteLine(line);
  }
  held_ += line;
  held_lines_ += line.empty() ? 0 : 1;
  if (sourced_ >= kMinSourced || held_.size() > kMaxHeld) {
    held_.clear();
    learning_.store(true, std::memory_order_relaxed);
  }
  return true;
}

ExitCode Scanner::Run(const std::vector<std::string>& inputs) {
  session_->SpoolStandardInput();
  session_->Watch([this](const Document& document, std::string_view source) {
    has_source_ = !source.empty();
    Check(learner_.Add(document, source));
  });
  session_->Render(
      [this](std::string_view id, const Article& article, Analyzer* analyzer,
             Document* document) -> absl::StatusOr<std::string> {
        if (learning_.load(std::memory_order_relaxed)) {
          Check(analyzer->Analyze(article, document));
          return std::string();
        }
        const ScanReport report =
            Checked(analyzer->Scan(article, document, nullptr));
        return report.has_findings() ? AsJson(id, report, {}) : std::string();
      },
      [this](const std::string& line) { return Hold(line); });
  const ExitCode code = session_->Load(inputs, nullptr);
  if (code != kDone) return code;
  if (learning_) return ReadAgain();
  session_->SetFurniture({});
  reported_ += held_lines_;
  Write(held_);
  return kDone;
}

ExitCode Scanner::ReadAgain() {
  session_->StartStage("learn");
  Check(learner_.Learn());
  session_->SetFurniture(Checked(learner_.Stats()));
  session_->StartStage("scan");
  uint32_t document_number = 0;
  return session_->LoadAgain(
      [this](std::string_view id, const Article& article, Analyzer* analyzer,
             Document* document) {
        std::vector<ByteSpan> spans;
        const ScanReport report =
            Checked(analyzer->Scan(article, document, &spans));
        const std::vector<LearnedFurniture> learned =
            Checked(learner_.Find(*document, article.source, spans));
        return report.has_findings() || !learned.empty()
                   ? AsJson(id, report, learned)
                   : std::string();
      },
      [&](const std::string& line) {
        return document_number++ < settled_ || WriteLine(line);
      });
}

ExitCode Run(const ScanFlags& flags) {
  if (const ExitCode code = flags.input.CheckOutputs({flags.output.path});
      code != kDone) {
    return code;
  }
  absl::StatusOr<std::unique_ptr<OutputFile>> out = OutputFile::Create(
      flags.output.path,
      {.overwrite = flags.output.force, .inputs = flags.input.files_to_keep()});
  if (!out.ok()) return OutputFailed(out.status());
  Session session(flags.input, "scan");
  session.PrintsWhileReading(flags.output.path);
  Scanner scanner(&session, out->get(), flags.input.threads);
  const ExitCode scanned = scanner.Run(flags.input.inputs);
  if (!scanner.written().ok()) return session.OutputFailed(scanner.written());
  if (scanned != kDone) return scanned;
  if (const ExitCode code = session.ReadyToPublish(flags.output.path);
      code != kDone) {
    return code;
  }
  Note(
      fmt::format("{} documents have something to report", scanner.reported()));
  return session.Finish({out->get()}, std::nullopt);
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
  command->callback([flags, code] {
    flags->input.Complete();
    *code = Run(*flags);
  });
}

}  // namespace nuskha::tools
