// SPDX-License-Identifier: Apache-2.0
//
// Two documents against each other.
//
// Example:
//
//   auto rules = nuskha::BoilerplateRules::Default();
//   if (!rules.ok()) return rules.status();
//   nuskha::Analyzer analyzer(*rules);
//   nuskha::Document a, b;
//   absl::Status status = analyzer.Analyze({.text = text_a}, &a);
//   if (status.ok()) status = analyzer.Analyze({.text = text_b}, &b);
//   if (!status.ok()) return status;
//   auto match = nuskha::Compare(a, b);
//   if (!match.ok()) return match.status();
//   if (nuskha::IsSameArticle(match->relation)) ...

#ifndef NUSKHA_COMPARE_H_
#define NUSKHA_COMPARE_H_

#include "absl/status/statusor.h"
#include "nuskha/document.h"
#include "nuskha/export.h"
#include "nuskha/match.h"

namespace nuskha {

// The relation of `a` and `b` and every figure of Match; a and b are numbered
// 0 and 1. A document with a title and no body is judged on its title. Nothing
// is known beside the texts (Tier::kText). The documents must be the only ones
// of their analyzers since ForgetStems(), else inflected words may pass for new
// ones. O(words of both) for texts that do not repeat themselves; bounded for
// those that do. Safe to call from any thread. Errors: ResourceExhausted if
// memory ends.
NUSKHA_EXPORT absl::StatusOr<Match> Compare(const Document& a,
                                            const Document& b);

}  // namespace nuskha

#endif  // NUSKHA_COMPARE_H_
