// SPDX-License-Identifier: Apache-2.0

#include <memory>
#include <utility>

#include "nuskha/document.h"
#include "text/embedded.h"
#include "text/rule_table.h"

namespace nuskha {
namespace {

constexpr std::string_view kBuiltInName = "built-in rules";

}  // namespace

BoilerplateRules::BoilerplateRules(
    std::unique_ptr<const internal::RuleTable> table)
    : table_(std::move(table)) {}

BoilerplateRules::~BoilerplateRules() = default;

std::shared_ptr<const BoilerplateRules> BoilerplateRules::Default() {
  // Never destroyed: an analyzer may live longer than this file's statics. The
  // built-in table always parses (boilerplate_test).
  static const auto& rules = *new absl::StatusOr(
      Parse(internal::BoilerplateRulesTable(), kBuiltInName));
  return rules.ok() ? *rules : nullptr;
}

absl::StatusOr<std::shared_ptr<const BoilerplateRules>> BoilerplateRules::Parse(
    std::string_view table, std::string_view name) {
  auto parsed = internal::RuleTable::Parse({{table, name}});
  if (!parsed.ok()) return parsed.status();
  return std::shared_ptr<const BoilerplateRules>(
      new BoilerplateRules(*std::move(parsed)));
}

absl::StatusOr<std::shared_ptr<const BoilerplateRules>>
BoilerplateRules::Extend(std::string_view table, std::string_view name) {
  auto parsed = internal::RuleTable::Parse(
      {{internal::BoilerplateRulesTable(), kBuiltInName}, {table, name}});
  if (!parsed.ok()) return parsed.status();
  return std::shared_ptr<const BoilerplateRules>(
      new BoilerplateRules(*std::move(parsed)));
}

}  // namespace nuskha
