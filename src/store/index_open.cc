// SPDX-License-Identifier: Apache-2.0
//
// Index: making and opening.

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <utility>

#include "base/descriptor.h"
#include "base/file_path.h"
#include "base/guarded.h"
#include "base/hash.h"
#include "base/parallel.h"
#include "base/status_util.h"
#include "store/clock.h"
#include "store/connections.h"
#include "store/family.h"
#include "store/index_impl.h"
#include "store/new_folder.h"

namespace nuskha {
namespace {

using internal::MakeStatus;
using internal::SystemError;

// SQLite's log needs memory that processes share, which these have not.
absl::Status CheckFileSystem(const std::string& path) {
  struct statfs system {};
  if (statfs(path.c_str(), &system) != 0) return SystemError(path, errno);
  constexpr std::array<uint32_t, 6> kNetworks = {
      0x6969, 0x517b, 0xff534d42, 0xfe534d42, 0x5346414f, 0x73757245};
  const auto type = static_cast<uint32_t>(system.f_type);
  if (std::ranges::find(kNetworks, type) == kNetworks.end()) {
    return absl::OkStatus();
  }
  return internal::InvalidArgument(fmt::format(
      "{} is on a network file system: an index must be on a local one", path));
}

absl::StatusOr<uint64_t> RandomSeed() {
  uint64_t seed = 0;
  if (getrandom(&seed, sizeof seed, 0) != ssize_t{sizeof seed}) {
    return SystemError("random numbers", errno);
  }
  return seed;
}

absl::Status SyncFolder(const std::string& path) {
  const internal::Descriptor folder(
      open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!folder.valid() || fsync(folder.get()) != 0) {
    return SystemError(path, errno);
  }
  return absl::OkStatus();
}

absl::Status Fill(const std::string& folder,
                  const CreateIndexOptions& options) {
  internal::IndexMeta meta{.normalizer = kNormalizerRevision,
                           .durability = options.durability,
                           .store_text = options.store_text,
                           .created = internal::TimeNow()};
  const absl::StatusOr<uint64_t> seed =
      options.seed.has_value() ? absl::StatusOr<uint64_t>(*options.seed)
                               : RandomSeed();
  if (!seed.ok()) return seed.status();
  meta.seed = *seed;
  meta.family = internal::FamilyId(meta.normalizer, meta.seed);
  if (mkdir((folder + "/segments").c_str(), 0777) != 0) {
    return SystemError(folder + "/segments", errno);
  }
  NUSKHA_RETURN_IF_ERROR(internal::Database::Create(folder, meta));
  internal::TailFile tail;
  NUSKHA_RETURN_IF_ERROR(tail.Open(folder));
  NUSKHA_RETURN_IF_ERROR(tail.Write(0));
  return SyncFolder(folder);
}

absl::Status CreateFolder(const std::string& given,
                          const CreateIndexOptions& options) {
  std::string name = given;
  while (name.size() > 1 && name.back() == '/') name.pop_back();
  if (name.empty()) return internal::InvalidArgument("an index needs a name");
  const std::string path = internal::AbsolutePath(name);
  const auto exists = [&] {
    return MakeStatus(absl::StatusCode::kAlreadyExists,
                      name + " is there already");
  };
  struct stat status {};
  if (lstat(path.c_str(), &status) == 0) return exists();
  const absl::Status local = CheckFileSystem(internal::FolderOf(path));
  // No index is missing here, but the place for one.
  if (absl::IsNotFound(local)) {
    return MakeStatus(absl::StatusCode::kUnavailable,
                      internal::StatusMessage(local));
  }
  NUSKHA_RETURN_IF_ERROR(local);
  // Under another name until it is complete: killed, it leaves no half index.
  absl::StatusOr<internal::NewFolder> folder =
      internal::NewFolder::Create(path);
  if (!folder.ok()) return folder.status();
  NUSKHA_RETURN_IF_ERROR(Fill(folder->path(), options));
  const absl::Status published = folder->Publish();
  if (absl::IsAlreadyExists(published)) return exists();
  NUSKHA_RETURN_IF_ERROR(published);
  return SyncFolder(internal::FolderOf(path));
}

}  // namespace

absl::Status Index::Create(const std::string& path,
                           const CreateIndexOptions& options) {
  return internal::Guarded([&] {
    const internal::SqliteCall use;
    return CreateFolder(path, options);
  });
}

absl::StatusOr<Index> Index::Open(const std::string& path,
                                  const OpenIndexOptions& options) {
  return internal::Guarded([&]() -> absl::StatusOr<Index> {
    NUSKHA_RETURN_IF_ERROR(internal::CheckThreads(options.threads));
    const internal::SqliteCall use;
    auto impl = std::make_unique<Impl>(path, options);
    NUSKHA_RETURN_IF_ERROR(impl->Open());
    return Index(std::move(impl));
  });
}

bool Index::Impl::forked() const { return getpid() != process_; }

std::unique_ptr<Index::Impl::Worker> Index::Impl::NewWorker() const {
  return std::make_unique<Worker>(rules_, meta_.seed, &known_.stems);
}

internal::LoadOptions Index::Impl::Loading(bool may_write) const {
  return {.folder = path_ + "/segments",
          .family = internal::Hash64(meta_.family),
          .seed = meta_.seed,
          .may_write = may_write};
}

absl::Status Index::Impl::CheckFamily() const {
  if (meta_.family == internal::FamilyId(kNormalizerRevision, meta_.seed)) {
    return absl::OkStatus();
  }
  const bool other_normalizer =
      meta_.family == internal::FamilyId(meta_.normalizer, meta_.seed);
  if (other_normalizer && options_.upgrading) return absl::OkStatus();
  const std::string what =
      other_normalizer
          ? fmt::format(
                "was made with revision {} of the normalizer, this "
                "program has {}: {}",
                meta_.normalizer, kNormalizerRevision,
                meta_.store_text
                    ? "upgrade it (nuskha index compact --upgrade)"
                    : "it keeps no texts, so add its documents to a "
                      "new index")
          : fmt::format("was made with other parameters ({})", meta_.family);
  return MakeStatus(absl::StatusCode::kFailedPrecondition, name_ + " " + what);
}

absl::Status Index::Impl::OpenDatabase() {
  absl::StatusOr<std::unique_ptr<internal::Database>> database =
      internal::Database::Open(path_, options_.read_only);
  if (!database.ok()) return database.status();
  database_ = *std::move(database);
  meta_ = database_->meta();
  NUSKHA_RETURN_IF_ERROR(CheckFamily());
  if (options_.read_only) return absl::OkStatus();
  return database_->SetDurability(
      options_.durability.value_or(meta_.durability));
}

absl::Status Index::Impl::Open() {
  process_ = getpid();
  struct stat status {};
  if (stat(path_.c_str(), &status) != 0) return SystemError(name_, errno);
  if (!S_ISDIR(status.st_mode)) {
    return MakeStatus(absl::StatusCode::kNotFound,
                      name_ + " is no index: it is not a folder");
  }
  // Before anything is left in a folder that is none.
  NUSKHA_RETURN_IF_ERROR(internal::Database::CheckThere(path_, name_));
  NUSKHA_RETURN_IF_ERROR(CheckFileSystem(path_));
  rules_ = internal::Checked(BoilerplateRules::Default());
  if (!options_.read_only) {
    absl::StatusOr<std::unique_ptr<internal::WriterLock>> lock =
        internal::WriterLock::Take(path_, options_.owner, options_.wait,
                                   options_.interrupted);
    if (!lock.ok()) return lock.status();
    writer_lock_ = *std::move(lock);
  }
  // Before the database: a writer writes it behind.
  const uint64_t acknowledged = internal::ReadTail(path_);
  NUSKHA_RETURN_IF_ERROR(OpenDatabase());
  const internal::ReadTransaction transaction(database_.get());
  NUSKHA_RETURN_IF_ERROR(transaction.status());
  const absl::StatusOr<internal::IndexState> state = database_->ReadState();
  if (!state.ok()) return state.status();
  sequence_ = state->sequence;
  if (acknowledged > sequence_) lost_commits_ = acknowledged - sequence_;
  const bool may_write = !options_.read_only;
  if (may_write && mkdir((path_ + "/segments").c_str(), 0777) != 0 &&
      errno != EEXIST) {
    return SystemError(path_ + "/segments", errno);
  }
  NUSKHA_RETURN_IF_ERROR(internal::LoadKnown(Loading(may_write), *state,
                                             database_.get(), &known_));
  // A reader may meet segments that a writer made since.
  if (may_write && known_.beyond > state->next && lost_commits_ == 0) {
    lost_commits_ = 1;
  }
  if (!may_write) return absl::OkStatus();
  NUSKHA_RETURN_IF_ERROR(tail_.Open(path_));
  return tail_.Write(sequence_);
}

}  // namespace nuskha
