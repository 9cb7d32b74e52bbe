// SPDX-License-Identifier: Apache-2.0

#include "text/rule_table.h"

#if defined(__GLIBC__)
#include <execinfo.h>
#endif

#include <algorithm>
#include <charconv>
#include <cstring>
#include <new>
#include <optional>

#include "base/guarded.h"
#include "base/status_util.h"
#include "fmt/format.h"
#include "nuskha/document.h"
#include "text/pattern_filter.h"
#include "text/sort_unique.h"
#include "text/tsv.h"

namespace nuskha::internal {
namespace {

constexpr std::string_view kColumns[] = {"id",         "zone",
                                         "max_tokens", "guard_on_light",
                                         "action",     "pattern_on_standard"};
enum Column { kId, kZone, kMaxTokens, kGuard, kAction, kPattern, kColumnCount };

constexpr uint32_t kMostTokens = 10'000;

// Where a message points to.
struct Place {
  std::string_view name;
  size_t line;
};

absl::Status LineError(Place place, std::string_view what) {
  return InvalidArgument(
      fmt::format("{}:{}: {}", place.name, place.line, what));
}

absl::Status ColumnError(Place place, Column column, std::string_view what) {
  return LineError(place,
                   fmt::format("column '{}': {}", kColumns[column], what));
}

absl::Status CheckHeader(Place place,
                         const std::vector<std::string_view>& fields) {
  if (std::ranges::equal(fields, kColumns)) return absl::OkStatus();
  return LineError(place, fmt::format("the header must be {}",
                                      fmt::join(kColumns, "<TAB>")));
}

std::optional<Rule::Zone> ParseZone(std::string_view text) {
  if (text == "any") return Rule::Zone::kAny;
  if (text == "head") return Rule::Zone::kHead;
  if (text == "tail") return Rule::Zone::kTail;
  return std::nullopt;
}

bool ParseAction(std::string_view text, Rule* rule) {
  if (text == "mark" || text == "keep") {
    rule->action = text == "mark" ? Rule::Action::kMark : Rule::Action::kKeep;
    rule->kind = text;
    return true;
  }
  if (text == "drop") {
    rule->kind = "furniture";
    return true;
  }
  constexpr std::string_view kDrop = "drop,";
  if (!text.starts_with(kDrop)) return false;
  rule->kind = text.substr(kDrop.size());
  constexpr std::string_view kKinds[] = {"truncated", "dateline", "credit",
                                         "caption", "headline"};
  rule->headline = rule->kind == "headline";
  return std::ranges::find(kKinds, rule->kind) != std::end(kKinds);
}

// RE2 writes U+0660 as \x{0660}; the tables write the more usual \u0660.
std::string TranslateEscapes(std::string_view pattern) {
  const auto is_hex = [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') ||
           (c >= 'A' && c <= 'F');
  };
  std::string out;
  for (size_t i = 0; i < pattern.size(); ++i) {
    if (pattern[i] != '\\' || i + 1 == pattern.size()) {
      out += pattern[i];
      continue;
    }
    const std::string_view digits = pattern.substr(i + 2).substr(0, 4);
    if (pattern[i + 1] == 'u' && digits.size() == 4 &&
        std::ranges::all_of(digits, is_hex)) {
      out += fmt::format("\\x{{{}}}", digits);
      i += 5;
    } else {
      out += pattern.substr(i, 2);
      ++i;
    }
  }
  return out;
}

// RE2 allocates inside of std::call_once(). For the first exception that passes
// that, glibc loads a library, and ends the process if it cannot.
void LoadUnwinder() {
#if defined(__GLIBC__)
  void* frame = nullptr;
  if (backtrace(&frame, 1) == 0) EndOfMemory();
#endif
}

absl::StatusOr<std::unique_ptr<const RE2>> Compile(Place place, Column column,
                                                   std::string_view pattern) {
  RE2::Options options;
  options.set_log_errors(false);
  auto regex = std::make_unique<const RE2>(TranslateEscapes(pattern), options);
  if (!regex->ok()) return ColumnError(place, column, regex->error());
  return regex;
}

absl::StatusOr<Rule> ParseRule(Place place,
                               const std::vector<std::string_view>& fields) {
  if (fields.size() != kColumnCount) {
    return LineError(place, fmt::format("expected {} columns, found {}",
                                        int{kColumnCount}, fields.size()));
  }
  Rule rule;
  rule.id = fields[kId];
  if (rule.id.empty()) return ColumnError(place, kId, "is empty");
  const std::optional<Rule::Zone> zone = ParseZone(fields[kZone]);
  if (!zone) {
    return ColumnError(place, kZone, "must be 'any', 'head' or 'tail'");
  }
  rule.zone = *zone;
  const std::string_view number = fields[kMaxTokens];
  const auto [end, error] = std::from_chars(
      number.data(), number.data() + number.size(), rule.max_tokens);
  if (error != std::errc() || end != number.data() + number.size() ||
      rule.max_tokens == 0 || rule.max_tokens > kMostTokens) {
    return ColumnError(
        place, kMaxTokens,
        fmt::format("must be a number from 1 to {}", kMostTokens));
  }
  if (!ParseAction(fields[kAction], &rule)) {
    return ColumnError(place, kAction,
                       fmt::format("unknown action '{}'", fields[kAction]));
  }
  if (!fields[kGuard].empty()) {
    auto guard = Compile(place, kGuard, fields[kGuard]);
    if (!guard.ok()) return guard.status();
    rule.guard = *std::move(guard);
  }
  if (fields[kPattern].empty()) {
    return ColumnError(place, kPattern, "is empty");
  }
  auto pattern = Compile(place, kPattern, fields[kPattern]);
  if (!pattern.ok()) return pattern.status();
  rule.pattern = *std::move(pattern);
  rule.percent = rule.kind == "truncated" &&
                 fields[kPattern].find("\\d") != std::string_view::npos;
  return rule;
}

}  // namespace

absl::StatusOr<std::unique_ptr<const RuleTable>> RuleTable::Parse(
    const std::vector<Source>& sources) {
  // RE2 prints, and loses blocks, if memory ends while it compiles: better to
  // find out before.
  constexpr size_t kForCompiling = size_t{16} << 20;
  ::operator delete(::operator new(kForCompiling));
  LoadUnwinder();
  auto table = std::make_unique<RuleTable>();
  for (const Source& source : sources) {
    NUSKHA_RETURN_IF_ERROR(table->Add(source));
  }
  table->BuildIndex();
  return table;
}

absl::Status RuleTable::Add(const Source& source) {
  TsvReader reader(source.table);
  if (!reader.Next()) {
    return LineError({source.name, 1}, "no header line");
  }
  NUSKHA_RETURN_IF_ERROR(
      CheckHeader({source.name, reader.line()}, reader.fields()));
  while (reader.Next()) {
    const Place place = {source.name, reader.line()};
    absl::StatusOr<Rule> rule = ParseRule(place, reader.fields());
    if (!rule.ok()) return rule.status();
    if (std::ranges::find(rules_, rule->id, &Rule::id) != rules_.end()) {
      return ColumnError(place, kId,
                         fmt::format("'{}' is taken already", rule->id));
    }
    rules_.push_back(*std::move(rule));
  }
  return absl::OkStatus();
}

void RuleTable::BuildIndex() {
  using Kind = PatternFilter::Kind;
  std::vector<std::string> fragments;
  for (uint32_t i = 0; i < rules_.size(); ++i) {
    const Rule& rule = rules_[i];
    max_tokens_ = std::max(max_tokens_, rule.max_tokens);
    const PatternFilter filter = AnalyzePattern(rule.pattern->pattern());
    WordIndex* words =
        filter.kind == Kind::kLastWord ? &by_last_word_ : &by_first_word_;
    for (const std::string& word : filter.words) words->Add(WordHash(word), i);
    for (const std::string& prefix : filter.prefixes) {
      by_prefix_.emplace_back(prefix, i);
      prefixes_.Insert(HashBlock(LoadBlock(prefix.data())));
    }
    if (filter.kind == Kind::kFragment) {
      fragments.insert(fragments.end(), filter.fragments.begin(),
                       filter.fragments.end());
      by_fragment_.push_back(i);
      fragment_max_tokens_ = std::max(fragment_max_tokens_, rule.max_tokens);
    }
    if (filter.kind == Kind::kNone) always_.push_back(i);
  }
  by_first_word_.Sort();
  by_last_word_.Sort();
  fragments_ = FragmentFinder(fragments);
}

void RuleTable::FindCandidates(uint32_t first_hash, uint32_t last_hash,
                               uint32_t size, std::string_view bytes,
                               std::vector<uint32_t>* rules) const {
  rules->clear();
  for (const auto& entry : by_first_word_.Find(first_hash)) {
    rules->push_back(entry.value);
  }
  for (const auto& entry : by_last_word_.Find(last_hash)) {
    rules->push_back(entry.value);
  }
  if (bytes.size() >= sizeof(uint32_t) &&
      prefixes_.MayContain(HashBlock(LoadBlock(bytes.data())))) {
    for (const auto& [prefix, rule] : by_prefix_) {
      if (bytes.starts_with(prefix)) rules->push_back(rule);
    }
  }
  if (size <= fragment_max_tokens_ && fragments_.IsIn(bytes)) {
    rules->insert(rules->end(), by_fragment_.begin(), by_fragment_.end());
  }
  rules->insert(rules->end(), always_.begin(), always_.end());
  if (rules->size() > 1) SortUnique(rules);
}

}  // namespace nuskha::internal
