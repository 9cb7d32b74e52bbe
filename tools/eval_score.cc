// SPDX-License-Identifier: Apache-2.0

#include "eval_score.h"

#include <algorithm>
#include <cmath>
#include <random>
#include <span>
#include <utility>
#include <vector>

namespace nuskha::tools {
namespace {

constexpr size_t kUpdateLabel = 3;
constexpr size_t kCopyClass = 0;
constexpr size_t kPartialClass = 1;
constexpr size_t kNoClass = kClasses.size();  // wrong in each

// Indexes into kClasses.
constexpr std::array<size_t, kLabels.size()> kClassOfLabel = {0, 1, 2, kNoClass,
                                                              3, 4, 4};
constexpr std::array<size_t, kAnswers.size()> kClassOfAnswer = {
    0, 0, 1, kNoClass, 2, 3, kNoClass, 4};

constexpr bool IsSame(size_t class_number) {
  return class_number == kCopyClass || class_number == kPartialClass;
}

template <size_t n>
std::optional<size_t> NumberOf(const std::array<std::string_view, n>& names,
                               std::string_view name) {
  const auto found = std::find(names.begin(), names.end(), name);
  if (found == names.end()) return std::nullopt;
  return static_cast<size_t>(found - names.begin());
}

double Ratio(uint64_t part, uint64_t whole) {
  return whole == 0 ? 0
                    : static_cast<double>(part) / static_cast<double>(whole);
}

void Count(size_t labelled, size_t answered, uint64_t pairs, Scores* scores) {
  scores->pairs += pairs;
  scores->classes[labelled].labelled += pairs;
  if (answered != kNoClass) scores->classes[answered].answered += pairs;
  if (answered == labelled) scores->classes[labelled].right += pairs;
  if (IsSame(labelled)) scores->same.labelled += pairs;
  if (IsSame(answered)) scores->same.answered += pairs;
  if (!IsSame(labelled) || !IsSame(answered)) return;
  scores->same.right += pairs;
  scores->split_pairs += pairs;
  if (answered == labelled) scores->split_right += pairs;
}

double MacroF1(std::span<const Rate> classes) {
  double sum = 0;
  int present = 0;
  for (const Rate& rate : classes) {
    if (rate.labelled == 0 && rate.answered == 0) continue;
    sum += rate.f1();
    ++present;
  }
  return present == 0 ? 0 : sum / present;
}

// The values with 2.5 % of all below and above them.
Interval Percentiles(std::vector<double>* values) {
  std::sort(values->begin(), values->end());
  const auto last = static_cast<double>(values->size() - 1);
  const auto at = [&](double share) {
    return (*values)[static_cast<size_t>(std::lround(share * last))];
  };
  return {at(0.025), at(0.975)};
}

}  // namespace

std::optional<size_t> LabelNumber(std::string_view name) {
  return NumberOf(kLabels, name);
}

std::optional<size_t> AnswerNumber(std::string_view name) {
  return NumberOf(kAnswers, name);
}

double Rate::precision() const { return Ratio(right, answered); }
double Rate::recall() const { return Ratio(right, labelled); }
double Rate::f1() const { return Ratio(2 * right, answered + labelled); }

Scores ScoresOf(const Confusion& confusion) {
  Scores scores;
  for (size_t label = 0; label < kLabels.size(); ++label) {
    if (label == kUpdateLabel) continue;
    for (size_t answer = 0; answer < kAnswers.size(); ++answer) {
      Count(kClassOfLabel[label], kClassOfAnswer[answer],
            confusion[label][answer], &scores);
    }
  }
  scores.macro_f1 = MacroF1(scores.classes);
  return scores;
}

BootstrapIntervals Bootstrap(const Confusion& confusion, uint32_t resamples,
                             uint64_t seed) {
  std::vector<std::pair<uint8_t, uint8_t>> pairs;  // label, answer
  for (size_t label = 0; label < kLabels.size(); ++label) {
    if (label == kUpdateLabel) continue;
    for (size_t answer = 0; answer < kAnswers.size(); ++answer) {
      pairs.insert(pairs.end(), confusion[label][answer],
                   {static_cast<uint8_t>(label), static_cast<uint8_t>(answer)});
    }
  }
  if (pairs.empty()) return {};
  // The generator is fixed by the standard, its distributions are not; the
  // remainder is biased by less than pairs / 2^64.
  std::mt19937_64 random(seed);
  std::vector<double> f1, macro_f1;
  for (uint32_t i = 0; i < resamples; ++i) {
    Confusion sample = {};
    for (size_t n = pairs.size(); n > 0; --n) {
      const auto [label, answer] = pairs[random() % pairs.size()];
      ++sample[label][answer];
    }
    const Scores scores = ScoresOf(sample);
    f1.push_back(scores.same.f1());
    macro_f1.push_back(scores.macro_f1);
  }
  return {Percentiles(&f1), Percentiles(&macro_f1)};
}

}  // namespace nuskha::tools
