// SPDX-License-Identifier: Apache-2.0
//
// nuskha index add, update, check, query.

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "checked.h"
#include "console.h"
#include "index_flags.h"
#include "index_json.h"
#include "json.h"
#include "publish.h"
#include "session.h"

namespace nuskha::tools {
namespace {

// Articles of one commit: at most so many, and so many bytes.
constexpr size_t kArticlesAtOnce = 1000;
constexpr size_t kBytesAtOnce = size_t{16} << 20;

std::string AnswerLine(std::string_view id, const IndexAnswer& answer,
                       bool with_status, bool with_passages) {
  Json json;
  json.Object().Key("id").String(id);
  if (with_status) json.Key("status").String(IndexStatusName(answer.status));
  AddIndexMatches(answer, with_passages, &json);
  json.EndObject();
  return json.text() + "\n";
}

class RecordRun {
 public:
  RecordRun(const IndexFlags& flags, Index* index, OutputFile* out)
      : flags_(flags),
        index_(index),
        out_(out),
        session_(flags.input, "index"),
        reads_standard_input_(std::ranges::count(flags.input.inputs, "-") > 0) {
  }

  ExitCode Run() {
    session_.PrintsWhileReading(flags_.output.path);
    session_.Render(
        [this](std::string_view id, const Article& article, Analyzer* analyzer,
               Document* document) -> absl::StatusOr<std::string> {
          Check(analyzer->Analyze(article, document));
          if (document->empty()) return std::string();
          if (flags_.action == "query") return Query(id, article);
          return PackArticle(IdToKeep(id, article), article);
        },
        [this](const std::string& rendered) { return Take(rendered); });
    const ExitCode code = session_.Load(flags_.input.inputs, nullptr);
    // What was read before an input failed is added all the same.
    if (status_.ok() && CaughtSignal() == 0) AddBatch();
    if (!status_.ok()) return KeepAnswers(Failed());
    // Load() has said why, and took it for the input's.
    if (code != kDone && !not_answered_.ok()) {
      return IndexExitCode(not_answered_);
    }
    return code == kDone ? End() : KeepAnswers(code);
  }

 private:
  bool adds() const {
    return flags_.action == "add" || flags_.action == "update";
  }

  // Any thread.
  absl::StatusOr<std::string> Query(std::string_view id,
                                    const Article& article) {
    // Not asked by the id that it gets for want of one: another record of that
    // name would be left out as itself.
    const absl::StatusOr<IndexAnswer> answer =
        index_->Query(article, {.passages = flags_.passages});
    if (!answer.ok()) {
      const std::lock_guard lock(mutex_);
      not_answered_.Update(answer.status());
      return answer.status();
    }
    return AnswerLine(id, *answer, /*with_status=*/false, flags_.passages);
  }

  // What is known of standard input ends with it: its lines have no name that
  // would say the same another day.
  std::string IdToKeep(std::string_view id, const Article& article) const {
    const bool unnamed = reads_standard_input_ && article.id.empty() &&
                         (id == "-" || id.starts_with("-:"));
    if (!unnamed) return std::string(id);
    return fmt::format("-:{:016x}", ContentHash(article));
  }

  // False: it failed, and status_ says why.
  bool Take(const std::string& rendered) {
    if (flags_.action == "query") {
      Write(rendered);
    } else if (flags_.action == "check") {
      CheckOne(UnpackArticle(rendered));
    } else {
      bytes_ += rendered.size();
      batch_.push_back(rendered);
      if (batch_.size() == kArticlesAtOnce || bytes_ > kBytesAtOnce) AddBatch();
    }
    return status_.ok();
  }

  void CheckOne(const Article& article) {
    const absl::StatusOr<IndexAnswer> answer =
        index_->CheckAndAdd(article, {.passages = flags_.passages});
    if (!answer.ok()) {
      status_ = answer.status();
      return;
    }
    ++counts_[answer->status];
    Write(
        AnswerLine(article.id, *answer, /*with_status=*/true, flags_.passages));
  }

  void AddBatch() {
    if (!adds() || (batch_.empty() && said_durable_)) return;
    std::vector<Article> articles;
    for (const std::string& one : batch_) {
      articles.push_back(UnpackArticle(one));
    }
    std::vector<IndexStatus> statuses;
    const absl::StatusOr<uint64_t> documents =
        flags_.action == "add" ? index_->AddMany(articles, &statuses)
                               : index_->Update(articles, &statuses);
    batch_.clear();
    bytes_ = 0;
    if (!documents.ok()) {
      status_ = documents.status();
      return;
    }
    for (const IndexStatus status : statuses) ++counts_[status];
    said_durable_ = true;
    Write(fmt::format("durable {}\n", *documents));
  }

  void Write(const std::string& text) {
    status_ = out_->Write(text);
    output_failed_ = !status_.ok();
  }

  ExitCode Failed() {
    if (output_failed_) return session_.OutputFailed(status_);
    return IndexFailed(status_);
  }

  // After a run that ended with `code`: what was committed is in the index, so
  // the answers that say it must not be lost with the run.
  ExitCode KeepAnswers(ExitCode code) {
    if (flags_.action == "query" || output_failed_) return code;
    if (const absl::Status status = FinishAll({out_}); !status.ok()) {
      if (!absl::IsAborted(status)) Error(status);
      return code;
    }
    if (CommitAll({out_}) == kDone && flags_.output.path != "-") {
      Note(fmt::format("{} has the answers until then", flags_.output.path));
    }
    return code;
  }

  ExitCode End() {
    const ExitCode ready = session_.ReadyToPublish(flags_.output.path);
    if (ready != kDone) return KeepAnswers(ready);
    if (flags_.action != "query") {
      std::string text;
      for (const auto& [status, count] : counts_) {
        text += fmt::format("{}{} {}", text.empty() ? "" : ", ", count,
                            IndexStatusName(status));
      }
      if (!text.empty()) Note(text);
    }
    const ExitCode code = session_.Finish({out_}, std::nullopt);
    const bool published =
        code == kDone || code == kDamaged || code == kInternal;
    return published ? code : KeepAnswers(code);
  }

  const IndexFlags& flags_;
  Index* const index_;
  OutputFile* const out_;
  Session session_;
  const bool reads_standard_input_;
  std::vector<std::string> batch_;
  size_t bytes_ = 0;
  bool said_durable_ = false;
  std::map<IndexStatus, uint64_t> counts_;
  absl::Status status_;
  bool output_failed_ = false;
  std::mutex mutex_;
  absl::Status not_answered_;  // of a query; guarded by mutex_
};

}  // namespace

ExitCode RunIndexRecords(const IndexFlags& flags) {
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
  absl::StatusOr<Index> index = flags.Open();
  if (!index.ok()) return IndexFailed(index.status());
  RecordRun run(flags, &*index, out->get());
  return run.Run();
}

}  // namespace nuskha::tools
