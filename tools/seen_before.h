// SPDX-License-Identifier: Apache-2.0
//
// dedup --index: which records an index has already, under whatever id.

#ifndef NUSKHA_TOOLS_SEEN_BEFORE_H_
#define NUSKHA_TOOLS_SEEN_BEFORE_H_

#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "exit_code.h"
#include "nuskha/index.h"
#include "nuskha/match.h"
#include "session.h"

namespace nuskha::tools {

// A document of the index that makes a record a duplicate.
struct Seen {
  std::string id;
  Relation relation = Relation::kNothing;
  double jaccard = 0;
  double in = 0;  // share of the record that is in it
};

class SeenBefore {
 public:
  // remove: relations that make a duplicate. A part of a longer document is
  // one; what is longer than the document that it contains is not. Returns
  // kDone, or the exit code after having said why.
  ExitCode Open(const std::string& path, std::set<Relation> remove);

  // Asks for each record while `session` loads; before that. Must outlive it.
  void Watch(Session* session);

  // The exit code of a load that ended with `loaded`: that of the index, if it
  // did not answer.
  ExitCode AfterLoad(ExitCode loaded) const;

  // By document, as far as they were loaded.
  const std::vector<std::optional<Seen>>& seen() const { return seen_; }

 private:
  absl::StatusOr<std::string> Ask(const Article& article);

  std::optional<Index> index_;
  std::set<Relation> remove_;
  std::vector<std::optional<Seen>> seen_;
  std::mutex mutex_;
  absl::Status not_answered_;  // guarded by mutex_ while a session loads
};

}  // namespace nuskha::tools

#endif  // NUSKHA_TOOLS_SEEN_BEFORE_H_
