// SPDX-License-Identifier: Apache-2.0

#include "reference/rule_reference.h"

#include <algorithm>
#include <sstream>

namespace nuskha::testing {

RuleReference::RuleReference(std::string_view table) {
  std::istringstream lines{std::string(table)};
  std::string line;
  std::getline(lines, line);
  while (std::getline(lines, line)) {
    std::istringstream fields(line);
    std::string id, zone, max_tokens, guard, action, pattern;
    for (std::string* field :
         {&id, &zone, &max_tokens, &guard, &action, &pattern}) {
      std::getline(fields, *field, '\t');
    }
    RE2::GlobalReplace(&guard, R"(\\u([0-9a-f]{4}))", R"(\\x{\1})");
    rules_.push_back({id, zone, std::stoul(max_tokens),
                      guard.empty() ? nullptr : std::make_unique<RE2>(guard),
                      std::make_unique<RE2>(pattern)});
  }
}

std::string RuleReference::Match(const std::string& standard,
                                 const std::string& light, size_t index,
                                 size_t count) const {
  const auto tokens =
      static_cast<size_t>(std::ranges::count(standard, ' ')) + 1;
  for (const Rule& rule : rules_) {
    if (tokens > rule.max_tokens) continue;
    if (rule.zone == "head" && index >= 4) continue;
    if (rule.zone == "tail" && index + 6 < count) continue;
    if (!RE2::FullMatch(standard, *rule.pattern)) continue;
    if (rule.guard && !RE2::PartialMatch(light, *rule.guard)) continue;
    return rule.id;
  }
  return "";
}

}  // namespace nuskha::testing
