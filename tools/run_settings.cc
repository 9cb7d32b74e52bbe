// SPDX-License-Identifier: Apache-2.0

#include "run_settings.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <string_view>

#include "checked.h"
#include "json.h"
#include "nuskha/index.h"
#include "nuskha/version.h"

namespace nuskha::tools {
namespace {

class Lines {
 public:
  void Text(std::string_view name, std::string_view value) {
    text_ += fmt::format("{} ", name);
    AppendJsonString(value, &text_);
    text_ += '\n';
  }
  void List(std::string_view name, const std::vector<std::string>& values) {
    Json json;
    json.Array();
    for (const std::string& value : values) json.String(value);
    json.EndArray();
    text_ += fmt::format("{} {}\n", name, json.text());
  }
  template <typename T>
  void Value(std::string_view name, const T& value) {
    text_ += fmt::format("{} {}\n", name, value);
  }
  // What may be long, by what it hashes to: a message shows it.
  void Hash(std::string_view name, std::string_view value) {
    text_ += fmt::format("{} {:016x}\n", name, ContentHash({.text = value}));
  }
  std::string Take() { return std::move(text_); }

 private:
  std::string text_;
};

}  // namespace

absl::StatusOr<std::string> CheckpointPath(const std::string& output) {
  const std::filesystem::path path = output;
  std::error_code ignored;
  const auto status = std::filesystem::status(path, ignored);
  const bool other = std::filesystem::exists(status) &&
                     !std::filesystem::is_regular_file(status);
  if (output == "-" || other || !path.has_filename()) {
    return absl::InvalidArgumentError(
        "--resume needs -o FILE: its checkpoint stands beside that file");
  }
  // A name that would get too long for the file system is cut.
  constexpr size_t kMaxName = 200;
  const std::string name = path.filename().string().substr(0, kMaxName);
  return (path.parent_path() / fmt::format(".{}.nuskha-checkpoint", name))
      .string();
}

absl::StatusOr<std::string> RunSettings(const char* command,
                                        const InputFlags& flags,
                                        const CollectionOptions& collection,
                                        const DetectorOptions& detector) {
  std::string rules;
  if (!flags.boilerplate.empty()) {
    const bool extends = flags.boilerplate.front() == '+';
    absl::StatusOr<std::string> table =
        ReadWholeFile(flags.boilerplate.substr(extends ? 1 : 0));
    if (!table.ok()) return table.status();
    rules = (extends ? "+" : "=") + *table;
  }
  const VersionInfo versions = Checked(GetVersionInfo());
  Lines lines;
  lines.Text("version", versions.version);
  lines.Text("normalizer", versions.normalizer);
  lines.Text("icu", versions.icu);
  lines.Text("command", command);
  const FieldNames& fields = flags.read.fields;
  lines.Text("text", fields.text);
  lines.Text("id", fields.id);
  lines.Text("title", fields.title);
  lines.Text("url", fields.url);
  lines.Text("source", fields.source);
  lines.Text("date", fields.date);
  lines.Value("max-line", flags.read.max_line);
  lines.Value("max-expansion", flags.read.max_expansion);
  lines.Value("zstd-window", flags.read.zstd_window_log);
  lines.Text("encoding", flags.read.encoding);
  lines.Value("html-max-depth", flags.read.html_max_depth);
  lines.Value("stats", collection.short_paragraphs);  // what it counts
  lines.List("keep-fields", collection.read.extra_fields);
  Json sources;
  sources.Array();
  for (const std::string& source : collection.preferred_sources) {
    sources.String(source);
  }
  lines.Hash("prefer-source", sources.EndArray().text());
  lines.Text("candidates", CandidateName(detector.candidates));
  lines.Value("sampling-rate", detector.sampling_rate);
  lines.Value("minhash-threshold", detector.minhash_threshold);
  lines.Value("seed", detector.seed);
  lines.Value("frequency-cap", detector.frequency_cap);
  lines.Value("min-score", detector.min_score);
  lines.Value("isolate-sources", detector.isolate_sources);
  lines.Hash("boilerplate", rules);
  return lines.Take();
}

}  // namespace nuskha::tools
