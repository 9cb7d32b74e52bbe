// SPDX-License-Identifier: Apache-2.0

#include <memory>
#include <utility>

#include "base/guarded.h"
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

absl::StatusOr<std::shared_ptr<const BoilerplateRules>> BoilerplateRules::Wrap(
    absl::StatusOr<std::unique_ptr<const internal::RuleTable>> table) {
  if (!table.ok()) return table.status();
  std::unique_ptr<const BoilerplateRules> rules(
      new BoilerplateRules(*std::move(table)));
  return std::shared_ptr<const BoilerplateRules>(std::move(rules));
}

absl::StatusOr<std::shared_ptr<const BoilerplateRules>>
BoilerplateRules::Default() {
  return internal::Guarded([&] {
    // Never destroyed: an analyzer may live longer than this file's statics.
    static const auto& rules =
        *std::make_unique<
             absl::StatusOr<std::shared_ptr<const BoilerplateRules>>>(
             Wrap(internal::RuleTable::Parse(
                 {{internal::BoilerplateRulesTable(), kBuiltInName}})))
             .release();
    return rules;
  });
}

absl::StatusOr<std::shared_ptr<const BoilerplateRules>> BoilerplateRules::Parse(
    std::string_view table, std::string_view name) {
  return internal::Guarded([&] {
    return Wrap(internal::RuleTable::Parse({{table, name}}));
  });
}

absl::StatusOr<std::shared_ptr<const BoilerplateRules>>
BoilerplateRules::Extend(std::string_view table, std::string_view name) {
  return internal::Guarded([&] {
    return Wrap(internal::RuleTable::Parse(
        {{internal::BoilerplateRulesTable(), kBuiltInName}, {table, name}}));
  });
}

}  // namespace nuskha
