// SPDX-License-Identifier: Apache-2.0
//
// Scores of answers against labelled pairs (docs/cli.md, section eval).
//
// A pair labelled `update` is in the confusion matrix and in no score. Positive
// are the labels copy and partial, and the answers exact, copy and partial.
// Macro-F1 is the mean over five classes: copy (exact, copy), partial, passage
// (label embedded), template, nothing (labels same_story, different); an answer
// update or translation is wrong in each. A class that is neither labelled nor
// answered is left out of the mean; a ratio of nothing to nothing is 0.

#ifndef NUSKHA_TOOLS_EVAL_SCORE_H_
#define NUSKHA_TOOLS_EVAL_SCORE_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace nuskha::tools {

inline constexpr std::array<std::string_view, 7> kLabels = {
    "copy",     "partial",    "embedded", "update",
    "template", "same_story", "different"};
inline constexpr std::array<std::string_view, 8> kAnswers = {
    "exact",   "copy",     "partial",     "update",
    "passage", "template", "translation", "nothing"};
inline constexpr std::array<std::string_view, 5> kClasses = {
    "copy", "partial", "passage", "template", "nothing"};
inline constexpr size_t kNothingAnswer = 7;  // index into kAnswers

// Index into kLabels or kAnswers.
std::optional<size_t> LabelNumber(std::string_view name);
std::optional<size_t> AnswerNumber(std::string_view name);

// Pairs by label and answer, shape [labels][answers].
using Confusion =
    std::array<std::array<uint64_t, kAnswers.size()>, kLabels.size()>;

// Of one class: pairs right, answered and labelled so.
struct Rate {
  uint64_t right = 0;
  uint64_t answered = 0;
  uint64_t labelled = 0;

  double precision() const;
  double recall() const;
  double f1() const;
};

struct Scores {
  uint64_t pairs = 0;  // scored, without those labelled update
  Rate same;           // copy and partial against the rest
  std::array<Rate, kClasses.size()> classes = {};
  double macro_f1 = 0;
  // Of the pairs labelled and answered copy or partial: those with the right
  // one of the two.
  uint64_t split_right = 0;
  uint64_t split_pairs = 0;
};

Scores ScoresOf(const Confusion& confusion);

struct Interval {
  double low = 0;
  double high = 0;
};

struct BootstrapIntervals {
  Interval f1, macro_f1;
};

// 95 % percentile intervals over `resamples` samples of the scored pairs, drawn
// with replacement. Same seed, same result, on every machine.
// O(resamples x pairs). REQUIRES: resamples >= 1
BootstrapIntervals Bootstrap(const Confusion& confusion, uint32_t resamples,
                             uint64_t seed);

}  // namespace nuskha::tools

#endif  // NUSKHA_TOOLS_EVAL_SCORE_H_
