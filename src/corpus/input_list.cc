// SPDX-License-Identifier: Apache-2.0

#include "corpus/input_list.h"

#include <dirent.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <memory>
#include <set>
#include <string_view>
#include <utility>

#include "base/descriptor.h"
#include "base/file_path.h"
#include "base/read_error.h"
#include "base/status_util.h"

namespace nuskha::internal {
namespace {

class Lister {
 public:
  absl::Status Add(const std::string& input);
  InputList Take() { return std::move(list_); }

 private:
  struct Pending {
    std::string path;
    struct stat status;
  };

  absl::Status Walk(const std::string& folder, const struct stat& status);
  absl::Status ReadFolder(const Pending& folder, std::vector<Pending>* pending);
  void AddFile(const std::string& name, const struct stat& status,
               bool from_folder);
  bool FirstSight(const struct stat& status) {
    return seen_.emplace(status.st_dev, status.st_ino).second;
  }
  void Note(std::string note) { list_.notes.push_back(std::move(note)); }
  void NoteCount(const std::string& folder, size_t count,
                 std::string_view what) {
    if (count == 0) return;
    Note(folder + ": " + std::to_string(count) + std::string(what));
  }

  InputList list_;
  std::set<std::pair<dev_t, ino_t>> seen_;
  size_t links_ = 0;
  size_t hidden_ = 0;
};

absl::Status Lister::Add(const std::string& input) {
  struct stat status;
  if (input == "-") {
    if (fstat(STDIN_FILENO, &status) != 0) {
      return ReadError("read standard input", errno);
    }
    AddFile(input, status, /*from_folder=*/false);
    return absl::OkStatus();
  }
  if (stat(input.c_str(), &status) != 0) {
    return ReadError("open " + input, errno);
  }
  if (S_ISDIR(status.st_mode)) return Walk(input, status);
  if (access(input.c_str(), R_OK) != 0) {
    return ReadError("open " + input, errno);
  }
  AddFile(input, status, /*from_folder=*/false);
  return absl::OkStatus();
}

void Lister::AddFile(const std::string& name, const struct stat& status,
                     bool from_folder) {
  if (!FirstSight(status)) {
    Note(name + " given twice: read once");
    return;
  }
  InputEntry entry;
  entry.name = name;
  if (name != "-") entry.path = AbsolutePath(name);
  entry.from_folder = from_folder;
  entry.regular = S_ISREG(status.st_mode);
  if (entry.regular) entry.size = static_cast<uint64_t>(status.st_size);
  list_.entries.push_back(std::move(entry));
}

// A stack instead of recursion: folders may be nested as deep as they like.
absl::Status Lister::Walk(const std::string& folder,
                          const struct stat& folder_status) {
  links_ = 0;
  hidden_ = 0;
  std::vector<Pending> pending = {{folder, folder_status}};
  while (!pending.empty()) {
    const Pending next = std::move(pending.back());
    pending.pop_back();
    if (S_ISREG(next.status.st_mode)) {
      AddFile(next.path, next.status, /*from_folder=*/true);
    } else if (S_ISLNK(next.status.st_mode)) {
      ++links_;
    } else if (!S_ISDIR(next.status.st_mode)) {
      Note(next.path + " skipped: not a regular file");
    } else if (!FirstSight(next.status)) {
      Note(next.path + " given twice: read once");
    } else {
      NUSKHA_RETURN_IF_ERROR(ReadFolder(next, &pending));
    }
  }
  NoteCount(folder, links_, " symbolic links not followed");
  NoteCount(folder, hidden_, " hidden files or folders not read");
  return absl::OkStatus();
}

// Puts what is inside on the stack, the first in order on top.
absl::Status Lister::ReadFolder(const Pending& folder,
                                std::vector<Pending>* pending) {
  const FolderStream stream(opendir(folder.path.c_str()));
  if (stream == nullptr) return ReadError("open " + folder.path, errno);
  std::vector<std::string> names;
  int error = 0;
  for (;;) {
    errno = 0;
    const dirent* const entry = readdir(stream.get());
    if (entry == nullptr) {
      if (errno == EINTR) continue;
      error = errno;
      break;
    }
    const std::string_view name = entry->d_name;
    if (name == "." || name == "..") continue;
    if (name.starts_with('.')) {
      ++hidden_;
    } else {
      names.emplace_back(name);
    }
  }
  if (error != 0) return ReadError("read " + folder.path, error);
  std::sort(names.begin(), names.end(), std::greater<>());
  const std::string prefix =
      folder.path.ends_with('/') ? folder.path : folder.path + "/";
  for (const std::string& name : names) {
    Pending inside = {prefix + name, {}};
    if (lstat(inside.path.c_str(), &inside.status) != 0) {
      return ReadError("open " + inside.path, errno);
    }
    pending->push_back(std::move(inside));
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<InputList> ListInputs(const std::vector<std::string>& inputs) {
  Lister lister;
  for (const std::string& input : inputs) {
    NUSKHA_RETURN_IF_ERROR(lister.Add(input));
  }
  return lister.Take();
}

}  // namespace nuskha::internal
