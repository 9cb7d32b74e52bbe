// SPDX-License-Identifier: Apache-2.0

#include "corpus/json_scanner.h"

namespace nuskha::internal {
namespace {

bool IsWordByte(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
         (c >= '0' && c <= '9') || c == '+' || c == '-' || c == '.';
}

bool IsSpace(char c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; }

}  // namespace

void JsonScanner::Start() {
  objects_.clear();
  expect_ = Expect::kValue;
  inside_ = Inside::kNothing;
}

JsonScanner::State JsonScanner::Scan(std::string_view bytes, size_t* at) {
  while (true) {
    if (inside_ != Inside::kNothing && !SkipInside(bytes, at)) {
      return State::kMore;
    }
    if (expect_ == Expect::kDone) return State::kDone;
    if (*at == bytes.size()) return State::kMore;
    const char c = bytes[*at];
    if (!IsSpace(c) && !Step(c)) return State::kBad;
    ++*at;
  }
}

bool JsonScanner::SkipInside(std::string_view bytes, size_t* at) {
  size_t i = *at;
  if (inside_ == Inside::kWord) {
    while (i < bytes.size() && IsWordByte(bytes[i])) ++i;
    *at = i;
    if (i == bytes.size()) return false;
    inside_ = Inside::kNothing;
    EndValue();
    return true;
  }
  while (i < bytes.size()) {
    const char c = bytes[i++];
    if (inside_ == Inside::kEscape) {
      inside_ = Inside::kString;
    } else if (c == '\\') {
      inside_ = Inside::kEscape;
    } else if (c == '"') {
      *at = i;
      inside_ = Inside::kNothing;
      if (expect_ != Expect::kColon) EndValue();
      return true;
    }
  }
  *at = i;
  return false;
}

bool JsonScanner::Step(char c) {
  const bool value =
      expect_ == Expect::kValue || expect_ == Expect::kValueOrEnd;
  switch (c) {
    case '{':
      return value && Open(true);
    case '[':
      return value && Open(false);
    case '}':
      return (expect_ == Expect::kKeyOrEnd || expect_ == Expect::kCommaOrEnd) &&
             Close(true);
    case ']':
      return (expect_ == Expect::kValueOrEnd ||
              expect_ == Expect::kCommaOrEnd) &&
             Close(false);
    case ':':
      if (expect_ != Expect::kColon) return false;
      expect_ = Expect::kValue;
      return true;
    case ',':
      if (expect_ != Expect::kCommaOrEnd) return false;
      expect_ = objects_.back() ? Expect::kKey : Expect::kValue;
      return true;
    case '"':
      if (expect_ == Expect::kKey || expect_ == Expect::kKeyOrEnd) {
        expect_ = Expect::kColon;
      } else if (!value) {
        return false;
      }
      inside_ = Inside::kString;
      return true;
    default:
      inside_ = Inside::kWord;
      return value && IsWordByte(c);
  }
}

bool JsonScanner::Open(bool object) {
  objects_.push_back(object);
  expect_ = object ? Expect::kKeyOrEnd : Expect::kValueOrEnd;
  return true;
}

bool JsonScanner::Close(bool object) {
  if (objects_.empty() || objects_.back() != object) return false;
  objects_.pop_back();
  EndValue();
  return true;
}

void JsonScanner::EndValue() {
  expect_ = objects_.empty() ? Expect::kDone : Expect::kCommaOrEnd;
}

}  // namespace nuskha::internal
