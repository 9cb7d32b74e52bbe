// SPDX-License-Identifier: Apache-2.0
//
// What every match of a regular expression must contain, read from the
// expression itself, so that most paragraphs are refused by comparing a word
// hash instead of running the expression.
//
// RE2 has a Prefilter of its own, but it yields substrings that may stand
// anywhere and need an Aho-Corasick pass over the text; rules for paragraphs
// nearly always fix the first or the last word, which costs one probe.

#ifndef NUSKHA_SRC_TEXT_PATTERN_FILTER_H_
#define NUSKHA_SRC_TEXT_PATTERN_FILTER_H_

#include <string>
#include <string_view>
#include <vector>

namespace nuskha::internal {

struct PatternFilter {
  enum class Kind {
    kFirstWord,  // the first word is one of `words` or starts with a `prefix`
    kLastWord,   // the last word is one of `words`
    kFragment,   // one of `fragments` occurs inside a word
    kNone,       // nothing is known: the expression must always run
  };

  Kind kind = Kind::kNone;
  std::vector<std::string> words = {};
  std::vector<std::string> prefixes = {};   // at least 4 bytes each
  std::vector<std::string> fragments = {};  // at least 4 bytes each, no blank
};

// A condition that holds for every string of words joined by single blanks
// that `pattern` (RE2 syntax) matches from end to end. Syntax it does not know
// gives kNone.
PatternFilter AnalyzePattern(std::string_view pattern);

}  // namespace nuskha::internal

#endif  // NUSKHA_SRC_TEXT_PATTERN_FILTER_H_
