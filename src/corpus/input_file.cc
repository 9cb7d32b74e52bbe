// SPDX-License-Identifier: Apache-2.0

#include "corpus/input_file.h"

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <string_view>
#include <utility>

#include "base/nameless_file.h"
#include "base/read_error.h"
#include "base/wait_for.h"
#include "text/encoding.h"

namespace nuskha::internal {
namespace {

FileStamp StampOf(int descriptor) {
  struct stat status;
  if (descriptor < 0 || fstat(descriptor, &status) != 0) return {};
  return {status.st_size, status.st_mtim};
}

}  // namespace

std::string SpoolFolder(const ReadOptions& options) {
  if (!options.spool_standard_input) return {};
  return TemporaryFolder(options.temporary_folder);
}

absl::StatusOr<std::unique_ptr<PipeSource>> PipeSource::Open(
    const InputEntry& entry, const std::string& spool_folder,
    std::function<bool()> interrupted) {
  auto source = std::make_unique<PipeSource>();
  const bool standard_input = entry.path.empty();
  source->name_ = standard_input ? "standard input" : entry.name;
  source->interrupted_ = std::move(interrupted);
  source->descriptor_ = STDIN_FILENO;
  if (!standard_input) {
    // A pipe without a writer would be waited for where no signal is heard.
    const int wait = source->interrupted_ ? O_NONBLOCK : 0;
    source->owned_ =
        Descriptor(open(entry.path.c_str(), O_RDONLY | O_CLOEXEC | wait));
    source->descriptor_ = source->owned_.get();
    if (source->descriptor_ < 0) return ReadError("open " + entry.name, errno);
  }
  source->live_ = MakeDescriptorSource(source->descriptor_, source->name_);
  if (spool_folder.empty()) return source;
  source->spool_folder_ = spool_folder;
  source->spool_ = OpenNamelessFile(spool_folder);
  if (!source->spool_.valid()) return source->SpoolError(errno);
  return source;
}

absl::StatusOr<size_t> PipeSource::Read(std::span<char> out) {
  while (position_ < spooled_) {
    const size_t most = static_cast<size_t>(
        std::min<uint64_t>(out.size(), spooled_ - position_));
    const ssize_t size =
        pread(spool_.get(), out.data(), most, static_cast<off_t>(position_));
    if (size < 0 && errno == EINTR) continue;
    if (size <= 0) {
      return ReadError("read the copy of " + name_, size < 0 ? errno : EIO);
    }
    position_ += static_cast<uint64_t>(size);
    return static_cast<size_t>(size);
  }
  NUSKHA_RETURN_IF_ERROR(WaitFor(descriptor_, POLLIN, interrupted_));
  absl::StatusOr<size_t> size = live_->Read(out);
  if (!size.ok()) return size;
  if (spool_.valid()) {
    NUSKHA_RETURN_IF_ERROR(Spool(std::string_view(out.data(), *size)));
  }
  position_ += *size;
  return size;
}

absl::Status PipeSource::SpoolError(int error_number) const {
  return TemporaryFileError("keep a copy of " + name_, spool_folder_,
                            error_number);
}

absl::Status PipeSource::Spool(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t size = pwrite(spool_.get(), bytes.data(), bytes.size(),
                                static_cast<off_t>(spooled_));
    if (size < 0 && errno == EINTR) continue;
    if (size < 0) return SpoolError(errno);
    spooled_ += static_cast<uint64_t>(size);
    bytes.remove_prefix(static_cast<size_t>(size));
  }
  return absl::OkStatus();
}

bool PipeSource::Rewind() {
  if (position_ > 0 && !spool_.valid()) return false;
  position_ = 0;
  return true;
}

absl::StatusOr<std::unique_ptr<InputFile>> InputFile::Open(
    const InputEntry& entry, PipeSource* pipe, off_t first_byte,
    const StreamLimits& limits, const ReadOptions& options) {
  auto file = std::make_unique<InputFile>();
  file->name_ = entry.name;
  std::unique_ptr<ByteSource> source;
  if (pipe != nullptr) {
    source = MakeBorrowedSource(pipe);
  } else {
    NUSKHA_RETURN_IF_ERROR(file->OpenRegular(entry.path, first_byte));
    source = MakeStoppableSource(
        MakeDescriptorSource(file->descriptor_, entry.name), &file->stopped_);
  }
  NUSKHA_RETURN_IF_ERROR(file->Start(std::move(source), limits, options));
  return file;
}

// path: empty for standard input.
absl::Status InputFile::OpenRegular(const std::string& path, off_t first_byte) {
  if (path.empty()) {
    descriptor_ = STDIN_FILENO;
    if (lseek(descriptor_, first_byte, SEEK_SET) < 0) {
      return ReadError("read standard input", errno);
    }
  } else {
    owned_ = Descriptor(open(path.c_str(), O_RDONLY | O_CLOEXEC));
    descriptor_ = owned_.get();
    if (descriptor_ < 0) return ReadError("open " + name_, errno);
    // Only advice: reading works the same if it is not taken.
    posix_fadvise(descriptor_, 0, 0, POSIX_FADV_SEQUENTIAL);
  }
  stamp_ = StampOf(descriptor_);
  return absl::OkStatus();
}

// Finds compression, encoding and format from the first bytes.
absl::Status InputFile::Start(std::unique_ptr<ByteSource> source,
                              const StreamLimits& limits,
                              const ReadOptions& options) {
  auto window = std::make_unique<InputWindow>(std::move(source));
  NUSKHA_RETURN_IF_ERROR(window->Fill(4096));
  const Compression compression = FindCompression(window->unread(), name_);
  auto peek = std::make_unique<PeekStream>(
      MakeStream(compression, std::move(window), limits));
  absl::StatusOr<std::string_view> head = peek->Peek(kSniffSize);
  if (!head.ok()) {
    if (!absl::IsFailedPrecondition(head.status())) return head.status();
    return MakeStatus(absl::StatusCode::kUnavailable,
                      name_ + ": " + StatusMessage(head.status()));
  }
  compressed_ = compression != Compression::kNone;
  info_.compression = CompressionName(compression);
  info_.encoding = "UTF-8";
  size_t mark_bytes = 0;
  const std::string charset = options.encoding.empty()
                                  ? std::string(DetectUtf16(*head, &mark_bytes))
                                  : CharsetName(options.encoding);
  const bool binary = FindFormat(*head, name_).kind == Format::kUnread &&
                      !options.encoding.empty();
  if (!charset.empty() && !IsWarc(*head) && !binary) {
    peek = std::make_unique<PeekStream>(
        MakeDecodedStream(std::move(peek), charset));
    info_.encoding = charset;
    head = peek->Peek(kSniffSize);
    if (!head.ok()) return head.status();
  }
  format_ = FindFormat(*head, name_, options.fields);
  info_.format = FormatName(format_.kind);
  stream_ = std::move(peek);
  return absl::OkStatus();
}

FileStamp InputFile::StampNow() const { return StampOf(descriptor_); }

}  // namespace nuskha::internal
