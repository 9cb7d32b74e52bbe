// SPDX-License-Identifier: Apache-2.0

#include "session.h"

#include <fmt/format.h>
#include <sys/resource.h>

#include <ctime>
#include <utility>

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

absl::Status RejectLog::Open(const InputFlags& flags) {
  if (flags.rejects.empty()) return absl::OkStatus();
  absl::StatusOr<std::unique_ptr<OutputFile>> file = OutputFile::Create(
      flags.rejects, {.overwrite = true, .inputs = flags.inputs});
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
  flags_.Finish();
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

ExitCode Session::Prepare() {
  absl::StatusOr<std::shared_ptr<const BoilerplateRules>> rules =
      LoadRules(flags_.boilerplate);
  if (!rules.ok()) {
    Error(rules.status());
    return kUsage;
  }
  options_.rules = *std::move(rules);
  if (absl::Status status = rejects_.Open(flags_); !status.ok()) {
    Error(status);
    return WriteExitCode(status);
  }
  progress_ = std::make_unique<Progress>(flags_.progress_form(), "reading");
  options_.progress = [this](uint64_t done, uint64_t total) {
    progress_->Update(done, total);
    return CaughtSignal() == 0;
  };
  options_.on_reject = [this](const Reject& reject) { rejects_.Add(reject); };
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
  progress_->Clear();
  if (reader_ == nullptr) reader_ = *std::move(reader);
  for (const std::string& note : collection_->notes()) Note(note);
  if (status.ok()) {
    SayFields();
    return kDone;
  }
  (void)rejects_.Close();
  if (!stopped_) Error(status);
  return ReadExitCode(status);
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
  const auto say = [](uint64_t count, std::string_view what) {
    if (count > 0) Note(fmt::format("{} {}", count, what));
  };
  const ParseCounts& repairs = account.repairs;
  say(repairs.utf8_repaired, "records with invalid UTF-8 were repaired");
  say(repairs.windows_1256, "records were read as windows-1256");
  say(repairs.surrogates_repaired, "records had lone surrogate escapes");
  say(repairs.controls_repaired, "records had raw control characters");
  say(repairs.nan_repaired, "records had NaN or Infinity, read as null");
  say(repairs.duplicate_keys, "records had a key twice: the last counts");
  say(account.unreadable_dates, "dates could not be read");
  say(collection_->repeated_ids(), "ids stand more than once");
}

void Session::StartStage(const std::string& name) {
  EndStage();
  stages_.push_back({name, -WallSeconds(), -CpuSeconds()});
}

void Session::EndStage() {
  if (stages_.empty() || stages_.back().wall > 0) return;
  stages_.back().wall += WallSeconds();
  stages_.back().cpu += CpuSeconds();
}

std::string Session::AccountLine(const std::optional<Removal>& removal) const {
  const Account& account = collection_->account();
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
                         const RunStats* run) {
  EndStage();
  const Account& account = collection_->account();
  if (const absl::Status status = rejects_.Close(); !status.ok()) {
    Error(status);
    return WriteExitCode(status);
  }
  if (const absl::Status status = WriteStats(removal, run); !status.ok()) {
    Error(status);
    return WriteExitCode(status);
  }
  SayRepairs();
  const uint64_t accounted =
      removal.has_value()
          ? removal->kept + removal->removed + account.passed_through +
                account.rejected
          : account.documents + account.passed_through + account.rejected;
  const bool damaged = account.damaged_streams > 0;
  if (damaged) {
    Warning(fmt::format("{} damaged streams, {} bytes skipped",
                        account.damaged_streams, account.damaged_bytes));
  }
  if (!IsQuiet() || account.rejected > 0 || damaged) Line(AccountLine(removal));
  if (!account.closes() || accounted != account.read) {
    Error("the account does not close: this is a bug, please report it");
    return kInternal;
  }
  const double bad = static_cast<double>(account.rejected);
  const bool too_many =
      bad > flags_.max_bad * static_cast<double>(account.read);
  if (too_many) {
    Warning(
        fmt::format("{} of {} records were rejected, more than --max-bad {}",
                    account.rejected, account.read, flags_.max_bad));
  }
  return damaged || too_many ? kDamaged : kDone;
}

absl::Status Session::WriteStats(const std::optional<Removal>& removal,
                                 const RunStats* run) {
  if (flags_.stats.empty()) return absl::OkStatus();
  const Account& account = collection_->account();
  Json json;
  json.Object().Key("version").String(VersionText());
  json.Key("command").String(command_);
  json.Key("read").Integer(account.read);
  json.Key("documents").Integer(account.documents);
  json.Key("passed_through").Integer(account.passed_through);
  json.Key("rejected").Integer(account.rejected);
  json.Key("rejected_by_code").Object();
  for (const auto& [code, count] : account.rejected_by_code) {
    json.Key(code).Integer(count);
  }
  json.EndObject();
  json.Key("damaged_streams").Integer(account.damaged_streams);
  json.Key("damaged_bytes").Integer(account.damaged_bytes);
  json.Key("undated").Integer(account.undated);
  json.Key("unreadable_dates").Integer(account.unreadable_dates);
  if (removal.has_value()) {
    json.Key("kept").Integer(removal->kept);
    json.Key("removed").Integer(removal->removed);
  }
  if (run != nullptr) {
    json.Key("keys").Integer(run->keys);
    json.Key("hot_keys").Integer(run->hot_keys);
    json.Key("candidates").Integer(run->candidates);
    json.Key("verified").Integer(run->verified);
  }
  json.Key("threads").Integer(flags_.threads);
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
  absl::StatusOr<std::unique_ptr<OutputFile>> file = OutputFile::Create(
      flags_.stats, {.overwrite = true, .inputs = flags_.inputs});
  if (!file.ok()) return file.status();
  if (absl::Status status = (*file)->Write(json.text() + "\n"); !status.ok()) {
    return status;
  }
  return (*file)->Commit();
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
