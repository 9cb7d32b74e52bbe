// SPDX-License-Identifier: Apache-2.0
//
// Index: removing, checking, compacting, exporting.

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <utility>

#include "base/descriptor.h"
#include "base/guarded.h"
#include "base/hash.h"
#include "base/status_util.h"
#include "store/family.h"
#include "store/index_impl.h"
#include "store/text_packing.h"

namespace nuskha {

using internal::Database;
using internal::IndexState;
using internal::MakeStatus;
using internal::RowFields;

namespace {

absl::Status Damaged(std::string_view what) {
  return MakeStatus(absl::StatusCode::kDataLoss,
                    fmt::format("nuskha.db is damaged: {}", what));
}

absl::Status SyncFolder(const std::string& path) {
  const internal::Descriptor folder(
      open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!folder.valid() || fsync(folder.get()) != 0) {
    return internal::SystemError(path, errno);
  }
  return absl::OkStatus();
}

uint64_t SizeOf(const std::string& folder) {
  uint64_t bytes = 0;
  std::error_code error;
  std::filesystem::recursive_directory_iterator entry(folder, error), end;
  while (!error && entry != end) {
    std::error_code gone;
    const uint64_t size = entry->file_size(gone);
    if (!gone) bytes += size;
    entry.increment(error);
  }
  return bytes;
}

// A row against itself: its body can be read, its text is the one it names.
absl::Status CheckRow(uint32_t number, const RowFields& fields,
                      internal::Body* body, std::string* text) {
  const auto bad = [&](std::string_view what) {
    return Damaged(fmt::format("{} of document {}", what, number));
  };
  if (!internal::DecodeBody(fields.body, body)) return bad("the words");
  if (!body->has_text) return absl::OkStatus();
  if (!internal::DecompressText(fields.text, text)) return bad("the text");
  const Article article{
      .title = fields.title,
      .text = *text,
      .first_line_may_be_title = body->first_line_may_be_title};
  return internal::HashOfContent(article) == body->content ? absl::OkStatus()
                                                           : bad("the text");
}

}  // namespace

absl::Status Index::Impl::RemoveIds(std::span<const std::string> ids,
                                    std::vector<uint32_t>* numbers,
                                    IndexState* state) {
  for (const std::string& id : ids) {
    absl::StatusOr<std::optional<Row>> row = std::optional<Row>();
    {
      const auto lock = lock_.Shared();
      row = FindId(id, state->next, database_.get());
    }
    if (!row.ok()) return row.status();
    // Named twice.
    if (!row->has_value() ||
        std::ranges::find(*numbers, (*row)->number) != numbers->end()) {
      continue;
    }
    NUSKHA_RETURN_IF_ERROR(RemoveRow((*row)->number, state));
    numbers->push_back((*row)->number);
  }
  bool again = false;
  NUSKHA_RETURN_IF_ERROR(AfterReading(&again));
  if (again) return MakeStatus(absl::StatusCode::kAborted, "again");
  if (numbers->empty()) return absl::OkStatus();
  ++state->sequence;
  NUSKHA_RETURN_IF_ERROR(database_->WriteState(*state));
  const absl::Status status = database_->Commit();
  failed_ = failed_ || database_->sync_failed();
  return status;
}

absl::StatusOr<uint64_t> Index::Impl::Remove(std::span<const std::string> ids) {
  const std::lock_guard lock(write_mutex_);
  NUSKHA_RETURN_IF_ERROR(CheckCanWrite());
  std::vector<uint32_t> numbers;
  IndexState state;
  absl::Status status = MakeStatus(absl::StatusCode::kAborted, "again");
  constexpr int kAttempts = 3;
  for (int attempt = 0; attempt < kAttempts && absl::IsAborted(status);
       ++attempt) {
    if (attempt > 0) NUSKHA_RETURN_IF_ERROR(Repair());
    numbers.clear();
    NUSKHA_RETURN_IF_ERROR(BeginWriting(&state));
    status = RemoveIds(ids, &numbers, &state);
    if (!status.ok() || numbers.empty()) database_->Rollback();
  }
  if (!status.ok()) return status;
  if (numbers.empty()) return 0;
  Remember({}, {}, numbers, state.sequence, /*locked=*/false);
  NUSKHA_RETURN_IF_ERROR(tail_.Write(state.sequence));
  return numbers.size();
}

absl::StatusOr<uint64_t> Index::Impl::Flush() {
  const std::lock_guard lock(write_mutex_);
  NUSKHA_RETURN_IF_ERROR(CheckCanWrite());
  const absl::StatusOr<IndexState> state = database_->ReadState();
  if (!state.ok()) return state.status();
  absl::Status status = database_->Sync();
  // The name of the log.
  if (status.ok()) status = SyncFolder(path_);
  failed_ = failed_ || !status.ok();
  NUSKHA_RETURN_IF_ERROR(status);
  return state->documents;
}

absl::StatusOr<IndexStats> Index::Impl::Stats() {
  absl::StatusOr<std::unique_ptr<Database>> database = OpenReader();
  if (!database.ok()) return database.status();
  NUSKHA_RETURN_IF_ERROR(Refresh(database->get()));
  const internal::ReadTransaction transaction(database->get());
  NUSKHA_RETURN_IF_ERROR(transaction.status());
  const absl::StatusOr<IndexState> state = (*database)->ReadState();
  if (!state.ok()) return state.status();
  const uint64_t bytes = SizeOf(path_);
  // An upgrade changes what the index is of.
  const auto lock = lock_.Shared();
  IndexStats stats{
      .documents = state->documents,
      .removed = state->next - state->documents,
      .bytes = bytes,
      .segments = static_cast<uint32_t>(known_.segments.size()),
      .durability = options_.durability.value_or(meta_.durability),
      .stores_text = meta_.store_text,
      .family_id = fmt::format("{:016x}", internal::Hash64(meta_.family)),
      .normalizer = fmt::format("{}", meta_.normalizer),
      .created = meta_.created,
      .lost_commits = lost_commits_};
  return stats;
}

absl::Status Index::Impl::Verify(
    const std::function<bool(uint64_t, uint64_t)>& progress) {
  if (lost_commits_ > 0) {
    return Damaged(fmt::format(
        "the last {} commits are gone; what is left is whole up to there",
        lost_commits_));
  }
  absl::StatusOr<std::unique_ptr<Database>> database = OpenReader();
  if (!database.ok()) return database.status();
  NUSKHA_RETURN_IF_ERROR((*database)->CheckPages());
  NUSKHA_RETURN_IF_ERROR(Refresh(database->get()));
  const internal::ReadTransaction transaction(database->get());
  NUSKHA_RETURN_IF_ERROR(transaction.status());
  const absl::StatusOr<IndexState> state = (*database)->ReadState();
  if (!state.ok()) return state.status();
  const auto report = [&](uint64_t done) {
    return !progress || progress(done, state->documents)
               ? absl::OkStatus()
               : MakeStatus(absl::StatusCode::kCancelled, "interrupted");
  };
  NUSKHA_RETURN_IF_ERROR(report(0));
  uint64_t rows = 0, gone = 0, sum = 0;
  internal::Body body;
  std::string text;
  constexpr uint64_t kStep = 1024;
  NUSKHA_RETURN_IF_ERROR((*database)->ForEach(
      0, static_cast<uint32_t>(state->next),
      [&](uint32_t number, const RowFields& fields, uint64_t checksum) {
        sum += checksum;
        const bool tell = ++rows % kStep == 0 && rows < state->documents;
        absl::Status told = tell ? report(rows) : absl::OkStatus();
        return told.ok() ? CheckRow(number, fields, &body, &text) : told;
      }));
  NUSKHA_RETURN_IF_ERROR((*database)->ForEachRemoved(
      0, static_cast<uint32_t>(state->next), [&](const Database::Removed& one) {
        ++gone;
        sum += one.row;
        return absl::OkStatus();
      }));
  if (rows != state->documents || rows + gone != state->next ||
      sum != state->sum) {
    return Damaged(fmt::format("it has {} documents, and should have {}", rows,
                               state->documents));
  }
  NUSKHA_RETURN_IF_ERROR(CheckSegments());
  return report(rows);
}

absl::Status Index::Impl::CheckSegments() {
  const auto lock = lock_.Shared();
  for (const auto& segment : known_.segments) {
    if (!segment->CheckAll()) {
      return MakeStatus(absl::StatusCode::kDataLoss,
                        segment->path() +
                            " is damaged: it is rebuilt when the index is "
                            "compacted, or a writer meets the damage");
    }
  }
  return absl::OkStatus();
}

absl::Status Index::Impl::Export(
    const std::function<bool(const IndexRecord&)>& fn) {
  absl::StatusOr<std::unique_ptr<Database>> database = OpenReader();
  if (!database.ok()) return database.status();
  const internal::ReadTransaction transaction(database->get());
  NUSKHA_RETURN_IF_ERROR(transaction.status());
  const absl::StatusOr<IndexState> state = (*database)->ReadState();
  if (!state.ok()) return state.status();
  internal::Body body;
  uint64_t rows = 0;
  NUSKHA_RETURN_IF_ERROR((*database)->ForEach(
      0, static_cast<uint32_t>(state->next),
      [&](uint32_t number, const RowFields& fields, uint64_t) {
        if (!internal::DecodeBody(fields.body, &body)) {
          return Damaged(fmt::format("document {}", number));
        }
        ++rows;
        const IndexRecord record{
            number,
            fields.id,
            fields.url,
            fields.source,
            fields.date,
            fields.title,
            static_cast<uint32_t>(body.document.words.size())};
        return fn(record)
                   ? absl::OkStatus()
                   : MakeStatus(absl::StatusCode::kCancelled, "interrupted");
      }));
  if (rows == state->documents) return absl::OkStatus();
  return Damaged(fmt::format("it has {} documents, and should have {}", rows,
                             state->documents));
}

absl::Status Index::Impl::MergeAll() {
  {
    const auto lock = lock_.Unique();
    NUSKHA_RETURN_IF_ERROR(
        internal::WriteDelta(Loading(/*may_write=*/true), &known_));
  }
  uint64_t postings = 0;
  size_t count = 0;
  for (; count < known_.segments.size(); ++count) {
    postings += known_.segments[known_.segments.size() - 1 - count]->PartCount(
        static_cast<internal::SegmentPart>(internal::kFirstPostingsPart + 1));
    if (postings > UINT32_MAX) break;
  }
  const bool nothing = count == 0 || (count == 1 && known_.removed.size() == 0);
  return nothing ? absl::OkStatus() : MergeLast(count, /*sync=*/true);
}

absl::Status Index::Impl::Compact(bool upgrade) {
  const std::lock_guard lock(write_mutex_);
  NUSKHA_RETURN_IF_ERROR(CheckCanWrite());
  if (meta_.normalizer != kNormalizerRevision) {
    if (!upgrade) {
      return MakeStatus(absl::StatusCode::kFailedPrecondition,
                        name_ +
                            " was made with another normalizer: compact "
                            "it with --upgrade");
    }
    NUSKHA_RETURN_IF_ERROR(Reanalyze());
  }
  // Opening looks at a part of a segment only, and so may a merge: whoever was
  // told of damage is to be rid of it.
  if (absl::IsDataLoss(CheckSegments())) NUSKHA_RETURN_IF_ERROR(Repair());
  absl::Status status = MergeAll();
  if (absl::IsDataLoss(status)) {
    NUSKHA_RETURN_IF_ERROR(Repair());
    status = MergeAll();
  }
  NUSKHA_RETURN_IF_ERROR(status);
  NUSKHA_RETURN_IF_ERROR(database_->Vacuum());
  status = database_->Checkpoint();
  // A reader is at work: the next checkpoint does it.
  return absl::IsAborted(status) ? absl::OkStatus() : status;
}

}  // namespace nuskha
