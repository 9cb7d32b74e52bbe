// SPDX-License-Identifier: Apache-2.0
//
// Small files that options name: read whole, or line by line.

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <string_view>

#include "shared_flags.h"

namespace nuskha::tools {
namespace {

absl::Status FileError(const std::string& path) {
  const std::string message =
      fmt::format("read {}: {}", path, std::strerror(errno));
  const auto code = errno == ENOENT ? absl::StatusCode::kNotFound
                                    : absl::StatusCode::kUnavailable;
  return absl::Status(code, absl::string_view(message.data(), message.size()));
}

}  // namespace

std::string_view WithoutByteOrderMark(std::string_view text) {
  constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";
  if (text.starts_with(kByteOrderMark)) {
    text.remove_prefix(kByteOrderMark.size());
  }
  return text;
}

absl::StatusOr<std::string> ReadWholeFile(const std::string& path) {
  const bool standard_input = path == "-";
  std::FILE* const file =
      standard_input ? stdin : std::fopen(path.c_str(), "rb");
  if (file == nullptr) return FileError(path);
  std::string bytes;
  char buffer[1 << 16];
  size_t n = 0;
  while ((n = std::fread(buffer, 1, sizeof buffer, file)) > 0) {
    bytes.append(buffer, n);
  }
  const bool failed = std::ferror(file) != 0;
  const absl::Status status = failed ? FileError(path) : absl::OkStatus();
  if (!standard_input) std::fclose(file);
  if (failed) return status;
  return bytes;
}

absl::StatusOr<std::vector<std::string>> ReadLines(const std::string& path) {
  absl::StatusOr<std::string> bytes = ReadWholeFile(path);
  if (!bytes.ok()) return bytes.status();
  constexpr std::string_view kBlanks = " \t\r";
  std::vector<std::string> lines;
  const std::string_view text = WithoutByteOrderMark(*bytes);
  for (size_t begin = 0; begin < text.size();) {
    const size_t end = std::min(text.find('\n', begin), text.size());
    std::string_view line = text.substr(begin, end - begin);
    begin = end + 1;
    line.remove_prefix(std::min(line.find_first_not_of(kBlanks), line.size()));
    line = line.substr(0, line.find_last_not_of(kBlanks) + 1);
    if (!line.empty()) lines.emplace_back(line);
  }
  return lines;
}

}  // namespace nuskha::tools
