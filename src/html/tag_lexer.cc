// SPDX-License-Identifier: Apache-2.0

#include "html/tag_lexer.h"

#include <algorithm>

namespace nuskha::internal {
namespace {

constexpr size_t kLongestName = 64;
constexpr std::string_view kBlanks = " \t\r\n\f";

bool IsLetter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

char Lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool IsNamePart(char c) {
  return IsLetter(c) || (c >= '0' && c <= '9') || c == ':' || c == '-' ||
         c == '_' || c == '.';
}

bool EndsName(char c) {
  return kBlanks.find(c) != std::string_view::npos || c == '/' || c == '>';
}

}  // namespace

size_t TagLexer::Find(std::string_view what) {
  if (std::find(absent_.begin(), absent_.end(), what) != absent_.end()) {
    return std::string_view::npos;
  }
  const size_t at = page_.find(what, pos_);
  if (at == std::string_view::npos) absent_.emplace_back(what);
  return at;
}

void TagLexer::SkipBlanks() {
  pos_ = std::min(page_.find_first_not_of(kBlanks, pos_), page_.size());
}

void TagLexer::Next(HtmlToken* token) {
  token->text = {};
  while (pos_ < page_.size()) {
    const size_t begin = pos_;
    size_t open = page_.find('<', pos_);
    if (open == std::string_view::npos) open = page_.size();
    if (open > begin) {
      pos_ = open;
      token->kind = HtmlToken::kText;
      token->text = page_.substr(begin, open - begin);
      return;
    }
    const char next = open + 1 < page_.size() ? page_[open + 1] : ' ';
    const char after = open + 2 < page_.size() ? page_[open + 2] : ' ';
    if (IsLetter(next) || (next == '/' && IsLetter(after))) {
      if (ReadTag(token)) return;
      pos_ = page_.size();  // cut inside a tag
    } else if (next == '!' || next == '?' || next == '/') {
      SkipMarkup();
    } else {
      pos_ = open + 1;
      token->kind = HtmlToken::kText;
      token->text = page_.substr(open, 1);
      return;
    }
  }
  token->kind = HtmlToken::kFinished;
}

bool TagLexer::ReadTag(HtmlToken* token) {
  const bool end = page_[pos_ + 1] == '/';
  token->kind = end ? HtmlToken::kEnd : HtmlToken::kStart;
  token->name.clear();
  token->attributes.clear();
  token->self_closing = false;
  pos_ += end ? 2 : 1;
  const size_t begin = pos_;
  while (pos_ < page_.size() && !EndsName(page_[pos_])) ++pos_;
  const std::string_view name = page_.substr(begin, pos_ - begin);
  if (name.size() <= kLongestName &&
      std::all_of(name.begin(), name.end(), IsNamePart)) {
    token->name = name;
    std::transform(name.begin(), name.end(), token->name.begin(), Lower);
  }
  return ReadAttributes(token);
}

// Up to and with the ">"; false if there is none.
bool TagLexer::ReadAttributes(HtmlToken* token) {
  for (;;) {
    SkipBlanks();
    if (pos_ == page_.size()) return false;
    if (page_[pos_] == '>') {
      ++pos_;
      return true;
    }
    if (page_[pos_] == '/') {
      ++pos_;
      token->self_closing = pos_ < page_.size() && page_[pos_] == '>';
      continue;
    }
    Attribute attribute;
    const size_t begin = pos_++;  // a name may begin with "="
    while (pos_ < page_.size() && !EndsName(page_[pos_]) &&
           page_[pos_] != '=') {
      ++pos_;
    }
    attribute.name = page_.substr(begin, pos_ - begin);
    SkipBlanks();
    if (pos_ < page_.size() && page_[pos_] == '=') {
      ++pos_;
      SkipBlanks();
      attribute.value = ReadValue();
    }
    if (token->attributes.size() < kMostAttributes) {
      token->attributes.push_back(attribute);
    }
  }
}

std::string_view TagLexer::ReadValue() {
  if (pos_ == page_.size()) return {};
  const char quote = page_[pos_];
  if (quote == '"' || quote == '\'') {
    ++pos_;
    const size_t end = Find({&quote, 1});
    if (end != std::string_view::npos) {
      const std::string_view value = page_.substr(pos_, end - pos_);
      pos_ = end + 1;
      return value;
    }
  }
  const size_t begin = pos_;
  while (pos_ < page_.size() && page_[pos_] != '>' &&
         kBlanks.find(page_[pos_]) == std::string_view::npos) {
    ++pos_;
  }
  return page_.substr(begin, pos_ - begin);
}

// A comment, a declaration or what looks like one.
void TagLexer::SkipMarkup() {
  const std::string_view rest = page_.substr(pos_);
  if (rest.starts_with("<!--") && !rest.starts_with("<!-->") &&
      !rest.starts_with("<!--->")) {
    pos_ += 4;
    // "--!>" ends a comment too, but where it stands "-->" mostly follows.
    const size_t end = Find("-->");
    if (end != std::string_view::npos) {
      pos_ = end + 3;
      return;
    }
  }
  const size_t end = Find(">");
  pos_ = end == std::string_view::npos ? page_.size() : end + 1;
}

std::string_view TagLexer::SkipRaw(std::string_view lower_name, bool lenient) {
  const size_t begin = pos_;
  const bool absent =
      std::find(absent_.begin(), absent_.end(), lower_name) != absent_.end();
  for (size_t at = absent ? page_.size() : page_.find("</", pos_);
       at < page_.size(); at = page_.find("</", at + 2)) {
    const std::string_view name = page_.substr(at + 2, lower_name.size());
    const size_t behind = at + 2 + name.size();
    if (!std::equal(name.begin(), name.end(), lower_name.begin(),
                    lower_name.end(),
                    [](char a, char b) { return Lower(a) == b; }) ||
        (behind < page_.size() && !EndsName(page_[behind]))) {
      continue;
    }
    pos_ = behind;
    const size_t end = Find(">");
    pos_ = end == std::string_view::npos ? page_.size() : end + 1;
    return page_.substr(begin, at - begin);
  }
  if (!absent) absent_.emplace_back(lower_name);
  pos_ = lenient ? std::min(page_.find('<', pos_), page_.size()) : page_.size();
  return page_.substr(begin, pos_ - begin);
}

}  // namespace nuskha::internal
