// SPDX-License-Identifier: Apache-2.0
//
// What the commands that use an index share: flags, articles on their way to
// it, exit codes.

#ifndef NUSKHA_TOOLS_INDEX_FLAGS_H_
#define NUSKHA_TOOLS_INDEX_FLAGS_H_

#include <chrono>
#include <cstdint>
#include <optional>
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
  std::string durability;        // process, sync; empty: as created
  std::optional<uint64_t> seed;  // none: random
  std::string wait = "0s";
  bool no_store_text = false;
  bool read_only = false;
  bool passages = false;
  bool upgrade = false;
  bool json = false;

  CreateIndexOptions Creating() const;
  // Opens the index for this action, and says what it lost. Errors: those of
  // Index::Open(); Cancelled after a signal.
  absl::StatusOr<Index> Open() const;
};

// Of the actions of `nuskha index`.
bool ReadsRecords(const std::string& action);
bool OnlyReads(const std::string& action);
bool HasProgress(const std::string& action);

void RegisterIndexOptions(CLI::App* command, IndexFlags* flags);

// kUsage, with a message, if options were given on the command line that the
// action does not take. Those that come from a file or the environment may be
// meant for other actions and commands: they are not used.
ExitCode CheckIndexOptions(const CLI::App& command, const IndexFlags& flags);

// "90", "90s", "10m", "2h", "500ms", as given to `flag`. Errors:
// InvalidArgument.
absl::StatusOr<std::chrono::milliseconds> ParseTime(const std::string& flag,
                                                    const std::string& text);

// What is wrong with `text` as a time; empty: nothing.
std::string TimeProblem(const std::string& text);

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
