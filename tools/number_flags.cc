// SPDX-License-Identifier: Apache-2.0

#include "number_flags.h"

#include <fmt/format.h>

#include <cctype>
#include <charconv>
#include <optional>
#include <string>
#include <string_view>

namespace nuskha::tools {
namespace {

constexpr uint64_t kMost = std::numeric_limits<uint64_t>::max();

// The number that `text` is from its first to its last byte.
template <typename Number>
std::optional<Number> Parsed(std::string_view text) {
  Number number{};
  const char* const end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, number);
  if (error != std::errc() || rest != end) return std::nullopt;
  return number;
}

// Bytes of one of "b", "k", "kb", "kib", ..., "eib"; 0 for other words.
uint64_t UnitSize(std::string_view unit) {
  constexpr std::string_view kPrefixes = "kmgtpe";
  if (unit.empty() || unit == "b") return 1;
  const size_t prefix = kPrefixes.find(unit.front());
  unit.remove_prefix(1);
  const bool known = unit.empty() || unit == "b" || unit == "i" || unit == "ib";
  if (prefix == std::string_view::npos || !known) return 0;
  return uint64_t{1} << (10 * (prefix + 1));
}

std::optional<uint64_t> ParsedSize(std::string_view text) {
  std::string unit;
  while (!text.empty() &&
         std::isalpha(static_cast<unsigned char>(text.back())) != 0) {
    const auto letter = static_cast<unsigned char>(text.back());
    unit.insert(unit.begin(), static_cast<char>(std::tolower(letter)));
    text.remove_suffix(1);
  }
  while (text.ends_with(' ')) text.remove_suffix(1);
  const std::optional<uint64_t> number = Parsed<uint64_t>(text);
  const uint64_t scale = UnitSize(unit);
  if (!number.has_value() || scale == 0 || *number > kMost / scale) {
    return std::nullopt;
  }
  return *number * scale;
}

}  // namespace

CLI::Validator WholeNumber(uint64_t least, uint64_t most) {
  const auto read = [least, most](std::string& text) -> std::string {
    const std::optional<uint64_t> number = Parsed<uint64_t>(text);
    if (!number.has_value() || *number < least || *number > most) {
      return fmt::format("'{}' is no whole number in [{}, {}]", text, least,
                         most);
    }
    text = fmt::format("{}", *number);
    return {};
  };
  return {read, most == kMost ? std::string()
                              : fmt::format("INT in [{} - {}]", least, most)};
}

CLI::Validator SizeInBytes() {
  const auto read = [](std::string& text) -> std::string {
    const std::optional<uint64_t> size = ParsedSize(text);
    if (!size.has_value()) {
      return fmt::format(
          "'{}' is no size in [0, {}] bytes, such as 1000, 64MiB or 2g", text,
          kMost);
    }
    text = fmt::format("{}", *size);
    return {};
  };
  return {read, "SIZE [b, kb(=1024b), ...]"};
}

CLI::Validator RealNumber(double least, double most) {
  const auto read = [least, most](std::string& text) -> std::string {
    const std::optional<double> number = Parsed<double>(text);
    // Not the other way round: NaN is neither below nor above.
    if (number.has_value() && *number >= least && *number <= most) return {};
    return fmt::format("'{}' is no number in [{}, {}]", text, least, most);
  };
  return {read, fmt::format("FLOAT in [{} - {}]", least, most)};
}

}  // namespace nuskha::tools
