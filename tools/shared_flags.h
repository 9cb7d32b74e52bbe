// SPDX-License-Identifier: Apache-2.0
//
// Flags that several commands share, declared once so that they mean the same
// everywhere.

#ifndef NUSKHA_TOOLS_SHARED_FLAGS_H_
#define NUSKHA_TOOLS_SHARED_FLAGS_H_

#include <CLI/CLI.hpp>
#include <cstdint>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "console.h"
#include "nuskha/detector.h"
#include "nuskha/document.h"
#include "nuskha/reader.h"
#include "progress.h"

namespace nuskha::tools {

// Thrown while options are parsed: the list of inputs cannot be read.
class InputListError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// Reading: every command that takes INPUT.
struct InputFlags {
  std::vector<std::string> inputs;  // with those of --files-from
  std::string files_from;           // file; empty: none
  bool nul_separated = false;
  ReadOptions read;
  std::string on_damage = "salvage";
  bool strict = false;
  double max_bad = 0.001;  // share of the records read
  std::string rejects;     // file; empty: none
  std::string stats;       // file; empty: none
  std::string boilerplate;
  uint32_t threads = 1;
  std::vector<std::string> against;  // of dedup: read, too
  std::string index;                 // of dedup, index: its folder, or empty
  bool quiet = false;
  bool verbose = false;
  std::string progress = "auto";
  std::optional<int> status_fd;

  void Register(CLI::App* command);
  // When all options have their values: completes `inputs` and `read` from
  // them. Throws CLI::ParseError, InputListError.
  void Complete();
  // The part of Complete() for commands that read no inputs.
  void CompleteMessages();
  ProgressForm progress_form() const;
  // More than --max-bad allows; says so.
  bool TooManyRejected(uint64_t rejected, uint64_t read_in_all) const;

  // For how many purposes standard input is to be read.
  int StandardInputs() const;
  // Everything that is read: no output may be one of these.
  std::vector<std::string> files_to_keep() const;
  // kUsage, with a message, if two outputs are one file: `outputs`, --rejects
  // and --stats.
  ExitCode CheckOutputs(std::vector<std::string> outputs) const;

 private:
  void ReadFilesFrom();
  void CheckStandardInput() const;
  void RegisterFields(CLI::App* command);
  void RegisterReading(CLI::App* command);
  void RegisterDamage(CLI::App* command);
  void RegisterMessages(CLI::App* command);
};

// Output of one file or standard output.
struct OutputFlags {
  std::string path = "-";
  bool force = false;

  void Register(CLI::App* command);
};

// Matching: pairs, clusters, dedup.
struct DetectFlags {
  std::string candidates = "sampled";
  double minhash_threshold = 0.4;
  uint64_t seed = DetectorOptions{}.seed;
  uint32_t audit = 0;   // documents; 0: none
  uint64_t memory = 0;  // bytes; 0: no limit

  void Register(CLI::App* command);
  DetectorOptions Options(const InputFlags& input) const;
};

// Which copy is the original: clusters, dedup.
struct KeepFlags {
  std::string policy = "oldest,longest,first";
  std::string prefer_source;  // file
  bool resume = false;

  void Register(CLI::App* command);
};

// The word of --candidates.
std::string_view CandidateName(CandidateMethod method);

// The rules --boilerplate asks for: a file replaces the built-in ones, +FILE
// adds to them.
absl::StatusOr<std::shared_ptr<const BoilerplateRules>> LoadRules(
    const std::string& flag);

// A whole file; "-": standard input. Errors: NotFound, Unavailable with the
// system's reason.
absl::StatusOr<std::string> ReadWholeFile(const std::string& path);

// Without the mark at its head, if there is one.
std::string_view WithoutByteOrderMark(std::string_view text);

// Lines of a file, a byte order mark, blanks at both ends and empty lines left
// out.
absl::StatusOr<std::vector<std::string>> ReadLines(const std::string& path);

}  // namespace nuskha::tools

#endif  // NUSKHA_TOOLS_SHARED_FLAGS_H_
