// SPDX-License-Identifier: Apache-2.0

#include "text/numbers.h"

#include <algorithm>
#include <charconv>
#include <cstddef>

namespace nuskha::internal {
namespace {

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

std::optional<double> ParseDouble(std::string_view text) {
  double value = 0;
  const auto [end, error] =
      std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc()) return std::nullopt;
  return value;
}

// Reads numbers at given content words, which must ascend.
class NumberReader {
 public:
  NumberReader(const Tokens& tokens, std::span<const uint32_t> hashes,
               const Content& content)
      : words_(NumberWords::Get()),
        tokens_(tokens),
        hashes_(hashes),
        stretches_(content.stretches()),
        size_(content.size()) {}

  // The content word that `token` is; nullopt if it is none.
  std::optional<uint32_t> Seek(uint32_t token) {
    while (stretch_ < stretches_.size() &&
           stretches_[stretch_].tokens.end <= token) {
      ++stretch_;
    }
    if (stretch_ == stretches_.size()) return std::nullopt;
    const Content::Stretch& stretch = stretches_[stretch_];
    if (token < stretch.tokens.begin) return std::nullopt;
    return stretch.first_word + token - stretch.tokens.begin;
  }

  // The number that starts at `first`, which Seek() gave; length 0: none.
  // *counts is false for a lone 1, 100, 1000 ... in words, which say less than
  // they seem to ("one of", "thousand" in a name).
  Number Read(uint32_t first, bool* counts) const;

 private:
  uint32_t TokenOf(uint32_t word) const {
    size_t s = stretch_;
    while (s + 1 < stretches_.size() && stretches_[s + 1].first_word <= word) {
      ++s;
    }
    return stretches_[s].tokens.begin + word - stretches_[s].first_word;
  }
  std::string_view Text(uint32_t word) const {
    return tokens_.token(TokenOf(word));
  }
  // Null past the end too.
  const NumberWord* Word(uint32_t word) const {
    if (word >= size_) return nullptr;
    const uint32_t token = TokenOf(word);
    return words_.Find(hashes_[token], tokens_.token(token));
  }

  Number ReadDigits(uint32_t first) const;
  Number ReadWords(uint32_t first) const;

  const NumberWords& words_;
  const Tokens& tokens_;
  const std::span<const uint32_t> hashes_;
  const std::vector<Content::Stretch>& stretches_;
  const uint32_t size_;
  size_t stretch_ = 0;
};

Number NumberReader::ReadDigits(uint32_t first) const {
  const std::string_view text = Text(first);
  const std::optional<double> value = DigitValue(text);
  if (!value) return {};
  Number number = {first, 1, *value};
  const NumberWord* point = Word(first + 1);
  if (point == nullptr || !point->point || first + 2 >= size_) return number;
  const std::string_view decimals = Text(first + 2);
  if (!std::ranges::all_of(text, IsDigit) ||
      !std::ranges::all_of(decimals, IsDigit)) {
    return number;
  }
  const std::string joined = std::string(text) + "." + std::string(decimals);
  if (const std::optional<double> sum = ParseDouble(joined)) {
    number = {first, 3, *sum};
  }
  return number;
}

Number NumberReader::ReadWords(uint32_t first) const {
  const NumberWord* word = Word(first);
  if (word == nullptr) return {};
  const NumberWord* next = Word(first + 1);
  const bool teen = next != nullptr && next->teen_tail;
  if (word->unit > 0) {
    if (teen && word->unit < 10) return {first, 2, word->unit + 10};
    if (next != nullptr && next->and_ten > 0 && word->unit < 10) {
      return {first, 2, word->unit + next->and_ten};
    }
    return {first, 1, word->unit};
  }
  if (word->teen_head > 0 && teen) return {first, 2, word->teen_head};
  if (word->ten > 0) return {first, 1, word->ten};
  if (word->scale > 0) return {first, 1, word->scale};
  return {};
}

Number NumberReader::Read(uint32_t first, bool* counts) const {
  Number number = ReadDigits(first);
  const bool digits = number.length != 0;
  if (!digits) number = ReadWords(first);
  if (number.length == 0) return number;
  // Nothing makes zero larger: without the first test it would go on for ever.
  while (number.value > 0 && number.value < 1e9) {
    const NumberWord* scale = Word(first + number.length);
    if (scale == nullptr || scale->factor == 0) break;
    number.value *= scale->factor;
    ++number.length;
  }
  constexpr double kLone[] = {1, 100, 1000, 1e6, 1e9};
  *counts = digits || std::ranges::find(kLone, number.value) == std::end(kLone);
  return number;
}

// Points that part thousands: 1.250.000, and 20.000, for nobody writes three
// zeros behind a decimal point. 1.250 may be either and stays a decimal number.
std::optional<double> GroupedValue(std::string_view token) {
  constexpr size_t kGroup = 3, kMost = 15;
  const size_t first = token.find('.');
  if (first == 0 || first > kGroup || token.size() > kMost || token[0] == '0') {
    return std::nullopt;
  }
  double value = 0;
  size_t groups = 0, digits = 0;
  for (size_t i = 0; i <= token.size(); ++i) {
    if (i < token.size() && IsDigit(token[i])) {
      value = value * 10 + (token[i] - '0');
      ++digits;
      continue;
    }
    if (i < token.size() && token[i] != '.') return std::nullopt;
    if (groups++ != 0 && digits != kGroup) return std::nullopt;
    digits = 0;
  }
  const bool thousands = groups > 2 || token.substr(first) == ".000";
  return thousands ? std::optional(value) : std::nullopt;
}

}  // namespace

std::optional<double> DigitValue(std::string_view token) {
  constexpr size_t kExactDigits = 15;
  if (token.empty()) return std::nullopt;
  if (token.size() <= kExactDigits && std::ranges::all_of(token, IsDigit)) {
    int64_t value = 0;
    for (const char c : token) value = value * 10 + (c - '0');
    return static_cast<double>(value);
  }
  if (const auto grouped = GroupedValue(token)) return grouped;
  const size_t point = token.find('.');
  const std::string_view whole = token.substr(0, point);
  if (whole.empty() || !std::ranges::all_of(whole, IsDigit)) {
    return std::nullopt;
  }
  if (point != token.npos) {
    const std::string_view decimals = token.substr(point + 1);
    if (decimals.empty() || !std::ranges::all_of(decimals, IsDigit)) {
      return std::nullopt;
    }
  }
  return ParseDouble(token);
}

void ReadNumbers(const Tokens& tokens, std::span<const uint32_t> hashes,
                 std::span<const uint32_t> candidates, const Content& content,
                 std::vector<Number>* numbers) {
  numbers->clear();
  NumberReader reader(tokens, hashes, content);
  uint32_t next = 0;
  for (const uint32_t token : candidates) {
    const std::optional<uint32_t> word = reader.Seek(token);
    if (!word || *word < next) continue;
    bool counts = false;
    const Number number = reader.Read(*word, &counts);
    if (number.length == 0) continue;
    next = *word + number.length;
    if (counts) numbers->push_back(number);
  }
}

}  // namespace nuskha::internal
