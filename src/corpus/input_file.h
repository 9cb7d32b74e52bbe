// SPDX-License-Identifier: Apache-2.0
//
// One input while it is read: opened, unpacked, decoded, its format known.

#ifndef NUSKHA_SRC_CORPUS_INPUT_FILE_H_
#define NUSKHA_SRC_CORPUS_INPUT_FILE_H_

#include <sys/stat.h>

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "base/descriptor.h"
#include "corpus/ahead_stream.h"
#include "corpus/byte_stream.h"
#include "corpus/format.h"
#include "corpus/input_list.h"
#include "nuskha/reader.h"

namespace nuskha::internal {

// Where copies of pipes go; empty: none are made.
std::string SpoolFolder(const ReadOptions& options);

// A pipe or device: read once, and from a temporary copy after Rewind().
class PipeSource : public ByteSource {
 public:
  // spool_folder: where the copy goes; empty: none. interrupted: see
  // ReadOptions; may be empty.
  static absl::StatusOr<std::unique_ptr<PipeSource>> Open(
      const InputEntry& entry, const std::string& spool_folder,
      std::function<bool()> interrupted);

  // Errors: Cancelled if interrupted() said so.
  absl::StatusOr<size_t> Read(std::span<char> out) override;
  // False if bytes were read and no copy was made.
  bool Rewind();

 private:
  absl::Status Spool(std::string_view bytes);
  absl::Status SpoolError(int error_number) const;

  std::string name_;
  std::function<bool()> interrupted_;
  Descriptor owned_;
  int descriptor_ = -1;
  std::string spool_folder_;
  Descriptor spool_;
  std::unique_ptr<ByteSource> live_;
  uint64_t spooled_ = 0;
  uint64_t position_ = 0;
};

// What tells that a file is still the one it was.
struct FileStamp {
  off_t size = 0;
  timespec modified = {};

  bool SameAs(const FileStamp& other) const {
    return size == other.size && modified.tv_sec == other.modified.tv_sec &&
           modified.tv_nsec == other.modified.tv_nsec;
  }
};

class InputFile {
 public:
  // pipe: the source of an input that is no regular file, else null.
  // first_byte: where a regular standard input starts.
  static absl::StatusOr<std::unique_ptr<InputFile>> Open(
      const InputEntry& entry, PipeSource* pipe, off_t first_byte,
      const StreamLimits& limits, const ReadOptions& options);
  ~InputFile() { stopped_ = true; }

  // From here on the file is read on a thread of its own. Its destruction stops
  // that. REQUIRES: a regular file
  void ReadAhead(const AheadSizes& sizes) {
    stream_ = MakeAheadStream(std::move(stream_), sizes);
  }

  absl::StatusOr<StreamRead> Read(std::span<char> out) {
    return stream_->Read(out);
  }

  const Format& format() const { return format_; }
  const InputInfo& info() const { return info_; }
  bool compressed() const { return compressed_; }
  const ByteStream& stream() const { return *stream_; }
  const FileStamp& stamp() const { return stamp_; }  // when opened
  FileStamp StampNow() const;

 private:
  absl::Status OpenRegular(const std::string& path, off_t first_byte);
  absl::Status Start(std::unique_ptr<ByteSource> source,
                     const StreamLimits& limits, const ReadOptions& options);

  std::string name_;
  Descriptor owned_;
  int descriptor_ = -1;
  FileStamp stamp_;
  std::atomic<bool> stopped_{false};    // what reads a regular file asks it
  std::unique_ptr<ByteStream> stream_;  // goes before what it reads from
  bool compressed_ = false;
  Format format_;
  InputInfo info_;
};

}  // namespace nuskha::internal

#endif  // NUSKHA_SRC_CORPUS_INPUT_FILE_H_
