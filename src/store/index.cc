// SPDX-License-Identifier: Apache-2.0
//
// Index: the calls as others make them. Memory that ends in one that only reads
// leaves the index as it was.

#include "nuskha/index.h"

#include <fmt/format.h>
#include <unistd.h>

#include <utility>

#include "base/guarded.h"
#include "base/hash.h"
#include "base/status_util.h"
#include "store/connections.h"
#include "store/index_impl.h"

namespace nuskha {
namespace {

// Why a call cannot be made at all.
template <typename Impl>
absl::Status CheckUse(const Impl* impl) {
  if (impl == nullptr || impl->spent) return internal::OutOfMemory();
  if (impl->outdated) {
    return internal::MakeStatus(
        absl::StatusCode::kFailedPrecondition,
        impl->path() + " was upgraded, but could not be loaded: open it again");
  }
  if (!impl->forked()) return absl::OkStatus();
  return internal::MakeStatus(
      absl::StatusCode::kPermissionDenied,
      fmt::format("an index is used in process {}, which did not open it: open "
                  "it there",
                  getpid()));
}

template <typename Impl, typename Call>
auto Writing(const std::unique_ptr<Impl>& impl, const Call& call)
    -> decltype(call(*impl)) {
  return internal::GuardedCall(impl, [&](Impl& index) -> decltype(call(index)) {
    const internal::SqliteCall use;
    NUSKHA_RETURN_IF_ERROR(CheckUse(&index));
    return call(index);
  });
}

template <typename Impl, typename Call>
auto Reading(const std::unique_ptr<Impl>& impl, const Call& call)
    -> decltype(call(*impl)) {
  return internal::Guarded([&]() -> decltype(call(*impl)) {
    const internal::SqliteCall use;
    NUSKHA_RETURN_IF_ERROR(CheckUse(impl.get()));
    return call(*impl);
  });
}

}  // namespace

std::string_view IndexStatusName(IndexStatus status) {
  switch (status) {
    case IndexStatus::kNew:
      return "new";
    case IndexStatus::kKnown:
      return "known";
    case IndexStatus::kMatch:
      return "match";
    case IndexStatus::kChanged:
      return "changed";
    case IndexStatus::kEmpty:
      break;
  }
  return "empty";
}

absl::Status Index::Impl::CheckCanWrite() const {
  if (options_.read_only) {
    return internal::InvalidArgument(name_ + " is open for reading only");
  }
  if (!failed_) return database_->CheckPlace();
  return internal::MakeStatus(
      absl::StatusCode::kUnavailable,
      name_ +
          ": the disk did not confirm a commit: nothing is written until "
          "the index is opened again");
}

absl::Status Index::Impl::CheckPassages(const QueryOptions& options) const {
  if (!options.passages || meta_.store_text) return absl::OkStatus();
  return internal::InvalidArgument(
      name_ + " keeps no texts: there are no passages to show");
}

uint64_t ContentHash(const Article& article) {
  // Not HashOfContent(), which tells a text of the same id as known: a
  // collision of the one is hardly ever one of the other.
  const uint64_t title =
      internal::Hash64(article.title, internal::kDefaultSeed) +
      (article.first_line_may_be_title ? 1 : 0);
  return internal::Mix64(title) ^
         internal::Hash64(article.text, internal::kDefaultSeed);
}

Index::Index(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Index::Index(Index&&) noexcept = default;
Index& Index::operator=(Index&& other) noexcept {
  Index moved(std::move(other));
  impl_.swap(moved.impl_);
  return *this;
}
Index::~Index() {
  if (impl_ == nullptr) return;
  // A child must not close what its parent works with: SQLite would take the
  // log away.
  if (impl_->forked()) {
    (void)impl_.release();
    return;
  }
  const internal::SqliteCall use;
  impl_.reset();
}

absl::StatusOr<IndexAnswer> Index::CheckAndAdd(const Article& article,
                                               const QueryOptions& options) {
  return Writing(
      impl_, [&](Impl& impl) { return impl.CheckAndAdd(article, options); });
}

absl::StatusOr<uint64_t> Index::AddMany(std::span<const Article> articles,
                                        std::vector<IndexStatus>* statuses) {
  return Writing(impl_, [&](Impl& impl) {
    return impl.AddMany(articles, /*replace=*/false, statuses);
  });
}

absl::StatusOr<uint64_t> Index::Update(std::span<const Article> articles,
                                       std::vector<IndexStatus>* statuses) {
  return Writing(impl_, [&](Impl& impl) {
    return impl.AddMany(articles, /*replace=*/true, statuses);
  });
}

absl::StatusOr<IndexAnswer> Index::Query(const Article& article,
                                         const QueryOptions& options) const {
  return Reading(impl_,
                 [&](Impl& impl) { return impl.Query(article, options); });
}

absl::StatusOr<uint64_t> Index::Remove(std::span<const std::string> ids) {
  return Writing(impl_, [&](Impl& impl) { return impl.Remove(ids); });
}

absl::StatusOr<uint64_t> Index::Flush() {
  return Writing(impl_, [](Impl& impl) { return impl.Flush(); });
}

absl::StatusOr<IndexStats> Index::Stats() const {
  return Reading(impl_, [](Impl& impl) { return impl.Stats(); });
}

absl::Status Index::Verify(
    const std::function<bool(uint64_t, uint64_t)>& progress) const {
  return Reading(impl_, [&](Impl& impl) { return impl.Verify(progress); });
}

absl::Status Index::Compact(bool upgrade) {
  return Writing(impl_, [&](Impl& impl) { return impl.Compact(upgrade); });
}

absl::Status Index::Export(
    const std::function<bool(const IndexRecord&)>& fn) const {
  return Reading(impl_, [&](Impl& impl) { return impl.Export(fn); });
}

}  // namespace nuskha
