// SPDX-License-Identifier: Apache-2.0
//
// Level aggressive: the tokens of level standard, paragraph by paragraph,
// joined, mapped and stemmed.

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/per_thread.h"
#include "text/aggressive_lexicon.h"
#include "text/code_points.h"
#include "text/normalizer.h"
#include "text/stem.h"

namespace nuskha {
namespace {

constexpr std::string_view kWaw = "\u0648";
constexpr std::string_view kAl = "\u0627\u0644";
// Abd (servant of), alone and behind a conjunction or preposition.
constexpr std::string_view kAbd[] = {
    "\u0639\u0628\u062f",
    "\u0648\u0639\u0628\u062f",
    "\u0644\u0639\u0628\u062f",
    "\u0628\u0639\u0628\u062f",
};
// Syria with the ending of teh marbuta, and with that of alef.
constexpr std::string_view kSyriaHeh = "\u0633\u0648\u0631\u064a\u0647";
constexpr std::string_view kSyriaAlef = "\u0633\u0648\u0631\u064a\u0627";
// Ending of hundred, written with and without a silent alef.
constexpr std::string_view kHundredAlef = "\u0645\u0627\u0621\u0647";
constexpr std::string_view kHundred = "\u0645\u0621\u0647";

constexpr std::string_view kMonthTokens[] = {"@m01", "@m02", "@m03", "@m04",
                                             "@m05", "@m06", "@m07", "@m08",
                                             "@m09", "@m10", "@m11", "@m12"};

struct Word {
  std::string_view text;
  ByteSpan span;
  bool is_month = false;
};

using Words = std::vector<Word>;

bool IsArabic(std::string_view word) {
  size_t pos = 0;
  bool ill_formed = false;
  return internal::IsArabicLetter(internal::DecodeAt(word, &pos, &ill_formed));
}

bool IsNumber(std::string_view word) {
  return std::all_of(word.begin(), word.end(),
                     [](char c) { return c >= '0' && c <= '9'; });
}

// `a` and the word behind it as one. Tokens lie back to back in memory, so
// that their texts join without a copy.
Word Joined(const Word& a, const Word& b) {
  return {{a.text.data(), a.text.size() + b.text.size()},
          {a.span.begin, b.span.end}};
}

// A lone conjunction joins the word behind it, and Abd the name behind it.
void JoinWords(const Words& in, Words* out) {
  out->clear();
  for (size_t i = 0; i < in.size(); ++i) {
    Word word = in[i];
    if (word.text == kWaw && i + 1 < in.size() && IsArabic(in[i + 1].text)) {
      word = Joined(word, in[++i]);
    }
    const bool abd = std::find(std::begin(kAbd), std::end(kAbd), word.text) !=
                     std::end(kAbd);
    if (abd && i + 1 < in.size() && in[i + 1].text.starts_with(kAl) &&
        in[i + 1].text.size() > kAl.size()) {
      word = Joined(word, in[++i]);
    }
    out->push_back(word);
  }
}

struct MonthMatch {
  const internal::MonthName* name = nullptr;
  size_t words = 0;
};

// The month name that begins at words[i]; two words before one.
MonthMatch MatchMonth(const Words& words, size_t i) {
  MonthMatch match;
  if (i >= words.size()) return match;
  for (const internal::MonthName& name : internal::MonthNames()) {
    if (words[i].text != name.first) continue;
    if (name.second.empty()) {
      if (match.words < 1) match = {&name, 1};
    } else if (i + 1 < words.size() && words[i + 1].text == name.second) {
      match = {&name, 2};
    }
  }
  return match;
}

void MapMonths(const Words& in, Words* out) {
  out->clear();
  for (size_t i = 0; i < in.size();) {
    const MonthMatch match = MatchMonth(in, i);
    if (match.name == nullptr) {
      out->push_back(in[i++]);
      continue;
    }
    size_t end = i + match.words;
    const MonthMatch again = MatchMonth(in, end);
    const bool pair =
        again.name != nullptr && again.name->month == match.name->month;
    if (pair) end += again.words;
    const bool by_number = (i > 0 && IsNumber(in[i - 1].text)) ||
                           (end < in.size() && IsNumber(in[end].text));
    if (match.name->ambiguous && !pair && !by_number) {
      out->push_back(in[i++]);
      continue;
    }
    out->push_back({kMonthTokens[match.name->month - 1],
                    {in[i].span.begin, in[end - 1].span.end},
                    true});
    i = end;
  }
}

// Syria behind at most one conjunction and one preposition.
bool IsSyriaWithProclitics(std::string_view word) {
  if (!word.ends_with(kSyriaHeh)) return false;
  std::string_view rest = word.substr(0, word.size() - kSyriaHeh.size());
  for (const std::string_view proclitics :
       {"\u0648\u0641", "\u0628\u0644\u0643"}) {
    if (rest.size() >= 2 &&
        proclitics.find(rest.substr(0, 2)) != std::string_view::npos) {
      rest.remove_prefix(2);
    }
  }
  return rest.empty();
}

// Writes the usual spelling of `word` to *out.
void Respell(std::string_view word, std::string* out) {
  for (const internal::Spelling& spelling : internal::WordSpellings()) {
    if (word == spelling.from) {
      out->assign(spelling.to);
      return;
    }
  }
  out->assign(word);
  for (const internal::Spelling& spelling : internal::InfixSpellings()) {
    size_t at = out->find(spelling.from);
    if (at == std::string::npos) continue;
    std::string respelled;
    size_t done = 0;
    for (; at != std::string::npos; at = out->find(spelling.from, done)) {
      respelled.append(*out, done, at - done).append(spelling.to);
      done = at + spelling.from.size();
    }
    respelled.append(*out, done);
    out->swap(respelled);
  }
  if (IsSyriaWithProclitics(*out)) {
    out->replace(out->size() - kSyriaHeh.size(), kSyriaHeh.size(), kSyriaAlef);
  } else if (std::string_view(*out).ends_with(kHundredAlef)) {
    out->replace(out->size() - kHundredAlef.size(), kHundredAlef.size(),
                 kHundred);
  }
}

void AppendWords(const Words& words, bool spans, std::string* spelling,
                 Tokens* tokens) {
  for (const Word& word : words) {
    std::string_view text = word.text;
    if (!word.is_month && IsArabic(text)) {
      Respell(text, spelling);
      text = internal::StemArabic(*spelling);
    }
    if (tokens->bytes.size() + text.size() > UINT32_MAX) return;
    tokens->bytes.append(text);
    tokens->ends.push_back(static_cast<uint32_t>(tokens->bytes.size()));
    if (spans) tokens->spans.push_back(word.span);
  }
}

}  // namespace

void internal::ReadAggressive(std::string_view text,
                              const NormalizeOptions& options, Tokens* tokens) {
  Tokens& standard = PerThread<Tokens>();
  ReadStandard(text, options, &standard);
  tokens->clear();
  tokens->repair = standard.repair;
  Words words;
  Words next;
  std::string spelling;
  size_t i = 0;
  for (const Tokens::Paragraph& paragraph : standard.paragraphs) {
    words.clear();
    for (; i < paragraph.end; ++i) {
      words.push_back(
          {standard.token(i), options.spans ? standard.spans[i] : ByteSpan{}});
    }
    JoinWords(words, &next);
    MapMonths(next, &words);
    AppendWords(words, options.spans, &spelling, tokens);
    tokens->paragraphs.push_back(
        {static_cast<uint32_t>(tokens->size()), paragraph.span});
  }
}

}  // namespace nuskha
