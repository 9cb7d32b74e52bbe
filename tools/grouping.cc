// SPDX-License-Identifier: Apache-2.0

#include "grouping.h"

#include <utility>

#include "checked.h"
#include "console.h"
#include "run_settings.h"

namespace nuskha::tools {

ExitCode Grouping::Prepare(const InputFlags& input, const DetectFlags& detect,
                           const KeepFlags& keep, const OutputFlags& output,
                           const char* command) {
  absl::StatusOr<std::vector<KeepKey>> policy = ParseKeepPolicy(keep.policy);
  if (!policy.ok()) {
    Error(policy.status());
    return kUsage;
  }
  policy_ = *std::move(policy);
  input_ = input;
  command_ = command;
  if (keep.resume) {
    absl::StatusOr<std::string> path = CheckpointPath(output.path);
    if (!path.ok()) {
      Error(path.status());
      return kUsage;
    }
    checkpoint_ = *std::move(path);
  }
  session_.emplace(input, command);
  std::vector<std::string> fields;
  for (const KeepKey& key : policy_) {
    if (key.kind == KeepKey::Kind::kField) fields.push_back(key.field);
  }
  session_->KeepFields(std::move(fields));
  if (keep.prefer_source == "-" && input.StandardInputs() > 0) {
    Error("--prefer-source -: standard input is read for something else");
    return kUsage;
  }
  if (!keep.prefer_source.empty()) {
    absl::StatusOr<std::vector<std::string>> sources =
        ReadLines(keep.prefer_source);
    if (!sources.ok()) {
      Error(sources.status());
      return kUsage;
    }
    session_->PreferSources(*std::move(sources));
  }
  detector_options_ = detect.Options(input);
  audit_ = detect.audit;
  // Reasons are not shown.
  detector_options_.all_evidence = false;
  return kDone;
}

ExitCode Grouping::Load(const std::vector<std::string>& inputs) {
  if (!detector_.has_value()) {
    absl::StatusOr<Detector> detector = Detector::Create(detector_options_);
    if (!detector.ok()) {
      Error(detector.status());
      return ReadExitCode(detector.status());
    }
    detector_.emplace(*std::move(detector));
    if (const ExitCode code = PrepareToResume(); code != kDone) return code;
  }
  return session_->Load(inputs, &*detector_);
}

ExitCode Grouping::PrepareToResume() {
  if (checkpoint_.empty()) return kDone;
  CollectionOptions options = session_->options();
  // A session that writes --stats lists them.
  options.short_paragraphs = !input_.stats.empty();
  absl::StatusOr<std::string> settings =
      RunSettings(command_, input_, options, detector_options_);
  if (!settings.ok()) {
    Error(settings.status());
    return kUsage;
  }
  session_->Resume(checkpoint_, *std::move(settings));
  return kDone;
}

std::vector<Cluster> Grouping::Run(bool verbose) {
  session_->StartStage("match");
  const absl::StatusOr<std::vector<Match>> run = detector_->Run(
      {.progress = [](uint64_t, uint64_t) { return CaughtSignal() == 0; },
       .checkpoint = session_->checkpoint()});
  if (absl::IsCancelled(run.status())) return {};  // said by ReadyToPublish()
  std::vector<Match> matches = Checked(run);
  session_->RunAudit(audit_, *detector_, detector_options_, matches);
  std::erase_if(matches, [this](const Match& match) {
    return match.b < left_out_.size() &&
           (left_out_[match.a] || left_out_[match.b]);
  });
  if (verbose) {
    ExplainRun(detector_->stats(), detector_options_, session_->collection());
  }
  session_->StartStage("cluster");
  std::vector<DocumentFacts> facts = session_->collection().facts();
  if (preferred_from_.has_value()) {
    for (size_t doc = 0; doc < facts.size(); ++doc) {
      // Ranks of sources are places in a list: far below this.
      if (doc < *preferred_from_) facts[doc].source_rank += uint32_t{1} << 31;
    }
  }
  rank_ = Checked(RankDocuments(facts, policy_));
  return Checked(BuildClusters(matches, rank_, [this](uint32_t a, uint32_t b) {
    return detector_->Compare(a, b);
  }));
}

}  // namespace nuskha::tools
