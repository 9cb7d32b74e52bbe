// SPDX-License-Identifier: Apache-2.0
//
// Index: adding, replacing, removing. First the database, then what is known in
// memory, then the acknowledgement.

#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>
#include <utility>

#include "base/guarded.h"
#include "base/parallel.h"
#include "base/status_util.h"
#include "store/index_impl.h"
#include "store/merge.h"
#include "store/segment_folder.h"
#include "store/text_packing.h"
#include "text/normalizer.h"

namespace nuskha {

using internal::Database;
using internal::DocumentInfo;
using internal::IndexState;
using internal::MakeStatus;
using internal::RowFields;

namespace {

RowFields FieldsOf(const Article& article, std::string_view body,
                   std::string_view text) {
  return {.id = article.id,
          .url = article.url,
          .source = article.source,
          .date = article.date,
          .title = article.title,
          .body = body,
          .text = text};
}

}  // namespace

absl::Status Index::Impl::AnalyzeFor(const Article& article, Worker* worker,
                                     Addition* addition) const {
  internal::Body& body = addition->body;
  NUSKHA_RETURN_IF_ERROR(worker->analyzer.Analyze(article, &body.document));
  body.first_line_may_be_title = article.first_line_may_be_title;
  body.has_text = meta_.store_text;
  body.content = internal::HashOfContent(article);
  const std::optional<int64_t> date = internal::ReadDate(article.date);
  if (date.has_value()) body.day = internal::DayOf(*date);
  return absl::OkStatus();
}

void Index::Impl::Prepare(std::span<const Article> articles,
                          std::vector<Addition>* additions) {
  constexpr size_t kAtOnce = 16;
  const size_t threads = options_.threads;
  while (writers_.size() < threads) writers_.push_back(NewWorker());
  internal::ParallelFor(
      threads, articles.size(), kAtOnce, [&](const internal::Piece& piece) {
        for (size_t i = piece.begin; i < piece.end; ++i) {
          Worker* const worker = writers_[piece.worker].get();
          internal::Check(AnalyzeFor(articles[i], worker, &(*additions)[i]));
          worker->listed += (*additions)[i].body.document.new_stems.size();
          if (meta_.store_text) {
            internal::CompressText(articles[i].text, &(*additions)[i].text);
          }
        }
      });
}

void Index::Impl::TakeStems(std::span<const WordWithStem> stems) {
  for (const WordWithStem& one : stems) {
    if (pending_stems_[one.word] != one.word) continue;
    pending_stems_.Add({&one, 1});
    new_stems_.push_back(one);
  }
}

// Those of articles that were not added, again and again.
void Index::Impl::ForgetNewStemsIfMany() {
  constexpr size_t kMost = size_t{1} << 18;
  if (new_stems_.empty()) pending_stems_.Clear();
  if (new_stems_.size() <= kMost) return;
  new_stems_ = {};
  pending_stems_.Clear();
  writer_.reset();
  writers_.clear();
}

absl::Status Index::Impl::RemoveRow(uint32_t number, IndexState* state) {
  uint64_t checksum = 0;
  std::string stems;
  internal::Body body;
  const absl::StatusOr<bool> there = database_->Fetch(
      number, [&](uint32_t, const RowFields& fields, uint64_t sum) {
        checksum = sum;
        if (!internal::DecodeBody(fields.body, &body)) {
          return MakeStatus(absl::StatusCode::kDataLoss,
                            "nuskha.db is damaged: a document");
        }
        internal::EncodeStems(body.document.new_stems, &stems);
        return absl::OkStatus();
      });
  if (!there.ok()) return there.status();
  NUSKHA_RETURN_IF_ERROR(database_->Remove(number, checksum, stems));
  --state->documents;
  return absl::OkStatus();
}

absl::Status Index::Impl::InsertRow(const Article& article, Addition* addition,
                                    IndexState* state) {
  constexpr uint64_t kMostDocuments = UINT32_MAX;
  if (state->next == kMostDocuments) {
    return MakeStatus(absl::StatusCode::kUnavailable,
                      name_ + " is full: 4294967295 documents");
  }
  if (meta_.store_text && addition->text.empty()) {
    internal::CompressText(article.text, &addition->text);
  }
  addition->body.document.new_stems = std::move(new_stems_);
  new_stems_.clear();
  std::string body;
  internal::EncodeBody(addition->body, &body);
  const RowFields fields = FieldsOf(article, body, addition->text);
  addition->number = static_cast<uint32_t>(state->next++);
  addition->checksum = internal::RowChecksum(addition->number, fields);
  addition->added = true;
  ++state->documents;
  state->sum += addition->checksum;
  return database_->Insert(addition->number, fields, addition->checksum);
}

// What each article is, and into the database with those that are to be there.
absl::Status Index::Impl::Apply(std::span<const Article> articles, bool replace,
                                std::vector<Addition>* additions,
                                std::vector<uint32_t>* removed,
                                IndexState* state) {
  const uint64_t next = state->next;
  std::unordered_map<std::string_view, size_t> before;  // in this commit
  for (size_t i = 0; i < articles.size(); ++i) {
    Addition& addition = (*additions)[i];
    const Article& article = articles[i];
    if (article.id.empty()) {
      return internal::InvalidArgument(
          "a document needs an id to be added to an index");
    }
    TakeStems(addition.body.document.new_stems);
    addition.body.document.new_stems.clear();
    // Whatever is known of its id: see Ask().
    if (addition.body.document.empty()) {
      addition.status = IndexStatus::kEmpty;
      continue;
    }
    addition.status = IndexStatus::kNew;
    std::optional<Row> row;
    if (const auto same = before.find(article.id); same != before.end()) {
      const Addition& first = (*additions)[same->second];
      row = Row{first.number, first.body.content};
    } else {
      const auto lock = lock_.Shared();
      absl::StatusOr<std::optional<Row>> found =
          FindId(article.id, next, database_.get());
      if (!found.ok()) return found.status();
      row = *found;
    }
    if (row.has_value()) {
      const bool same = row->content == addition.body.content;
      addition.status = same ? IndexStatus::kKnown : IndexStatus::kChanged;
      if (same || !replace) continue;
      NUSKHA_RETURN_IF_ERROR(RemoveRow(row->number, state));
      removed->push_back(row->number);
    }
    NUSKHA_RETURN_IF_ERROR(InsertRow(article, &addition, state));
    before[article.id] = i;
  }
  return absl::OkStatus();
}

// Stems that did not get into the database go with the next document.
void Index::Impl::TakeBack(std::vector<Addition>* additions) {
  for (Addition& addition : *additions) {
    std::vector<WordWithStem>& stems = addition.body.document.new_stems;
    if (addition.added) {
      new_stems_.insert(new_stems_.end(), stems.begin(), stems.end());
    } else {
      TakeStems(stems);
    }
    stems.clear();
    addition.added = false;
  }
}

absl::Status Index::Impl::Commit(std::span<const Article> articles,
                                 bool replace, std::vector<Addition>* additions,
                                 IndexState* state) {
  std::vector<uint32_t> removed;
  absl::Status status = Apply(articles, replace, additions, &removed, state);
  bool again = false;
  if (status.ok() || absl::IsDataLoss(status)) {
    // A list that was not whole may have hidden an id.
    const absl::Status whole = AfterReading(&again);
    if (!whole.ok()) status = whole;
  }
  if (again) status = MakeStatus(absl::StatusCode::kAborted, "again");
  const bool changes =
      !removed.empty() || std::ranges::any_of(*additions, &Addition::added);
  // Else a reader could meet the time between, when what was replaced is gone
  // from the database and what replaces it is not yet known.
  std::unique_lock<std::shared_mutex> lock;
  if (!removed.empty()) lock = lock_.Unique();
  if (status.ok() && changes) {
    ++state->sequence;
    status = database_->WriteState(*state);
    if (status.ok()) status = database_->Commit();
    failed_ = failed_ || database_->sync_failed();
  }
  if (!status.ok() || !changes) database_->Rollback();
  if (!status.ok()) TakeBack(additions);
  if (!status.ok() || !changes) return status;
  Remember(articles, *additions, removed, state->sequence,
           /*locked=*/lock.owns_lock());
  if (lock.owns_lock()) {
    lock.unlock();
    MergeSegments(additions->size());
  }
  return tail_.Write(state->sequence);
}

// Segments that cannot be written must not fill the memory instead.
absl::Status Index::Impl::MakeRoom() {
  constexpr size_t kMostInMemory = 16;
  if (known_.delta.postings() <
          kMostInMemory * internal::Delta::kFullPostings &&
      known_.delta.size() < 2 * internal::Delta::kFullDocuments) {
    return absl::OkStatus();
  }
  const auto lock = lock_.Unique();
  return internal::WriteDelta(Loading(/*may_write=*/true), &known_);
}

absl::Status Index::Impl::BeginWriting(IndexState* state) {
  NUSKHA_RETURN_IF_ERROR(database_->Begin(/*write=*/true));
  absl::StatusOr<IndexState> read = database_->ReadState();
  if (!read.ok()) {
    database_->Rollback();
    return read.status();
  }
  *state = *read;
  return absl::OkStatus();
}

absl::StatusOr<uint64_t> Index::Impl::AddMany(
    std::span<const Article> articles, bool replace,
    std::vector<IndexStatus>* statuses) {
  const std::lock_guard lock(write_mutex_);
  NUSKHA_RETURN_IF_ERROR(CheckCanWrite());
  NUSKHA_RETURN_IF_ERROR(MakeRoom());
  std::vector<Addition> additions(articles.size());
  Prepare(articles, &additions);
  IndexState state;
  absl::Status status = MakeStatus(absl::StatusCode::kAborted, "again");
  constexpr int kAttempts = 3;
  for (int attempt = 0; attempt < kAttempts && absl::IsAborted(status);
       ++attempt) {
    if (attempt > 0) NUSKHA_RETURN_IF_ERROR(Repair());
    NUSKHA_RETURN_IF_ERROR(BeginWriting(&state));
    status = Commit(articles, replace, &additions, &state);
  }
  for (const auto& writer : writers_) writer->ForgetIfMany();
  ForgetNewStemsIfMany();
  if (!status.ok()) return status;
  if (statuses != nullptr) {
    statuses->clear();
    for (const Addition& one : additions) statuses->push_back(one.status);
  }
  return state.documents;
}

absl::StatusOr<IndexAnswer> Index::Impl::CheckAndAdd(
    const Article& article, const QueryOptions& options) {
  const std::lock_guard lock(write_mutex_);
  NUSKHA_RETURN_IF_ERROR(CheckCanWrite());
  NUSKHA_RETURN_IF_ERROR(CheckPassages(options));
  NUSKHA_RETURN_IF_ERROR(MakeRoom());
  if (writer_ == nullptr) writer_ = NewWorker();
  std::vector<Addition> additions(1);
  internal::Check(AnalyzeFor(article, writer_.get(), &additions[0]));
  writer_->Learn(additions[0].body.document.new_stems);
  TakeStems(additions[0].body.document.new_stems);
  IndexAnswer answer;
  absl::Status status = MakeStatus(absl::StatusCode::kAborted, "again");
  constexpr int kAttempts = 3;
  for (int attempt = 0; attempt < kAttempts && absl::IsAborted(status);
       ++attempt) {
    if (attempt > 0) NUSKHA_RETURN_IF_ERROR(Repair());
    IndexState state;
    NUSKHA_RETURN_IF_ERROR(BeginWriting(&state));
    std::swap(writer_->body, additions[0].body);
    {
      const auto known = SharedLinked();
      status = Ask(article, options, state, /*want_known=*/false, writer_.get(),
                   database_.get(), &answer);
    }
    std::swap(writer_->body, additions[0].body);
    if (!status.ok()) {
      database_->Rollback();
      bool again = false;
      if (absl::IsDataLoss(status) && AfterReading(&again).ok() && again) {
        status = MakeStatus(absl::StatusCode::kAborted, "again");
      }
      continue;
    }
    status = Commit({&article, 1}, /*replace=*/false, &additions, &state);
  }
  writer_->ForgetIfMany();
  ForgetNewStemsIfMany();
  if (!status.ok()) return status;
  return answer;
}

}  // namespace nuskha
