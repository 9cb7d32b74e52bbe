// SPDX-License-Identifier: Apache-2.0

#include "text/pattern_filter.h"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <utility>

#include "text/sort_unique.h"

namespace nuskha::internal {
namespace {

constexpr size_t kMaxStrings = 128;  // per sub-expression; beyond: unknown
constexpr int kMaxDepth = 50;
constexpr size_t kMinPiece = 4;
constexpr size_t kMaxPattern = 2048;  // bytes; bounds the work below

using Strings = std::vector<std::string>;

// The outermost word of a match on one side, as far as it is known.
struct Edge {
  enum State {
    kOpen,  // the match is this text without a blank; its neighbour goes on
    kDone,  // a blank follows: the word is complete
    kCut,   // anything may follow
  };
  std::string text;
  State state = kCut;
};
using Edges = std::vector<Edge>;

// What is known of the matches of one sub-expression. With `exact`, the rest
// follows from it and is left empty.
struct Part {
  std::optional<Strings> exact;     // all matches
  Edges first, last;                // first and last words
  std::optional<Strings> required;  // one of these occurs; no blanks in them
};

Part Literal(std::string text) {
  Part part;
  part.exact = Strings{std::move(text)};
  return part;
}

Part Unknown() {
  Part part;
  part.first = part.last = {Edge{}};
  return part;
}

Edge EdgeOf(const std::string& text, bool first) {
  const size_t blank = first ? text.find(' ') : text.rfind(' ');
  if (blank == text.npos) return {text, Edge::kOpen};
  return {first ? text.substr(0, blank) : text.substr(blank + 1), Edge::kDone};
}

Edges EdgesOf(const Part& part, bool first) {
  if (!part.exact) return first ? part.first : part.last;
  Edges edges;
  for (const std::string& text : *part.exact) {
    edges.push_back(EdgeOf(text, first));
  }
  return edges;
}

std::string LongestPiece(const std::string& text) {
  std::string best;
  for (size_t begin = 0; begin <= text.size();) {
    const size_t end = std::min(text.find(' ', begin), text.size());
    if (end - begin > best.size()) best = text.substr(begin, end - begin);
    begin = end + 1;
  }
  return best;
}

std::optional<Strings> RequiredOf(const Part& part) {
  if (!part.exact) return part.required;
  Strings pieces;
  for (const std::string& text : *part.exact) {
    pieces.push_back(LongestPiece(text));
    if (pieces.back().empty()) return std::nullopt;
  }
  return pieces;
}

size_t ShortestOf(const std::optional<Strings>& pieces) {
  if (!pieces || pieces->empty()) return 0;
  return std::ranges::min(*pieces, {}, &std::string::size).size();
}

// Edges of `outer` (the side that is looked at), going on into `inner` where
// they are open.
Edges Join(const Edges& outer, const Edges& inner, bool first) {
  Edges joined;
  for (const Edge& edge : outer) {
    if (edge.state != Edge::kOpen) {
      joined.push_back(edge);
      continue;
    }
    for (const Edge& next : inner) {
      joined.push_back(
          {first ? edge.text + next.text : next.text + edge.text, next.state});
    }
    if (joined.size() > kMaxStrings) return {Edge{}};
  }
  return joined;
}

Part Concatenate(const Part& a, const Part& b) {
  Part part;
  if (a.exact && b.exact && a.exact->size() * b.exact->size() <= kMaxStrings) {
    part.exact.emplace();
    for (const std::string& x : *a.exact) {
      for (const std::string& y : *b.exact) part.exact->push_back(x + y);
    }
    return part;
  }
  part.first = Join(EdgesOf(a, true), EdgesOf(b, true), true);
  part.last = Join(EdgesOf(b, false), EdgesOf(a, false), false);
  const std::optional<Strings> of_a = RequiredOf(a), of_b = RequiredOf(b);
  part.required = ShortestOf(of_a) >= ShortestOf(of_b) ? of_a : of_b;
  return part;
}

void Append(Edges edges, Edges* to) {
  to->insert(to->end(), edges.begin(), edges.end());
  if (to->size() > kMaxStrings) *to = {Edge{}};
}

Part Alternate(const Part& a, const Part& b) {
  Part part;
  if (a.exact && b.exact && a.exact->size() + b.exact->size() <= kMaxStrings) {
    part.exact = a.exact;
    part.exact->insert(part.exact->end(), b.exact->begin(), b.exact->end());
    return part;
  }
  part.first = EdgesOf(a, true);
  part.last = EdgesOf(a, false);
  Append(EdgesOf(b, true), &part.first);
  Append(EdgesOf(b, false), &part.last);
  part.required = RequiredOf(a);
  const std::optional<Strings> more = RequiredOf(b);
  if (part.required && more) {
    part.required->insert(part.required->end(), more->begin(), more->end());
  } else {
    part.required.reset();
  }
  return part;
}

Part Repeat(const Part& once, bool optional) {
  Part part;
  part.first = EdgesOf(once, true);
  part.last = EdgesOf(once, false);
  for (Edges* edges : {&part.first, &part.last}) {
    for (Edge& edge : *edges) {
      if (edge.state == Edge::kOpen) edge.state = Edge::kCut;
    }
    if (optional) edges->push_back({"", Edge::kOpen});
  }
  if (!optional) part.required = RequiredOf(once);
  return part;
}

class Parser {
 public:
  explicit Parser(std::string_view pattern) : rest_(pattern) {}

  // nullopt: syntax that is not known here.
  std::optional<Part> Parse() {
    std::optional<Part> part = Alternation(0);
    return rest_.empty() ? part : std::nullopt;
  }

 private:
  std::optional<Part> Alternation(int depth);
  std::optional<Part> Sequence(int depth);
  std::optional<Part> Atom(int depth);
  std::optional<Part> Group(int depth);
  std::optional<Part> Escape();
  std::optional<Part> Class();
  std::optional<Part> Quantified(Part once);
  bool Take(std::string_view text);

  std::string_view rest_;
};

bool Parser::Take(std::string_view text) {
  if (!rest_.starts_with(text)) return false;
  rest_.remove_prefix(text.size());
  return true;
}

std::optional<Part> Parser::Alternation(int depth) {
  std::optional<Part> part = Sequence(depth);
  while (part && Take("|")) {
    const std::optional<Part> next = Sequence(depth);
    if (!next) return std::nullopt;
    part = Alternate(*part, *next);
  }
  return part;
}

std::optional<Part> Parser::Sequence(int depth) {
  Part part = Literal("");
  while (!rest_.empty() && rest_[0] != '|' && rest_[0] != ')') {
    std::optional<Part> next = Atom(depth);
    if (next) next = Quantified(*std::move(next));
    if (!next) return std::nullopt;
    part = Concatenate(part, *next);
  }
  return part;
}

std::optional<Part> Parser::Atom(int depth) {
  if (Take("(")) return Group(depth + 1);
  if (Take("\\")) return Escape();
  if (Take("[")) return Class();
  if (Take(".")) return Unknown();
  if (std::string_view("^$*+?{").find(rest_[0]) != std::string_view::npos) {
    return std::nullopt;
  }
  // One code point: a quantifier behind it takes the whole of it.
  size_t size = 1;
  while (size < rest_.size() &&
         (static_cast<unsigned char>(rest_[size]) & 0xc0) == 0x80) {
    ++size;
  }
  Part part = Literal(std::string(rest_.substr(0, size)));
  rest_.remove_prefix(size);
  return part;
}

std::optional<Part> Parser::Group(int depth) {
  if (depth > kMaxDepth) return std::nullopt;
  if (!Take("?:") && Take("?")) return std::nullopt;  // flags, names
  std::optional<Part> part = Alternation(depth);
  return part && Take(")") ? part : std::nullopt;
}

std::optional<Part> Parser::Escape() {
  if (rest_.empty()) return std::nullopt;
  const char c = rest_[0];
  rest_.remove_prefix(1);
  if (std::string_view("dDsSwW").find(c) != std::string_view::npos) {
    return Unknown();
  }
  if (std::string_view("[](){}|.*+?^$\\/-").find(c) != std::string_view::npos) {
    return Literal(std::string(1, c));
  }
  return std::nullopt;
}

std::optional<Part> Parser::Class() {
  // A bracket in first place, or a named class, is for RE2 to read.
  if (rest_.starts_with("]") || rest_.starts_with("^]")) return std::nullopt;
  const size_t end = rest_.find(']');
  if (end == rest_.npos) return std::nullopt;
  const std::string_view inside = rest_.substr(0, end);
  if (inside.find_first_of("[\\") != inside.npos) return std::nullopt;
  rest_.remove_prefix(end + 1);
  return Unknown();
}

std::optional<Part> Parser::Quantified(Part once) {
  bool optional = false;
  if (Take("?")) {
    optional = true;
    if (once.exact) {
      once.exact->push_back("");
      Take("?");
      return once;
    }
  } else if (Take("*")) {
    optional = true;
  } else if (Take("{")) {
    const size_t end = rest_.find('}');
    if (end == rest_.npos || end == 0 || rest_[0] == ',') return std::nullopt;
    if (rest_.substr(0, end).find_first_not_of("0123456789,") != rest_.npos) {
      return std::nullopt;
    }
    optional = rest_[0] == '0';
    rest_.remove_prefix(end + 1);
  } else if (!Take("+")) {
    return once;
  }
  Take("?");  // ungreedy: the same strings
  return Repeat(once, optional);
}

// Sorts `edges` into complete words and prefixes. False if one of them says
// too little. An empty word matches no paragraph and is left out.
bool WordsOf(const Edges& edges, Strings* words, Strings* prefixes) {
  for (const Edge& edge : edges) {
    if (edge.state != Edge::kCut) {
      if (!edge.text.empty()) words->push_back(edge.text);
    } else if (prefixes != nullptr && edge.text.size() >= kMinPiece) {
      prefixes->push_back(edge.text);
    } else {
      return false;
    }
  }
  return true;
}

Strings Unique(Strings strings) {
  SortUnique(&strings);
  return strings;
}

}  // namespace

PatternFilter AnalyzePattern(std::string_view pattern) {
  using Kind = PatternFilter::Kind;
  if (pattern.size() > kMaxPattern) return {};
  const std::optional<Part> part = Parser(pattern).Parse();
  if (!part) return {};
  Strings words, prefixes;
  if (WordsOf(EdgesOf(*part, true), &words, &prefixes)) {
    return {.kind = Kind::kFirstWord,
            .words = Unique(words),
            .prefixes = Unique(prefixes)};
  }
  words.clear();
  if (WordsOf(EdgesOf(*part, false), &words, nullptr)) {
    return {.kind = Kind::kLastWord, .words = Unique(words)};
  }
  if (const auto required = RequiredOf(*part);
      ShortestOf(required) >= kMinPiece) {
    return {.kind = Kind::kFragment, .fragments = Unique(*required)};
  }
  return {};
}

}  // namespace nuskha::internal
