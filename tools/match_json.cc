// SPDX-License-Identifier: Apache-2.0

#include "match_json.h"

#include "checked.h"

namespace nuskha::tools {

void AddFigures(const Match& match, Json* json) {
  json->Key("relation").String(RelationName(match.relation));
  if (match.relation == Relation::kPartial) {
    json->Key("container").String(match.container_is_a ? "a" : "b");
  }
  json->Key("confidence").Real(match.confidence);
  json->Key("jaccard").Real(match.jaccard);
  json->Key("a_in_b").Real(match.a_in_b);
  json->Key("b_in_a").Real(match.b_in_a);
  json->Key("words_a").Integer(match.words_a);
  json->Key("words_b").Integer(match.words_b);
  json->Key("shared_words").Integer(match.shared_words);
  json->Key("longest_run").Integer(match.longest_run);
  json->Key("reasons").Array();
  for (const std::string& reason : Checked(Reasons(match, "a", "b"))) {
    json->String(reason);
  }
  json->EndArray();
}

void AddPassages(const std::vector<Passage>& passages, bool with_edits,
                 Json* json) {
  json->Key("passages").Array();
  for (const Passage& passage : passages) {
    json->Object().Key("a").Span(passage.a).Key("b").Span(passage.b);
    json->Key("words").Integer(passage.words);
    if (with_edits) {
      json->Key("edits").Array();
      for (const Edit& edit : passage.edits) {
        json->Object().Key("kind").String(EditKindName(edit.kind()));
        json->Key("a").Span(edit.a).Key("b").Span(edit.b).EndObject();
      }
      json->EndArray();
    }
    json->EndObject();
  }
  json->EndArray();
}

}  // namespace nuskha::tools
