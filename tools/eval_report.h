// SPDX-License-Identifier: Apache-2.0
//
// How scores are shown: for people, and as JSON.

#ifndef NUSKHA_TOOLS_EVAL_REPORT_H_
#define NUSKHA_TOOLS_EVAL_REPORT_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "eval_score.h"

namespace nuskha::tools {

struct Evaluation {
  Confusion confusion = {};
  uint64_t unlisted = 0;  // labelled pairs that the result does not list
  std::map<std::string, Confusion> strata;
  uint32_t resamples = 0;
  uint64_t seed = 0;
  std::optional<BootstrapIntervals> intervals;
};

// One JSON object (docs/cli.md), without line end.
std::string EvaluationJson(const Evaluation& evaluation);

// Tables, with line ends.
std::string EvaluationText(const Evaluation& evaluation);

}  // namespace nuskha::tools

#endif  // NUSKHA_TOOLS_EVAL_REPORT_H_
