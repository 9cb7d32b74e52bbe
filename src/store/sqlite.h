// SPDX-License-Identifier: Apache-2.0
//
// SQLite as the store calls it: statuses, and std::bad_alloc when memory ends.

#ifndef NUSKHA_SRC_STORE_SQLITE_H_
#define NUSKHA_SRC_STORE_SQLITE_H_

#include <sqlite3.h>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace nuskha::internal {

struct CloseSqlite {
  void operator()(sqlite3* connection) const;
};
using SqliteConnection = std::unique_ptr<sqlite3, CloseSqlite>;

// What the last call on `connection` failed of: DataLoss for damage,
// Unavailable for disks, Aborted for locks. Throws for want of memory.
absl::Status SqliteError(sqlite3* connection, std::string_view what);

// Whether the disk did not confirm a commit: what is on it is not known.
bool IsSyncFailure(sqlite3* connection);

// flags: SQLITE_OPEN_READONLY, ... system: SQLite's name of it (a VFS); null:
// the usual one.
absl::StatusOr<SqliteConnection> OpenSqlite(const std::string& name, int flags,
                                            const char* system = nullptr);

// Syncs what a database has on the disk, its log first. Through SQLite's own
// files: to close another descriptor of one would end the locks of the process.
absl::Status SyncSqlite(sqlite3* connection, const std::string& name);

// Statements that return nothing of interest.
absl::Status RunSqlite(sqlite3* connection, const char* statements);

// A prepared statement. Call order: (Bind* Step+ Reset)*.
class Statement {
 public:
  absl::Status Prepare(sqlite3* connection, const char* text);

  // Columns and parameters are numbered from 0. Bytes must live until Reset().
  void Bind(int parameter, int64_t value);
  void Bind(int parameter, std::string_view bytes);

  // True: there is a row.
  absl::StatusOr<bool> Step();
  // For statements without rows: Step() and Reset().
  absl::Status Run();
  void Reset() { sqlite3_reset(statement_.get()); }

  int64_t Integer(int column) const {
    return sqlite3_column_int64(statement_.get(), column);
  }
  // Valid until the next Step() or Reset().
  std::string_view Bytes(int column) const;

 private:
  struct Finalize {
    void operator()(sqlite3_stmt* statement) const {
      sqlite3_finalize(statement);
    }
  };

  sqlite3* connection_ = nullptr;
  std::unique_ptr<sqlite3_stmt, Finalize> statement_;
};

// Resets a statement at the end of a scope.
class ResetAtEnd {
 public:
  explicit ResetAtEnd(Statement* statement) : statement_(statement) {}
  ~ResetAtEnd() { statement_->Reset(); }
  ResetAtEnd(const ResetAtEnd&) = delete;
  ResetAtEnd& operator=(const ResetAtEnd&) = delete;

 private:
  Statement* statement_;
};

}  // namespace nuskha::internal

#endif  // NUSKHA_SRC_STORE_SQLITE_H_
