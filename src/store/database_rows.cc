// SPDX-License-Identifier: Apache-2.0
//
// Database: rows of documents, and upkeep.

#include <fmt/format.h>

#include <string>
#include <vector>

#include "base/hash.h"
#include "base/status_util.h"
#include "store/database.h"
#include "store/vacuum.h"

namespace nuskha::internal {
namespace {

int64_t Signed(uint64_t value) { return static_cast<int64_t>(value); }
uint64_t Unsigned(int64_t value) { return static_cast<uint64_t>(value); }

uint64_t RemovedChecksum(uint64_t number, uint64_t row,
                         std::string_view stems) {
  return Mix64(Mix64(Mix64(number + 1) ^ row) ^ Hash64(stems));
}

absl::Status Damaged(int64_t number) {
  return MakeStatus(
      absl::StatusCode::kDataLoss,
      fmt::format("nuskha.db is damaged: wrong checksum of document {}",
                  number));
}

// SQLite gives back free pages only by writing the database anew.
constexpr int64_t kFreeShare = 4;

}  // namespace

// SQLite would say that memory ended, or after the binding that the database is
// damaged.
absl::Status Database::CheckSize(const RowFields& fields) const {
  constexpr uint64_t kHead = 128;  // number, checksum, sizes of the columns
  uint64_t size = kHead;
  for (const std::string_view field :
       {fields.id, fields.url, fields.source, fields.date, fields.title,
        fields.body, fields.text}) {
    size += field.size();
  }
  const int most = sqlite3_limit(connection_.get(), SQLITE_LIMIT_LENGTH, -1);
  if (size <= static_cast<uint64_t>(most)) return absl::OkStatus();
  constexpr size_t kShown = 200;
  const bool show = fields.id.size() <= kShown;
  return MakeStatus(
      absl::StatusCode::kOutOfRange,
      fmt::format("document{}{} takes {} bytes, its words and packed text "
                  "included: an index takes at most {} of one document",
                  show ? " " : "", show ? fields.id : std::string_view(), size,
                  most));
}

absl::Status Database::Insert(uint32_t number, const RowFields& fields,
                              uint64_t checksum) {
  NUSKHA_RETURN_IF_ERROR(CheckSize(fields));
  insert_.Bind(0, int64_t{number});
  insert_.Bind(1, fields.id);
  insert_.Bind(2, fields.url);
  insert_.Bind(3, fields.source);
  insert_.Bind(4, fields.date);
  insert_.Bind(5, fields.title);
  insert_.Bind(6, fields.body);
  insert_.Bind(7, fields.text);
  insert_.Bind(8, Signed(checksum));
  return insert_.Run();
}

absl::Status Database::Replace(uint32_t number, const RowFields& fields,
                               uint64_t checksum) {
  delete_.Bind(0, int64_t{number});
  NUSKHA_RETURN_IF_ERROR(delete_.Run());
  return Insert(number, fields, checksum);
}

absl::Status Database::CheckedRow(Statement* statement, const RowFunction& fn) {
  const int64_t number = statement->Integer(0);
  const RowFields fields{.id = statement->Bytes(1),
                         .url = statement->Bytes(2),
                         .source = statement->Bytes(3),
                         .date = statement->Bytes(4),
                         .title = statement->Bytes(5),
                         .body = statement->Bytes(6),
                         .text = statement->Bytes(7)};
  const uint64_t checksum = Unsigned(statement->Integer(8));
  if (number < 0 || number > UINT32_MAX ||
      RowChecksum(Unsigned(number), fields) != checksum) {
    return Damaged(number);
  }
  return fn(static_cast<uint32_t>(number), fields, checksum);
}

absl::StatusOr<bool> Database::Fetch(uint32_t number, const RowFunction& fn) {
  fetch_.Bind(0, int64_t{number});
  const ResetAtEnd reset(&fetch_);
  const absl::StatusOr<bool> row = fetch_.Step();
  if (!row.ok() || !*row) return row;
  if (fetch_.Integer(0) != number) return Damaged(number);
  NUSKHA_RETURN_IF_ERROR(CheckedRow(&fetch_, fn));
  return true;
}

absl::Status Database::ForEach(uint32_t first, uint32_t end,
                               const RowFunction& fn) {
  Statement rows;
  NUSKHA_RETURN_IF_ERROR(rows.Prepare(
      connection_.get(),
      "SELECT number, id, url, source, date, title, body, text, checksum "
      "FROM documents WHERE number >= ? AND number < ? ORDER BY number"));
  rows.Bind(0, int64_t{first});
  rows.Bind(1, int64_t{end});
  while (true) {
    const absl::StatusOr<bool> row = rows.Step();
    if (!row.ok()) return row.status();
    if (!*row) return absl::OkStatus();
    NUSKHA_RETURN_IF_ERROR(CheckedRow(&rows, fn));
  }
}

absl::Status Database::Remove(uint32_t number, uint64_t row,
                              std::string_view stems) {
  delete_.Bind(0, int64_t{number});
  NUSKHA_RETURN_IF_ERROR(delete_.Run());
  Statement remove;
  NUSKHA_RETURN_IF_ERROR(remove.Prepare(
      connection_.get(), "INSERT INTO removed VALUES (?, ?, ?, ?)"));
  remove.Bind(0, int64_t{number});
  remove.Bind(1, Signed(row));
  remove.Bind(2, stems);
  remove.Bind(3, Signed(RemovedChecksum(number, row, stems)));
  return remove.Run();
}

absl::Status Database::ForEachRemoved(
    uint32_t first, uint32_t end,
    const std::function<absl::Status(Removed)>& fn) {
  Statement rows;
  NUSKHA_RETURN_IF_ERROR(
      rows.Prepare(connection_.get(),
                   "SELECT number, row, stems, checksum FROM removed "
                   "WHERE number >= ? AND number < ? ORDER BY number"));
  rows.Bind(0, int64_t{first});
  rows.Bind(1, int64_t{end});
  while (true) {
    const absl::StatusOr<bool> row = rows.Step();
    if (!row.ok()) return row.status();
    if (!*row) return absl::OkStatus();
    const int64_t number = rows.Integer(0);
    const uint64_t sum = Unsigned(rows.Integer(1));
    const std::string_view stems = rows.Bytes(2);
    if (number < first || number >= end ||
        RemovedChecksum(Unsigned(number), sum, stems) !=
            Unsigned(rows.Integer(3))) {
      return Damaged(number);
    }
    NUSKHA_RETURN_IF_ERROR(fn({static_cast<uint32_t>(number), sum, stems}));
  }
}

absl::Status Database::ForgetStemsOfRemoved(uint64_t* sum) {
  std::vector<Removed> all;
  NUSKHA_RETURN_IF_ERROR(ForEachRemoved(0, UINT32_MAX, [&](const Removed& one) {
    all.push_back({one.number, one.row, {}});
    *sum += one.row;
    return absl::OkStatus();
  }));
  Statement write;
  NUSKHA_RETURN_IF_ERROR(write.Prepare(
      connection_.get(), "REPLACE INTO removed VALUES (?, ?, ?, ?)"));
  std::string none;
  EncodeStems({}, &none);
  for (const Removed& one : all) {
    write.Bind(0, int64_t{one.number});
    write.Bind(1, Signed(one.row));
    write.Bind(2, none);
    write.Bind(3, Signed(RemovedChecksum(one.number, one.row, none)));
    NUSKHA_RETURN_IF_ERROR(write.Run());
  }
  return absl::OkStatus();
}

absl::StatusOr<bool> Database::IsRemoved(uint32_t number) {
  bool found = false;
  NUSKHA_RETURN_IF_ERROR(
      ForEachRemoved(number, number + 1, [&](const Removed&) {
        found = true;
        return absl::OkStatus();
      }));
  return found;
}

absl::StatusOr<std::string> Database::ReadFamily() {
  NUSKHA_RETURN_IF_ERROR(ReadMeta());
  return meta_.family;
}

absl::Status Database::Sync() {
  const absl::Status status = SyncSqlite(connection_.get(), "nuskha.db");
  sync_failed_ = sync_failed_ || !status.ok();
  return status;
}

absl::Status Database::Checkpoint() {
  return RunSqlite(connection_.get(), "PRAGMA wal_checkpoint(TRUNCATE)");
}

absl::Status Database::Vacuum() {
  Statement count;
  NUSKHA_RETURN_IF_ERROR(
      count.Prepare(connection_.get(), "PRAGMA freelist_count"));
  Statement pages;
  NUSKHA_RETURN_IF_ERROR(pages.Prepare(connection_.get(), "PRAGMA page_count"));
  for (Statement* statement : {&count, &pages}) {
    const absl::StatusOr<bool> row = statement->Step();
    if (!row.ok()) return row.status();
  }
  const bool much = count.Integer(0) * kFreeShare > pages.Integer(0);
  count.Reset();
  pages.Reset();
  return much ? VacuumSqlite(folder_) : absl::OkStatus();
}

absl::Status Database::CheckPages() {
  Statement check;
  NUSKHA_RETURN_IF_ERROR(
      check.Prepare(connection_.get(), "PRAGMA quick_check(1)"));
  const absl::StatusOr<bool> row = check.Step();
  if (!row.ok()) return row.status();
  const std::string said(check.Bytes(0));
  if (said == "ok") return absl::OkStatus();
  return MakeStatus(absl::StatusCode::kDataLoss,
                    "nuskha.db is damaged: " + said);
}

}  // namespace nuskha::internal
