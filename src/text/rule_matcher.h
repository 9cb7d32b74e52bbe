// SPDX-License-Identifier: Apache-2.0
//
// Which boilerplate rule a paragraph matches.

#ifndef NUSKHA_SRC_TEXT_RULE_MATCHER_H_
#define NUSKHA_SRC_TEXT_RULE_MATCHER_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "nuskha/normalize.h"
#include "text/rule_table.h"

namespace nuskha::internal {

// Keeps scratch buffers: one per thread. A paragraph that no rule can match,
// as nearly all, is refused without an allocation.
class RuleMatcher {
 public:
  // The first rule in table order that matches paragraph p of `tokens`; null
  // if none does. `text`: the bytes that `tokens` was made from; `hashes`:
  // WordHash of each token, shape [tokens.size()].
  const Rule* Match(const RuleTable& table, std::string_view text,
                    const Tokens& tokens, const std::vector<uint32_t>& hashes,
                    size_t p);

 private:
  std::vector<uint32_t> candidates_;
  std::string joined_;
};

// Bytes of paragraph p in tokens.bytes.
std::string_view ParagraphBytes(const Tokens& tokens, size_t p);

// The tokens [begin, end) joined by one blank.
void JoinRange(const Tokens& tokens, size_t begin, size_t end,
               std::string* joined);

}  // namespace nuskha::internal

#endif  // NUSKHA_SRC_TEXT_RULE_MATCHER_H_
