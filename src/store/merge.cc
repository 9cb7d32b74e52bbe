// SPDX-License-Identifier: Apache-2.0

#include "store/merge.h"

#include <algorithm>
#include <utility>

#include "base/status_util.h"
#include "store/segment_writer.h"

namespace nuskha::internal {
namespace {

using Segments = std::span<const std::shared_ptr<const Segment>>;

absl::Status CheckWhole(Segments segments) {
  for (const auto& segment : segments) {
    if (!segment->CheckAll()) {
      return MakeStatus(absl::StatusCode::kDataLoss,
                        segment->path() + " is damaged: wrong checksum");
    }
  }
  return absl::OkStatus();
}

// Of documents that go, their part of the counts goes, too.
class Tables {
 public:
  explicit Tables(Segments segments) {
    for (const auto& segment : segments) {
      for (uint64_t i = 0; i < segment->PartCount(kStemsPart); ++i) {
        tables_.stems.push_back(segment->Stem(i));
      }
      for (uint64_t i = 0; i < segment->PartCount(kSourcesPart); ++i) {
        tables_.sources.push_back(segment->Source(i));
      }
      for (uint64_t i = 0; i < segment->PartCount(kSourceStemsPart); ++i) {
        tables_.source_stems.push_back(segment->StemOfSource(i));
      }
    }
  }

  void Forget(const DocumentInfo& info, std::span<const uint32_t> topics) {
    if (!info.is(DocumentInfo::kCounts)) return;
    constexpr uint32_t kMinusOne = UINT32_MAX;  // counts are added modulo 2^32
    tables_.sources.push_back({info.source, kMinusOne});
    for (const uint32_t stem : topics) {
      tables_.source_stems.push_back({info.source, stem, kMinusOne});
    }
  }

  const SegmentTables& Settle() {
    tables_.Settle();
    std::erase_if(tables_.sources,
                  [](const SourceCount& x) { return x.articles == 0; });
    std::erase_if(tables_.source_stems,
                  [](const SourceStem& x) { return x.headlines == 0; });
    return tables_;
  }

 private:
  SegmentTables tables_;
};

// Postings of one kind in the order of all segments together; calls fn(posting)
// with documents numbered from `first`.
template <typename Function>
void ForEachPosting(Segments segments, PostingKind kind, uint32_t first,
                    const NumberSet& removed, const Function& fn) {
  struct Head {
    Posting posting;
    Segment::Cursor cursor;
    uint32_t shift;
  };
  std::vector<Head> heads;
  const auto next = [&](Head* head) {
    while (head->cursor.Next(&head->posting)) {
      head->posting.document += head->shift;
      if (!removed.Contains(first + head->posting.document)) return true;
    }
    return false;
  };
  for (const auto& segment : segments) {
    Head head{{}, Segment::Cursor(*segment, kind), segment->first() - first};
    if (next(&head)) heads.push_back(head);
  }
  while (!heads.empty()) {
    // A handful: comparing them all is faster than a heap.
    size_t least = 0;
    for (size_t i = 1; i < heads.size(); ++i) {
      if (heads[i].posting < heads[least].posting) least = i;
    }
    fn(heads[least].posting);
    if (!next(&heads[least])) {
      heads.erase(heads.begin() + static_cast<ptrdiff_t>(least));
    }
  }
}

uint64_t CountPostings(Segments segments, PostingKind kind,
                       const NumberSet& removed) {
  uint64_t count = 0;
  if (removed.size() == 0) {
    const size_t part = kFirstPostingsPart + 2 * static_cast<size_t>(kind) + 1;
    for (const auto& segment : segments) {
      count += segment->PartCount(static_cast<SegmentPart>(part));
    }
    return count;
  }
  for (const auto& segment : segments) {
    Segment::Cursor cursor(*segment, kind);
    Posting posting;
    while (cursor.Next(&posting)) {
      count += removed.Contains(segment->first() + posting.document) ? 0 : 1;
    }
  }
  return count;
}

}  // namespace

absl::StatusOr<std::shared_ptr<const Segment>> MergeSegments(
    const std::string& folder, Segments segments, const NumberSet& removed,
    bool sync) {
  NUSKHA_RETURN_IF_ERROR(CheckWhole(segments));
  const uint32_t first = segments.front()->first();
  SegmentShape shape{.family = segments.front()->head().family,
                     .first = first,
                     .end = segments.back()->end()};
  Tables tables(segments);
  std::vector<uint32_t> topics;
  for (const auto& segment : segments) {
    shape.sum += segment->head().sum;
    for (uint32_t i = 0; i < segment->size(); ++i) {
      const DocumentInfo info = segment->Info(i);
      if (!info.is(DocumentInfo::kPresent)) continue;
      segment->Topics(i, &topics);
      if (removed.Contains(segment->first() + i)) {
        tables.Forget(info, topics);
      } else {
        ++shape.present;
        shape.topics += topics.size();
      }
    }
  }
  for (size_t kind = 0; kind < kPostingKinds; ++kind) {
    shape.postings[kind] =
        CountPostings(segments, static_cast<PostingKind>(kind), removed);
  }
  absl::StatusOr<std::unique_ptr<SegmentWriter>> writer =
      SegmentWriter::Create(folder, shape, tables.Settle());
  if (!writer.ok()) return writer.status();
  for (const auto& segment : segments) {
    for (uint32_t i = 0; i < segment->size(); ++i) {
      DocumentInfo info = segment->Info(i);
      segment->Topics(i, &topics);
      if (removed.Contains(segment->first() + i) ||
          !info.is(DocumentInfo::kPresent)) {
        info = {};
        topics.clear();
      }
      (*writer)->Document(info, topics);
    }
  }
  for (size_t kind = 0; kind < kPostingKinds; ++kind) {
    const auto one = static_cast<PostingKind>(kind);
    ForEachPosting(segments, one, first, removed, [&](const Posting& posting) {
      (*writer)->Add(one, posting);
    });
  }
  return (*writer)->Finish(sync);
}

}  // namespace nuskha::internal
