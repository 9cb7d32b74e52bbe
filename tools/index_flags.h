// SPDX-License-Identifier: Apache-2.0
//
// What the commands that use an index share: flags, articles on their way to
// it, exit codes.

#ifndef NUSKHA_TOOLS_INDEX_FLAGS_H_
#define NUSKHA_TOOLS_INDEX_FLAGS_H_

#include <chrono>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "exit_code.h"
#include "nuskha/article.h"
#include "nuskha/index.h"
#include "shared_flags.h"

namespace nuskha::tools {

struct IndexFlags {
  std::string action;
  std::string path;
  InputFlags input;  // of `remove`: ids
  OutputFlags output;
  std::string durability;  // process, sync; empty: as created
  std::string seed;        // a number or public; empty: random
  std::string wait = "0s";
  bool no_store_text = false;
  bool read_only = false;
  bool passages = false;
  bool upgrade = false;
  bool json = false;

  // Options of Index::Open() for this action.
  absl::StatusOr<OpenIndexOptions> Opening(bool read_only) const;
  absl::StatusOr<CreateIndexOptions> Creating() const;
};

// "90", "90s", "10m", "2h", "500ms", as given to `flag`. Errors:
// InvalidArgument.
absl::StatusOr<std::chrono::milliseconds> ParseTime(const std::string& flag,
                                                    const std::string& text);

// Of a status that a call of Index returned.
ExitCode IndexExitCode(const absl::Status& status);

// Says what went wrong, and returns the exit code.
ExitCode IndexFailed(const absl::Status& status);

// Warns of what was acknowledged once and is gone.
void SayLosses(const Index& index);

// The fields of an article in one string, and views of them again.
std::string PackArticle(std::string_view id, const Article& article);
Article UnpackArticle(std::string_view packed);

// The actions that read records: add, update, check, query.
ExitCode RunIndexRecords(const IndexFlags& flags);

}  // namespace nuskha::tools

#endif  // NUSKHA_TOOLS_INDEX_FLAGS_H_
