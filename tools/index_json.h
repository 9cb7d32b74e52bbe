// SPDX-License-Identifier: Apache-2.0
//
// Answers of an index as JSON, the same in `nuskha index` and `nuskha serve`.

#ifndef NUSKHA_TOOLS_INDEX_JSON_H_
#define NUSKHA_TOOLS_INDEX_JSON_H_

#include "json.h"
#include "nuskha/index.h"

namespace nuskha::tools {

// Adds the key "matches" to the open object *json.
void AddIndexMatches(const IndexAnswer& answer, bool with_passages, Json* json);

// Adds keys to the open object *json.
void AddIndexStats(const IndexStats& stats, Json* json);

// "sync" or "process".
std::string_view DurabilityName(Durability durability);

}  // namespace nuskha::tools

#endif  // NUSKHA_TOOLS_INDEX_JSON_H_
