// SPDX-License-Identifier: Apache-2.0

#include "store/segment_writer.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/hash.h"
#include "base/little_endian.h"
#include "base/status_util.h"

namespace nuskha::internal {
namespace {

// Behind the parts, for PartFile.
constexpr size_t kFooterPlace = kSegmentParts;
constexpr size_t kMagicPlace = kSegmentParts + 1;

static_assert(PartFile::kMost >= kSegmentBlock);

// Adds the counts of equal elements of a sorted vector together.
template <typename T, typename Same, typename Add>
void Fold(std::vector<T>* values, const Same& same, const Add& add) {
  size_t kept = 0;
  for (const T& value : *values) {
    if (kept > 0 && same((*values)[kept - 1], value)) {
      add(&(*values)[kept - 1], value);
    } else {
      (*values)[kept++] = value;
    }
  }
  values->resize(kept);
}

}  // namespace

void SegmentTables::Settle() {
  std::ranges::stable_sort(stems, {}, &WordWithStem::word);
  Fold(
      &stems, [](const auto& x, const auto& y) { return x.word == y.word; },
      [](auto*, const auto&) {});
  std::ranges::sort(sources, {}, &SourceCount::source);
  Fold(
      &sources,
      [](const auto& x, const auto& y) { return x.source == y.source; },
      [](auto* into, const auto& x) { into->articles += x.articles; });
  const auto key = [](const SourceStem& x) {
    return std::pair(x.source, x.stem);
  };
  std::ranges::sort(source_stems, {}, key);
  Fold(
      &source_stems,
      [&](const auto& x, const auto& y) { return key(x) == key(y); },
      [](auto* into, const auto& x) { into->headlines += x.headlines; });
}

std::string SegmentName(uint32_t first, uint32_t end) {
  return fmt::format("{:08x}-{:08x}.seg", first, end);
}

absl::StatusOr<std::unique_ptr<SegmentWriter>> SegmentWriter::Create(
    const std::string& folder, const SegmentShape& shape,
    const SegmentTables& tables) {
  std::unique_ptr<SegmentWriter> writer(new SegmentWriter());
  SegmentHead& head = writer->head_;
  head.family = shape.family;
  head.first = shape.first;
  head.end = shape.end;
  head.present = shape.present;
  head.sum = shape.sum;
  std::array<uint64_t, kSegmentParts> counts = {};
  counts[kDocumentsPart] = shape.end - shape.first;
  counts[kTopicsPart] = shape.topics;
  counts[kStemsPart] = tables.stems.size();
  counts[kSourcesPart] = tables.sources.size();
  counts[kSourceStemsPart] = tables.source_stems.size();
  for (size_t kind = 0; kind < kPostingKinds; ++kind) {
    writer->layouts_.emplace_back(shape.postings[kind],
                                  shape.end - shape.first);
    counts[kFirstPostingsPart + 2 * kind] =
        writer->layouts_.back().buckets() + 1;
    counts[kFirstPostingsPart + 2 * kind + 1] = shape.postings[kind];
  }
  uint64_t place = kSegmentMagic;
  for (size_t part = 0; part < kSegmentParts; ++part) {
    if (part == kBlocksPart) {
      counts[part] = (place + kSegmentBlock - 1) / kSegmentBlock;
    }
    head.parts[part] = {place, counts[part]};
    place += counts[part] * kPartSizes[part];
  }
  head.file_size = place + kSegmentFooter;
  std::vector<uint64_t> places;
  for (const SegmentHead::Part& part : head.parts) places.push_back(part.begin);
  places.push_back(head.file_size - kSegmentFooter);
  places.push_back(0);
  absl::StatusOr<std::unique_ptr<PartFile>> file = PartFile::Create(
      folder + "/" + SegmentName(shape.first, shape.end) + ".tmp",
      head.file_size, places);
  if (!file.ok()) return file.status();
  writer->folder_ = folder;
  writer->file_ = *std::move(file);
  std::copy_n(kSegmentMagicBytes, kSegmentMagic,
              writer->file_->Next(kMagicPlace, kSegmentMagic));
  writer->WriteTables(tables);
  return writer;
}

void SegmentWriter::WriteTables(const SegmentTables& tables) {
  for (const WordWithStem& one : tables.stems) {
    char* const bytes = Next(kStemsPart);
    StoreLittle(one.word, bytes);
    StoreLittle(one.stem, bytes + 4);
  }
  for (const SourceCount& one : tables.sources) {
    char* const bytes = Next(kSourcesPart);
    StoreLittle(one.source, bytes);
    StoreLittle(one.articles, bytes + 4);
  }
  for (const SourceStem& one : tables.source_stems) {
    char* const bytes = Next(kSourceStemsPart);
    StoreLittle(one.source, bytes);
    StoreLittle(one.stem, bytes + 4);
    StoreLittle(one.headlines, bytes + 8);
  }
}

void SegmentWriter::Document(const DocumentInfo& info,
                             std::span<const uint32_t> topics) {
  char* const bytes = Next(kDocumentsPart);
  StoreLittle(info.flags, bytes);
  StoreLittle(info.source, bytes + 4);
  StoreLittle(info.day, bytes + 8);
  StoreLittle(info.keys, bytes + 12);
  StoreLittle(info.shingles, bytes + 16);
  StoreLittle(topics_, bytes + 20);
  StoreLittle(info.largest_key, bytes + 24);
  StoreLittle(info.content, bytes + 32);
  StoreLittle(info.opening, bytes + 40);
  for (const uint32_t stem : topics) StoreLittle(stem, Next(kTopicsPart));
  topics_ += static_cast<uint32_t>(topics.size());
}

void SegmentWriter::Add(PostingKind kind, const PackedPostings& run) {
  constexpr size_t kAtOnce = 1024;
  const auto number = static_cast<size_t>(kind);
  const PostingLayout layout = layouts_[number];
  const auto begins = static_cast<SegmentPart>(kFirstPostingsPart + 2 * number);
  const uint64_t documents = (uint64_t{1} << run.document_bits) - 1;
  for (size_t from = 0; from < run.postings.size(); from += kAtOnce) {
    const auto some = run.postings.subspan(
        from, std::min(kAtOnce, run.postings.size() - from));
    char* entry =
        file_->Next(begins + 1, some.size() * PostingLayout::kEntryBytes);
    const auto key_of = [&](uint64_t packed) {
      return run.first_key + (packed >> run.document_bits);
    };
    // Of the bucket before the next one and those after it: where they end, or
    // 0 if nothing is in them.
    size_t& next = next_bucket_[number];
    const size_t last = layout.Bucket(key_of(some.back()));
    ends_.assign(std::max(last + 2, next + 1) - next, 0);
    uint32_t written = written_[number];
    for (const uint64_t packed : some) {
      const uint64_t key = key_of(packed);
      // Never outside, even of segments whose lists are not in order.
      ends_[std::min(layout.Bucket(key) + 1 - next, ends_.size() - 1)] =
          ++written;
      PostingLayout::Store(layout.FirstOf(key) | (packed & documents), entry);
      entry += PostingLayout::kEntryBytes;
    }
    uint32_t end = written_[number];
    for (size_t i = 0; next <= last; ++next, ++i) {
      end = std::max(end, ends_[i]);
      StoreLittle(end, Next(begins));
    }
    written_[number] = written;
  }
}

void SegmentWriter::EndBuckets() {
  for (size_t kind = 0; kind < kPostingKinds; ++kind) {
    const auto begins = static_cast<SegmentPart>(kFirstPostingsPart + 2 * kind);
    for (size_t& next = next_bucket_[kind]; next < head_.parts[begins].count;
         ++next) {
      StoreLittle(written_[kind], Next(begins));
    }
  }
}

absl::Status SegmentWriter::WriteFooter() {
  EndBuckets();
  NUSKHA_RETURN_IF_ERROR(file_->Flush());
  const SegmentHead::Part& blocks = head_.parts[kBlocksPart];
  std::string checksums;
  for (uint64_t block = 0; block < blocks.count; ++block) {
    const uint64_t from = block * kSegmentBlock;
    const auto bytes =
        file_->Read(from, std::min(from + kSegmentBlock, blocks.begin));
    if (!bytes.ok()) return bytes.status();
    const uint64_t checksum = Hash64({bytes->data(), bytes->size()});
    AppendLittle(checksum, &checksums);
    StoreLittle(checksum, Next(kBlocksPart));
  }
  head_.blocks_checksum = Hash64(checksums);
  const std::string footer = head_.Encode();
  footer.copy(file_->Next(kFooterPlace, kSegmentFooter), kSegmentFooter);
  return file_->Flush();
}

absl::StatusOr<std::shared_ptr<const Segment>> SegmentWriter::Finish(
    bool sync) {
  NUSKHA_RETURN_IF_ERROR(WriteFooter());
  const std::string name = folder_ + "/" + SegmentName(head_.first, head_.end);
  NUSKHA_RETURN_IF_ERROR(file_->Publish(name, sync));
  return Segment::Open(name, head_.family);
}

}  // namespace nuskha::internal
