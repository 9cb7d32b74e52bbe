// SPDX-License-Identifier: Apache-2.0

#include "eval_gold.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <optional>

#include "console.h"
#include "eval_score.h"
#include "shared_flags.h"

namespace nuskha::tools {
namespace {

constexpr size_t kColumns = 4;

// The first columns of a line; those it lacks are empty.
std::array<std::string_view, kColumns> Columns(std::string_view line) {
  std::array<std::string_view, kColumns> columns;
  for (std::string_view& column : columns) {
    const size_t tab = line.find('\t');
    column = line.substr(0, tab);
    if (tab == std::string_view::npos) break;
    line.remove_prefix(tab + 1);
  }
  return columns;
}

bool IsHeader(std::string_view line) {
  const auto columns = Columns(line);
  return columns[0] == "a" && columns[1] == "b" && columns[2] == "label";
}

std::pair<std::string, std::string> Key(std::string_view a,
                                        std::string_view b) {
  return {std::string(std::min(a, b)), std::string(std::max(a, b))};
}

absl::Status Invalid(const std::string& message) {
  return absl::InvalidArgumentError(message);
}

}  // namespace

absl::Status Gold::Read(const std::string& path) {
  absl::StatusOr<std::string> bytes = ReadWholeFile(path);
  if (!bytes.ok()) return bytes.status();
  std::string_view rest = *bytes;
  constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";
  if (rest.starts_with(kByteOrderMark)) rest.remove_prefix(3);
  for (size_t number = 1; !rest.empty(); ++number) {
    const size_t end = std::min(rest.find('\n'), rest.size());
    std::string_view line = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line.empty() || (number == 1 && IsHeader(line))) continue;
    const absl::Status status = AddLine(line);
    if (!status.ok()) {
      const absl::string_view message = status.message();
      return Invalid(
          fmt::format("{}:{}: {}", path, number,
                      std::string_view(message.data(), message.size())));
    }
  }
  return absl::OkStatus();
}

absl::Status Gold::AddLine(std::string_view line) {
  const auto [a, b, label, stratum] = Columns(line);
  if (a.empty() || b.empty() || label.empty()) {
    return Invalid("a labelled pair is a<TAB>b<TAB>label");
  }
  if (a == b) return Invalid(fmt::format("a pair of '{}' with itself", a));
  const std::optional<size_t> number = LabelNumber(label);
  if (!number.has_value()) {
    return Invalid(fmt::format("label '{}' is none of {}", label,
                               fmt::join(kLabels, ", ")));
  }
  const auto [at, is_new] = numbers_.emplace(Key(a, b), pairs_.size());
  if (is_new) {
    pairs_.push_back({*number, std::string(stratum)});
  } else if (pairs_[at->second].label == *number) {
    ++repeated_;
  } else {
    return Invalid(fmt::format("'{}' and '{}' are labelled {} before", a, b,
                               kLabels[pairs_[at->second].label]));
  }
  return absl::OkStatus();
}

size_t Gold::Find(std::string_view a, std::string_view b) const {
  const auto found = numbers_.find(Key(a, b));
  return found == numbers_.end() ? size() : found->second;
}

}  // namespace nuskha::tools
