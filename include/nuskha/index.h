// SPDX-License-Identifier: Apache-2.0
//
// Index: the articles that are known, on disk. For crawlers that ask of each
// page, before they store it: is it known, from where, how much of it?
//
// Guarantee: what an add has acknowledged is found by every later call, though
// the process is killed the next instant (Durability::kProcess), or the machine
// loses power (kSync). Damage is an error, never another answer. Relations are
// those of Detector for the same articles; wording that returns is learned from
// what is known so far, and the reasons say so.
//
// One writer at a time, any number of readers, across processes. An object may
// be used by several threads at once. Not over network file systems, and not
// after fork(): each process opens its own. A process that was forked while
// another thread was in a call of an index can open none: its parent may have
// been anywhere in SQLite.
//
// Example:
//
//   auto index = nuskha::Index::Open("seen.index", {});
//   if (!index.ok()) return index.status();
//   auto answer = index->CheckAndAdd({.id = url, .text = text});
//   if (!answer.ok()) return answer.status();
//   for (const nuskha::IndexMatch& match : answer->matches)
//     Use(match.id, match.match.relation);
//
// Errors of all calls, beside those named at each:
//   DataLoss            damaged; the message says what and what to do
//   FailedPrecondition  made with other parameters or another normalizer
//   Aborted             another writer has it; the message names it
//   Unavailable         the disk is full or fails; nothing was acknowledged
//   NotFound            the folder was removed, moved or replaced since it was
//                       opened; nothing was acknowledged
//   PermissionDenied    the system refuses: the message names what; or opened
//                       in another process, before fork(); or this process was
//                       forked in the middle of a call
//   ResourceExhausted   memory ended
//   InvalidArgument     a call that this handle cannot do
//   OutOfRange          a document to be added of more than 1,000,000,000
//                       bytes (fields, words, compressed text); nothing is
//                       added

#ifndef NUSKHA_INDEX_H_
#define NUSKHA_INDEX_H_

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "nuskha/article.h"
#include "nuskha/export.h"
#include "nuskha/match.h"
#include "nuskha/passage.h"

namespace nuskha {

enum class Durability : uint8_t {
  kProcess,  // survives the end of the process; the newest may go with power
  kSync,     // survives the loss of power: each commit waits for the disk
};

struct CreateIndexOptions {
  Durability durability = Durability::kProcess;  // of those who open it
  // Key of all hashing; none: random, so that an outsider cannot craft texts
  // that collide. A known one makes indexes reproducible.
  std::optional<uint64_t> seed = {};
  // Texts are kept, compressed: passages and Compact(upgrade) need them.
  bool store_text = true;
};

struct OpenIndexOptions {
  bool read_only = false;
  std::optional<Durability> durability = {};  // none: as created
  // How long to wait for another writer to end.
  std::chrono::milliseconds wait = std::chrono::milliseconds(0);
  // Named to those who find the index locked.
  std::string owner = {};
  // Threads of AddMany(), in [1, 1024].
  uint32_t threads = 1;
  // A normalizer of another revision is no error: for Compact(upgrade) only.
  bool upgrading = false;
  // Asked every few hundredths of a second while Open() waits for another
  // writer; true: it ends with Cancelled, and nothing was opened.
  std::function<bool()> interrupted = {};
};

// Of title and text, for ids of articles that come without one: the same on
// every machine and in every version. Not for texts made to collide.
NUSKHA_EXPORT uint64_t ContentHash(const Article& article);

// The public seed of batch runs.
inline constexpr uint64_t kPublicSeed = 0x6e75736b6861'0001;

enum class IndexStatus : uint8_t {
  kNew,      // unknown, nothing like it: added
  kKnown,    // this id with this title and text: nothing changed
  kMatch,    // unknown id, like documents of the index: added
  kChanged,  // a known id with another title or text: not added, see Update()
  kEmpty,    // no word in title and text, whatever is known of the id: nothing
             // to compare, nothing changed
};

// "new", "known", "match", "changed", "empty".
NUSKHA_EXPORT std::string_view IndexStatusName(IndexStatus status);

// What the ranges of passages are bytes of, if not of the text.
struct RangesOf {
  bool in_title = false;  // of the title: the text has no word
  std::string decoded;    // not empty: of this, the UTF-8 form of windows-1256
};

// A document of the index and what it has in common with the article asked
// about.
struct IndexMatch {
  uint64_t number = 0;  // of the document, from 0 in order of addition
  std::string id;
  // a: the article asked about; b: the document of the index. Match::a and
  // Match::b are 0 and 1.
  Match match;
  // As Reasons(match, "a", "b"), and what recurrence rests on.
  std::vector<std::string> reasons;
  std::vector<Passage> passages;  // only with QueryOptions::passages
  RangesOf ranges_a, ranges_b;
};

struct IndexAnswer {
  IndexStatus status = IndexStatus::kNew;
  std::vector<IndexMatch> matches;  // best first
  uint64_t documents = 0;           // in the index when it was asked
};

struct QueryOptions {
  // Relations that are matches; none: exact, copy, partial, update. An index
  // never finds kTranslation.
  std::vector<Relation> relations = {};
  // Fill in IndexMatch::passages. InvalidArgument without stored texts.
  bool passages = false;
};

struct IndexStats {
  uint64_t documents = 0;
  uint64_t removed = 0;  // since the index was created; updates count, too
  uint64_t bytes = 0;    // on disk
  uint32_t segments = 0;
  Durability durability = Durability::kProcess;
  bool stores_text = true;
  std::string family_id;
  std::string normalizer;  // revision
  std::string created;     // UTC, "2026-01-31T12:00:00Z"
  // Acknowledged once, but not there when the index was opened: power was lost
  // without kSync, or the log was damaged. What is left is a prefix.
  uint64_t lost_commits = 0;
};

// A document as Export() gives it; views die with the call.
struct IndexRecord {
  uint64_t number;
  std::string_view id, url, source, date, title;
  uint32_t words;  // content words
};

class NUSKHA_EXPORT Index {
 public:
  // Makes the folder `path`, in one that is there: Unavailable else. Errors:
  // AlreadyExists. A relative path is resolved here, and in Open(), once.
  static absl::Status Create(const std::string& path,
                             const CreateIndexOptions& options);

  // Opens it; a writer completes what another left undone, and rebuilds derived
  // files whose damage it meets, now or later; Compact() meets all of it.
  // Errors: NotFound; Cancelled, see `interrupted`.
  static absl::StatusOr<Index> Open(const std::string& path,
                                    const OpenIndexOptions& options);
  // Closes it; what was acknowledged is there.
  ~Index();
  Index(Index&&) noexcept;
  Index& operator=(Index&&) noexcept;

  // Whether the article is known, and adds it if it is not: one step, however
  // many threads ask. article.id: any bytes, not empty. Its answer to a known
  // id has no matches. Cost: the keys of one article in each segment, and the
  // exact comparison with those that share enough of them.
  absl::StatusOr<IndexAnswer> CheckAndAdd(const Article& article,
                                          const QueryOptions& options = {});

  // Adds without looking for matches; one commit for all. statuses: shape
  // [articles.size()], kNew, kKnown, kChanged or kEmpty each; may be null.
  // Returns the number of documents in the index. Errors: none is added.
  absl::StatusOr<uint64_t> AddMany(std::span<const Article> articles,
                                   std::vector<IndexStatus>* statuses);

  // Like AddMany(), but kChanged means that the text was replaced: the document
  // gets a new number.
  absl::StatusOr<uint64_t> Update(std::span<const Article> articles,
                                  std::vector<IndexStatus>* statuses);

  // Adds nothing. A document with article.id is no match of itself; the id may
  // be empty. The status says what CheckAndAdd() would have said.
  absl::StatusOr<IndexAnswer> Query(const Article& article,
                                    const QueryOptions& options = {}) const;

  // Takes documents out; returns how many of the ids were known. One commit.
  absl::StatusOr<uint64_t> Remove(std::span<const std::string> ids);

  // Brings all that was acknowledged to the disk, whatever the durability.
  // Returns the number of documents.
  absl::StatusOr<uint64_t> Flush();

  absl::StatusOr<IndexStats> Stats() const;

  // Reads and checks everything. Errors: DataLoss with the first damage found.
  // progress: called with documents checked and in all, at the start, at times
  // in between, and when all is checked; false: Cancelled.
  absl::Status Verify(
      const std::function<bool(uint64_t, uint64_t)>& progress = {}) const;

  // Merges all segments, forgets what was removed, gives space back. upgrade:
  // analyzes stored texts again after the normalizer changed;
  // FailedPrecondition if there are none.
  absl::Status Compact(bool upgrade = false);

  // All documents in the order of their numbers, of one moment. fn: false ends
  // it with Cancelled.
  absl::Status Export(const std::function<bool(const IndexRecord&)>& fn) const;

 private:
  class NUSKHA_HIDDEN Impl;
  explicit Index(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace nuskha

#endif  // NUSKHA_INDEX_H_
