// SPDX-License-Identifier: Apache-2.0
//
// From inputs to clusters: what `clusters` and `dedup` have in common.
// Call order: Prepare Load+ Run.

#ifndef NUSKHA_TOOLS_GROUPING_H_
#define NUSKHA_TOOLS_GROUPING_H_

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "exit_code.h"
#include "nuskha/cluster.h"
#include "session.h"
#include "shared_flags.h"

namespace nuskha::tools {

class Grouping {
 public:
  // Each returns kDone, or the exit code after having said why.
  ExitCode Prepare(const InputFlags& input, const DetectFlags& detect,
                   const KeepFlags& keep, const OutputFlags& output,
                   const char* command);
  ExitCode Load(const std::vector<std::string>& inputs);

  // Documents of one source are never matched. Before the first Load().
  void IsolateSources() { detector_options_.isolate_sources = true; }

  // Documents from `first` on come before all others, whatever the policy.
  void PreferFrom(uint32_t first) { preferred_from_ = first; }

  // Documents that are in no cluster, whatever they match; by number. Before
  // Run().
  void LeaveOut(std::vector<bool> documents) {
    left_out_ = std::move(documents);
  }

  std::vector<Cluster> Run(bool verbose);

  // Of Run(): shape [documents], as of RankDocuments().
  const std::vector<uint32_t>& rank() const { return rank_; }

  Session& session() { return *session_; }
  const DetectorOptions& detector_options() const { return detector_options_; }
  const Detector& detector() const { return *detector_; }

 private:
  ExitCode PrepareToResume();

  InputFlags input_;
  const char* command_ = nullptr;
  std::string checkpoint_;  // file; empty: none
  DetectorOptions detector_options_;
  uint32_t audit_ = 0;  // documents
  std::vector<KeepKey> policy_;
  std::optional<uint32_t> preferred_from_;
  std::vector<bool> left_out_;
  std::vector<uint32_t> rank_;
  std::optional<Session> session_;
  std::optional<Detector> detector_;
};

}  // namespace nuskha::tools

#endif  // NUSKHA_TOOLS_GROUPING_H_
