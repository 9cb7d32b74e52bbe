// SPDX-License-Identifier: Apache-2.0

#include "store/sqlite.h"

#include "base/guarded.h"
#include "base/status_util.h"
#include "store/connections.h"

namespace nuskha::internal {
namespace {

absl::StatusCode CodeOf(int sqlite_code) {
  switch (sqlite_code & 0xff) {
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
    // Of statements and values that this program never makes.
    case SQLITE_ERROR:
    case SQLITE_MISMATCH:
    case SQLITE_SCHEMA:
    case SQLITE_CONSTRAINT:
    case SQLITE_TOOBIG:
    case SQLITE_FORMAT:
      return absl::StatusCode::kDataLoss;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return absl::StatusCode::kAborted;
    default:
      return absl::StatusCode::kUnavailable;
  }
}

}  // namespace

absl::Status SqliteError(sqlite3* connection, std::string_view what) {
  const int code = sqlite3_extended_errcode(connection);
  if ((code & 0xff) == SQLITE_NOMEM || code == SQLITE_IOERR_NOMEM) {
    EndOfMemory();
  }
  std::string message(what);
  if (code == SQLITE_FULL) {
    message += ": the disk is full";
  } else {
    (message += ": ") += sqlite3_errmsg(connection);
  }
  // A file that ends too early: the system has nothing to say about it.
  const bool cut = code == SQLITE_IOERR_SHORT_READ;
  absl::Status status =
      MakeStatus(cut ? absl::StatusCode::kDataLoss : CodeOf(code), message);
  if (code == SQLITE_FULL) MarkDiskFull(&status);
  return status;
}

bool IsSyncFailure(sqlite3* connection) {
  const int code = sqlite3_extended_errcode(connection);
  return code == SQLITE_IOERR_FSYNC || code == SQLITE_IOERR_DIR_FSYNC;
}

void CloseSqlite::operator()(sqlite3* connection) const {
  ForgetConnection(connection);
  sqlite3_close(connection);
}

absl::StatusOr<SqliteConnection> OpenSqlite(const std::string& name, int flags,
                                            const char* system) {
  NUSKHA_RETURN_IF_ERROR(GiveUpInherited());
  sqlite3* raw = nullptr;
  // One thread at a time uses a connection: no mutexes.
  const int code = sqlite3_open_v2(
      name.c_str(), &raw, flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE,
      system);
  SqliteConnection connection(raw);
  if (connection == nullptr) EndOfMemory();
  AddConnection(raw);
  if (code != SQLITE_OK) return SqliteError(connection.get(), name);
  constexpr int kPatience = 60'000;  // milliseconds, for checkpoints of others
  sqlite3_busy_timeout(connection.get(), kPatience);
  return connection;
}

absl::Status SyncSqlite(sqlite3* connection, const std::string& name) {
  for (const int which :
       {SQLITE_FCNTL_JOURNAL_POINTER, SQLITE_FCNTL_FILE_POINTER}) {
    sqlite3_file* file = nullptr;
    sqlite3_file_control(connection, "main", which, &file);
    // There may be no log yet.
    if (file == nullptr || file->pMethods == nullptr) continue;
    if (file->pMethods->xSync(file, SQLITE_SYNC_NORMAL) != SQLITE_OK) {
      int error = 0;
      file->pMethods->xFileControl(file, SQLITE_FCNTL_LAST_ERRNO, &error);
      return SystemError(name, error);
    }
  }
  return absl::OkStatus();
}

absl::Status RunSqlite(sqlite3* connection, const char* statements) {
  if (sqlite3_exec(connection, statements, nullptr, nullptr, nullptr) !=
      SQLITE_OK) {
    return SqliteError(connection, "nuskha.db");
  }
  return absl::OkStatus();
}

absl::Status Statement::Prepare(sqlite3* connection, const char* text) {
  connection_ = connection;
  sqlite3_stmt* raw = nullptr;
  const int code = sqlite3_prepare_v3(connection, text, -1,
                                      SQLITE_PREPARE_PERSISTENT, &raw, nullptr);
  statement_.reset(raw);
  if (code != SQLITE_OK) return SqliteError(connection, "nuskha.db");
  return absl::OkStatus();
}

// Binding fails for want of memory only: what is too large is not bound.
void Statement::Bind(int parameter, int64_t value) {
  if (sqlite3_bind_int64(statement_.get(), parameter + 1, value) != SQLITE_OK) {
    EndOfMemory();
  }
}

void Statement::Bind(int parameter, std::string_view bytes) {
  // A null pointer would be NULL, not an empty value.
  const char* const data = bytes.data() == nullptr ? "" : bytes.data();
  if (sqlite3_bind_blob64(statement_.get(), parameter + 1, data, bytes.size(),
                          SQLITE_STATIC) != SQLITE_OK) {
    EndOfMemory();
  }
}

absl::StatusOr<bool> Statement::Step() {
  const int code = sqlite3_step(statement_.get());
  if (code == SQLITE_ROW) return true;
  if (code == SQLITE_DONE) return false;
  return SqliteError(connection_, "nuskha.db");
}

absl::Status Statement::Run() {
  const absl::StatusOr<bool> row = Step();
  Reset();
  return row.status();
}

std::string_view Statement::Bytes(int column) const {
  const void* const data = sqlite3_column_blob(statement_.get(), column);
  const int size = sqlite3_column_bytes(statement_.get(), column);
  if (data == nullptr) {
    if (sqlite3_errcode(connection_) == SQLITE_NOMEM) EndOfMemory();
    return {};
  }
  return {static_cast<const char*>(data), static_cast<size_t>(size)};
}

}  // namespace nuskha::internal
