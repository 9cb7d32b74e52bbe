// SPDX-License-Identifier: Apache-2.0

#ifndef NUSKHA_TOOLS_MATCH_JSON_H_
#define NUSKHA_TOOLS_MATCH_JSON_H_

#include <vector>

#include "json.h"
#include "nuskha/match.h"
#include "nuskha/passage.h"

namespace nuskha::tools {

// Adds relation, figures and reasons of `match` to the open object *json, the
// two texts called "a" and "b".
void AddFigures(const Match& match, Json* json);

// Adds the key "passages"; `with_edits`: each with its edits.
void AddPassages(const std::vector<Passage>& passages, bool with_edits,
                 Json* json);

}  // namespace nuskha::tools

#endif  // NUSKHA_TOOLS_MATCH_JSON_H_
