// SPDX-License-Identifier: Apache-2.0

#include "store/merge.h"

#include <algorithm>
#include <bit>
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

// What segments have of their documents, and what of it goes and comes.
struct Change {
  const NumberSet& removed;
  const NumberSet& changed;
  uint32_t first;  // of the documents
  // Specials of changed documents, numbered from `first`, ascending.
  std::vector<Posting> added = {};

  // As it will be.
  DocumentInfo InfoOf(const Segment& segment, uint32_t document) const {
    const uint32_t number = segment.first() + document;
    DocumentInfo info = segment.Info(document);
    if (!info.is(DocumentInfo::kPresent) || removed.Contains(number)) return {};
    if (changed.Contains(number)) info.flags ^= DocumentInfo::kCounts;
    return info;
  }
};

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

  void Replace(const DocumentInfo& before, const DocumentInfo& after,
               std::span<const uint32_t> topics) {
    const bool counted = before.is(DocumentInfo::kCounts);
    const bool counts = after.is(DocumentInfo::kCounts);
    if (counted == counts) return;
    // Counts are added modulo 2^32.
    const uint32_t one = counts ? 1 : UINT32_MAX;
    tables_.sources.push_back({before.source, one});
    for (const uint32_t stem : topics) {
      tables_.source_stems.push_back({before.source, stem, one});
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

// Merges two sorted runs that have nothing in common: from both ends at once,
// for each step waits for the one before, and without a branch on which is
// less, which could not be foretold.
void MergeTwo(std::span<const uint64_t> x, std::span<const uint64_t> y,
              uint64_t* to) {
  const uint64_t *a = x.data(), *a_end = a + x.size();
  const uint64_t *b = y.data(), *b_end = b + y.size();
  uint64_t* to_end = to + x.size() + y.size();
  while (a < a_end && b < b_end) {
    // In so many steps neither end can come to the other end of a run. Where
    // the two meet, what lies behind is larger (or less) than all that is left.
    const ptrdiff_t steps = std::min(a_end - a, b_end - b);
    for (ptrdiff_t i = 0; i < steps; ++i) {
      const uint64_t first = *a, second = *b;
      const bool less = first < second;
      *to++ = less ? first : second;
      a += static_cast<ptrdiff_t>(less);
      b += static_cast<ptrdiff_t>(!less);
      const uint64_t last = a_end[-1], other = b_end[-1];
      const bool greater = last > other;
      *--to_end = greater ? last : other;
      a_end -= static_cast<ptrdiff_t>(greater);
      b_end -= static_cast<ptrdiff_t>(!greater);
    }
  }
  if (a < a_end) to = std::copy(a, a_end, to);
  if (b < b_end) std::copy(b, b_end, to);
}

// Merges sorted runs that follow each other; `ends` are theirs. Uses *other.
void MergeRuns(std::vector<size_t> ends, std::vector<uint64_t>* runs,
               std::vector<uint64_t>* other) {
  while (ends.size() > 1) {
    other->resize(runs->size());
    std::vector<size_t> merged;
    for (size_t i = 0; i < ends.size(); i += 2) {
      const size_t begin = i == 0 ? 0 : ends[i - 1];
      const size_t end = ends[std::min(i + 1, ends.size() - 1)];
      const std::span all(*runs);
      MergeTwo(all.subspan(begin, ends[i] - begin),
               all.subspan(ends[i], end - ends[i]), other->data() + begin);
      merged.push_back(end);
    }
    runs->swap(*other);
    ends = std::move(merged);
  }
}

// Puts those below `end` among the postings of a piece that begins with `key`.
void AddPostings(std::span<const Posting> added, uint64_t key, uint64_t end,
                 uint32_t document_bits, size_t* next,
                 std::vector<uint64_t>* postings) {
  if (*next == added.size() || added[*next].key >= end) return;
  for (; *next < added.size() && added[*next].key < end; ++*next) {
    const Posting& one = added[*next];
    postings->push_back((one.key - key) << document_bits | one.document);
  }
  std::sort(postings->begin(), postings->end());
  postings->erase(std::unique(postings->begin(), postings->end()),
                  postings->end());
}

// Calls fn(run) with the postings of one kind of all segments, in order, piece
// by piece, with documents numbered from `first`.
template <typename Function>
void ForEachRun(Segments segments, PostingKind kind, const Change& change,
                const Function& fn) {
  const uint32_t first = change.first;
  constexpr uint64_t kAtOnce = 1 << 14;  // postings: they stay in the cache
  const auto document_bits =
      static_cast<uint32_t>(std::bit_width(segments.back()->end() - first));
  const size_t part = kFirstPostingsPart + 2 * static_cast<size_t>(kind) + 1;
  uint64_t count = 0;
  std::vector<Segment::Cursor> cursors;
  for (const auto& segment : segments) {
    count += segment->PartCount(static_cast<SegmentPart>(part));
    cursors.emplace_back(*segment, kind);
  }
  // Keys are hashes: pieces of the same range have about as many.
  uint32_t piece_bits =
      kKeyBits + document_bits > 64 ? kKeyBits + document_bits - 64 : 0;
  while (count >> piece_bits > kAtOnce) ++piece_bits;
  const uint64_t range = uint64_t{1} << (kKeyBits - piece_bits);
  std::vector<uint64_t> postings, other;
  size_t next_added = 0;
  for (uint64_t key = 0; key < uint64_t{1} << kKeyBits; key += range) {
    postings.clear();
    std::vector<size_t> ends;
    for (size_t i = 0; i < segments.size(); ++i) {
      cursors[i].Take(key, key + range, document_bits,
                      segments[i]->first() - first, &postings);
      ends.push_back(postings.size());
    }
    MergeRuns(std::move(ends), &postings, &other);
    if (change.removed.size() > 0) {
      const uint64_t mask = (uint64_t{1} << document_bits) - 1;
      std::erase_if(postings, [&](uint64_t posting) {
        return change.removed.Contains(first +
                                       static_cast<uint32_t>(posting & mask));
      });
    }
    if (kind == PostingKind::kSpecials) {
      AddPostings(change.added, key, key + range, document_bits, &next_added,
                  &postings);
    }
    fn(PackedPostings{key, document_bits, postings});
  }
}

uint64_t CountPostings(Segments segments, PostingKind kind,
                       const Change& change) {
  uint64_t count = 0;
  if (change.removed.size() == 0 && change.added.empty()) {
    const size_t part = kFirstPostingsPart + 2 * static_cast<size_t>(kind) + 1;
    for (const auto& segment : segments) {
      count += segment->PartCount(static_cast<SegmentPart>(part));
    }
    return count;
  }
  ForEachRun(segments, kind, change,
             [&](const PackedPostings& run) { count += run.postings.size(); });
  return count;
}

// Fills in shape and tables, and which postings come to it.
void LookAtDocuments(Segments segments, Change* change, SegmentShape* shape,
                     Tables* tables) {
  std::vector<uint32_t> topics;
  for (const auto& segment : segments) {
    shape->sum += segment->head().sum;
    for (uint32_t i = 0; i < segment->size(); ++i) {
      const DocumentInfo before = segment->Info(i);
      if (!before.is(DocumentInfo::kPresent)) continue;
      const DocumentInfo info = change->InfoOf(*segment, i);
      segment->Topics(i, &topics);
      tables->Replace(before, info, topics);
      if (!info.is(DocumentInfo::kPresent)) continue;
      ++shape->present;
      shape->topics += topics.size();
      if (info.flags == before.flags) continue;
      const bool counts = info.is(DocumentInfo::kCounts);
      for (const uint64_t key : WordingKeys(info, counts)) {
        change->added.push_back({key, segment->first() + i - change->first});
      }
    }
  }
  std::sort(change->added.begin(), change->added.end());
}

}  // namespace

absl::StatusOr<std::shared_ptr<const Segment>> MergeSegments(
    const std::string& folder, Segments segments, const NumberSet& removed,
    const NumberSet& changed, bool sync) {
  NUSKHA_RETURN_IF_ERROR(CheckWhole(segments));
  const uint32_t first = segments.front()->first();
  Change change{removed, changed, first};
  SegmentShape shape{.family = segments.front()->head().family,
                     .first = first,
                     .end = segments.back()->end()};
  Tables tables(segments);
  LookAtDocuments(segments, &change, &shape, &tables);
  for (size_t kind = 0; kind < kPostingKinds; ++kind) {
    shape.postings[kind] =
        CountPostings(segments, static_cast<PostingKind>(kind), change);
  }
  absl::StatusOr<std::unique_ptr<SegmentWriter>> writer =
      SegmentWriter::Create(folder, shape, tables.Settle());
  if (!writer.ok()) return writer.status();
  std::vector<uint32_t> topics;
  for (const auto& segment : segments) {
    for (uint32_t i = 0; i < segment->size(); ++i) {
      const DocumentInfo info = change.InfoOf(*segment, i);
      segment->Topics(i, &topics);
      if (!info.is(DocumentInfo::kPresent)) topics.clear();
      (*writer)->Document(info, topics);
    }
  }
  for (size_t kind = 0; kind < kPostingKinds; ++kind) {
    const auto one = static_cast<PostingKind>(kind);
    ForEachRun(segments, one, change,
               [&](const PackedPostings& run) { (*writer)->Add(one, run); });
  }
  NUSKHA_RETURN_IF_ERROR(CheckWhole(segments));
  return (*writer)->Finish(sync);
}

}  // namespace nuskha::internal
