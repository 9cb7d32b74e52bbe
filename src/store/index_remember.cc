// SPDX-License-Identifier: Apache-2.0
//
// Index: bringing what is committed into memory, and making segments of it.

#include <algorithm>
#include <utility>

#include "base/status_util.h"
#include "store/index_impl.h"
#include "store/merge.h"
#include "store/segment_folder.h"

namespace nuskha {

using internal::DocumentInfo;
using internal::MakeStatus;

void Index::Impl::RememberSome(std::span<const Article> articles,
                               std::span<const Addition> additions,
                               internal::KeyMaker* maker,
                               internal::DocumentKeys* keys) {
  for (size_t i = 0; i < additions.size(); ++i) {
    const Addition& addition = additions[i];
    if (!addition.added) continue;
    const internal::Body& body = addition.body;
    known_.stems.Add(body.document.new_stems);
    if (known_.removed.Contains(addition.number)) {
      // Replaced within the commit.
      known_.delta.AddRemoved(addition.checksum, body.document.new_stems);
      continue;
    }
    maker->Make(body, articles[i].id,
                internal::OriginOf(articles[i].source, body.day), known_.stems,
                /*sorted=*/false, keys);
    if (known_.Counts(keys->info, addition.number)) {
      keys->info.flags |= DocumentInfo::kCounts;
    }
    known_.delta.Add(*keys, addition.checksum, body.document.new_stems);
    known_.delta.LinkSpecials();
  }
}

void Index::Impl::Remember(std::span<const Article> articles,
                           const std::vector<Addition>& additions,
                           std::span<const uint32_t> removed, uint64_t sequence,
                           bool locked) {
  const auto lock = [&] {
    return locked ? std::unique_lock<std::shared_mutex>() : lock_.Unique();
  };
  if (!removed.empty()) {
    // Before what replaces them: it may be the first with its words now.
    const auto first = lock();
    known_.Remove(removed);
  }
  internal::KeyMaker maker(meta_.seed);
  internal::DocumentKeys keys;
  constexpr size_t kAtOnce = 64;  // under one lock
  for (size_t begin = 0; begin < additions.size(); begin += kAtOnce) {
    const size_t count = std::min(additions.size() - begin, kAtOnce);
    {
      const auto some = lock();
      RememberSome(articles.subspan(begin, count),
                   std::span(additions).subspan(begin, count), &maker, &keys);
    }
    const bool written = WriteSegment(locked);
    if (written && !locked) MergeSegments(additions.size());
  }
  const auto last = lock();
  sequence_ = sequence;
}
// Derived files: without room on the disk, the documents stay in memory.
bool Index::Impl::WriteSegment(bool locked) {
  if (!known_.delta.full()) return false;
  const internal::LoadOptions loading = Loading(/*may_write=*/true);
  if (locked) return internal::WriteDelta(loading, &known_).ok();
  absl::StatusOr<std::shared_ptr<const internal::Segment>> segment =
      known_.delta.Write(loading.folder, loading.family);
  if (!segment.ok()) return false;
  const auto lock = lock_.Unique();
  known_.delta.Restart((*segment)->end());
  known_.segments.push_back(*std::move(segment));
  return true;
}

void Index::Impl::MergeSegments(size_t added) {
  constexpr size_t kMany = 64;  // in one call
  const size_t factor =
      added > kMany ? internal::kBulkMergeFactor : internal::kMergeFactor;
  while (MergeLast(internal::SegmentsToMerge(known_.segments, factor),
                   /*sync=*/false)
             .ok()) {
  }
}

absl::Status Index::Impl::MergeLast(size_t count, bool sync) {
  if (count == 0) return MakeStatus(absl::StatusCode::kNotFound, "none");
  const std::vector<std::shared_ptr<const internal::Segment>> old(
      known_.segments.end() - static_cast<ptrdiff_t>(count),
      known_.segments.end());
  absl::StatusOr<std::shared_ptr<const internal::Segment>> merged =
      internal::MergeSegments(path_ + "/segments", old, known_.removed,
                              known_.changed(), sync);
  if (!merged.ok()) return merged.status();
  {
    const auto lock = lock_.Unique();
    known_.Settle(old.front()->first());
    known_.segments.resize(known_.segments.size() - count);
    known_.segments.push_back(*std::move(merged));
  }
  for (const auto& segment : old) {
    // One segment alone is written over itself.
    if (segment->path() != known_.segments.back()->path()) {
      internal::RemoveFile(segment->path());
    }
  }
  return absl::OkStatus();
}

}  // namespace nuskha
