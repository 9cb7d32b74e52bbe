// SPDX-License-Identifier: Apache-2.0

#include "eval_report.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "console.h"
#include "json.h"

namespace nuskha::tools {
namespace {

uint64_t Sum(const Confusion& confusion) {
  uint64_t sum = 0;
  for (const auto& row : confusion) {
    sum = std::accumulate(row.begin(), row.end(), sum);
  }
  return sum;
}

void AddRate(const Rate& rate, Json* json) {
  json->Key("precision").Real(rate.precision());
  json->Key("recall").Real(rate.recall());
  json->Key("f1").Real(rate.f1());
}

// The keys that the whole and each stratum have.
void AddScores(const Confusion& confusion, Json* json) {
  const Scores scores = ScoresOf(confusion);
  json->Key("pairs").Integer(scores.pairs);
  AddRate(scores.same, json);
  json->Key("macro_f1").Real(scores.macro_f1);
  json->Key("split").Object();
  json->Key("right").Integer(scores.split_right);
  json->Key("pairs").Integer(scores.split_pairs).EndObject();
  json->Key("classes").Object();
  for (size_t i = 0; i < kClasses.size(); ++i) {
    json->Key(kClasses[i]).Object();
    json->Key("pairs").Integer(scores.classes[i].labelled);
    AddRate(scores.classes[i], json);
    json->EndObject();
  }
  json->EndObject();
  json->Key("confusion").Object();
  for (size_t label = 0; label < kLabels.size(); ++label) {
    json->Key(kLabels[label]).Object();
    for (size_t answer = 0; answer < kAnswers.size(); ++answer) {
      json->Key(kAnswers[answer]).Integer(confusion[label][answer]);
    }
    json->EndObject();
  }
  json->EndObject();
}

void AddInterval(std::string_view key, const Interval& interval, Json* json) {
  json->Key(key).Array();
  json->Real(interval.low).Real(interval.high).EndArray();
}

// Ratios of nothing to nothing are a dash.
std::string Shown(uint64_t of, double value) {
  return of == 0 ? "-" : fmt::format("{:.3f}", value);
}

std::string RateColumns(const Rate& rate) {
  return fmt::format("{:>9} {:>9} {:>9}",
                     Shown(rate.answered, rate.precision()),
                     Shown(rate.labelled, rate.recall()),
                     Shown(rate.answered + rate.labelled, rate.f1()));
}

std::string IntervalText(const Evaluation& evaluation,
                         Interval BootstrapIntervals::*which) {
  if (!evaluation.intervals.has_value()) return "";
  const Interval& interval = *evaluation.intervals.*which;
  return fmt::format("  [{:.3f}, {:.3f}]", interval.low, interval.high);
}

std::string HeadText(const Evaluation& evaluation, const Scores& scores) {
  const Rate& same = scores.same;
  std::string text = fmt::format(
      "{} labelled pairs, {} of them scored (update is not), {} not in the "
      "result\n\n",
      Sum(evaluation.confusion), scores.pairs, evaluation.unlisted);
  text += fmt::format(
      "copy or partial against the rest, 95 % intervals of {} "
      "resamples\n",
      evaluation.resamples);
  text +=
      fmt::format("precision  {}\n", Shown(same.answered, same.precision()));
  text += fmt::format("recall     {}\n", Shown(same.labelled, same.recall()));
  text += fmt::format("F1         {}{}\n",
                      Shown(same.answered + same.labelled, same.f1()),
                      IntervalText(evaluation, &BootstrapIntervals::f1));
  text += fmt::format("macro-F1   {}{}\n", Shown(scores.pairs, scores.macro_f1),
                      IntervalText(evaluation, &BootstrapIntervals::macro_f1));
  const auto split =
      static_cast<double>(scores.split_right) /
      static_cast<double>(std::max<uint64_t>(scores.split_pairs, 1));
  text += fmt::format(
      "split      {}  right one of copy and partial: {} of {}\n",
      Shown(scores.split_pairs, split), scores.split_right, scores.split_pairs);
  return text;
}

std::string ClassesText(const Scores& scores) {
  std::string text = fmt::format("\n{:<10} {:>7} {:>9} {:>9} {:>9}\n", "class",
                                 "pairs", "precision", "recall", "F1");
  for (size_t i = 0; i < kClasses.size(); ++i) {
    text +=
        fmt::format("{:<10} {:>7} {}\n", kClasses[i],
                    scores.classes[i].labelled, RateColumns(scores.classes[i]));
  }
  return text;
}

std::string ConfusionText(const Confusion& confusion) {
  std::string text = fmt::format("\n{:<10}", "label");
  for (const std::string_view answer : kAnswers) {
    text += fmt::format(" {:>{}}", answer, std::max<size_t>(answer.size(), 7));
  }
  text += '\n';
  for (size_t label = 0; label < kLabels.size(); ++label) {
    text += fmt::format("{:<10}", kLabels[label]);
    for (size_t answer = 0; answer < kAnswers.size(); ++answer) {
      text += fmt::format(" {:>{}}", confusion[label][answer],
                          std::max<size_t>(kAnswers[answer].size(), 7));
    }
    text += '\n';
  }
  return text;
}

std::string StrataText(const std::map<std::string, Confusion>& strata) {
  std::string text =
      fmt::format("\n{:>7} {:>9} {:>9} {:>9} {:>9}  {}\n", "pairs", "precision",
                  "recall", "F1", "macro-F1", "stratum");
  for (const auto& [name, confusion] : strata) {
    const Scores scores = ScoresOf(confusion);
    text += fmt::format("{:>7} {} {:>9}  {}\n", scores.pairs,
                        RateColumns(scores.same),
                        Shown(scores.pairs, scores.macro_f1), Isolated(name));
  }
  return text;
}

}  // namespace

std::string EvaluationJson(const Evaluation& evaluation) {
  Json json;
  json.Object();
  AddScores(evaluation.confusion, &json);
  json.Key("unlisted").Integer(evaluation.unlisted);
  if (evaluation.intervals.has_value()) {
    AddInterval("f1_interval", evaluation.intervals->f1, &json);
    AddInterval("macro_f1_interval", evaluation.intervals->macro_f1, &json);
  }
  json.Key("bootstrap").Object();
  json.Key("resamples").Integer(evaluation.resamples);
  json.Key("seed").Integer(evaluation.seed).EndObject();
  json.Key("strata").Object();
  for (const auto& [name, confusion] : evaluation.strata) {
    json.Key(name).Object();
    AddScores(confusion, &json);
    json.EndObject();
  }
  json.EndObject().EndObject();
  return json.text();
}

std::string EvaluationText(const Evaluation& evaluation) {
  const Scores scores = ScoresOf(evaluation.confusion);
  std::string text = HeadText(evaluation, scores) + ClassesText(scores) +
                     ConfusionText(evaluation.confusion);
  if (!evaluation.strata.empty()) text += StrataText(evaluation.strata);
  return text;
}

}  // namespace nuskha::tools
