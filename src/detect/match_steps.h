// SPDX-License-Identifier: Apache-2.0
//
// The matches of a run, step by step: what a checkpoint keeps of them.

#ifndef NUSKHA_SRC_DETECT_MATCH_STEPS_H_
#define NUSKHA_SRC_DETECT_MATCH_STEPS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "index/document_store.h"
#include "nuskha/checkpoint.h"
#include "nuskha/match.h"

namespace nuskha::internal {

// What judging some documents against those before them gave.
struct StepResult {
  std::vector<Match> matches;
  uint64_t candidates = 0;
  uint64_t verified = 0;
};

// Ascending by (a, b), in place: the matches of a large run are most of its
// memory by then.
void SortMatches(std::vector<Match>* matches);

// Takes results from a checkpoint and adds to it; with none does nothing.
class SavedSteps {
 public:
  // `documents`: those of the run. O(words), if there is a checkpoint.
  SavedSteps(Checkpoint* checkpoint, const DocumentStore& documents);

  // Whether the results of the step that starts at document `begin` were there.
  bool Load(size_t begin, StepResult* step);
  void Save(size_t begin, const StepResult& step);

 private:
  uint64_t Key(size_t begin) const;

  Checkpoint* const checkpoint_;
  uint64_t documents_key_ = 0;
  std::string entry_;
};

}  // namespace nuskha::internal

#endif  // NUSKHA_SRC_DETECT_MATCH_STEPS_H_
