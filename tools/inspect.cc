// SPDX-License-Identifier: Apache-2.0

#include <fmt/format.h>

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "checked.h"
#include "commands.h"
#include "console.h"
#include "json.h"
#include "nuskha/document.h"
#include "nuskha/reader.h"
#include "progress.h"
#include "publish.h"
#include "session.h"
#include "shared_flags.h"

namespace nuskha::tools {
namespace {

struct InspectFlags {
  InputFlags input;
  bool as_json = false;
};

// What one input holds.
struct Contents {
  uint64_t records = 0;
  uint64_t documents = 0;
  uint64_t passed_through = 0;
  uint64_t rejected = 0;
  std::map<std::string, uint64_t> rejected_by_code;
  uint64_t text_bytes = 0;
  uint64_t damaged_places = 0;  // of those that are listed
  uint64_t damaged_bytes = 0;
  FieldNames used;
  std::vector<std::string> seen;
};

std::vector<std::pair<std::string_view, std::string_view>> Used(
    const FieldNames& names) {
  std::vector<std::pair<std::string_view, std::string_view>> used;
  const auto add = [&](std::string_view role, const std::string& name) {
    if (!name.empty()) used.emplace_back(role, name);
  };
  add("text", names.text);
  add("id", names.id);
  add("title", names.title);
  add("url", names.url);
  add("source", names.source);
  add("date", names.date);
  return used;
}

// Reads everything, one thread, a parser for each input: what it has seen is
// what that input has.
class Inspector {
 public:
  Inspector(const InputFlags& flags, RecordReader* reader, RejectLog* rejects)
      : flags_(flags),
        reader_(reader),
        rejects_(rejects),
        analyzer_(Checked(BoilerplateRules::Default())) {}

  absl::Status Run();
  const std::map<uint32_t, Contents>& files() const { return files_; }
  const Contents& all() const { return all_; }

 private:
  void Look(const RawRecord& record);
  void EndFile();
  void AddDamage();

  const InputFlags& flags_;
  RecordReader* reader_;
  RejectLog* rejects_;
  Analyzer analyzer_;
  Document document_;
  std::optional<RecordParser> parser_;
  uint32_t file_ = 0;  // of parser_
  std::map<uint32_t, Contents> files_;
  Contents all_;
};

absl::Status Inspector::Run() {
  ProgressStage("read");
  RecordBlock block;
  while (true) {
    const absl::StatusOr<bool> more = reader_->Next(&block);
    if (!more.ok()) return more.status();
    if (!*more) break;
    if (CaughtSignal() != 0) return absl::CancelledError("interrupted");
    for (const RawRecord& record : block.records) Look(record);
    ProgressRead(all_.records, block.compressed_bytes,
                 reader_->total_compressed_bytes());
  }
  EndFile();
  // Those without a record, too; what is skipped in folders has no format.
  for (uint32_t file = 0; file < reader_->files(); ++file) {
    if (!reader_->info(file).format.empty()) files_.try_emplace(file);
  }
  AddDamage();
  return absl::OkStatus();
}

void Inspector::Look(const RawRecord& record) {
  if (!parser_.has_value() || file_ != record.file) {
    EndFile();
    parser_.emplace(flags_.read);
    file_ = record.file;
  }
  Contents& file = files_[record.file];
  ++file.records;
  ++all_.records;
  Article article;
  Reject reject;
  if (!Checked(parser_->Parse(record, &article, &reject))) {
    reject.file = reader_->file_name(record.file);
    rejects_->Add(reject);
    ++file.rejected;
    ++file.rejected_by_code[reject.code];
    ++all_.rejected;
    return;
  }
  file.text_bytes += article.text.size();
  Check(analyzer_.Analyze(article, &document_));
  ++(document_.empty() ? file.passed_through : file.documents);
  ++(document_.empty() ? all_.passed_through : all_.documents);
}

void Inspector::EndFile() {
  if (!parser_.has_value()) return;
  files_[file_].used = parser_->fields_used();
  files_[file_].seen = parser_->fields_seen();
}

void Inspector::AddDamage() {
  all_.damaged_bytes = reader_->damaged_bytes();
  std::map<std::string_view, Contents*> by_name;
  for (auto& [file, contents] : files_) {
    by_name.emplace(reader_->file_name(file), &contents);
  }
  for (const Reject& place : reader_->damage()) {
    rejects_->Add(place);
    const auto found = by_name.find(place.file);
    if (found == by_name.end()) continue;
    ++found->second->damaged_places;
    found->second->damaged_bytes += place.length;
  }
}

std::string AsJson(const std::string& name, const InputInfo& info,
                   const Contents& contents) {
  Json json;
  json.Object().Key("input").String(name);
  json.Key("format").String(info.format);
  json.Key("compression").String(info.compression);
  json.Key("encoding").String(info.encoding);
  json.Key("records").Integer(contents.records);
  json.Key("documents").Integer(contents.documents);
  json.Key("passed_through").Integer(contents.passed_through);
  json.Key("rejected").Integer(contents.rejected);
  json.Key("rejected_by_code").Object();
  for (const auto& [code, count] : contents.rejected_by_code) {
    json.Key(code).Integer(count);
  }
  json.EndObject();
  json.Key("text_bytes").Integer(contents.text_bytes);
  json.Key("damaged_places").Integer(contents.damaged_places);
  json.Key("damaged_bytes").Integer(contents.damaged_bytes);
  json.Key("fields").Object();
  for (const auto& [role, field] : Used(contents.used)) {
    json.Key(role).String(field);
  }
  json.EndObject().Key("fields_seen").Array();
  for (const std::string& field : contents.seen) json.String(field);
  return json.EndArray().EndObject().text() + "\n";
}

std::string AsText(const std::string& name, const InputInfo& info,
                   const Contents& contents) {
  std::string text =
      fmt::format("{}\n  format    {}", Isolated(name), info.format);
  if (info.compression != "none") text += ", " + info.compression;
  text += fmt::format(
      ", {}\n  records   {}: {} documents, {} without a word, "
      "{} rejected\n",
      info.encoding, contents.records, contents.documents,
      contents.passed_through, contents.rejected);
  std::string codes;
  for (const auto& [code, count] : contents.rejected_by_code) {
    codes += fmt::format("{}{} {}", codes.empty() ? "" : ", ", code, count);
  }
  if (!codes.empty()) text += fmt::format("  rejected  {}\n", codes);
  if (contents.damaged_places > 0) {
    text += fmt::format("  damage    {} places, {} bytes skipped\n",
                        contents.damaged_places, contents.damaged_bytes);
  }
  text += fmt::format("  text      {} bytes\n", contents.text_bytes);
  std::string fields;
  for (const auto& [role, field] : Used(contents.used)) {
    fields += fmt::format("{}{}={}", fields.empty() ? "" : " ", role,
                          Isolated(std::string(field)));
  }
  if (!fields.empty()) text += fmt::format("  fields    {}\n", fields);
  std::string seen;
  for (const std::string& field : contents.seen) {
    seen += (seen.empty() ? "" : ", ") + Isolated(field);
  }
  if (!seen.empty()) text += fmt::format("  seen      {}\n", seen);
  return text;
}

ExitCode Finish(const InputFlags& flags, const RecordReader& reader,
                const Contents& all) {
  for (const std::string& note : reader.notes()) Note(note);
  for (const auto& [what, count] : reader.passed_over()) {
    Note(fmt::format("{} {} passed over", count, what));
  }
  const bool damaged = reader.damaged_streams() > 0;
  const bool too_many = flags.TooManyRejected(all.rejected, all.records);
  if (!IsQuiet() || all.rejected > 0 || damaged) {
    Line(fmt::format("read {} = documents {} + passed_through {} + rejected {}",
                     all.records, all.documents, all.passed_through,
                     all.rejected));
  }
  if (all.records != all.documents + all.passed_through + all.rejected) {
    Error("the account does not close: this is a bug, please report it");
    return kInternal;
  }
  return damaged || too_many ? kDamaged : kDone;
}

ExitCode Run(InspectFlags& flags) {
  if (const ExitCode code = flags.input.CheckOutputs({}); code != kDone) {
    return code;
  }
  RejectLog rejects;
  absl::Status status =
      rejects.Open(flags.input.rejects,
                   {.overwrite = true, .inputs = flags.input.files_to_keep()});
  if (!status.ok()) return OutputFailed(status);
  StartProgress(flags.input.progress_form(), flags.input.status_fd);
  flags.input.read.interrupted = [] { return CaughtSignal() != 0; };
  absl::StatusOr<std::unique_ptr<RecordReader>> reader =
      RecordReader::Open(flags.input.inputs, flags.input.read);
  status = reader.status();
  std::optional<Inspector> inspector;
  if (status.ok()) {
    inspector.emplace(flags.input, reader->get(), &rejects);
    status = inspector->Run();
  }
  if (!status.ok()) {
    Error(status);
    return ReadExitCode(status);
  }
  EndProgressMessages();
  for (const auto& [file, contents] : inspector->files()) {
    const std::string& name = (*reader)->file_name(file);
    const InputInfo& info = (*reader)->info(file);
    if (!Print(flags.as_json ? AsJson(name, info, contents)
                             : AsText(name, info, contents))) {
      break;
    }
  }
  rejects.EndMessages();
  status = FinishAll({rejects.file()});
  if (!status.ok()) return OutputFailed(status);
  if (const ExitCode code = EndOutput(kDone); code != kDone) return code;
  if (const ExitCode code = CommitAll({rejects.file()}); code != kDone) {
    return code;
  }
  return Finish(flags.input, **reader, inspector->all());
}

}  // namespace

void AddInspect(CLI::App* program, ExitCode* code) {
  CLI::App* const command = program->add_subcommand(
      "inspect",
      "What is in these files: format, encoding, fields, counts, bad records");
  auto flags = std::make_shared<InspectFlags>();
  flags->input.Register(command);
  for (const char* unused : {"--jobs", "--stats", "--boilerplate"}) {
    command->remove_option(command->get_option(unused));
  }
  command->add_flag("--json", flags->as_json, "One JSON object an input");
  command->callback([flags, code] {
    flags->input.Complete();
    *code = Run(*flags);
  });
}

}  // namespace nuskha::tools
