// SPDX-License-Identifier: Apache-2.0
//
// The parts of MakeScenarios().

#ifndef NUSKHA_TESTS_FAULTS_SCENARIO_LISTS_H_
#define NUSKHA_TESTS_FAULTS_SCENARIO_LISTS_H_

#include <string>
#include <vector>

#include "faults/scenarios.h"

namespace nuskha::testing {

void AddTextScenarios(std::vector<Scenario>* list);
void AddCScenarios(std::vector<Scenario>* list);
void AddFileScenarios(const std::string& folder, std::vector<Scenario>* list);

}  // namespace nuskha::testing

#endif  // NUSKHA_TESTS_FAULTS_SCENARIO_LISTS_H_
