// SPDX-License-Identifier: Apache-2.0

#include "base/file_path.h"

#include <fmt/format.h>
#include <unistd.h>

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <system_error>

namespace nuskha::internal {
namespace {

constexpr std::string_view kEnding = ".tmp";

}  // namespace

std::string AbsolutePath(const std::string& path) {
  if (path.empty() || path.front() == '/') return path;
  std::error_code error;
  const std::filesystem::path absolute = std::filesystem::absolute(path, error);
  return error ? path : absolute.string();
}

std::string FolderOf(const std::string& path) {
  const size_t slash = path.rfind('/');
  if (slash == std::string::npos) return ".";
  return slash == 0 ? "/" : path.substr(0, slash);
}

std::string TemporaryPrefix(const std::string& target) {
  constexpr size_t kMaxName = 200;
  const size_t slash = target.rfind('/');
  const size_t begin = slash == std::string::npos ? 0 : slash + 1;
  return fmt::format(".{}.nuskha-", target.substr(begin, kMaxName));
}

std::string TemporaryName(const std::string& folder,
                          const std::string& prefix) {
  static std::atomic<uint64_t> counter = 0;
  return fmt::format("{}/{}{}-{}{}", folder, prefix, getpid(), counter++,
                     kEnding);
}

bool IsTemporaryName(std::string_view name, std::string_view prefix) {
  if (!name.starts_with(prefix) || !name.ends_with(kEnding)) return false;
  name.remove_prefix(prefix.size());
  return name.find_first_not_of("0123456789-") == name.size() - kEnding.size();
}

}  // namespace nuskha::internal
