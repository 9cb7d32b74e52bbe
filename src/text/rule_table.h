// SPDX-License-Identifier: Apache-2.0
//
// Boilerplate rules as read from their table (docs/boilerplate.md), and the
// index that finds the few rules a paragraph can match.

#ifndef NUSKHA_SRC_TEXT_RULE_TABLE_H_
#define NUSKHA_SRC_TEXT_RULE_TABLE_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "re2/re2.h"
#include "text/fragment_finder.h"
#include "text/word_index.h"

namespace nuskha::internal {

struct Rule {
  enum class Zone : uint8_t { kAny, kHead, kTail };
  enum class Action : uint8_t { kDrop, kMark, kKeep };

  std::string id;
  std::string kind;  // what a report calls it
  Zone zone = Zone::kAny;
  Action action = Action::kDrop;
  bool percent = false;   // the first number says how much was cut away
  bool headline = false;  // may end with the headline of the article
  uint32_t max_tokens = 0;
  std::unique_ptr<const RE2> pattern;  // on the standard form, end to end
  std::unique_ptr<const RE2> guard;    // on the light form; null: none
};

// Paragraphs with this index or a lower one are the head, counted without
// blank ones; likewise the tail from the end.
inline constexpr size_t kHeadParagraphs = 4;
inline constexpr size_t kTailParagraphs = 6;

inline bool InZone(Rule::Zone zone, size_t paragraph, size_t paragraphs) {
  if (zone == Rule::Zone::kHead) return paragraph < kHeadParagraphs;
  if (zone == Rule::Zone::kTail) {
    return paragraph + kTailParagraphs >= paragraphs;
  }
  return true;
}

// Immutable once made; safe to share.
class RuleTable {
 public:
  struct Source {
    std::string_view table;
    std::string_view name;  // for messages
  };

  // The rules of all sources, in order.
  // Errors: InvalidArgument naming line and column of the first bad rule.
  static absl::StatusOr<std::unique_ptr<const RuleTable>> Parse(
      const std::vector<Source>& sources);

  const std::vector<Rule>& rules() const { return rules_; }
  uint32_t max_tokens() const { return max_tokens_; }

  // Puts into *rules, in ascending order, the numbers of all rules that can
  // match a paragraph of `size` tokens as far as its first and last word and
  // the fragments in it tell. `bytes`: its tokens back to back.
  void FindCandidates(uint32_t first_hash, uint32_t last_hash, uint32_t size,
                      std::string_view bytes,
                      std::vector<uint32_t>* rules) const;

 private:
  absl::Status Add(const Source& source);
  void BuildIndex();

  std::vector<Rule> rules_;
  uint32_t max_tokens_ = 0;
  WordIndex by_first_word_;
  WordIndex by_last_word_;
  std::vector<std::pair<std::string, uint32_t>> by_prefix_;
  HashBitmap<12> prefixes_;  // first 4 bytes of each
  FragmentFinder fragments_;
  uint32_t fragment_max_tokens_ = 0;
  std::vector<uint32_t> by_fragment_;
  std::vector<uint32_t> always_;
};

}  // namespace nuskha::internal

#endif  // NUSKHA_SRC_TEXT_RULE_TABLE_H_
