// SPDX-License-Identifier: Apache-2.0
//
// Index: asking.

#include <fmt/format.h>

#include <utility>

#include "base/guarded.h"
#include "base/status_util.h"
#include "store/index_impl.h"
#include "text/normalizer.h"

namespace nuskha {

using internal::DocumentInfo;
using internal::IndexState;
using internal::MakeStatus;

absl::StatusOr<std::unique_ptr<internal::Database>> Index::Impl::OpenReader()
    const {
  NUSKHA_RETURN_IF_ERROR(database_->CheckPlace());
  absl::StatusOr<std::unique_ptr<internal::Database>> database =
      internal::Database::Open(path_, /*read_only=*/true);
  // Of another one nothing is known here.
  if (database.ok() && !(*database)->IsSameFile(*database_)) {
    NUSKHA_RETURN_IF_ERROR(database_->CheckPlace());
    return MakeStatus(absl::StatusCode::kNotFound,
                      path_ + "/nuskha.db was replaced while it was opened");
  }
  return database;
}

absl::StatusOr<std::unique_ptr<Index::Impl::Worker>> Index::Impl::TakeWorker() {
  {
    const std::lock_guard lock(pool_mutex_);
    if (!pool_.empty()) {
      std::unique_ptr<Worker> worker = std::move(pool_.back());
      pool_.pop_back();
      return worker;
    }
  }
  std::unique_ptr<Worker> worker = NewWorker();
  absl::StatusOr<std::unique_ptr<internal::Database>> database = OpenReader();
  if (!database.ok()) return database.status();
  worker->database = *std::move(database);
  return worker;
}

void Index::Impl::GiveBack(std::unique_ptr<Worker> worker) {
  worker->ForgetIfMany();
  const std::lock_guard lock(pool_mutex_);
  pool_.push_back(std::move(worker));
}

std::shared_lock<std::shared_mutex> Index::Impl::SharedLinked() {
  while (true) {
    {
      auto lock = lock_.Shared();
      if (known_.delta.Linked()) return lock;
    }
    const auto lock = lock_.Unique();
    known_.delta.Link();
  }
}

namespace {

// Some megabytes a thread.
constexpr size_t kMostWords = size_t{1} << 18;

}  // namespace

void Index::Impl::Worker::Learn(std::span<const WordWithStem> words) {
  listed += words.size();
  for (const WordWithStem& one : words) {
    if (stems[one.word] == one.word) stems.Add({&one, 1});
  }
}

void Index::Impl::Worker::ForgetIfMany() {
  if (listed <= kMostWords) return;
  analyzer.ForgetStems();
  stems.Clear();
  listed = 0;
}

absl::Status Index::Impl::Analyze(const Article& article, Worker* worker) {
  internal::Body& body = worker->body;
  NUSKHA_RETURN_IF_ERROR(worker->analyzer.Analyze(article, &body.document));
  {
    // At once: whatever becomes of the call, the analyzer lists them once only.
    const auto lock = lock_.Shared();
    worker->Learn(body.document.new_stems);
  }
  body.first_line_may_be_title = article.first_line_may_be_title;
  body.content = internal::HashOfContent(article);
  const std::optional<int64_t> date = internal::ReadDate(article.date);
  body.day = date.has_value() ? internal::DayOf(*date)
                              : internal::DocumentStore::kNoDay;
  return absl::OkStatus();
}

bool Index::Impl::AddNewest(const IndexState& state,
                            internal::Database* database) {
  internal::LoadOptions loading = Loading(/*may_write=*/false);
  // Where there is more, the writer has made segments of it.
  loading.most_in_memory = 1;
  // What is gone first: what follows may count in its place.
  absl::Status status;
  if (state.documents + known_.removed.size() != state.next) {
    status = internal::LoadRemoved(state.next, database, &known_);
  }
  if (status.ok()) {
    status = internal::AddRows(loading, static_cast<uint32_t>(state.next),
                               database, &known_);
  }
  return status.ok() && known_.sum() == state.sum;
}

absl::StatusOr<IndexState> Index::Impl::CatchUp(internal::Database* database) {
  absl::StatusOr<IndexState> state = database->ReadState();
  if (!state.ok() || !options_.read_only ||
      (state->sequence == sequence_ && !half_known_)) {
    return state;
  }
  const bool continues = !half_known_ && state->sequence > sequence_ &&
                         state->next >= known_.next() && !known_.delta.full();
  half_known_ = true;
  if (!continues || !AddNewest(*state, database)) {
    const absl::StatusOr<std::string> family = database->ReadFamily();
    if (!family.ok()) return family.status();
    if (*family != meta_.family) {
      return MakeStatus(absl::StatusCode::kFailedPrecondition,
                        name_ + " was upgraded: open it again");
    }
    NUSKHA_RETURN_IF_ERROR(internal::LoadKnown(Loading(/*may_write=*/false),
                                               *state, database, &known_));
  }
  half_known_ = false;
  sequence_ = state->sequence;
  return state;
}

absl::Status Index::Impl::Refresh(internal::Database* database) {
  if (!options_.read_only) return absl::OkStatus();
  const auto lock = lock_.Unique();
  const internal::ReadTransaction transaction(database);
  NUSKHA_RETURN_IF_ERROR(transaction.status());
  return CatchUp(database).status();
}

// A writer knows what it has removed before the database says so. A reader may
// know less of the newest additions, if it knows those from before it was
// asked, but not less of removals: what replaces a document would be missing
// together with it.
bool Index::Impl::AnswersFor(const IndexState& state, bool refreshed) const {
  if (!options_.read_only) return true;
  if (half_known_) return false;
  if (state.sequence == sequence_) return true;
  return refreshed && state.sequence > sequence_ &&
         state.next - state.documents == known_.removed.size();
}

absl::StatusOr<std::optional<Index::Impl::Row>> Index::Impl::FindId(
    std::string_view id, uint64_t next, internal::Database* database) {
  std::vector<uint32_t> numbers;
  const uint64_t key = internal::KeyOfId(id, meta_.seed);
  known_.ForEachKey(internal::PostingKind::kSpecials, {&key, 1},
                    [&](size_t, const internal::Holders& holders) {
                      for (size_t i = 0; i < holders.size(); ++i) {
                        numbers.push_back(holders[i]);
                      }
                    });
  std::optional<Row> found;
  internal::Body body;
  for (const uint32_t number : numbers) {
    if (number >= next || known_.removed.Contains(number)) continue;
    const absl::StatusOr<bool> there = database->Fetch(
        number, [&](uint32_t, const internal::RowFields& fields, uint64_t) {
          if (fields.id != id) return absl::OkStatus();
          if (!internal::DecodeBody(fields.body, &body)) {
            return MakeStatus(absl::StatusCode::kDataLoss,
                              "nuskha.db is damaged: a document");
          }
          found = {number, body.content};
          return absl::OkStatus();
        });
    if (!there.ok()) return there.status();
    if (*there) continue;
    const absl::StatusOr<bool> removed = database->IsRemoved(number);
    if (!removed.ok()) return removed.status();
    if (!*removed) {
      return MakeStatus(
          absl::StatusCode::kDataLoss,
          fmt::format("nuskha.db is damaged: document {} is missing", number));
    }
  }
  return found;
}

// With the article analyzed in *worker, and the database in a transaction.
absl::Status Index::Impl::Ask(const Article& article,
                              const QueryOptions& options,
                              const IndexState& state, bool want_known,
                              Worker* worker, internal::Database* database,
                              IndexAnswer* answer) {
  *answer = {};
  answer->documents = state.documents;
  // First of all: there is nothing to compare, whatever is known of its id.
  if (worker->body.document.empty()) {
    answer->status = IndexStatus::kEmpty;
    return absl::OkStatus();
  }
  internal::Asked asked{
      .article = article,
      .body = worker->body,
      .keys = worker->keys,
      .origin = internal::OriginOf(article.source, worker->body.day),
      .number = known_.next(),
      .is_known = false};
  if (!article.id.empty()) {
    const absl::StatusOr<std::optional<Row>> row =
        FindId(article.id, state.next, database);
    if (!row.ok()) return row.status();
    if (row->has_value()) {
      asked.is_known = (*row)->content == worker->body.content;
      answer->status =
          asked.is_known ? IndexStatus::kKnown : IndexStatus::kChanged;
      if (asked.is_known) {
        asked.number = (*row)->number;
      } else {
        asked.other = (*row)->number;
      }
    }
  }
  if (asked.is_known && !want_known) return absl::OkStatus();
  worker->maker.Make(worker->body, article.id, asked.origin, worker->stems,
                     /*sorted=*/true, &worker->keys);
  if (known_.Counts(worker->keys.info, asked.number)) {
    worker->keys.info.flags |= DocumentInfo::kCounts;
  }
  NUSKHA_RETURN_IF_ERROR(worker->judge.FindMatches(
      known_, asked, options, state.next, state.documents, database,
      &worker->analyzer, &answer->matches));
  if (answer->status == IndexStatus::kNew && !answer->matches.empty()) {
    answer->status = IndexStatus::kMatch;
  }
  return absl::OkStatus();
}

absl::Status Index::Impl::TryQuery(const Article& article,
                                   const QueryOptions& options, Worker* worker,
                                   IndexAnswer* answer) {
  internal::Database* const database = worker->database.get();
  constexpr int kAttempts = 3;
  for (int attempt = 0; attempt < kAttempts; ++attempt) {
    {
      // First the lock: what is known is never newer than the database.
      const auto lock = SharedLinked();
      const internal::ReadTransaction transaction(database);
      NUSKHA_RETURN_IF_ERROR(transaction.status());
      const absl::StatusOr<IndexState> state = database->ReadState();
      if (!state.ok()) return state.status();
      if (AnswersFor(*state, /*refreshed=*/attempt > 0)) {
        return Ask(article, options, *state, /*want_known=*/true, worker,
                   database, answer);
      }
    }
    NUSKHA_RETURN_IF_ERROR(Refresh(database));
  }
  // A writer replaces documents faster than that.
  const auto lock = lock_.Unique();
  const internal::ReadTransaction transaction(database);
  NUSKHA_RETURN_IF_ERROR(transaction.status());
  const absl::StatusOr<IndexState> state = CatchUp(database);
  if (!state.ok()) return state.status();
  known_.delta.Link();
  return Ask(article, options, *state, /*want_known=*/true, worker, database,
             answer);
}

absl::Status Index::Impl::AfterReading(bool* again) {
  *again = false;
  std::string path;
  {
    const auto lock = lock_.Shared();
    const internal::Segment* const damaged = known_.damaged();
    if (damaged == nullptr) return absl::OkStatus();
    path = damaged->path();
  }
  *again = true;
  if (!options_.read_only) return absl::OkStatus();
  return MakeStatus(absl::StatusCode::kDataLoss,
                    path +
                        " is damaged: it is rebuilt when the index is "
                        "compacted, or a writer meets the damage");
}

// Loads everything anew; segments that are damaged are rebuilt on the way.
absl::Status Index::Impl::Repair() {
  const internal::ReadTransaction transaction(database_.get());
  NUSKHA_RETURN_IF_ERROR(transaction.status());
  const absl::StatusOr<IndexState> state = database_->ReadState();
  if (!state.ok()) return state.status();
  const auto lock = lock_.Unique();
  // What is met once must not be met again: look at every block.
  for (const auto& segment : known_.segments) segment->CheckAll();
  for (const auto& segment : known_.segments) {
    if (segment->damaged()) internal::RemoveFile(segment->path());
  }
  NUSKHA_RETURN_IF_ERROR(internal::LoadKnown(Loading(/*may_write=*/true),
                                             *state, database_.get(), &known_));
  return absl::OkStatus();
}

absl::StatusOr<IndexAnswer> Index::Impl::Query(const Article& article,
                                               const QueryOptions& options) {
  NUSKHA_RETURN_IF_ERROR(CheckPassages(options));
  IndexAnswer answer;
  bool again = true;
  constexpr int kAttempts = 3;
  for (int attempt = 0; again && attempt < kAttempts; ++attempt) {
    absl::StatusOr<std::unique_ptr<Worker>> worker = TakeWorker();
    if (!worker.ok()) return worker.status();
    NUSKHA_RETURN_IF_ERROR(Analyze(article, worker->get()));
    const absl::Status status =
        TryQuery(article, options, worker->get(), &answer);
    GiveBack(*std::move(worker));
    NUSKHA_RETURN_IF_ERROR(AfterReading(&again));
    if (!again) {
      if (!status.ok()) return status;
      break;
    }
    const std::lock_guard lock(write_mutex_);
    NUSKHA_RETURN_IF_ERROR(Repair());
  }
  if (!again) return answer;
  return MakeStatus(absl::StatusCode::kDataLoss,
                    name_ + ": segments are damaged again and again");
}

}  // namespace nuskha
