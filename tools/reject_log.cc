// SPDX-License-Identifier: Apache-2.0

#include "reject_log.h"

#include <fmt/format.h>

#include <utility>

#include "console.h"
#include "json.h"

namespace nuskha::tools {
namespace {

constexpr uint64_t kExamplesPerCode = 5;

std::string RejectPlace(const Reject& reject) {
  std::string place = reject.file;
  if (reject.line > 0) place += fmt::format(":{}", reject.line);
  return place + fmt::format(" (byte {})", reject.offset);
}

}  // namespace

absl::Status RejectLog::Open(const std::string& path,
                             const OutputOptions& options) {
  if (path.empty()) return absl::OkStatus();
  absl::StatusOr<std::unique_ptr<OutputFile>> file =
      OutputFile::Create(path, options);
  if (!file.ok()) return file.status();
  file_ = *std::move(file);
  return absl::OkStatus();
}

void RejectLog::Add(const Reject& reject) {
  if (++counts_[reject.code] <= kExamplesPerCode) {
    Warning(fmt::format("{}: {}: {}", RejectPlace(reject), reject.code,
                        reject.detail));
  }
  if (file_ == nullptr) return;
  Json line;
  line.Object().Key("file").String(reject.file);
  line.Key("line").Integer(reject.line);
  line.Key("offset").Integer(reject.offset);
  line.Key("length").Integer(reject.length);
  line.Key("code").String(reject.code);
  line.Key("detail").String(reject.detail).EndObject();
  // A failure stays: it is told when the file is finished.
  (void)file_->Write(line.text() + "\n");
}

void RejectLog::EndMessages() {
  for (const auto& [code, count] : counts_) {
    if (count > kExamplesPerCode) {
      Warning(fmt::format("{}: {} in all", code, count));
    }
  }
  counts_.clear();
}

}  // namespace nuskha::tools
