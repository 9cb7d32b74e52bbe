// SPDX-License-Identifier: Apache-2.0

#include "store/connections.h"

#include <pthread.h>

#include <atomic>
#include <mutex>
#include <vector>

#include "base/guarded.h"
#include "base/status_util.h"

namespace nuskha::internal {
namespace {

// Of the process. Never destroyed: a fork may come at the end.
struct Connections {
  std::atomic<int> generation = 0;  // how often its line of parents forked
  std::atomic<int> calls = 0;       // under way
  // Whether this process was forked during one.
  std::atomic<bool> forked_in_call = false;

  std::mutex mutex;  // held within calls only
  struct Open {
    sqlite3* connection;
    int generation;
  };
  std::vector<Open> open;
};

Connections& TheConnections() {
  static Connections& connections = *new Connections();
  return connections;
}

void InChild() {
  Connections& all = TheConnections();
  ++all.generation;
  if (all.calls.exchange(0) > 0) all.forked_in_call = true;
}

// As the last one of its file in a process does, but for what it would do to
// the files: those are the parent's business.
void CloseInherited(sqlite3* connection) {
  sqlite3_db_config(connection, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
  while (sqlite3_stmt* const statement =
             sqlite3_next_stmt(connection, nullptr)) {
    sqlite3_finalize(statement);
  }
  sqlite3_close(connection);
}

}  // namespace

SqliteCall::SqliteCall() {
  static const int error = pthread_atfork(nullptr, nullptr, InChild);
  if (error != 0) EndOfMemory();
  Connections& all = TheConnections();
  generation_ = all.generation;
  ++all.calls;
}

SqliteCall::~SqliteCall() {
  // A child that was forked in the call does not count it.
  Connections& all = TheConnections();
  if (generation_ == all.generation) --all.calls;
}

void AddConnection(sqlite3* connection) {
  Connections& all = TheConnections();
  const std::lock_guard lock(all.mutex);
  all.open.push_back({connection, all.generation});
}

void ForgetConnection(sqlite3* connection) {
  Connections& all = TheConnections();
  const std::lock_guard lock(all.mutex);
  std::erase_if(all.open, [&](const Connections::Open& one) {
    return one.connection == connection;
  });
}

absl::Status GiveUpInherited() {
  Connections& all = TheConnections();
  if (all.forked_in_call) {
    return MakeStatus(absl::StatusCode::kPermissionDenied,
                      "this process was forked while a call on an index was "
                      "under way: no index can be opened in it; fork between "
                      "calls, or start a program");
  }
  const std::lock_guard lock(all.mutex);
  std::erase_if(all.open, [&](const Connections::Open& one) {
    if (one.generation == all.generation) return false;
    CloseInherited(one.connection);
    return true;
  });
  return absl::OkStatus();
}

}  // namespace nuskha::internal
