// SPDX-License-Identifier: Apache-2.0
//
// A file of parts of known places, each written from its begin to its end, by
// turns. With buffers: writing into a mapped file costs a page fault a page,
// which takes longer than all that is written.

#ifndef NUSKHA_SRC_STORE_PART_FILE_H_
#define NUSKHA_SRC_STORE_PART_FILE_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "base/descriptor.h"

namespace nuskha::internal {

class PartFile {
 public:
  // At once, at most.
  static constexpr size_t kMost = size_t{1} << 16;

  // The space is taken at once, so that a full disk is an error here. places:
  // where the parts begin.
  static absl::StatusOr<std::unique_ptr<PartFile>> Create(
      const std::string& name, uint64_t size, std::span<const uint64_t> places);
  // Removes the file if it was not published.
  ~PartFile();
  PartFile(const PartFile&) = delete;
  PartFile& operator=(const PartFile&) = delete;

  // Where the next `bytes` bytes of a part go, until the next call for it.
  // kSlack bytes behind may be written, too. REQUIRES: bytes <= kMost
  static constexpr size_t kSlack = 8;
  char* Next(size_t part, size_t bytes) {
    Part& one = parts_[part];
    if (one.used + bytes > kMost) Flush(&one);
    char* const place = one.buffer.get() + one.used;
    one.used += bytes;
    return place;
  }

  // Writes what is in the buffers. The first error of all writing.
  absl::Status Flush();
  // What is in the file at [begin, end), end - begin <= kMost, after Flush().
  absl::StatusOr<std::span<const char>> Read(uint64_t begin, uint64_t end);
  // Gives it its name; sync: waits for the disk before.
  absl::Status Publish(const std::string& name, bool sync);

 private:
  struct Part {
    uint64_t place = 0;  // of the buffer in the file
    size_t used = 0;
    std::unique_ptr<char[]> buffer;
  };

  PartFile() = default;
  void Flush(Part* part);

  std::string name_;
  Descriptor file_;
  std::vector<Part> parts_;
  std::unique_ptr<char[]> read_;
  int error_ = 0;
};

}  // namespace nuskha::internal

#endif  // NUSKHA_SRC_STORE_PART_FILE_H_
