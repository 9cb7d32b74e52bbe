// SPDX-License-Identifier: Apache-2.0

#include "text/headline.h"

#include <algorithm>
#include <array>
#include <string>

#include "text/normalizer.h"

namespace nuskha::internal {
namespace {

constexpr size_t kMaxSuffix = std::tuple_size_v<decltype(Line::suffix)>;
constexpr size_t kMaxFirstLine = 30;  // words of a headline in a plain text

// Blank, sign, blank: hyphen, bar, en dash, two colons, right guillemet.
constexpr std::array<std::string_view, 5> kSeparators = {
    " - ", " | ", " \xe2\x80\x93 ", " :: ", " \xc2\xbb "};

// True if what follows the last separator of some kind in `text` starts behind
// its first `words` words.
bool SuffixStartsBehind(std::string_view text, size_t words) {
  const std::string light = LightText(text, {});
  Tokens tokens;
  for (const std::string_view separator : kSeparators) {
    const size_t at = light.rfind(separator);
    if (at == light.npos) continue;
    ReadStandard(std::string_view(light).substr(0, at), {}, &tokens);
    if (tokens.size() == words) return true;
  }
  return false;
}

// End of the line break that `text` starts with; 0 if it starts with none.
size_t LineBreakSize(std::string_view text) {
  for (const std::string_view line_break :
       {"\r\n", "\n", "\r", "\v", "\f", "\xc2\x85", "\xe2\x80\xa8",
        "\xe2\x80\xa9"}) {
    if (text.starts_with(line_break)) return line_break.size();
  }
  return 0;
}

// True if the line after the one that ends in `gap` holds nothing to see.
bool HoldsBlankLine(std::string_view gap) {
  size_t at = 0;
  const auto skip_line = [&] {
    const size_t begin = at;
    while (at < gap.size() && LineBreakSize(gap.substr(at)) == 0) ++at;
    const std::string_view line = gap.substr(begin, at - begin);
    if (at == gap.size()) return std::string_view("no line break");
    at += LineBreakSize(gap.substr(at));
    return line;
  };
  skip_line();
  return LightText(skip_line(), {}).empty();
}

// The whole body stands twice: then its first paragraph is repeated like every
// other, and is no headline.
bool BodyIsPastedTwice(const RepetitionFinder& repetition, size_t again,
                       size_t paragraphs) {
  return again > 1 && again + 1 < paragraphs &&
         repetition.first(again + 1) == 1;
}

}  // namespace

bool SameHeadline(const Line& a, const Line& b) {
  const Line& shorter = a.words.size() <= b.words.size() ? a : b;
  const Line& longer = a.words.size() <= b.words.size() ? b : a;
  const size_t n = shorter.words.size();
  if (n < kMinHeadline || longer.words.size() > n + kMaxSuffix ||
      !std::ranges::equal(shorter.words, longer.words.first(n))) {
    return false;
  }
  if (longer.words.size() == n) return true;
  int8_t& suffix = longer.suffix[longer.words.size() - n - 1];
  if (suffix < 0) suffix = SuffixStartsBehind(longer.text, n) ? 1 : 0;
  return suffix != 0;
}

bool StartsWithHeadline(std::string_view text, const Tokens& tokens,
                        std::span<const uint32_t> hashes,
                        const RepetitionFinder& repetition,
                        bool may_be_first_line) {
  const size_t n = tokens.paragraphs.size();
  size_t again = 0;      // the first repetition of the first paragraph
  bool article = false;  // something else follows
  for (size_t p = 1; p < n; ++p) {
    if (repetition.first(p) != 0) {
      article = true;
    } else if (again == 0) {
      again = p;
    }
    if (article && (again != 0 || !repetition.any())) break;
  }
  if (!article) return false;
  if (again != 0 && !BodyIsPastedTwice(repetition, again, n)) return true;
  if (!may_be_first_line ||
      ParagraphWords(tokens, hashes, 0).size() > kMaxFirstLine) {
    return false;
  }
  const uint32_t begin = tokens.paragraphs[0].span.end;
  const uint32_t end = tokens.paragraphs[1].span.begin;
  return HoldsBlankLine(TextAt(text, {begin, end}));
}

}  // namespace nuskha::internal
