// SPDX-License-Identifier: Apache-2.0
//
// SQLite's connections of this process, and fork(). SQLite keeps a list, for
// the whole process, of the locks that it holds. A child inherits the list, not
// the locks: a connection that it opens would believe that it has them, see
// nothing new and protect nothing. So before a child opens one, it gives up
// those that it inherited, as SQLite counts them.

#ifndef NUSKHA_SRC_STORE_CONNECTIONS_H_
#define NUSKHA_SRC_STORE_CONNECTIONS_H_

#include <sqlite3.h>

#include "absl/status/status.h"

namespace nuskha::internal {

// A call that may use SQLite is under way, as long as this lives. Any thread.
class SqliteCall {
 public:
  SqliteCall();
  ~SqliteCall();
  SqliteCall(const SqliteCall&) = delete;
  SqliteCall& operator=(const SqliteCall&) = delete;

 private:
  int generation_;
};

// Within a SqliteCall: a connection that was opened, one that will be closed.
void AddConnection(sqlite3* connection);
void ForgetConnection(sqlite3* connection);

// Closes what was inherited; it must not be used any more. PermissionDenied: a
// call was under way in the parent when this process was forked, so SQLite may
// be in any state.
absl::Status GiveUpInherited();

}  // namespace nuskha::internal

#endif  // NUSKHA_SRC_STORE_CONNECTIONS_H_
