// SPDX-License-Identifier: Apache-2.0

#include "corpus/json_framer.h"

#include <algorithm>
#include <utility>

namespace nuskha::internal {
namespace {

constexpr std::string_view kBlanks = " \t\r\n";
constexpr std::string_view kSeparators = " \t\r\n,[]";

}  // namespace

bool JsonFramer::Frame(RawRecord* record) {
  while (true) {
    switch (state_) {
      case State::kBetween:
        if (!SkipSeparators()) return false;
        break;
      case State::kInside:
        if (ScanValue(record)) return true;
        if (state_ == State::kInside) return false;
        break;
      case State::kSearching:
        if (Search(record)) return true;
        if (state_ == State::kSearching) return false;
        break;
    }
  }
}

// After damage: a record goes on, or the next begins.
void JsonFramer::StartAnywhere() {
  state_ = State::kBetween;
  lead_.clear();
  code_ = damage_code();
}

// False if more bytes are needed to know what comes.
bool JsonFramer::SkipSeparators() {
  const size_t size =
      std::min(bytes().find_first_not_of(kSeparators), bytes().size());
  for (const char c : bytes().substr(0, size)) {
    if (kBlanks.find(c) == std::string_view::npos) {
      lead_.clear();
    } else if (lead_.size() < kMaxStart) {
      lead_ += c;
    }
  }
  Consume(size);
  if (bytes().empty()) return false;
  scanned_ = 0;
  if (!code_.empty() && bytes()[0] != '{') {
    // The rest of a record that was lost.
    state_ = State::kSearching;
    searched_ = 0;
    return true;
  }
  code_ = {};
  scanner_.Start();
  state_ = State::kInside;
  return true;
}

bool JsonFramer::ScanValue(RawRecord* record) {
  const JsonScanner::State found = scanner_.Scan(bytes(), &scanned_);
  if (dropped() + scanned_ > max_record()) code_ = "line_too_long";
  if (found == JsonScanner::State::kDone) {
    if (code_.empty()) LearnStart(bytes());
    lead_.clear();
    state_ = State::kBetween;
    return Emit(scanned_, std::exchange(code_, {}), record);
  }
  if (found == JsonScanner::State::kBad) {
    // The next record may start before the place where this one is seen to be
    // broken: inside a string that was not closed. But what was scanned once
    // in vain is not scanned again.
    const bool again = offset() < broken_at_ || !code_.empty();
    broken_at_ = std::max(broken_at_, offset() + scanned_);
    searched_ = again ? scanned_ : 1;
    if (code_.empty()) code_ = "json_syntax";
    state_ = State::kSearching;
    return false;
  }
  if (closing()) {
    if (code_.empty()) code_ = cut_code();
    state_ = State::kBetween;
    return Emit(bytes().size(), std::exchange(code_, {}), record);
  }
  if (code_.empty()) return false;
  Drop(bytes().size());
  scanned_ = 0;
  return false;
}

bool JsonFramer::Search(RawRecord* record) {
  const std::optional<size_t> start = FindStart();
  if (start.has_value()) {
    const std::string_view before = bytes().substr(0, *start);
    lead_ = before.substr(before.find_last_not_of(kBlanks) + 1);
    scanned_ = 0;
    scanner_.Start();
    state_ = State::kInside;
    return Emit(*start, std::exchange(code_, {}), record);
  }
  if (closing()) {
    state_ = State::kBetween;
    return Emit(bytes().size(), std::exchange(code_, {}), record);
  }
  // A start may be cut by the end of the bytes; what stands before it counts.
  const size_t size = bytes().size();
  const size_t dropped = size - std::min(size, 4 * kMaxStart);
  searched_ = std::max(searched_, size - std::min(size, kMaxStart)) - dropped;
  Drop(dropped);
  return false;
}

std::optional<size_t> JsonFramer::FindStart() const {
  for (size_t at = bytes().find('{', std::max<size_t>(searched_, 1));
       at != std::string_view::npos; at = bytes().find('{', at + 1)) {
    if (LooksLikeStart(at)) return at;
  }
  return std::nullopt;
}

bool JsonFramer::LooksLikeStart(size_t brace) const {
  size_t begin = brace;
  while (begin > 0 && brace - begin < kMaxStart &&
         kBlanks.find(bytes()[begin - 1]) != std::string_view::npos) {
    --begin;
  }
  if (begin == 0) return false;
  const char before = bytes()[begin - 1];
  const std::string_view from = bytes().substr(begin, kMaxStart);
  if (before == '}') {
    // Values one after the other, each on lines of its own.
    if (from.substr(0, brace - begin).find('\n') == std::string_view::npos) {
      return false;
    }
  } else if (before != ',' && before != '[') {
    return false;
  }
  if (starts_.empty()) {
    const size_t next = bytes().find_first_not_of(kBlanks, brace + 1);
    return next != std::string_view::npos && bytes()[next] == '"';
  }
  return std::any_of(
      starts_.begin(), starts_.end(),
      [from](const std::string& start) { return from.starts_with(start); });
}

// The start of `value`, a record that was scanned to its end.
void JsonFramer::LearnStart(std::string_view value) {
  if (starts_.size() == kMaxStarts || value[0] != '{') return;
  const size_t quote = value.find_first_not_of(kBlanks, 1);
  if (quote >= kMaxStart || value[quote] != '"') return;
  const size_t end = value.find('"', quote + 1);
  if (end >= kMaxStart || lead_.size() + end + 1 > kMaxStart) return;
  std::string start = lead_ + std::string(value.substr(0, end + 1));
  if (std::find(starts_.begin(), starts_.end(), start) == starts_.end()) {
    starts_.push_back(std::move(start));
  }
}

}  // namespace nuskha::internal
