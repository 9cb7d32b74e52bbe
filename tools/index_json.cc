// SPDX-License-Identifier: Apache-2.0

#include "index_json.h"

#include "match_json.h"

namespace nuskha::tools {

void AddIndexMatches(const IndexAnswer& answer, bool with_passages,
                     Json* json) {
  json->Key("matches").Array();
  for (const IndexMatch& match : answer.matches) {
    const Match& m = match.match;
    json->Object().Key("id").String(match.id);
    json->Key("relation").String(RelationName(m.relation));
    if (m.relation == Relation::kPartial) {
      json->Key("container").String(m.container_is_a ? "a" : "b");
    }
    json->Key("confidence").Real(m.confidence);
    json->Key("jaccard").Real(m.jaccard);
    json->Key("a_in_b").Real(m.a_in_b);
    json->Key("b_in_a").Real(m.b_in_a);
    json->Key("reasons").Array();
    for (const std::string& reason : match.reasons) json->String(reason);
    json->EndArray();
    if (with_passages) AddPassages(match.passages, /*with_edits=*/false, json);
    json->EndObject();
  }
  json->EndArray();
}

void AddIndexStats(const IndexStats& stats, Json* json) {
  json->Key("documents").Integer(stats.documents);
  json->Key("removed").Integer(stats.removed);
  json->Key("bytes").Integer(stats.bytes);
  json->Key("segments").Integer(stats.segments);
  json->Key("durability").String(DurabilityName(stats.durability));
  json->Key("family_id").String(stats.family_id);
  json->Key("normalizer").String(stats.normalizer);
  json->Key("created").String(stats.created);
}

std::string_view DurabilityName(Durability durability) {
  return durability == Durability::kSync ? "sync" : "process";
}

}  // namespace nuskha::tools
