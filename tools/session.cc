// SPDX-License-Identifier: Apache-2.0

#include "session.h"

#include <fmt/format.h>
#include <sys/resource.h>

#include <ctime>
#include <utility>

#include "checked.h"
#include "progress.h"
#include "stats_json.h"
#include "version_info.h"

namespace nuskha::tools {
namespace {

constexpr uint64_t kExamplesPerCode = 5;

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

std::string RejectPlace(const Reject& reject) {
  std::string place = reject.file;
  if (reject.line > 0) place += fmt::format(":{}", reject.line);
  return place + fmt::format(" (byte {})", reject.offset);
}

}  // namespace

absl::Status RejectLog::Open(const std::string& path,
                             const OutputOptions& options) {
  if (path.empty()) return absl::OkStatus();
  absl::StatusOr<std::unique_ptr<OutputFile>> file =
      OutputFile::Create(path, options);
  if (!file.ok()) return file.status();
  file_ = *std::move(file);
  return absl::OkStatus();
}

void RejectLog::Add(const Reject& reject) {
  if (++counts_[reject.code] <= kExamplesPerCode) {
    Warning(fmt::format("{}: {}: {}", RejectPlace(reject), reject.code,
                        reject.detail));
  }
  if (file_ == nullptr || !status_.ok()) return;
  Json line;
  line.Object().Key("file").String(reject.file);
  line.Key("line").Integer(reject.line);
  line.Key("offset").Integer(reject.offset);
  line.Key("length").Integer(reject.length);
  line.Key("code").String(reject.code);
  line.Key("detail").String(reject.detail).EndObject();
  status_ = file_->Write(line.text() + "\n");
}

absl::Status RejectLog::Close() {
  for (const auto& [code, count] : counts_) {
    if (count > kExamplesPerCode) {
      Warning(fmt::format("{}: {} in all", code, count));
    }
  }
  counts_.clear();
  if (file_ == nullptr || !status_.ok()) return status_;
  status_ = file_->Commit();
  file_.reset();
  return status_;
}

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
  if (!status.ok()) {
    Error(status);
    return WriteExitCode(status);
  }
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
  collection_.emplace(options_);
  return kDone;
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
  (void)rejects_.Close();
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
  absl::Status status = rejects_.Close();
  if (status.ok() && CaughtSignal() != 0) {
    status = absl::CancelledError("interrupted");
  }
  if (!status.ok()) Error(status);
  return WriteExitCode(status);
}

// What a Load() found out.
void Session::SayNews() {
  const std::vector<std::string>& notes = collection_->notes();
  for (; notes_said_ < notes.size(); ++notes_said_) Note(notes[notes_said_]);
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

ExitCode Session::Finish(const std::optional<Removal>& removal,
                         const Detector* detector,
                         const DetectorOptions* options) {
  if (learner_.has_value() && detector != nullptr) {
    StartStage("furniture");
    Check(learner_->Learn());
    furniture_ = Checked(learner_->StatsWith(*detector));
  }
  EndStage();
  if (const absl::Status status = WriteStats(removal, detector, options);
      !status.ok()) {
    Error(status);
    return WriteExitCode(status);
  }
  EndProgressMessages();  // the account is the last line
  SayRepairs();
  const Account& account = *account_;
  const uint64_t accounted =
      removal.has_value()
          ? removal->kept + removal->removed + account.passed_through +
                account.rejected
          : account.documents + account.passed_through + account.rejected;
  const Account& all = collection_->account();  // with --against
  const bool damaged = all.damaged_streams > 0;
  if (damaged) {
    Warning(fmt::format("{} damaged streams, {} bytes skipped",
                        all.damaged_streams, all.damaged_bytes));
  }
  const bool too_many = flags_.TooManyRejected(all.rejected, all.read);
  if (!IsQuiet() || all.rejected > 0 || damaged) Line(AccountLine(removal));
  if (!account.closes() || accounted != account.read) {
    Error("the account does not close: this is a bug, please report it");
    return kInternal;
  }
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
  return status.ok() ? stats_->Commit() : status;
}

void ExplainRun(const RunStats& stats, const DetectorOptions& options,
                const Collection& collection) {
  Note(fmt::format(
      "{} keys, {} shared; {} pairs looked at, {} scored {} or more",
      stats.keys, stats.shared_keys, stats.candidates, stats.verified,
      options.min_score));
  if (stats.hot_keys > 0) {
    Note(fmt::format(
        "{} keys stand in more than {} documents (one in {}, such as {}) and "
        "link each to 12 others only",
        stats.hot_keys, options.frequency_cap, stats.hottest,
        collection.id(stats.hottest_example)));
  }
  if (options.candidates != CandidateMethod::kMinHash) return;
  Note(fmt::format("{} bands of {} rows: probability that a pair is looked at",
                   stats.banding.bands, stats.banding.rows));
  for (int tenth = 1; tenth <= 10; ++tenth) {
    const double jaccard = tenth / 10.0;
    Note(fmt::format("  Jaccard {:.1f}  {:.4f}", jaccard,
                     CandidateProbability(jaccard, stats.banding)));
  }
}

}  // namespace nuskha::tools
