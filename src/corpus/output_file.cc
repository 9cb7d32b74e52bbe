// SPDX-License-Identifier: Apache-2.0

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <climits>
#include <cstdlib>
#include <memory>
#include <optional>
#include <utility>

#include "base/descriptor.h"
#include "base/guarded.h"
#include "base/read_error.h"
#include "base/status_util.h"
#include "corpus/output_sink.h"
#include "corpus/temporary_file.h"
#include "nuskha/writer.h"

namespace nuskha {
namespace internal {
namespace {

// The path behind symbolic links; empty if nothing is there.
std::string RealPath(const std::string& path) {
  const std::unique_ptr<char, decltype(&std::free)> resolved(
      realpath(path.c_str(), nullptr), std::free);
  if (resolved != nullptr) return resolved.get();
  if (errno == ENOMEM) EndOfMemory();
  return {};
}

bool SameFile(const struct stat& a, const struct stat& b) {
  return a.st_dev == b.st_dev && a.st_ino == b.st_ino;
}

// Whether `target`, which exists, would be read as part of `input`.
bool IsInput(const std::string& target, const struct stat& target_status,
             const std::string& input) {
  struct stat status;
  const bool there = input == "-" ? fstat(STDIN_FILENO, &status) == 0
                                  : stat(input.c_str(), &status) == 0;
  if (!there) return false;
  if (!S_ISDIR(status.st_mode)) return SameFile(status, target_status);
  std::string folder = RealPath(input);
  if (!folder.ends_with('/')) folder += '/';
  return RealPath(target).starts_with(folder);
}

absl::Status CheckTarget(const std::string& path, const struct stat& status,
                         const OutputOptions& options) {
  if (S_ISDIR(status.st_mode)) {
    return InvalidArgument(path + " is a folder");
  }
  // A device may well be both, such as a terminal.
  if (!S_ISREG(status.st_mode)) return absl::OkStatus();
  for (const std::string& input : options.inputs) {
    if (IsInput(path, status, input)) {
      return InvalidArgument(path + " is also an input");
    }
  }
  if (!options.overwrite) {
    return MakeStatus(absl::StatusCode::kAlreadyExists, path + " exists");
  }
  return absl::OkStatus();
}

// Writes through a sink and stays failed once something has.
class OutputFileImpl : public OutputFile {
 public:
  OutputFileImpl(std::unique_ptr<OutputSink> sink,
                 std::optional<TemporaryFile> temporary, Descriptor direct,
                 bool replace)
      : temporary_(std::move(temporary)),
        direct_(std::move(direct)),
        sink_(std::move(sink)),
        replace_(replace) {}

  absl::Status Write(std::string_view bytes) override {
    if (!status_.ok()) return status_;
    status_ = Guarded([&] {
      if (!finished_) return sink_->Write(bytes);
      return MakeStatus(absl::StatusCode::kFailedPrecondition,
                        "written to after Finish() or Commit()");
    });
    return status_;
  }

  absl::Status Finish() override {
    if (!status_.ok() || finished_) return status_;
    finished_ = true;
    status_ = Guarded([&] { return sink_->Finish(); });
    if (status_.ok() && temporary_.has_value()) {
      status_ = Guarded([&] { return temporary_->Sync(); });
    }
    return status_;
  }

  absl::Status Commit() override {
    if (!Finish().ok() || committed_) return status_;
    committed_ = true;
    if (temporary_.has_value()) {
      status_ = Guarded([&] { return temporary_->Publish(replace_); });
    }
    return status_;
  }

 private:
  std::optional<TemporaryFile> temporary_;
  Descriptor direct_;  // a pipe or device
  std::unique_ptr<OutputSink> sink_;
  const bool replace_;
  bool finished_ = false;
  bool committed_ = false;
  absl::Status status_;
};

// Only a pipe makes its writer wait for somebody.
std::function<bool()> HookOf(int descriptor, const OutputOptions& options) {
  struct stat status;
  const bool pipe = fstat(descriptor, &status) == 0 && S_ISFIFO(status.st_mode);
  return pipe ? options.interrupted : nullptr;
}

absl::StatusOr<std::unique_ptr<OutputFile>> CreateDirect(
    const std::string& path, const OutputOptions& options) {
  Descriptor direct(open(path.c_str(), O_WRONLY | O_NOCTTY | O_CLOEXEC));
  if (!direct.valid()) return WriteError("write " + path, errno);
  auto sink = MakeSink(direct.get(), path, /*compress_by_name=*/true,
                       HookOf(direct.get(), options));
  return std::make_unique<OutputFileImpl>(std::move(sink), std::nullopt,
                                          std::move(direct), false);
}

// A shell opened it and nothing is replaced, but what is written there would
// be read, and written again.
absl::Status CheckStandardOutput(const OutputOptions& options) {
  struct stat status;
  if (fstat(STDOUT_FILENO, &status) != 0 || !S_ISREG(status.st_mode)) {
    return absl::OkStatus();
  }
  for (const std::string& input : options.inputs) {
    if (IsInput("/proc/self/fd/1", status, input)) {
      return InvalidArgument("standard output goes to an input, or into " +
                             input + ": name the file with -o");
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<std::unique_ptr<OutputFile>> CreateOutput(
    const std::string& path, const OutputOptions& options) {
  if (path == "-") {
    NUSKHA_RETURN_IF_ERROR(CheckStandardOutput(options));
    auto sink =
        MakeSink(STDOUT_FILENO, "standard output",
                 /*compress_by_name=*/false, HookOf(STDOUT_FILENO, options));
    return std::make_unique<OutputFileImpl>(std::move(sink), std::nullopt,
                                            Descriptor(), false);
  }
  std::string target = path;
  struct stat status;
  if (stat(path.c_str(), &status) == 0) {
    NUSKHA_RETURN_IF_ERROR(CheckTarget(path, status, options));
    // Renaming over /dev/null would replace the device.
    if (!S_ISREG(status.st_mode)) return CreateDirect(path, options);
    // A link stays a link: what it points to is replaced.
    struct stat link_status;
    if (lstat(path.c_str(), &link_status) == 0 &&
        S_ISLNK(link_status.st_mode)) {
      target = RealPath(path);
    }
  } else if (errno != ENOENT) {
    return WriteError("write " + path, errno);
  }
  absl::StatusOr<TemporaryFile> temporary = TemporaryFile::Create(target);
  if (!temporary.ok()) return temporary.status();
  auto sink = MakeSink(temporary->descriptor(), path,
                       /*compress_by_name=*/true, nullptr);
  return std::make_unique<OutputFileImpl>(
      std::move(sink), *std::move(temporary), Descriptor(), options.overwrite);
}

}  // namespace
}  // namespace internal

absl::StatusOr<std::unique_ptr<OutputFile>> OutputFile::Create(
    const std::string& path, const OutputOptions& options) {
  return internal::Guarded(
      [&] { return internal::CreateOutput(path, options); });
}

}  // namespace nuskha
