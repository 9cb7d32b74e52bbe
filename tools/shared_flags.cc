// SPDX-License-Identifier: Apache-2.0

#include "shared_flags.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <set>
#include <thread>

#include "number_flags.h"

namespace nuskha::tools {
namespace {

constexpr auto kReading = "Reading";

uint32_t DefaultThreads() {
  return std::clamp(std::thread::hardware_concurrency(), 1u, 1024u);
}

}  // namespace

void InputFlags::Register(CLI::App* command) {
  threads = DefaultThreads();
  command->add_option(
      "INPUT", inputs,
      "Files, folders or - for standard input: JSON Lines, JSON "
      "arrays, CSV, plain text, HTML, WARC, also inside gzip, "
      "zstd, bzip2 and xz");
  command
      ->add_option("--files-from", files_from,
                   "Read names of inputs from this file, one a line; - for "
                   "standard input")
      ->type_name("FILE");
  command->add_flag("-0,--null", nul_separated,
                    "Names in --files-from end with a NUL byte");
  command->add_option("-j,--jobs,--threads", threads, "Threads (all cores)")
      ->type_name("N")
      ->transform(WholeNumber(1, 1024));
  RegisterFields(command);
  RegisterReading(command);
  RegisterMessages(command);
}

void InputFlags::ReadFilesFrom() {
  const absl::StatusOr<std::string> list = ReadWholeFile(files_from);
  if (!list.ok()) {
    throw InputListError(std::string(list.status().message()));
  }
  const char end = nul_separated ? '\0' : '\n';
  const std::string_view names =
      nul_separated ? std::string_view(*list) : WithoutByteOrderMark(*list);
  for (size_t begin = 0; begin < names.size();) {
    const size_t size = std::min(names.find(end, begin), names.size()) - begin;
    if (size > 0) inputs.emplace_back(names.substr(begin, size));
    begin += size + 1;
  }
}

int InputFlags::StandardInputs() const {
  const bool rules = boilerplate == "-" || boilerplate == "+-";
  const auto has = [](const std::vector<std::string>& names) {
    return std::find(names.begin(), names.end(), "-") != names.end() ? 1 : 0;
  };
  return has(inputs) + has(against) + (files_from == "-" ? 1 : 0) +
         (rules ? 1 : 0);
}

void InputFlags::RegisterFields(CLI::App* command) {
  FieldNames& names = read.fields;
  constexpr auto kFields = "Fields";
  command->add_option("--text", names.text, "Field that holds the text")
      ->type_name("FIELD")
      ->group(kFields);
  command->add_option("--id", names.id, "Field that holds the id")
      ->type_name("FIELD")
      ->group(kFields);
  command->add_option("--title", names.title, "Field that holds the headline")
      ->type_name("FIELD")
      ->group(kFields);
  command->add_option("--url", names.url, "Field that holds the address")
      ->type_name("FIELD")
      ->group(kFields);
  command->add_option("--source", names.source, "Field that holds the outlet")
      ->type_name("FIELD")
      ->group(kFields);
  command->add_option("--date", names.date, "Field that holds the date")
      ->type_name("FIELD")
      ->group(kFields);
}

void InputFlags::RegisterReading(CLI::App* command) {
  command
      ->add_option("--max-line", read.max_line,
                   "Longest line or other record; longer ones are "
                   "rejected (64MiB)")
      ->type_name("N")
      ->transform(SizeInBytes())
      ->group(kReading);
  command
      ->add_option("--max-expansion", read.max_expansion,
                   "Largest ratio of a compressed stream after its first "
                   "256 MiB (1000)")
      ->type_name("N")
      ->transform(WholeNumber(1, uint64_t{1} << 40))
      ->group(kReading);
  command
      ->add_option("--zstd-window", read.zstd_window_log,
                   "Largest zstd window or xz dictionary, as a power of two "
                   "(27)")
      ->type_name("LOG")
      ->transform(WholeNumber(10, 31))
      ->group(kReading);
  command
      ->add_option("--encoding", read.encoding,
                   "What the inputs are encoded in, such as windows-1256 "
                   "(found by their bytes)")
      ->type_name("NAME")
      ->group(kReading);
  command
      ->add_option("--html-max-depth", read.html_max_depth,
                   "Deepest nesting of HTML; deeper tags are ignored, their "
                   "text is kept (512)")
      ->type_name("N")
      ->transform(WholeNumber(1, 100000))
      ->group(kReading);
  RegisterDamage(command);
  command
      ->add_option("--boilerplate", boilerplate,
                   "Rules file in place of the built-in rules; +FILE adds to "
                   "them")
      ->type_name("FILE")
      ->group(kReading);
  command
      ->add_option("--tmp", read.temporary_folder,
                   "Folder for temporary files (TMPDIR or /tmp)")
      ->type_name("DIR")
      ->group(kReading);
}

void InputFlags::RegisterDamage(CLI::App* command) {
  command
      ->add_option("--on-damage", on_damage,
                   "A damaged stream: salvage what is whole, or fail")
      ->type_name("WORD")
      ->check(CLI::IsMember({"salvage", "fail"}))
      ->group(kReading);
  command
      ->add_option("--max-bad", max_bad,
                   "Share of rejected records that is still a success (0.001)")
      ->type_name("SHARE")
      ->transform(RealNumber(0, 1))
      ->group(kReading);
  command->add_flag("--strict", strict, "--max-bad 0 --on-damage fail")
      ->group(kReading);
}

void InputFlags::RegisterMessages(CLI::App* command) {
  constexpr auto kMessages = "Messages";
  command
      ->add_option("--rejects", rejects,
                   "Write each rejected record here as one JSON line")
      ->type_name("FILE")
      ->group(kMessages);
  command
      ->add_option("--stats", stats,
                   "Write counts, times and parameters here as JSON")
      ->type_name("FILE")
      ->group(kMessages);
  command->add_flag("-q,--quiet", quiet, "Only warnings and errors")
      ->group(kMessages);
  command->add_flag("-v,--verbose", verbose, "Say more")->group(kMessages);
  command->add_option("--progress", progress, "auto, json or none")
      ->type_name("WORD")
      ->check(CLI::IsMember({"auto", "json", "none"}))
      ->group(kMessages);
  command
      ->add_option("--status-fd", status_fd,
                   "Write what the run is doing to this open file descriptor: "
                   "a JSON object a second")
      ->type_name("N")
      ->transform(WholeNumber(0, 1 << 20))
      ->group(kMessages);
}

void InputFlags::CheckStandardInput() const {
  if (StandardInputs() < 2) return;
  throw CLI::ValidationError(
      "-",
      "standard input can be read for one purpose only: INPUT, --files-from, "
      "--against or --boilerplate");
}

void InputFlags::Complete() {
  CheckStandardInput();
  if (!files_from.empty()) {
    ReadFilesFrom();
    CheckStandardInput();  // the list may name it
  }
  if (inputs.empty() && files_from.empty()) throw CLI::RequiredError("INPUT");
  read.threads = threads;
  read.fail_on_damage = strict || on_damage == "fail";
  if (strict) max_bad = 0;
  CompleteMessages();
}

void InputFlags::CompleteMessages() {
  if (status_fd.has_value() && !IsWritable(*status_fd)) {
    throw CLI::ValidationError(
        "--status-fd",
        fmt::format("{} is no descriptor open for writing", *status_fd));
  }
  SetQuiet(quiet);
}

bool InputFlags::TooManyRejected(uint64_t rejected,
                                 uint64_t read_in_all) const {
  // A quotient, not a product: 29 of 100 are 0.29, but 0.29 * 100 is below 29.
  if (rejected == 0 ||
      static_cast<double>(rejected) / static_cast<double>(read_in_all) <=
          max_bad) {
    return false;
  }
  Warning(fmt::format("{} of {} records were rejected, more than --max-bad {}",
                      rejected, read_in_all, max_bad));
  return true;
}

ProgressForm InputFlags::progress_form() const {
  if (progress == "json") return ProgressForm::kJson;
  if (quiet || progress == "none") return ProgressForm::kNone;
  return ProgressForm::kAuto;
}

std::vector<std::string> InputFlags::files_to_keep() const {
  std::vector<std::string> files = inputs;
  files.insert(files.end(), against.begin(), against.end());
  if (!files_from.empty()) files.push_back(files_from);
  if (!index.empty()) files.push_back(index);
  return files;
}

ExitCode InputFlags::CheckOutputs(std::vector<std::string> outputs) const {
  outputs.push_back(rejects);
  outputs.push_back(stats);
  std::set<std::filesystem::path> seen;
  for (const std::string& output : outputs) {
    std::error_code ignored;
    const auto status = std::filesystem::status(output, ignored);
    // Any number of outputs may go to /dev/null.
    const bool device = std::filesystem::exists(status) &&
                        !std::filesystem::is_regular_file(status);
    if (output.empty() || device) continue;
    const auto path = std::filesystem::weakly_canonical(output, ignored);
    if (seen.insert(path.empty() ? std::filesystem::path(output) : path).second)
      continue;
    Error(fmt::format("two outputs are one file: {}", output));
    return kUsage;
  }
  return kDone;
}

void OutputFlags::Register(CLI::App* command) {
  command
      ->add_option("-o,--output", path,
                   "Output file (standard output); .gz and .zst compress")
      ->type_name("FILE");
  command->add_flag("--force", force, "Overwrite an existing output");
}

void DetectFlags::Register(CLI::App* command) {
  constexpr auto kMatching = "Matching";
  command
      ->add_option("--candidates", candidates,
                   "How pairs are found before they are verified: sampled "
                   "(default), minhash, exact")
      ->type_name("WORD")
      ->check(CLI::IsMember({"sampled", "minhash", "exact"}))
      ->group(kMatching);
  command
      ->add_option("--minhash-threshold", minhash_threshold,
                   "Jaccard similarity of word 5-shingles that the bands of "
                   "--candidates minhash aim at (0.4)")
      ->type_name("X")
      ->transform(RealNumber(0.01, 1))
      ->group(kMatching);
  command
      ->add_option("--seed", seed, "Seed of all hashing: same seed, same bytes")
      ->type_name("N")
      ->transform(WholeNumber())
      ->group(kMatching);
  command
      ->add_option("--memory", memory,
                   "Keep to about this much memory; words and keys beyond it "
                   "go to a file in --tmp (no limit)")
      ->type_name("SIZE")
      ->transform(SizeInBytes())
      ->group(kMatching);
  command
      ->add_option("--audit", audit,
                   "Look at all pairs of this many documents, and say how many "
                   "of the related ones were found")
      ->type_name("N")
      ->transform(WholeNumber(1, 1000000))
      ->group(kMatching);
}

DetectorOptions DetectFlags::Options(const InputFlags& input) const {
  DetectorOptions options;
  options.candidates = candidates == "exact"     ? CandidateMethod::kExact
                       : candidates == "minhash" ? CandidateMethod::kMinHash
                                                 : CandidateMethod::kSampled;
  options.minhash_threshold = minhash_threshold;
  options.seed = seed;
  options.threads = input.threads;
  options.memory = memory;
  options.temporary_folder = input.read.temporary_folder;
  return options;
}

std::string_view CandidateName(CandidateMethod method) {
  switch (method) {
    case CandidateMethod::kMinHash:
      return "minhash";
    case CandidateMethod::kExact:
      return "exact";
    case CandidateMethod::kSampled:
      break;
  }
  return "sampled";
}

void KeepFlags::Register(CLI::App* command) {
  command
      ->add_option("--keep", policy,
                   "Which copy is the original: a comma list of oldest, "
                   "newest, longest, first, FIELD:asc, FIELD:desc "
                   "(oldest,longest,first)")
      ->type_name("LIST")
      ->group("Matching");
  command
      ->add_option("--prefer-source", prefer_source,
                   "File with one source a line, best first: goes before "
                   "--keep")
      ->type_name("FILE")
      ->group("Matching");
  command->add_flag("--resume", resume,
                    "Keep what is done in a checkpoint beside the output; "
                    "after an interruption go on from it");
}

absl::StatusOr<std::shared_ptr<const BoilerplateRules>> LoadRules(
    const std::string& flag) {
  if (flag.empty()) return BoilerplateRules::Default();
  const bool extend = flag.front() == '+';
  const std::string path = extend ? flag.substr(1) : flag;
  absl::StatusOr<std::string> table = ReadWholeFile(path);
  if (!table.ok()) return table.status();
  return extend ? BoilerplateRules::Extend(*table, path)
                : BoilerplateRules::Parse(*table, path);
}

}  // namespace nuskha::tools
