// SPDX-License-Identifier: Apache-2.0

#include "nuskha/match.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace nuskha {
namespace {

constexpr std::array<std::string_view, 7> kNames = {
    "nothing", "exact", "copy", "partial", "update", "passage", "template"};

// Rounded to the nearest, but never to 0 or 100 % unless it is exactly that.
int Percent(double share) {
  const int rounded = static_cast<int>(std::lround(share * 100));
  if (rounded == 0 && share > 0) return 1;
  if (rounded == 100 && share < 1) return 99;
  return rounded;
}

std::string Extent(const Match& match, std::string_view shorter,
                   std::string_view longer) {
  const uint32_t fewer = std::min(match.words_a, match.words_b);
  const uint32_t more = std::max(match.words_a, match.words_b);
  std::string text =
      fmt::format("{} is {} % of {}", shorter,
                  Percent(static_cast<double>(fewer) / more), longer);
  // Without an alignment the place is unknown.
  if (match.longest_run == 0) return text;
  if (match.starts_at < 0.05) return text + ", from its start";
  return text + fmt::format(", from {} % on", Percent(match.starts_at));
}

}  // namespace

std::string_view RelationName(Relation relation) {
  return kNames[static_cast<size_t>(relation)];
}

std::optional<Relation> RelationFromName(std::string_view name) {
  const auto found = std::find(kNames.begin(), kNames.end(), name);
  if (found == kNames.end()) return std::nullopt;
  return static_cast<Relation>(found - kNames.begin());
}

std::vector<std::string> Reasons(const Match& match, std::string_view name_a,
                                 std::string_view name_b) {
  std::vector<std::string> reasons;
  if (match.relation == Relation::kNothing) return reasons;
  if (match.relation == Relation::kExact) {
    return {fmt::format("all {} content words are equal", match.words_a)};
  }
  const bool a_is_longer = match.words_a >= match.words_b;
  const std::string_view longer = a_is_longer ? name_a : name_b;
  const std::string_view shorter = a_is_longer ? name_b : name_a;
  if (match.relation == Relation::kPartial) {
    reasons.push_back(Extent(match, shorter, longer));
  }
  if (match.relation != Relation::kPassage) {
    reasons.push_back(
        fmt::format("{} % of {}'s words stand in runs that {} has, too",
                    Percent(match.coverage), shorter, longer));
  } else {
    reasons.push_back(
        fmt::format("a run of {} words is shared", match.longest_run));
  }
  if (match.numbers > 0) {
    reasons.push_back(match.relation == Relation::kTemplate
                          ? fmt::format("numbers differ: {} has {} of {}",
                                        longer, match.numbers_shared,
                                        match.numbers)
                          : fmt::format("same numbers: {} of {}",
                                        match.numbers_shared, match.numbers));
  }
  return reasons;
}

}  // namespace nuskha
