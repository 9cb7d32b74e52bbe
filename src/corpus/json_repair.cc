// SPDX-License-Identifier: Apache-2.0

#include "corpus/json_repair.h"

#include <algorithm>
#include <cstddef>
#include <optional>

#include "corpus/utf8_repair.h"

namespace nuskha::internal {
namespace {

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

// Digits at the head of `text`.
size_t DigitCount(std::string_view text) {
  const auto end = std::find_if_not(text.begin(), text.end(), IsDigit);
  return static_cast<size_t>(end - text.begin());
}

// Whether `token` is a number by the grammar of JSON.
bool IsNumber(std::string_view token) {
  if (token.starts_with('-')) token.remove_prefix(1);
  const size_t whole = DigitCount(token);
  if (whole == 0 || (whole > 1 && token[0] == '0')) return false;
  token.remove_prefix(whole);
  if (token.starts_with('.')) {
    const size_t fraction = DigitCount(token.substr(1));
    if (fraction == 0) return false;
    token.remove_prefix(1 + fraction);
  }
  if (token.starts_with('e') || token.starts_with('E')) {
    token.remove_prefix(1);
    if (token.starts_with('+') || token.starts_with('-')) {
      token.remove_prefix(1);
    }
    const size_t exponent = DigitCount(token);
    if (exponent == 0) return false;
    token.remove_prefix(exponent);
  }
  return token.empty();
}

class Repairer {
 public:
  Repairer(std::string_view json, std::string* out) : json_(json), out_(out) {
    out_->clear();
    out_->reserve(json.size() + json.size() / 8);
  }

  JsonRepair Run() {
    while (position_ < json_.size()) {
      if (json_[position_] == '"') {
        CopyString();
      } else {
        CopyOutside();
      }
    }
    return repair_;
  }

 private:
  void CopyOutside();
  void CopyString();
  void CleanString(std::string_view inside);
  size_t CopyEscape(std::string_view escape);

  std::string_view json_;
  std::string* out_;
  size_t position_ = 0;
  std::string string_;  // one string, without ill-formed UTF-8
  JsonRepair repair_;
};

// Bytes up to the next one that may end a token.
void Repairer::CopyOutside() {
  constexpr std::string_view kPunctuation = "{}[]:, \t\r\n\"";
  const size_t end =
      std::min(json_.find_first_of(kPunctuation, position_), json_.size());
  const std::string_view token = json_.substr(position_, end - position_);
  if (token.empty()) {
    out_->push_back(json_[position_++]);
    return;
  }
  position_ = end;
  if (token == "NaN" || token == "Infinity" || token == "-Infinity") {
    repair_.not_a_number = true;
    out_->append("null");
  } else if (IsNumber(token) &&
             (token.size() > 18 || token.find_first_of("eE") != token.npos)) {
    out_->push_back('0');
  } else {
    out_->append(token);
  }
}

// A string, or what there is of one that does not end.
void Repairer::CopyString() {
  size_t end = position_ + 1;
  while (end < json_.size() && json_[end] != '"') {
    end += json_[end] == '\\' ? 2 : 1;
  }
  end = std::min(end, json_.size());
  const std::string_view inside =
      json_.substr(position_ + 1, end - position_ - 1);
  out_->push_back('"');
  string_.clear();
  const Utf8Repair utf8 = AppendRepaired(inside, &string_);
  if (utf8.windows_1256) repair_.windows_1256 = true;
  repair_.replaced_bytes += utf8.replaced_bytes;
  CleanString(string_);
  if (end < json_.size()) out_->push_back('"');
  position_ = end + 1;
}

void Repairer::CleanString(std::string_view inside) {
  for (size_t i = 0; i < inside.size();) {
    if (inside[i] == '\\') {
      i += CopyEscape(inside.substr(i));
    } else if (static_cast<unsigned char>(inside[i]) < 0x20) {
      repair_.controls = true;
      out_->push_back(' ');
      ++i;
    } else {
      out_->push_back(inside[i++]);
    }
  }
}

// The code unit of an escape \uXXXX at the head of `text`.
std::optional<uint32_t> CodeUnit(std::string_view text) {
  if (text.size() < 6 || !text.starts_with("\\u")) return std::nullopt;
  uint32_t unit = 0;
  for (const char c : text.substr(2, 4)) {
    const char lower = static_cast<char>(c | 0x20);
    if (IsDigit(c)) {
      unit = unit * 16 + static_cast<uint32_t>(c - '0');
    } else if (lower >= 'a' && lower <= 'f') {
      unit = unit * 16 + static_cast<uint32_t>(lower - 'a' + 10);
    } else {
      return std::nullopt;
    }
  }
  return unit;
}

// Copies the escape at the head of `text`; how many bytes it has.
size_t Repairer::CopyEscape(std::string_view text) {
  const std::optional<uint32_t> unit = CodeUnit(text);
  if (!unit.has_value()) {
    out_->append(text.substr(0, 2));
    return std::min<size_t>(2, text.size());
  }
  const bool high = *unit >= 0xd800 && *unit < 0xdc00;
  const bool low = *unit >= 0xdc00 && *unit < 0xe000;
  if (high) {
    const std::optional<uint32_t> next = CodeUnit(text.substr(6));
    if (next.has_value() && *next >= 0xdc00 && *next < 0xe000) {
      out_->append(text.substr(0, 12));
      return 12;
    }
  }
  if (high || low) {
    repair_.surrogates = true;
    out_->append("\\ufffd");
  } else {
    out_->append(text.substr(0, 6));
  }
  return 6;
}

}  // namespace

JsonRepair RepairJson(std::string_view json, std::string* out) {
  return Repairer(json, out).Run();
}

}  // namespace nuskha::internal
