// SPDX-License-Identifier: Apache-2.0
//
// One run over inputs: loading with progress, rejects, the account and the
// exit code. Call order: Load+ Finish.

#ifndef NUSKHA_TOOLS_SESSION_H_
#define NUSKHA_TOOLS_SESSION_H_

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "exit_code.h"
#include "json.h"
#include "nuskha/audit.h"
#include "nuskha/checkpoint.h"
#include "nuskha/collection.h"
#include "nuskha/detector.h"
#include "nuskha/furniture.h"
#include "nuskha/strip.h"
#include "nuskha/writer.h"
#include "reject_log.h"
#include "shared_flags.h"

namespace nuskha::tools {

class Session {
 public:
  Session(const InputFlags& flags, const char* command);
  // Says where the checkpoint of a run that did not end well is.
  ~Session();

  // kept/removed: dedup's side of the account.
  struct Removal {
    uint64_t kept = 0;
    uint64_t removed = 0;
    std::optional<StripCounts> stripped = {};  // with --strip
  };

  // Field names whose values the keep policy needs.
  void KeepFields(std::vector<std::string> fields);
  void PreferSources(std::vector<std::string> sources);
  void SpoolStandardInput();
  // See CollectionOptions::render. A false on_rendered ends the run without a
  // message: the caller knows why.
  void Render(decltype(CollectionOptions::render) render,
              decltype(CollectionOptions::on_rendered) on_rendered);

  // See CollectionOptions::on_document; documents list short paragraphs.
  void Watch(decltype(CollectionOptions::on_document) on_document);

  // No more of that for later Load() calls.
  void EndRender() {
    options_.render = nullptr;
    options_.on_rendered = nullptr;
  }

  // Keeps what is done in `checkpoint`, a file, and goes on from what is there;
  // settings: see Checkpoint::Open(). Before the first Load().
  void Resume(std::string checkpoint, std::string settings) {
    checkpoint_path_ = std::move(checkpoint);
    settings_ = std::move(settings);
  }
  // Null without Resume(), and before the first Load().
  Checkpoint* checkpoint() const { return checkpoint_.get(); }

  // For a detector that suggests translations.
  void ListLightStems() { options_.light_stems = true; }

  // Data goes to `output` while the inputs are read: if that is a terminal, no
  // progress among it.
  void PrintsWhileReading(const std::string& output);

  // Prepares rules and rejects, creates the collection and loads `inputs`;
  // detector may be null. The account is that of the first call.
  // Returns kDone, or the exit code after having said why.
  ExitCode Load(const std::vector<std::string>& inputs, Detector* detector);

  // Reads the inputs of the first Load() a second time. Nothing is counted or
  // rejected twice; an input that has changed is an error. Returns as Load().
  ExitCode LoadAgain(decltype(CollectionOptions::render) render,
                     decltype(CollectionOptions::on_rendered) on_rendered);

  // Before data goes to `output`: ends the run if a signal came in the
  // meantime. Returns kDone, or the exit code after having said why.
  ExitCode ReadyToPublish(const std::string& output);

  // Wall and CPU time of a stage, for --stats.
  void StartStage(const std::string& name);

  Collection& collection() { return *collection_; }
  // Of the first Load(): to be rewound and read again.
  RecordReader* reader() { return reader_.get(); }
  const CollectionOptions& options() const { return options_; }

  // Measures what a run missed, says it, and keeps it for --stats. documents: 0
  // for nothing.
  void RunAudit(uint32_t documents, const Detector& detector,
                const DetectorOptions& options, std::span<const Match> matches);

  // For --stats, of a command without a detector.
  void SetFurniture(FurnitureStats stats) { furniture_ = std::move(stats); }

  // After an output could not be written: says why, and that no file was
  // changed. A reader that went away is told nothing, and --rejects, which is
  // complete, is published. Returns the exit code.
  ExitCode OutputFailed(const absl::Status& status);

  // Publishes --rejects, --stats and `outputs` (without those that are null) in
  // this order, after all of them are on the disk; prints the account; returns
  // the exit code of a run that otherwise went well. `removal` for dedup only;
  // detector: that of Load(), or null.
  ExitCode Finish(const std::vector<OutputFile*>& outputs,
                  const std::optional<Removal>& removal,
                  const Detector* detector = nullptr,
                  const DetectorOptions* options = nullptr);

 private:
  struct Stage {
    std::string name;
    double wall = 0;
    double cpu = 0;
  };

  ExitCode Prepare();
  ExitCode OpenCheckpoint();
  absl::Status FinishOutputs(const std::vector<OutputFile*>& outputs,
                             const std::optional<Removal>& removal,
                             const Detector* detector,
                             const DetectorOptions* options);
  bool AccountCloses(const std::optional<Removal>& removal) const;
  void SayNews();
  void SayFields();
  void SayRepairs();
  void EndStage();
  std::string AccountLine(const std::optional<Removal>& removal) const;
  absl::Status WriteStats(const std::optional<Removal>& removal,
                          const Detector* detector,
                          const DetectorOptions* options);

  InputFlags flags_;
  std::string command_;
  CollectionOptions options_;
  std::string checkpoint_path_;  // empty: none
  std::string settings_;
  std::unique_ptr<Checkpoint> checkpoint_;
  std::optional<Collection> collection_;
  std::unique_ptr<RecordReader> reader_;
  RejectLog rejects_;
  std::unique_ptr<OutputFile> stats_;
  std::optional<Account> account_;           // of the first Load()
  std::optional<FurnitureLearner> learner_;  // for --stats
  std::optional<FurnitureStats> furniture_;
  std::optional<AuditReport> audit_;
  size_t notes_said_ = 0;
  bool stopped_ = false;           // by on_rendered
  bool data_on_terminal_ = false;  // while it is read
  std::vector<Stage> stages_;
};

// Says how candidates were found: keys, hot keys, the S-curve of bands.
void ExplainRun(const RunStats& stats, const DetectorOptions& options,
                const Collection& collection);

}  // namespace nuskha::tools

#endif  // NUSKHA_TOOLS_SESSION_H_
