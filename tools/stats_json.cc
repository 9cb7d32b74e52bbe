// SPDX-License-Identifier: Apache-2.0

#include "stats_json.h"

#include "checked.h"
#include "nuskha/version.h"

namespace nuskha::tools {

void AddAccount(const Account& account, Json* json) {
  json->Key("read").Integer(account.read);
  json->Key("documents").Integer(account.documents);
  json->Key("passed_through").Integer(account.passed_through);
  json->Key("rejected").Integer(account.rejected);
  json->Key("rejected_by_code").Object();
  for (const auto& [code, count] : account.rejected_by_code) {
    json->Key(code).Integer(count);
  }
  json->EndObject();
  json->Key("passed_over").Object();
  for (const auto& [what, count] : account.passed_over) {
    json->Key(what).Integer(count);
  }
  json->EndObject();
  json->Key("damaged_streams").Integer(account.damaged_streams);
  json->Key("damaged_bytes").Integer(account.damaged_bytes);
  json->Key("undated").Integer(account.undated);
  json->Key("unreadable_dates").Integer(account.unreadable_dates);
}

void AddParameters(const InputFlags& flags, const DetectorOptions* options,
                   Json* json) {
  json->Key("parameters").Object();
  json->Key("threads").Integer(flags.threads);
  json->Key("max_bad").Real(flags.max_bad);
  json->Key("max_line").Integer(flags.read.max_line);
  json->Key("boilerplate").String(flags.boilerplate);
  if (options != nullptr) {
    json->Key("candidates").String(CandidateName(options->candidates));
    json->Key("sampling_rate").Integer(options->sampling_rate);
    json->Key("minhash_threshold").Real(options->minhash_threshold);
    json->Key("seed").Integer(options->seed);
    json->Key("memory").Integer(options->memory);
    json->Key("min_score").Real(options->min_score);
    json->Key("translations").Bool(options->translations);
    json->Key("isolate_sources").Bool(options->isolate_sources);
  }
  json->EndObject();
}

void AddVersions(Json* json) {
  const VersionInfo info = Checked(GetVersionInfo());
  json->Key("versions").Object().Key("nuskha").String(info.version);
  json->Key("normalizer").String(info.normalizer);
  json->Key("icu").String(info.icu);
  json->Key("unicode").String(info.unicode).EndObject();
}

void AddRun(const RunStats& run, Json* json) {
  json->Key("keys").Integer(run.keys);
  json->Key("hot_keys").Integer(run.hot_keys);
  json->Key("candidates").Integer(run.candidates);
  json->Key("verified").Integer(run.verified);
  json->Key("spilled_bytes").Integer(run.spilled);
  json->Key("translation_candidates").Integer(run.translation_candidates);
}

void AddAudit(const AuditReport& audit, Json* json) {
  const auto add = [json](std::string_view name, const auto& rows,
                          bool expected) {
    json->Key(name).Array();
    for (const AuditRow& row : rows) {
      json->Object().Key("least").Real(row.least);
      json->Key("pairs").Integer(row.pairs);
      json->Key("found").Integer(row.found);
      json->Key("recall").Real(row.recall());
      json->Key("low").Real(row.low).Key("high").Real(row.high);
      if (expected) json->Key("expected").Real(row.expected);
      json->EndObject();
    }
    json->EndArray();
  };
  json->Key("audit").Object().Key("documents").Integer(audit.documents);
  add("by_containment", audit.by_containment, false);
  add("by_jaccard", audit.by_jaccard, true);
  json->EndObject();
}

void AddStripped(const StripCounts& cuts, Json* json) {
  json->Key("stripped").Object().Key("texts").Integer(cuts.texts);
  json->Key("headline").Integer(cuts.headlines);
  json->Key("boilerplate").Integer(cuts.boilerplate);
  json->Key("repeats").Integer(cuts.repeats);
  json->Key("left").Integer(cuts.left);
  json->Key("bytes").Integer(cuts.bytes).EndObject();
}

void AddFurniture(const FurnitureStats& stats, Json* json) {
  SourceFurniture all;
  for (const SourceFurniture& source : stats.sources) {
    all.words_marked += source.words_marked;
    all.standing_paragraphs += source.standing_paragraphs;
    all.documents_with_them += source.documents_with_them;
  }
  const auto add_figures = [json](const SourceFurniture& one) {
    json->Key("words_marked").Integer(one.words_marked);
    json->Key("standing_paragraphs").Integer(one.standing_paragraphs);
    json->Key("documents_with_standing_paragraphs")
        .Integer(one.documents_with_them);
  };
  json->Key("furniture").Object();
  json->Key("recurrent_5grams").Integer(stats.recurrent_grams);
  json->Key("furniture_5grams").Integer(stats.furniture_grams);
  add_figures(all);
  json->Key("sources").Array();
  for (const SourceFurniture& source : stats.sources) {
    json->Object().Key("source").String(source.source);
    json->Key("documents").Integer(source.documents);
    json->Key("words").Integer(source.words);
    add_figures(source);
    json->EndObject();
  }
  json->EndArray().EndObject();
}

}  // namespace nuskha::tools
