// SPDX-License-Identifier: Apache-2.0
//
// Index: the words of all documents anew, after the normalizer has changed.

#include <utility>

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

// Rewrites rows; one for a run.
class Upgrader {
 public:
  Upgrader(Database* database, std::shared_ptr<const BoilerplateRules> rules)
      : database_(database), analyzer_(std::move(rules)) {}

  absl::Status Rewrite(uint32_t number) {
    std::string columns[7];
    const absl::StatusOr<bool> there = database_->Fetch(
        number, [&](uint32_t, const RowFields& fields, uint64_t) {
          size_t i = 0;
          for (const std::string_view field :
               {fields.id, fields.url, fields.source, fields.date, fields.title,
                fields.body, fields.text}) {
            columns[i++] = field;
          }
          return absl::OkStatus();
        });
    if (!there.ok()) return there.status();
    if (!*there) return absl::OkStatus();
    internal::Body body;
    std::string text, bytes;
    if (!internal::DecodeBody(columns[5], &body) || !body.has_text ||
        !internal::DecompressText(columns[6], &text)) {
      return MakeStatus(absl::StatusCode::kDataLoss,
                        "nuskha.db is damaged: a document");
    }
    const Article article{
        .title = columns[4],
        .text = text,
        .first_line_may_be_title = body.first_line_may_be_title};
    internal::Check(analyzer_.Analyze(article, &body.document));
    internal::EncodeBody(body, &bytes);
    const RowFields fields{.id = columns[0],
                           .url = columns[1],
                           .source = columns[2],
                           .date = columns[3],
                           .title = columns[4],
                           .body = bytes,
                           .text = columns[6]};
    const uint64_t checksum = internal::RowChecksum(number, fields);
    sum_ += checksum;
    return database_->Replace(number, fields, checksum);
  }

  uint64_t sum() const { return sum_; }

 private:
  Database* database_;
  Analyzer analyzer_;
  uint64_t sum_ = 0;
};

}  // namespace

absl::Status Index::Impl::Reanalyze() {
  if (!meta_.store_text) {
    return MakeStatus(
        absl::StatusCode::kFailedPrecondition,
        name_ + " keeps no texts: add its documents to a new index");
  }
  IndexState state;
  NUSKHA_RETURN_IF_ERROR(BeginWriting(&state));
  Upgrader upgrader(database_.get(), rules_);
  absl::Status status;
  for (uint64_t i = 0; status.ok() && i < state.next; ++i) {
    status = upgrader.Rewrite(static_cast<uint32_t>(i));
  }
  // Stems of removed documents are of words that were.
  uint64_t removed = 0;
  if (status.ok()) status = database_->ForgetStemsOfRemoved(&removed);
  internal::IndexMeta meta = meta_;
  meta.normalizer = kNormalizerRevision;
  meta.family = internal::FamilyId(meta.normalizer, meta.seed);
  state.sum = upgrader.sum() + removed;
  ++state.sequence;
  if (status.ok()) status = database_->WriteMeta(meta);
  if (status.ok()) status = database_->WriteState(state);
  if (status.ok()) status = database_->Commit();
  if (!status.ok()) {
    database_->Rollback();
    return status;
  }
  status = tail_.Write(state.sequence);
  if (status.ok()) status = KnowUpgraded(meta, state.sequence);
  outdated = !status.ok();
  return status;
}

absl::Status Index::Impl::KnowUpgraded(const internal::IndexMeta& meta,
                                       uint64_t sequence) {
  // Queries go on meanwhile with what was known. Segments are of another family
  // now, and made anew; so are stems.
  internal::Known fresh;
  {
    internal::LoadOptions loading = Loading(/*may_write=*/true);
    loading.family = internal::Hash64(meta.family);
    const internal::ReadTransaction transaction(database_.get());
    NUSKHA_RETURN_IF_ERROR(transaction.status());
    const absl::StatusOr<IndexState> state = database_->ReadState();
    if (!state.ok()) return state.status();
    NUSKHA_RETURN_IF_ERROR(
        internal::LoadKnown(loading, *state, database_.get(), &fresh));
  }
  {
    const auto lock = lock_.Unique();
    known_ = std::move(fresh);
    sequence_ = sequence;
    meta_.normalizer = meta.normalizer;
    meta_.family = meta.family;
  }
  pending_stems_.Clear();
  new_stems_.clear();
  writer_.reset();
  writers_.clear();
  const std::lock_guard pool(pool_mutex_);
  pool_.clear();
  return absl::OkStatus();
}

}  // namespace nuskha
