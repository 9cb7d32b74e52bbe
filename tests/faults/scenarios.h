// SPDX-License-Identifier: Apache-2.0
//
// What users of the library do, as functions that call nothing but it: all
// input is made beforehand, and nothing but the library allocates.

#ifndef NUSKHA_TESTS_FAULTS_SCENARIOS_H_
#define NUSKHA_TESTS_FAULTS_SCENARIOS_H_

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

namespace nuskha::testing {

struct Scenario {
  std::string name;
  // A hash of everything that came out. The same at each call.
  std::function<absl::StatusOr<uint64_t>()> run;
  // Run after each call; false if something was left behind, or lost.
  std::function<bool()> is_clean = [] { return true; };
  // With several threads no two runs allocate in the same order, and stacks are
  // kept for the threads that come after.
  bool threads = false;
  // Compiles rules or parses pages: RE2, libxml2 and uchardet lose blocks of
  // their own when memory ends (docs/decisions/memory.md).
  bool foreign_leaks = false;
};

inline constexpr std::string_view kScenarioNames[] = {"normalize",
                                                      "scan",
                                                      "rules",
                                                      "detect",
                                                      "detect_by_minhash",
                                                      "detect_on_threads",
                                                      "learn_furniture",
                                                      "compare",
                                                      "strip",
                                                      "c_texts",
                                                      "c_detector",
                                                      "read_dumps",
                                                      "read_passages",
                                                      "read_on_threads",
                                                      "parse_pages",
                                                      "write_jsonl",
                                                      "write_gz",
                                                      "write_zst"};

// In the order of kScenarioNames. folder: an empty one, for their inputs and
// outputs; lives longer.
std::vector<Scenario> MakeScenarios(const std::string& folder);

}  // namespace nuskha::testing

#endif  // NUSKHA_TESTS_FAULTS_SCENARIOS_H_
