// SPDX-License-Identifier: Apache-2.0

#include "store/tail_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <string_view>

#include "base/hash.h"
#include "base/little_endian.h"
#include "base/status_util.h"

namespace nuskha::internal {
namespace {

constexpr std::string_view kMagic = "nuskhat1";
constexpr size_t kSize = 24;

}  // namespace

uint64_t ReadTail(const std::string& folder) {
  const Descriptor file(open((folder + "/tail").c_str(), O_RDONLY | O_CLOEXEC));
  std::array<char, kSize> bytes = {};
  if (!file.valid() ||
      pread(file.get(), bytes.data(), kSize, 0) != ssize_t{kSize}) {
    return 0;
  }
  const std::string_view head(bytes.data(), 16);
  if (!head.starts_with(kMagic) ||
      LoadLittle<uint64_t>(bytes.data() + 16) != Hash64(head)) {
    return 0;
  }
  return LoadLittle<uint64_t>(bytes.data() + 8);
}

absl::Status TailFile::Open(const std::string& folder) {
  path_ = folder + "/tail";
  file_ = Descriptor(open(path_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666));
  return file_.valid() ? absl::OkStatus() : SystemError(path_, errno);
}

absl::Status TailFile::Write(uint64_t sequence) {
  std::string bytes(kMagic);
  AppendLittle(sequence, &bytes);
  AppendLittle(Hash64(bytes), &bytes);
  const ssize_t written = pwrite(file_.get(), bytes.data(), bytes.size(), 0);
  if (written == static_cast<ssize_t>(bytes.size())) return absl::OkStatus();
  return SystemError(path_, written < 0 ? errno : EIO);
}

}  // namespace nuskha::internal
