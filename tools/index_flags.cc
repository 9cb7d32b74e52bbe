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

std::string TimeProblem(const std::string& text) {
  const absl::StatusOr<std::chrono::milliseconds> time = ParseTime("", text);
  return time.ok() ? "" : std::string(time.status().message());
}

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
    const std::string message =
        fmt::format("{}{}'{}' is no time, such as 500ms, 30s, 10m or 2h", flag,
                    flag.empty() ? "" : ": ", text);
    return absl::InvalidArgumentError(message);
  }
  return std::chrono::milliseconds(number * scale);
}

absl::StatusOr<Index> IndexFlags::Open() const {
  OpenIndexOptions options;
  options.read_only = OnlyReads(action);
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
  options.upgrading = upgrade && action == "compact";
  options.interrupted = [] { return CaughtSignal() != 0; };
  absl::StatusOr<Index> index = Index::Open(path, options);
  if (!index.ok()) return index.status();
  SayLosses(*index);
  if (CaughtSignal() != 0) return absl::CancelledError("interrupted");
  return index;
}

CreateIndexOptions IndexFlags::Creating() const {
  CreateIndexOptions options;
  if (durability == "sync") options.durability = Durability::kSync;
  options.store_text = !no_store_text;
  options.seed = seed;
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
    case absl::StatusCode::kOutOfRange:  // a document that is too large
      return kLimit;
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
