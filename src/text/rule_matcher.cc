// SPDX-License-Identifier: Apache-2.0

#include "text/rule_matcher.h"

#include "text/normalizer.h"
#include "text/repetition.h"

namespace nuskha::internal {
namespace {

// The light form is made for the rare paragraph that a guarded pattern matched.
bool GuardHolds(const RE2& guard, std::string_view text, ByteSpan at) {
  const std::string light = LightText(TextAt(text, at), {});
  return RE2::PartialMatch(light, guard);
}

}  // namespace

std::string_view ParagraphBytes(const Tokens& tokens, size_t p) {
  const uint32_t first = tokens.paragraph_begin(p);
  const uint32_t begin = first == 0 ? 0 : tokens.ends[first - 1];
  const uint32_t end = tokens.ends[tokens.paragraphs[p].end - 1];
  return std::string_view(tokens.bytes).substr(begin, end - begin);
}

void JoinRange(const Tokens& tokens, size_t begin, size_t end,
               std::string* joined) {
  joined->clear();
  for (size_t i = begin; i < end; ++i) {
    if (i != begin) *joined += ' ';
    *joined += tokens.token(i);
  }
}

const Rule* RuleMatcher::Match(const RuleTable& table, std::string_view text,
                               const Tokens& tokens,
                               const std::vector<uint32_t>& hashes, size_t p) {
  const uint32_t begin = tokens.paragraph_begin(p);
  const uint32_t end = tokens.paragraphs[p].end;
  const uint32_t size = end - begin;
  if (size > table.max_tokens()) return nullptr;
  table.FindCandidates(hashes[begin], hashes[end - 1], size,
                       ParagraphBytes(tokens, p), &candidates_);
  bool joined = false;
  for (const uint32_t number : candidates_) {
    const Rule& rule = table.rules()[number];
    if (size > rule.max_tokens ||
        !InZone(rule.zone, p, tokens.paragraphs.size())) {
      continue;
    }
    if (!joined) JoinRange(tokens, begin, end, &joined_);
    joined = true;
    if (RE2::FullMatch(joined_, *rule.pattern) &&
        (rule.guard == nullptr ||
         GuardHolds(*rule.guard, text, tokens.paragraphs[p].span))) {
      return &rule;
    }
  }
  return nullptr;
}

}  // namespace nuskha::internal
