// SPDX-License-Identifier: Apache-2.0

#ifndef NUSKHA_SRC_STORE_INDEX_IMPL_H_
#define NUSKHA_SRC_STORE_INDEX_IMPL_H_

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <shared_mutex>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/file_path.h"
#include "nuskha/document.h"
#include "nuskha/index.h"
#include "store/database.h"
#include "store/fair_lock.h"
#include "store/judge.h"
#include "store/known.h"
#include "store/loader.h"
#include "store/tail_file.h"
#include "store/writer_lock.h"

namespace nuskha {

// What is under which lock: write_mutex_ (writers, one after the other) all
// that a writer changes on disk and the writer's own state; lock_ what is
// known in memory. A thread takes them in this order.
class Index::Impl {
 public:
  Impl(std::string path, const OpenIndexOptions& options)
      : name_(std::move(path)),
        path_(internal::AbsolutePath(name_)),
        options_(options) {}

  absl::Status Open();

  absl::StatusOr<IndexAnswer> CheckAndAdd(const Article& article,
                                          const QueryOptions& options);
  absl::StatusOr<IndexAnswer> Query(const Article& article,
                                    const QueryOptions& options);
  absl::StatusOr<uint64_t> AddMany(std::span<const Article> articles,
                                   bool replace,
                                   std::vector<IndexStatus>* statuses);
  absl::StatusOr<uint64_t> Remove(std::span<const std::string> ids);
  absl::StatusOr<uint64_t> Flush();
  absl::StatusOr<IndexStats> Stats();
  absl::Status Verify(const std::function<bool(uint64_t, uint64_t)>& progress);
  absl::Status Compact(bool upgrade);
  absl::Status Export(const std::function<bool(const IndexRecord&)>& fn);

  // Whether this is another process than the one that opened the index.
  bool forked() const;
  const std::string& path() const { return path_; }

  std::atomic<bool> spent = false;
  // What is known in memory is of before an upgrade of the database.
  std::atomic<bool> outdated = false;

 private:
  // Scratch of one call; keeps its buffers.
  struct Worker {
    Worker(std::shared_ptr<const BoilerplateRules> rules, uint64_t seed,
           const internal::StemTable* known)
        : analyzer(std::move(rules)),
          stems(known),
          maker(seed),
          judge(seed, &stems) {}

    // The stems of an article that was analyzed here, over those of documents.
    // A process lives long and is asked about ever new words: beyond a number
    // of them, analyzer and table begin anew. Afterwards the article must be
    // analyzed again.
    void Learn(std::span<const WordWithStem> words);
    void ForgetIfMany();

    Analyzer analyzer;
    internal::StemTable stems;
    size_t listed = 0;  // words that the analyzer has listed
    internal::KeyMaker maker;
    internal::Judge judge;
    internal::Body body;
    internal::DocumentKeys keys;
    // Of a query; null: that of the writer is used.
    std::unique_ptr<internal::Database> database;
  };

  // A row as the index has it.
  struct Row {
    uint32_t number;
    uint64_t content;
  };

  // An article on its way into the database.
  struct Addition {
    internal::Body body;
    std::string text;  // compressed
    IndexStatus status = IndexStatus::kNew;
    bool added = false;  // in the transaction, or committed
    uint32_t number = 0;
    uint64_t checksum = 0;
  };

  absl::Status OpenDatabase();
  absl::Status CheckFamily() const;
  absl::Status CheckCanWrite() const;
  absl::Status CheckPassages(const QueryOptions& options) const;
  absl::Status CheckSegments();
  internal::LoadOptions Loading(bool may_write) const;
  std::unique_ptr<Worker> NewWorker() const;

  // Reading.
  absl::StatusOr<std::unique_ptr<internal::Database>> OpenReader() const;
  absl::StatusOr<std::unique_ptr<Worker>> TakeWorker();
  void GiveBack(std::unique_ptr<Worker> worker);
  absl::Status Analyze(const Article& article, Worker* worker);
  // For reading what is known, all of it linked.
  std::shared_lock<std::shared_mutex> SharedLinked();
  // Adds what is new in `state` to what is known. False: there is too much of
  // it, or something else is wrong, so all must be loaded anew.
  bool AddNewest(const internal::IndexState& state,
                 internal::Database* database);
  // What a writer in another process has done since. REQUIRES: lock_ is held
  // uniquely, and was before the transaction of `database` began: so what is
  // known never goes back in time.
  absl::StatusOr<internal::IndexState> CatchUp(internal::Database* database);
  // The same with a transaction of its own, under the lock.
  absl::Status Refresh(internal::Database* database);
  // Whether what is known answers for the database in `state`, which is at
  // least as new. REQUIRES: lock_
  bool AnswersFor(const internal::IndexState& state, bool refreshed) const;
  absl::StatusOr<std::optional<Row>> FindId(std::string_view id, uint64_t next,
                                            internal::Database* database);
  // REQUIRES: lock_, all that is known is linked
  absl::Status Ask(const Article& article, const QueryOptions& options,
                   const internal::IndexState& state, bool want_known,
                   Worker* worker, internal::Database* database,
                   IndexAnswer* answer);
  absl::Status TryQuery(const Article& article, const QueryOptions& options,
                        Worker* worker, IndexAnswer* answer);
  // OK, after having rebuilt what was damaged, if a writer can; `again`: the
  // call must be made again.
  absl::Status AfterReading(bool* again);
  absl::Status Repair();

  // Writing. REQUIRES: write_mutex_
  absl::Status MakeRoom();
  void Prepare(std::span<const Article> articles,
               std::vector<Addition>* additions);
  absl::Status AnalyzeFor(const Article& article, Worker* worker,
                          Addition* addition) const;
  void TakeStems(std::span<const WordWithStem> stems);
  void ForgetNewStemsIfMany();
  void TakeBack(std::vector<Addition>* additions);
  absl::Status BeginWriting(internal::IndexState* state);
  absl::Status Apply(std::span<const Article> articles, bool replace,
                     std::vector<Addition>* additions,
                     std::vector<uint32_t>* removed,
                     internal::IndexState* state);
  absl::Status InsertRow(const Article& article, Addition* addition,
                         internal::IndexState* state);
  absl::Status RemoveRow(uint32_t number, internal::IndexState* state);
  absl::Status RemoveIds(std::span<const std::string> ids,
                         std::vector<uint32_t>* numbers,
                         internal::IndexState* state);
  // Ends the transaction. Aborted: segments were damaged, so Repair() and begin
  // again.
  absl::Status Commit(std::span<const Article> articles, bool replace,
                      std::vector<Addition>* additions,
                      internal::IndexState* state);
  // Brings what is committed into memory. locked: lock_ is held uniquely.
  void Remember(std::span<const Article> articles,
                const std::vector<Addition>& additions,
                std::span<const uint32_t> removed, uint64_t sequence,
                bool locked);
  void RememberSome(std::span<const Article> articles,
                    std::span<const Addition> additions,
                    internal::KeyMaker* maker, internal::DocumentKeys* keys);
  bool WriteSegment(bool locked);
  // added: documents of the call.
  void MergeSegments(size_t added);
  absl::Status MergeLast(size_t count, bool sync);
  absl::Status MergeAll();
  absl::Status Reanalyze();
  // Puts what is known of an upgraded database in the place of what was.
  absl::Status KnowUpgraded(const internal::IndexMeta& meta, uint64_t sequence);

  const std::string name_;  // as given, for messages
  const std::string
      path_;  // from the root on: the process may change its folder
  const OpenIndexOptions options_;
  int process_ = 0;  // that opened it
  std::unique_ptr<internal::WriterLock> writer_lock_;
  internal::IndexMeta meta_;
  uint64_t lost_commits_ = 0;
  std::shared_ptr<const BoilerplateRules> rules_;

  internal::FairLock lock_;
  internal::Known known_;
  uint64_t sequence_ = 0;  // that known_ is of
  // An addition to known_ was not completed: it must be loaded anew.
  bool half_known_ = false;

  std::mutex pool_mutex_;
  std::vector<std::unique_ptr<Worker>> pool_;

  std::mutex write_mutex_;
  std::unique_ptr<internal::Database> database_;
  std::unique_ptr<Worker> writer_;                // for CheckAndAdd()
  std::vector<std::unique_ptr<Worker>> writers_;  // for AddMany(), by thread
  internal::TailFile tail_;
  // Over those of documents: words whose stems go into the database with the
  // next one; those of them that are not yet in a row.
  internal::StemTable pending_stems_{&known_.stems};
  std::vector<WordWithStem> new_stems_;
  bool failed_ = false;  // the disk did not confirm a commit
};

}  // namespace nuskha

#endif  // NUSKHA_SRC_STORE_INDEX_IMPL_H_
