// SPDX-License-Identifier: Apache-2.0

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "checked.h"
#include "commands.h"
#include "console.h"
#include "eval_gold.h"
#include "eval_report.h"
#include "eval_score.h"
#include "number_flags.h"
#include "nuskha/reader.h"
#include "shared_flags.h"

namespace nuskha::tools {
namespace {

struct EvalFlags {
  std::vector<std::string> gold;
  std::string result;
  bool as_json = false;
  bool quiet = false;
  uint32_t resamples = 2000;
  uint64_t seed = 1;
};

// What the result says about each labelled pair.
struct Answers {
  std::vector<std::optional<size_t>> of_pair;  // index into kAnswers
  uint64_t contradictions = 0;  // pairs listed again with another relation
};

absl::Status Invalid(const std::string& message) {
  return absl::InvalidArgumentError(message);
}

// Reads one line of the result.
absl::Status AddRecord(const RawRecord& record, const Gold& gold,
                       RecordParser* parser, Answers* answers) {
  Article article;
  Reject reject;
  if (record.kind != RecordKind::kJson)
    return Invalid("not JSON Lines, as pairs writes them");
  if (!Checked(parser->Parse(record, &article, &reject))) {
    return Invalid(fmt::format("{} ({})", reject.detail, reject.code));
  }
  const std::vector<std::string_view>& values = parser->extra_values();
  const std::string_view a = values[0], b = values[1], relation = values[2];
  if (a.empty() || b.empty() || relation.empty()) {
    return Invalid("no pair: it needs the keys a, b and relation");
  }
  const std::optional<size_t> answer = AnswerNumber(relation);
  if (!answer.has_value()) {
    return Invalid(fmt::format("unknown relation '{}'", relation));
  }
  const size_t pair = gold.Find(a, b);
  if (pair == gold.size()) return absl::OkStatus();
  std::optional<size_t>& known = answers->of_pair[pair];
  if (known.has_value() && known != answer) ++answers->contradictions;
  if (!known.has_value()) known = answer;
  return absl::OkStatus();
}

absl::Status ReadResult(const std::string& path, const Gold& gold,
                        Answers* answers) {
  ReadOptions options;
  options.fail_on_damage = true;  // a lost line would count as "nothing"
  options.extra_fields = {"a", "b", "relation"};
  absl::StatusOr<std::unique_ptr<RecordReader>> reader =
      RecordReader::Open({path}, options);
  if (!reader.ok()) return reader.status();
  RecordParser parser(options);
  RecordBlock block;
  answers->of_pair.resize(gold.size());
  while (true) {
    absl::StatusOr<bool> more = (*reader)->Next(&block);
    if (!more.ok()) return more.status();
    if (!*more) return absl::OkStatus();
    for (const RawRecord& record : block.records) {
      const absl::Status status = AddRecord(record, gold, &parser, answers);
      if (status.ok()) continue;
      const absl::string_view message = status.message();
      return Invalid(fmt::format(
          "{}:{}: {}", (*reader)->file_name(record.file), record.line,
          std::string_view(message.data(), message.size())));
    }
  }
}

Evaluation Evaluate(const Gold& gold, const Answers& answers) {
  Evaluation evaluation;
  for (size_t i = 0; i < gold.size(); ++i) {
    const GoldPair& pair = gold.pair(i);
    const size_t answer = answers.of_pair[i].value_or(kNothingAnswer);
    if (!answers.of_pair[i].has_value()) ++evaluation.unlisted;
    ++evaluation.confusion[pair.label][answer];
    if (pair.stratum.empty()) continue;
    ++evaluation.strata[pair.stratum][pair.label][answer];
  }
  return evaluation;
}

void SayDoubts(const Gold& gold, const Answers& answers,
               const Evaluation& evaluation) {
  if (gold.repeated() > 0) {
    Note(fmt::format("{} labelled pairs stand twice; each counts once",
                     gold.repeated()));
  }
  if (answers.contradictions > 0) {
    Warning(
        fmt::format("{} times the result lists a labelled pair again with "
                    "another relation; the first counts",
                    answers.contradictions));
  }
  if (evaluation.unlisted == gold.size()) {
    Warning(
        "the result lists none of the labelled pairs: are the ids the same "
        "in both?");
  }
}

ExitCode Run(const EvalFlags& flags) {
  EndAtSignals();
  SetQuiet(flags.quiet);
  if (flags.gold.empty()) throw CLI::RequiredError("--gold");
  const auto inputs = std::count(flags.gold.begin(), flags.gold.end(), "-") +
                      (flags.result == "-" ? 1 : 0);
  if (inputs > 1) {
    Error("standard input can be read for one purpose only: --gold or RESULT");
    return kUsage;
  }
  Gold gold;
  for (const std::string& path : flags.gold) {
    if (const absl::Status status = gold.Read(path); !status.ok()) {
      Error(status);
      return ReadExitCode(status);
    }
  }
  if (gold.size() == 0) {
    Error("--gold: no labelled pair");
    return kUsage;
  }
  Answers answers;
  const absl::Status status = ReadResult(flags.result, gold, &answers);
  if (!status.ok()) {
    Error(status);
    return ReadExitCode(status);
  }
  Evaluation evaluation = Evaluate(gold, answers);
  SayDoubts(gold, answers, evaluation);
  evaluation.resamples = flags.resamples;
  evaluation.seed = flags.seed;
  if (flags.resamples > 0) {
    evaluation.intervals =
        Bootstrap(evaluation.confusion, flags.resamples, flags.seed);
  }
  if (flags.as_json) {
    Print(EvaluationJson(evaluation) + "\n");
  } else {
    Print(EvaluationText(evaluation));
  }
  return kDone;
}

}  // namespace

void AddEval(CLI::App* program, ExitCode* code) {
  CLI::App* const command = program->add_subcommand(
      "eval", "Precision, recall, F1 and confusion against labelled pairs");
  auto flags = std::make_shared<EvalFlags>();
  command
      ->add_option("--gold", flags->gold,
                   "Tab-separated a, b, label and (if there is a fourth "
                   "column) stratum; may be given several times")
      ->type_name("FILE")
      ->allow_extra_args(false);
  command
      ->add_option("RESULT", flags->result,
                   "What `pairs --relations all --min-score 0` wrote, or -")
      ->required();
  command->add_flag("--json", flags->as_json, "As one JSON object");
  command
      ->add_option("--bootstrap", flags->resamples,
                   "Resamples for the 95 % intervals of F1 and macro-F1; 0: "
                   "none (2000)")
      ->type_name("N")
      ->transform(WholeNumber(0, 1000000));
  command->add_option("--seed", flags->seed, "Seed of the resamples (1)")
      ->type_name("N")
      ->transform(WholeNumber());
  command->add_flag("-q,--quiet", flags->quiet, "Only warnings and errors");
  command->callback([flags, code] { *code = Run(*flags); });
}

}  // namespace nuskha::tools
