// SPDX-License-Identifier: Apache-2.0
//
// The parts of a --stats file; each adds its keys to the open object *json.

#ifndef NUSKHA_TOOLS_STATS_JSON_H_
#define NUSKHA_TOOLS_STATS_JSON_H_

#include "json.h"
#include "nuskha/audit.h"
#include "nuskha/collection.h"
#include "nuskha/detector.h"
#include "nuskha/furniture.h"
#include "nuskha/strip.h"
#include "shared_flags.h"

namespace nuskha::tools {

void AddAccount(const Account& account, Json* json);
// options: null for a command that matches nothing.
void AddParameters(const InputFlags& flags, const DetectorOptions* options,
                   Json* json);
void AddVersions(Json* json);
void AddRun(const RunStats& run, Json* json);
void AddStripped(const StripCounts& cuts, Json* json);
void AddAudit(const AuditReport& audit, Json* json);
void AddFurniture(const FurnitureStats& stats, Json* json);

}  // namespace nuskha::tools

#endif  // NUSKHA_TOOLS_STATS_JSON_H_
