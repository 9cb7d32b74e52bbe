// SPDX-License-Identifier: Apache-2.0

#include "corpus/input_queue.h"

#include <unistd.h>

#include <algorithm>
#include <string>
#include <utility>

#include "base/status_util.h"
#include "corpus/format.h"

namespace nuskha::internal {

size_t StreamsAhead(uint32_t threads) {
  constexpr uint32_t kMost = 8;
  return threads < 4 ? 0 : std::min(threads / 4 + 1, kMost);
}

InputQueue::InputQueue(const std::vector<InputEntry>& entries,
                       const StreamLimits& limits, const ReadOptions& options,
                       const QueueSizes& sizes)
    : entries_(entries),
      limits_(limits),
      options_(options),
      sizes_(sizes),
      streams_(StreamsAhead(options.threads)),
      standard_input_begin_(
          std::max<off_t>(lseek(STDIN_FILENO, 0, SEEK_CUR), 0)) {}

absl::StatusOr<std::unique_ptr<InputFile>> InputQueue::Open(size_t index) {
  const InputEntry& entry = entries_[index];
  PipeSource* pipe = nullptr;
  if (!entry.regular) {
    std::unique_ptr<PipeSource>& source = pipes_[index];
    if (source == nullptr) {
      absl::StatusOr<std::unique_ptr<PipeSource>> opened =
          PipeSource::Open(entry, SpoolFolder(options_), options_.interrupted);
      if (!opened.ok()) return opened.status();
      source = *std::move(opened);
    }
    pipe = source.get();
  }
  return InputFile::Open(entry, pipe, standard_input_begin_, limits_, options_);
}

absl::StatusOr<std::unique_ptr<InputFile>> InputQueue::Take(size_t index) {
  std::unique_ptr<InputFile> file;
  if (auto found = ahead_.extract(index); !found.empty()) {
    file = std::move(found.mapped());
  } else {
    absl::StatusOr<std::unique_ptr<InputFile>> opened = Open(index);
    if (!opened.ok()) return opened.status();
    file = *std::move(opened);
    if (MayBeAhead(index)) ReadAhead(file.get());
  }
  const size_t end = std::min(entries_.size(), index + streams_);
  for (tried_ = std::max(tried_, index + 1); tried_ < end; ++tried_) {
    if (!MayBeAhead(tried_)) continue;
    absl::StatusOr<std::unique_ptr<InputFile>> next = Open(tried_);
    if (next.ok() && ReadAhead(next->get())) {
      ahead_.emplace(tried_, *std::move(next));
    }
  }
  return file;
}

bool InputQueue::MayBeAhead(size_t index) const {
  return streams_ > 0 && entries_[index].regular &&
         entries_[index].size >= sizes_.least_file;
}

bool InputQueue::ReadAhead(InputFile* file) const {
  if (!file->compressed() || file->format().kind == Format::kUnread) {
    return false;
  }
  file->ReadAhead(sizes_.ahead);
  return true;
}

absl::Status InputQueue::Rewind() {
  for (const auto& [index, pipe] : pipes_) {
    if (!pipe->Rewind()) {
      return MakeStatus(
          absl::StatusCode::kFailedPrecondition,
          entries_[index].name + " is a pipe and cannot be read again");
    }
  }
  ahead_.clear();
  tried_ = 0;
  return absl::OkStatus();
}

}  // namespace nuskha::internal
