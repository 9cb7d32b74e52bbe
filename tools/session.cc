// SPDX-License-Identifier: Apache-2.0

#include "session.h"

#include <fmt/format.h>
#include <sys/resource.h>

#include <ctime>
#include <utility>

#include "checked.h"
#include "progress.h"
#include "publish.h"
#include "stats_json.h"
#include "version_info.h"

namespace nuskha::tools {
namespace {

double CpuSeconds() {
  timespec time{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) +
         static_cast<double>(time.tv_nsec) * 1e-9;
}

double WallSeconds() {
  return std::chrono::duration<double>(
             std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

}  // namespace

Session::Session(const InputFlags& flags, const char* command)
    : flags_(flags), command_(command) {
  options_.read = flags_.read;
  options_.threads = flags_.threads;
}

void Session::KeepFields(std::vector<std::string> fields) {
  options_.read.extra_fields = std::move(fields);
}
void Session::PreferSources(std::vector<std::string> sources) {
  options_.preferred_sources = std::move(sources);
}
void Session::SpoolStandardInput() {
  options_.read.spool_standard_input = true;
}

void Session::Render(decltype(CollectionOptions::render) render,
                     decltype(CollectionOptions::on_rendered) on_rendered) {
  options_.render = std::move(render);
  options_.on_rendered = [this, on_rendered = std::move(on_rendered)](
                             const std::string& rendered) {
    stopped_ = !on_rendered(rendered);
    return !stopped_;
  };
}

void Session::PrintsWhileReading(const std::string& output) {
  data_on_terminal_ = IsTerminal(output);
}

void Session::Watch(decltype(CollectionOptions::on_document) on_document) {
  options_.on_document = std::move(on_document);
  options_.short_paragraphs = true;
}

ExitCode Session::Prepare() {
  absl::StatusOr<std::shared_ptr<const BoilerplateRules>> rules =
      LoadRules(flags_.boilerplate);
  if (!rules.ok()) {
    Error(rules.status());
    return absl::IsResourceExhausted(rules.status()) ? kLimit : kUsage;
  }
  options_.rules = *std::move(rules);
  const OutputOptions output{.overwrite = true,
                             .inputs = flags_.files_to_keep()};
  absl::Status status = rejects_.Open(flags_.rejects, output);
  if (status.ok() && !flags_.stats.empty()) {
    // Now, not after hours, it shows if it cannot be written.
    auto stats = OutputFile::Create(flags_.stats, output);
    status = stats.status();
    if (stats.ok()) stats_ = *std::move(stats);
  }
  if (!status.ok()) return tools::OutputFailed(status);
  options_.read.interrupted = [] { return CaughtSignal() != 0; };
  StartProgress(flags_.progress_form(), flags_.status_fd);
  if (data_on_terminal_) EndProgressMessages();
  options_.progress = [this](uint64_t done, uint64_t total) {
    ProgressRead(collection_->account().read, done, total);
    return CaughtSignal() == 0;
  };
  options_.on_reject = [this](const Reject& reject) { rejects_.Add(reject); };
  if (stats_ != nullptr && !options_.on_document) {
    learner_.emplace(FurnitureOptions{.wording = false});
    Watch([this](const Document& document, std::string_view source) {
      Check(learner_->Add(document, source));
    });
  }
  if (const ExitCode code = OpenCheckpoint(); code != kDone) return code;
  collection_.emplace(options_);
  return kDone;
}

ExitCode Session::OpenCheckpoint() {
  if (checkpoint_path_.empty()) return kDone;
  absl::StatusOr<std::unique_ptr<Checkpoint>> checkpoint =
      Checkpoint::Open(checkpoint_path_, settings_);
  if (!checkpoint.ok()) {
    Error(checkpoint.status());
    return absl::IsFailedPrecondition(checkpoint.status())
               ? kUsage
               : WriteExitCode(checkpoint.status());
  }
  checkpoint_ = *std::move(checkpoint);
  options_.checkpoint = checkpoint_.get();
  return kDone;
}

Session::~Session() {
  if (checkpoint_ == nullptr) return;
  Note(
      fmt::format("{} keeps what was done: the same command goes on from there",
                  checkpoint_path_));
}

ExitCode Session::Load(const std::vector<std::string>& inputs,
                       Detector* detector) {
  if (!collection_.has_value()) {
    if (const ExitCode code = Prepare(); code != kDone) return code;
  }
  StartStage("read");
  absl::StatusOr<std::unique_ptr<RecordReader>> reader =
      RecordReader::Open(inputs, options_.read);
  if (!reader.ok()) {
    Error(reader.status());
    return ReadExitCode(reader.status());
  }
  const absl::Status status = collection_->Load(reader->get(), detector);
  if (reader_ == nullptr) reader_ = *std::move(reader);
  SayNews();
  if (status.ok()) return kDone;
  rejects_.EndMessages();
  if (!stopped_) Error(status);
  return ReadExitCode(status);
}

ExitCode Session::LoadAgain(
    decltype(CollectionOptions::render) render,
    decltype(CollectionOptions::on_rendered) on_rendered) {
  Render(std::move(render), std::move(on_rendered));
  CollectionOptions options = options_;
  options.on_document = nullptr;
  options.on_reject = nullptr;
  Collection again(options);
  absl::Status status = reader_->Rewind();
  if (status.ok()) status = again.Load(reader_.get(), nullptr);
  if (status.ok() && (again.account().read != account_->read ||
                      again.account().documents != account_->documents)) {
    status = absl::DataLossError(
        "an input changed while it was read: nothing was written");
  }
  if (!status.ok() && !stopped_) Error(status);
  return ReadExitCode(status);
}

ExitCode Session::ReadyToPublish(const std::string& output) {
  if (IsTerminal(output)) EndProgressMessages();
  rejects_.EndMessages();
  if (CaughtSignal() == 0) return kDone;
  return tools::OutputFailed(absl::CancelledError("interrupted"));
}

ExitCode Session::OutputFailed(const absl::Status& status) {
  if (!absl::IsAborted(status)) return tools::OutputFailed(status);
  const absl::Status finished = FinishAll({rejects_.file()});
  return finished.ok() ? CommitAll({rejects_.file()})
                       : tools::OutputFailed(finished);
}

// What a Load() found out.
void Session::SayNews() {
  const std::vector<std::string>& notes = collection_->notes();
  for (; notes_said_ < notes.size(); ++notes_said_) Note(notes[notes_said_]);
  if (checkpoint_ != nullptr && checkpoint_->restored_bytes() > 0) {
    Note(fmt::format("continued from {}", checkpoint_path_));
  }
  const Account& account = collection_->account();
  if (!account_.has_value()) {
    account_ = account;
    SayFields();
    return;
  }
  Note(
      fmt::format("compared with {} documents that are not part of the account",
                  account.documents - account_->documents));
}

void Session::SayFields() {
  const FieldNames& fields = collection_->fields();
  std::string text;
  const auto add = [&](std::string_view role, const std::string& name) {
    if (!name.empty()) text += fmt::format(" {}={}", role, name);
  };
  add("text", fields.text);
  add("id", fields.id);
  add("title", fields.title);
  add("url", fields.url);
  add("source", fields.source);
  add("date", fields.date);
  if (!text.empty()) Note("fields:" + text);
}

void Session::SayRepairs() {
  const Account& account = collection_->account();
  for (const auto& [what, count] : account.passed_over) {
    Note(fmt::format("{} {} passed over", count, what));
  }
  const auto say = [](uint64_t count, std::string_view what) {
    if (count > 0) Note(fmt::format("{} {}", count, what));
  };
  const ParseCounts& repairs = account.repairs;
  say(repairs.utf8_repaired, "records with invalid UTF-8 were repaired");
  say(repairs.windows_1256, "records were read as windows-1256");
  say(repairs.surrogates_repaired, "records had lone surrogate escapes");
  say(repairs.controls_repaired, "records had raw control characters");
  say(repairs.nan_repaired, "records had NaN or Infinity, read as null");
  say(repairs.charset_guessed,
      "pages do not say how they are encoded: guessed (see --encoding)");
  say(repairs.html_deep,
      "pages are nested over --html-max-depth: deeper tags ignored, text kept");
  say(repairs.duplicate_keys, "records had a key twice: the last counts");
  say(account.unreadable_dates, "dates could not be read");
  say(Checked(collection_->repeated_ids()), "ids stand more than once");
}

void Session::StartStage(const std::string& name) {
  EndStage();
  stages_.push_back({name, -WallSeconds(), -CpuSeconds()});
  ProgressStage(name);
}

void Session::EndStage() {
  if (stages_.empty() || stages_.back().wall > 0) return;
  stages_.back().wall += WallSeconds();
  stages_.back().cpu += CpuSeconds();
}

std::string Session::AccountLine(const std::optional<Removal>& removal) const {
  const Account& account = *account_;
  const std::string tail =
      fmt::format("passed_through {} + rejected {}", account.passed_through,
                  account.rejected);
  if (!removal.has_value()) {
    return fmt::format("read {} = documents {} + {}", account.read,
                       account.documents, tail);
  }
  return fmt::format("read {} = kept {} + removed {} + {}", account.read,
                     removal->kept, removal->removed, tail);
}

// All but the names.
absl::Status Session::FinishOutputs(const std::vector<OutputFile*>& outputs,
                                    const std::optional<Removal>& removal,
                                    const Detector* detector,
                                    const DetectorOptions* options) {
  absl::Status status = FinishAll({rejects_.file()});
  if (status.ok()) status = FinishAll(outputs);
  EndStage();
  if (status.ok()) status = WriteStats(removal, detector, options);
  if (status.ok() && CaughtSignal() != 0) {
    status = absl::CancelledError("interrupted");
  }
  return status;
}

bool Session::AccountCloses(const std::optional<Removal>& removal) const {
  const Account& account = *account_;
  const uint64_t documents = removal.has_value()
                                 ? removal->kept + removal->removed
                                 : account.documents;
  return account.closes() &&
         documents + account.passed_through + account.rejected == account.read;
}

ExitCode Session::Finish(const std::vector<OutputFile*>& outputs,
                         const std::optional<Removal>& removal,
                         const Detector* detector,
                         const DetectorOptions* options) {
  if (learner_.has_value() && detector != nullptr) {
    StartStage("furniture");
    Check(learner_->Learn());
    furniture_ = Checked(learner_->StatsWith(*detector));
  }
  if (const absl::Status status =
          FinishOutputs(outputs, removal, detector, options);
      !status.ok()) {
    return OutputFailed(status);
  }
  std::vector<OutputFile*> all_outputs = {rejects_.file(), stats_.get()};
  all_outputs.insert(all_outputs.end(), outputs.begin(), outputs.end());
  if (const ExitCode code = CommitAll(all_outputs); code != kDone) return code;
  EndProgressMessages();  // the account is the last line
  SayRepairs();
  const Account& all = collection_->account();  // with --against
  const bool damaged = all.damaged_streams > 0;
  if (damaged) {
    Warning(fmt::format("{} damaged streams, {} bytes skipped",
                        all.damaged_streams, all.damaged_bytes));
  }
  const bool too_many = flags_.TooManyRejected(all.rejected, all.read);
  if (!IsQuiet() || all.rejected > 0 || damaged) Line(AccountLine(removal));
  if (!AccountCloses(removal)) {
    Error("the account does not close: this is a bug, please report it");
    return kInternal;
  }
  if (checkpoint_ != nullptr) checkpoint_->Remove();
  checkpoint_.reset();
  return damaged || too_many ? kDamaged : kDone;
}

absl::Status Session::WriteStats(const std::optional<Removal>& removal,
                                 const Detector* detector,
                                 const DetectorOptions* options) {
  if (stats_ == nullptr) return absl::OkStatus();
  Json json;
  json.Object().Key("command").String(command_);
  AddVersions(&json);
  AddParameters(flags_, options, &json);
  AddAccount(*account_, &json);
  if (removal.has_value()) {
    json.Key("kept").Integer(removal->kept);
    json.Key("removed").Integer(removal->removed);
    if (removal->stripped.has_value()) AddStripped(*removal->stripped, &json);
  }
  if (detector != nullptr) AddRun(detector->stats(), &json);
  if (furniture_.has_value()) AddFurniture(*furniture_, &json);
  if (audit_.has_value()) AddAudit(*audit_, &json);
  json.Key("stages").Array();
  for (const Stage& stage : stages_) {
    json.Object().Key("name").String(stage.name);
    json.Key("wall_seconds").Real(stage.wall);
    json.Key("cpu_seconds").Real(stage.cpu).EndObject();
  }
  json.EndArray();
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  json.Key("peak_memory_bytes").Integer(usage.ru_maxrss * 1024).EndObject();
  const absl::Status status = stats_->Write(json.text() + "\n");
  return status.ok() ? stats_->Finish() : status;
}

}  // namespace nuskha::tools
