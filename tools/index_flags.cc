// SPDX-License-Identifier: Apache-2.0

#include "index_flags.h"

#include <fmt/format.h>

#include <charconv>
#include <cstring>
#include <limits>

#include "checked.h"
#include "console.h"

namespace nuskha::tools {
namespace {

constexpr std::string_view Article::*const kFields[] = {
    &Article::id,  &Article::title,  &Article::text,
    &Article::url, &Article::source, &Article::date};

}  // namespace

absl::StatusOr<std::chrono::milliseconds> ParseTime(const std::string& flag,
                                                    const std::string& text) {
  uint64_t number = 0;
  const char* const end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, number);
  const std::string_view unit(rest, static_cast<size_t>(end - rest));
  const uint64_t scale = unit == "ms"                ? 1
                         : unit == "s" || unit == "" ? 1000
                         : unit == "m"               ? 60'000
                         : unit == "h"               ? 3'600'000
                                                     : 0;
  constexpr uint64_t kMost = uint64_t{1} << 40;  // some decades
  if (error != std::errc() || scale == 0 || number > kMost / scale) {
    const std::string message = fmt::format(
        "{}: '{}' is no time, such as 500ms, 30s, 10m or 2h", flag, text);
    return absl::InvalidArgumentError(message);
  }
  return std::chrono::milliseconds(number * scale);
}

absl::StatusOr<OpenIndexOptions> IndexFlags::Opening(bool for_reading) const {
  OpenIndexOptions options;
  options.read_only = for_reading;
  if (!durability.empty()) {
    options.durability =
        durability == "sync" ? Durability::kSync : Durability::kProcess;
  }
  const absl::StatusOr<std::chrono::milliseconds> time =
      ParseTime("--wait", wait);
  if (!time.ok()) return time.status();
  options.wait = *time;
  options.owner = "nuskha index " + action;
  options.threads = input.threads;
  options.upgrading = upgrade;
  return options;
}

absl::StatusOr<CreateIndexOptions> IndexFlags::Creating() const {
  CreateIndexOptions options;
  if (durability == "sync") options.durability = Durability::kSync;
  options.store_text = !no_store_text;
  if (seed == "public") {
    options.seed = kPublicSeed;
  } else if (!seed.empty()) {
    uint64_t number = 0;
    const char* const end = seed.data() + seed.size();
    const auto [rest, error] = std::from_chars(seed.data(), end, number);
    if (error != std::errc() || rest != end) {
      const std::string message =
          fmt::format("--seed: '{}' is neither a number nor 'public'", seed);
      return absl::InvalidArgumentError(message);
    }
    options.seed = number;
  }
  return options;
}

ExitCode IndexExitCode(const absl::Status& status) {
  switch (status.code()) {
    case absl::StatusCode::kDataLoss:
      return kIndexDamaged;
    case absl::StatusCode::kFailedPrecondition:
      return kIndexIncompatible;
    case absl::StatusCode::kAborted:
      return kIndexLocked;
    case absl::StatusCode::kUnavailable:
    case absl::StatusCode::kPermissionDenied:
      return kOutputError;
    default:
      return ReadExitCode(status);
  }
}

ExitCode IndexFailed(const absl::Status& status) {
  const ExitCode code = IndexExitCode(status);
  const std::string message(status.message());
  Error(code == kIndexLocked ? message + " (--wait TIME waits)" : message);
  return code;
}

void SayLosses(const Index& index) {
  const absl::StatusOr<IndexStats> stats = index.Stats();
  if (!stats.ok() || stats->lost_commits == 0) return;
  Warning(fmt::format(
      "the last {} commits that were acknowledged are gone: power was lost "
      "without --durability sync, or the log is damaged; the {} documents "
      "before are whole",
      stats->lost_commits, stats->documents));
}

std::string PackArticle(std::string_view id, const Article& article) {
  Article whole = article;
  whole.id = id;
  std::string packed(1, article.first_line_may_be_title ? '1' : '0');
  for (const auto field : kFields) {
    const uint64_t size = (whole.*field).size();
    packed.append(reinterpret_cast<const char*>(&size), sizeof size);
    packed += whole.*field;
  }
  return packed;
}

Article UnpackArticle(std::string_view packed) {
  Article article;
  article.first_line_may_be_title = packed.front() == '1';
  packed.remove_prefix(1);
  for (const auto field : kFields) {
    uint64_t size = 0;
    std::memcpy(&size, packed.data(), sizeof size);
    article.*field = packed.substr(sizeof size, size);
    packed.remove_prefix(sizeof size + size);
  }
  return article;
}

}  // namespace nuskha::tools
