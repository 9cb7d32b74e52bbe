// SPDX-License-Identifier: Apache-2.0

#include "store/database.h"

#include <fmt/format.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

#include "base/guarded.h"
#include "base/hash.h"
#include "base/status_util.h"

namespace nuskha::internal {
namespace {

constexpr const char* kSchema =
    "PRAGMA page_size = 8192;"
    "PRAGMA journal_mode = WAL;"
    "PRAGMA application_id = 0x6e736b68;"
    "PRAGMA user_version = 1;"
    "CREATE TABLE meta (one INTEGER PRIMARY KEY CHECK (one = 0), family, seed,"
    " normalizer, durability, store_text, created, checksum);"
    "CREATE TABLE state (one INTEGER PRIMARY KEY CHECK (one = 0), sequence,"
    " next, documents, sum, checksum);"
    "CREATE TABLE documents (number INTEGER PRIMARY KEY, id, url, source,"
    " date, title, body, text, checksum);"
    "CREATE TABLE removed (number INTEGER PRIMARY KEY, row, stems, checksum);";

constexpr int64_t kApplicationId = 0x6e736b68;
constexpr int64_t kFormat = 1;

absl::Status Damaged(std::string_view what) {
  return MakeStatus(absl::StatusCode::kDataLoss,
                    fmt::format("nuskha.db is damaged: {}", what));
}

absl::Status Gone(const std::string& path) {
  return MakeStatus(
      absl::StatusCode::kNotFound,
      path +
          " was removed, moved or replaced after it had been opened: "
          "nothing is read or written until the index is opened again");
}

uint64_t Chain(std::initializer_list<uint64_t> values) {
  uint64_t sum = 0;
  for (const uint64_t value : values) sum = Mix64(sum + 1 + value);
  return sum;
}

uint64_t Checksum(const IndexMeta& meta) {
  return Chain({Hash64(meta.family), meta.seed, meta.normalizer,
                static_cast<uint64_t>(meta.durability), meta.store_text,
                Hash64(meta.created)});
}

uint64_t Checksum(const IndexState& state) {
  return Chain({state.sequence, state.next, state.documents, state.sum});
}

int64_t Signed(uint64_t value) { return static_cast<int64_t>(value); }
uint64_t Unsigned(int64_t value) { return static_cast<uint64_t>(value); }

absl::StatusOr<int64_t> Pragma(sqlite3* connection, const char* text) {
  Statement statement;
  NUSKHA_RETURN_IF_ERROR(statement.Prepare(connection, text));
  const absl::StatusOr<bool> row = statement.Step();
  if (!row.ok()) return row.status();
  return *row ? statement.Integer(0) : 0;
}

// Changes with whatever a writer does; empty while one is at work.
std::string StateOfFiles(const std::string& folder) {
  struct stat log {
  }, database{};
  const bool logged = stat((folder + "/nuskha.db-wal").c_str(), &log) == 0;
  if (stat((folder + "/nuskha.db").c_str(), &database) != 0 ||
      (logged && log.st_size > 0)) {
    return {};
  }
  return fmt::format("{} {} {} {}", database.st_ino, database.st_size,
                     database.st_mtim.tv_sec, database.st_mtim.tv_nsec);
}

bool IsOnReadOnlySystem(const std::string& folder) {
  struct statvfs system {};
  return statvfs(folder.c_str(), &system) == 0 &&
         (system.f_flag & ST_RDONLY) != 0;
}

// Whether SQLite could not make its shared memory beside the database.
bool LacksSharedMemory(sqlite3* connection, const std::string& folder) {
  const int code = sqlite3_extended_errcode(connection) & 0xff;
  return (code == SQLITE_CANTOPEN || code == SQLITE_READONLY) &&
         access(folder.c_str(), W_OK) != 0;
}

std::string ImmutableUri(const std::string& path) {
  std::string uri = "file:";
  for (const char c : path) {
    if (c == '?' || c == '#' || c == '%') {
      uri += fmt::format("%{:02x}", static_cast<unsigned char>(c));
    } else {
      uri += c;
    }
  }
  return uri + "?immutable=1";
}

}  // namespace

absl::Status Database::Create(const std::string& folder,
                              const IndexMeta& meta) {
  absl::StatusOr<SqliteConnection> connection = OpenSqlite(
      folder + "/nuskha.db", SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
  if (!connection.ok()) return connection.status();
  NUSKHA_RETURN_IF_ERROR(RunSqlite(connection->get(), kSchema));
  Database database;
  database.connection_ = *std::move(connection);
  NUSKHA_RETURN_IF_ERROR(database.SetDurability(Durability::kSync));
  NUSKHA_RETURN_IF_ERROR(database.PrepareAll(/*read_only=*/false));
  NUSKHA_RETURN_IF_ERROR(database.Begin(/*write=*/true));
  NUSKHA_RETURN_IF_ERROR(database.WriteMeta(meta));
  NUSKHA_RETURN_IF_ERROR(database.WriteState({}));
  NUSKHA_RETURN_IF_ERROR(database.Commit());
  return database.Checkpoint();
}

absl::Status Database::CheckThere(const std::string& folder,
                                  const std::string& name) {
  if (access((folder + "/nuskha.db").c_str(), F_OK) == 0) {
    return absl::OkStatus();
  }
  return MakeStatus(
      absl::StatusCode::kNotFound,
      fmt::format("{} is no index: nuskha.db is not there", name));
}

absl::StatusOr<std::unique_ptr<Database>> Database::Open(
    const std::string& folder, bool read_only) {
  NUSKHA_RETURN_IF_ERROR(CheckThere(folder, folder));
  const std::string path = folder + "/nuskha.db";
  auto database = std::make_unique<Database>();
  database->folder_ = folder;
  absl::Status status = database->Connect(path, read_only);
  if (read_only && absl::IsPermissionDenied(status) &&
      IsOnReadOnlySystem(folder)) {
    const std::string files = StateOfFiles(folder);
    if (!files.empty()) {
      database->unchangeable_ = files;
      status = database->Connect(path, read_only);
    }
  }
  if (!status.ok()) return status;
  return database;
}

absl::Status Database::Connect(const std::string& path, bool read_only) {
  absl::StatusOr<SqliteConnection> connection =
      unchangeable_.empty()
          ? OpenSqlite(path,
                       read_only ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE)
          : OpenSqlite(ImmutableUri(path),
                       SQLITE_OPEN_READONLY | SQLITE_OPEN_URI);
  if (!connection.ok()) return connection.status();
  connection_ = *std::move(connection);
  NUSKHA_RETURN_IF_ERROR(RememberPlace(path));
  sqlite3* const raw = connection_.get();
  // These look into the file already.
  const absl::Status status =
      RunSqlite(raw,
                "PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON;"
                "PRAGMA temp_store = MEMORY; PRAGMA cache_size = -8192;"
                "PRAGMA wal_autocheckpoint = 8000;"
                "PRAGMA journal_size_limit = 67108864");
  if (!status.ok() && LacksSharedMemory(raw, folder_)) {
    return MakeStatus(
        absl::StatusCode::kPermissionDenied,
        fmt::format("{} cannot be read without permission to write in the "
                    "folder, while no writer has it open: SQLite makes the "
                    "memory there that it shares with writers",
                    folder_));
  }
  NUSKHA_RETURN_IF_ERROR(status);
  const absl::StatusOr<int64_t> id = Pragma(raw, "PRAGMA application_id");
  if (!id.ok()) return id.status();
  const absl::StatusOr<int64_t> format = Pragma(raw, "PRAGMA user_version");
  if (!format.ok()) return format.status();
  if (*id != kApplicationId) {
    return Damaged("its head does not say that it is of an index");
  }
  if (*format != kFormat) {
    return MakeStatus(absl::StatusCode::kFailedPrecondition,
                      fmt::format("{} has format {}, this program reads {}",
                                  path, *format, kFormat));
  }
  NUSKHA_RETURN_IF_ERROR(PrepareAll(read_only));
  return ReadMeta();
}

absl::Status Database::RememberPlace(const std::string& path) {
  struct stat info {};
  if (stat(path.c_str(), &info) != 0) return SystemError(path, errno);
  path_ = path;
  device_ = info.st_dev;
  inode_ = info.st_ino;
  // Replaced between the two calls.
  int moved = 0;
  if (sqlite3_file_control(connection_.get(), "main", SQLITE_FCNTL_HAS_MOVED,
                           &moved) == SQLITE_OK &&
      moved != 0) {
    return Gone(path);
  }
  return absl::OkStatus();
}

absl::Status Database::CheckPlace() const {
  if (inode_ == 0) return absl::OkStatus();
  struct stat info {};
  if (stat(path_.c_str(), &info) != 0) {
    return errno == ENOENT || errno == ENOTDIR ? Gone(path_)
                                               : SystemError(path_, errno);
  }
  const bool same = info.st_dev == device_ && info.st_ino == inode_;
  return same ? absl::OkStatus() : Gone(path_);
}

absl::Status Database::PrepareAll(bool read_only) {
  sqlite3* const raw = connection_.get();
  NUSKHA_RETURN_IF_ERROR(read_state_.Prepare(
      raw, "SELECT sequence, next, documents, sum, checksum FROM state"));
  NUSKHA_RETURN_IF_ERROR(fetch_.Prepare(
      raw,
      "SELECT number, id, url, source, date, title, body, text, checksum "
      "FROM documents WHERE number = ?"));
  if (read_only) return absl::OkStatus();
  NUSKHA_RETURN_IF_ERROR(write_state_.Prepare(
      raw, "REPLACE INTO state VALUES (0, ?, ?, ?, ?, ?)"));
  NUSKHA_RETURN_IF_ERROR(insert_.Prepare(
      raw, "INSERT INTO documents VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"));
  return delete_.Prepare(raw, "DELETE FROM documents WHERE number = ?");
}

absl::Status Database::ReadMeta() {
  Statement read;
  NUSKHA_RETURN_IF_ERROR(
      read.Prepare(connection_.get(),
                   "SELECT family, seed, normalizer, durability, store_text,"
                   " created, checksum FROM meta"));
  const absl::StatusOr<bool> row = read.Step();
  if (!row.ok()) return row.status();
  if (!*row) return Damaged("its parameters are missing");
  meta_.family = read.Bytes(0);
  meta_.seed = Unsigned(read.Integer(1));
  meta_.normalizer = static_cast<uint32_t>(read.Integer(2));
  meta_.durability = static_cast<Durability>(read.Integer(3));
  meta_.store_text = read.Integer(4) != 0;
  meta_.created = read.Bytes(5);
  if (Checksum(meta_) != Unsigned(read.Integer(6))) {
    return Damaged("wrong checksum of its parameters");
  }
  return absl::OkStatus();
}

absl::Status Database::WriteMeta(const IndexMeta& meta) {
  Statement write;
  NUSKHA_RETURN_IF_ERROR(write.Prepare(
      connection_.get(), "REPLACE INTO meta VALUES (0, ?, ?, ?, ?, ?, ?, ?)"));
  write.Bind(0, meta.family);
  write.Bind(1, Signed(meta.seed));
  write.Bind(2, int64_t{meta.normalizer});
  write.Bind(3, static_cast<int64_t>(meta.durability));
  write.Bind(4, int64_t{meta.store_text});
  write.Bind(5, meta.created);
  write.Bind(6, Signed(Checksum(meta)));
  NUSKHA_RETURN_IF_ERROR(write.Run());
  meta_ = meta;
  return absl::OkStatus();
}

absl::Status Database::SetDurability(Durability durability) {
  return RunSqlite(connection_.get(), durability == Durability::kSync
                                          ? "PRAGMA synchronous = FULL"
                                          : "PRAGMA synchronous = NORMAL");
}

absl::Status Database::Begin(bool write) {
  NUSKHA_RETURN_IF_ERROR(CheckPlace());
  if (!unchangeable_.empty() && unchangeable_ != StateOfFiles(folder_)) {
    return MakeStatus(
        absl::StatusCode::kUnavailable,
        fmt::format("{} is on a file system that is read-only here, but was "
                    "written elsewhere: open it again",
                    folder_));
  }
  // One that could not be ended: memory had.
  if (sqlite3_get_autocommit(connection_.get()) == 0) {
    NUSKHA_RETURN_IF_ERROR(RunSqlite(connection_.get(), "ROLLBACK"));
  }
  return RunSqlite(connection_.get(), write ? "BEGIN IMMEDIATE" : "BEGIN");
}

absl::Status Database::Commit() {
  absl::Status status = CheckPlace();
  if (!status.ok()) {
    Rollback();
    return status;
  }
  status = RunSqlite(connection_.get(), "COMMIT");
  if (!status.ok()) {
    sync_failed_ = sync_failed_ || IsSyncFailure(connection_.get());
    Rollback();
  }
  return status;
}

void Database::Rollback() {
  // An error that rolled back by itself leaves nothing to do.
  if (sqlite3_get_autocommit(connection_.get()) == 0) {
    sqlite3_exec(connection_.get(), "ROLLBACK", nullptr, nullptr, nullptr);
  }
}

absl::StatusOr<IndexState> Database::ReadState() {
  const ResetAtEnd reset(&read_state_);
  const absl::StatusOr<bool> row = read_state_.Step();
  if (!row.ok()) return row.status();
  if (!*row) return Damaged("its state is missing");
  const IndexState state{.sequence = Unsigned(read_state_.Integer(0)),
                         .next = Unsigned(read_state_.Integer(1)),
                         .documents = Unsigned(read_state_.Integer(2)),
                         .sum = Unsigned(read_state_.Integer(3))};
  if (Checksum(state) != Unsigned(read_state_.Integer(4))) {
    return Damaged("wrong checksum of its state");
  }
  return state;
}

absl::Status Database::WriteState(const IndexState& state) {
  write_state_.Bind(0, Signed(state.sequence));
  write_state_.Bind(1, Signed(state.next));
  write_state_.Bind(2, Signed(state.documents));
  write_state_.Bind(3, Signed(state.sum));
  write_state_.Bind(4, Signed(Checksum(state)));
  return write_state_.Run();
}

}  // namespace nuskha::internal
