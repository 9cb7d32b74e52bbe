// SPDX-License-Identifier: Apache-2.0
//
// nuskha.db of an index (docs/formats/index.md): what is there, row by row,
// with its checksums. Which documents are alike is not its business.

#ifndef NUSKHA_SRC_STORE_DATABASE_H_
#define NUSKHA_SRC_STORE_DATABASE_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "nuskha/index.h"
#include "store/sqlite.h"
#include "store/stored_document.h"

namespace nuskha::internal {

struct IndexMeta {
  std::string family = {};
  uint64_t seed = 0;
  uint32_t normalizer = 0;
  Durability durability = Durability::kProcess;
  bool store_text = true;
  std::string created = {};
};

struct IndexState {
  uint64_t sequence = 0;   // commits
  uint64_t next = 0;       // number of the next document
  uint64_t documents = 0;  // there now
  uint64_t sum = 0;        // of all row checksums ever
};

// One connection: one thread at a time. Every error of damage is DataLoss.
class Database {
 public:
  // In an existing folder; nothing may be there.
  static absl::Status Create(const std::string& folder, const IndexMeta& meta);

  // NotFound if there is none in a folder; name: what messages call it.
  static absl::Status CheckThere(const std::string& folder,
                                 const std::string& name);

  // Errors of a reader: PermissionDenied if it may not write in the folder,
  // where SQLite wants to make its shared memory, and no writer has.
  static absl::StatusOr<std::unique_ptr<Database>> Open(
      const std::string& folder, bool read_only);

  const IndexMeta& meta() const { return meta_; }
  absl::Status WriteMeta(const IndexMeta& meta);
  absl::Status SetDurability(Durability durability);

  // NotFound if the path no longer leads to the file that was opened: what is
  // read would be old, what is written lost. One stat(2).
  absl::Status CheckPlace() const;
  // Whether both are of one file.
  bool IsSameFile(const Database& other) const {
    return device_ == other.device_ && inode_ == other.inode_;
  }

  // A transaction sees one moment. A failed Commit() has rolled back. Both
  // CheckPlace().
  absl::Status Begin(bool write);
  absl::Status Commit();
  void Rollback();
  // The disk did not confirm a commit: nothing may be acknowledged any more.
  bool sync_failed() const { return sync_failed_; }

  absl::StatusOr<IndexState> ReadState();
  absl::Status WriteState(const IndexState& state);

  // Errors: OutOfRange for a row that is larger than SQLite takes; the
  // transaction goes on.
  absl::Status Insert(uint32_t number, const RowFields& fields,
                      uint64_t checksum);
  absl::Status Replace(uint32_t number, const RowFields& fields,
                       uint64_t checksum);

  // Calls fn with the row of `number`; false: there is none.
  using RowFunction = std::function<absl::Status(
      uint32_t number, const RowFields& fields, uint64_t checksum)>;
  absl::StatusOr<bool> Fetch(uint32_t number, const RowFunction& fn);

  // Rows of [first, end) in order.
  absl::Status ForEach(uint32_t first, uint32_t end, const RowFunction& fn);

  // Moves a document to those removed. row: its checksum.
  absl::Status Remove(uint32_t number, uint64_t row, std::string_view stems);
  struct Removed {
    uint32_t number;
    uint64_t row;
    std::string_view stems;  // as in a body; valid during the call
  };
  absl::Status ForEachRemoved(uint32_t first, uint32_t end,
                              const std::function<absl::Status(Removed)>& fn);

  // Also adds up the checksums that these documents had.
  absl::Status ForgetStemsOfRemoved(uint64_t* sum);
  absl::StatusOr<bool> IsRemoved(uint32_t number);

  // The family as it is now: another process may have upgraded the index.
  absl::StatusOr<std::string> ReadFamily();

  // Syncs what is committed.
  absl::Status Sync();
  // Copies the log into the database and syncs both.
  absl::Status Checkpoint();
  // Gives free pages back if they are many.
  absl::Status Vacuum();
  // SQLite's own look at its pages.
  absl::Status CheckPages();

 private:
  absl::Status RememberPlace(const std::string& path);
  absl::Status CheckSize(const RowFields& fields) const;
  absl::Status Connect(const std::string& path, bool read_only);
  absl::Status PrepareAll(bool read_only);
  absl::Status ReadMeta();
  absl::Status CheckedRow(Statement* statement, const RowFunction& fn);

  std::string path_;
  uint64_t device_ = 0, inode_ = 0;  // 0: one that is being made
  std::string folder_;
  // Of a read-only file system, where SQLite does not look for writers: the
  // files as they were. Empty: of another one.
  std::string unchangeable_;
  SqliteConnection connection_;
  IndexMeta meta_;
  bool sync_failed_ = false;
  Statement read_state_, write_state_, fetch_, insert_, delete_;
};

// Reads of one moment: a transaction that ends with the scope.
class ReadTransaction {
 public:
  explicit ReadTransaction(Database* database)
      : database_(database), status_(database->Begin(/*write=*/false)) {}
  ~ReadTransaction() { database_->Rollback(); }
  ReadTransaction(const ReadTransaction&) = delete;
  ReadTransaction& operator=(const ReadTransaction&) = delete;

  const absl::Status& status() const { return status_; }

 private:
  Database* database_;
  absl::Status status_;
};

}  // namespace nuskha::internal

#endif  // NUSKHA_SRC_STORE_DATABASE_H_
