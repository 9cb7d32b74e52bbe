// SPDX-License-Identifier: Apache-2.0
//
// Names of files: whole ones, and those of what grows beside its target.

#ifndef NUSKHA_SRC_BASE_FILE_PATH_H_
#define NUSKHA_SRC_BASE_FILE_PATH_H_

#include <string>
#include <string_view>

namespace nuskha::internal {

// `path` from the root on, so that it stays the same file when the process
// changes its folder. By name alone: links and ".." are left as they are. The
// same as `path` if there is no current folder any more, or `path` is empty.
std::string AbsolutePath(const std::string& path);

// "." for a bare name.
std::string FolderOf(const std::string& path);

// What the temporary names of `target` start with: ".NAME.nuskha-". A name that
// would get too long for the file system is cut.
std::string TemporaryPrefix(const std::string& target);

// ".NAME.nuskha-<pid>-<n>.tmp" in `folder`; another one at each call of the
// process.
std::string TemporaryName(const std::string& folder, const std::string& prefix);

// Whether `name` is one of these.
bool IsTemporaryName(std::string_view name, std::string_view prefix);

}  // namespace nuskha::internal

#endif  // NUSKHA_SRC_BASE_FILE_PATH_H_
