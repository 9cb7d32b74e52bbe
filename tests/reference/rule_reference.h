// SPDX-License-Identifier: Apache-2.0
//
// Boilerplate rules the slow way: every expression on every paragraph.

#ifndef NUSKHA_TESTS_REFERENCE_RULE_REFERENCE_H_
#define NUSKHA_TESTS_REFERENCE_RULE_REFERENCE_H_

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "re2/re2.h"

namespace nuskha::testing {

class RuleReference {
 public:
  // REQUIRES: a valid table.
  explicit RuleReference(std::string_view table);

  // Id of the first rule that matches paragraph `index` of `count`, given in
  // its standard form (tokens joined by blanks) and its light form; "": none.
  std::string Match(const std::string& standard, const std::string& light,
                    size_t index, size_t count) const;

 private:
  struct Rule {
    std::string id, zone;
    size_t max_tokens;
    std::unique_ptr<RE2> guard, pattern;
  };
  std::vector<Rule> rules_;
};

}  // namespace nuskha::testing

#endif  // NUSKHA_TESTS_REFERENCE_RULE_REFERENCE_H_
