// SPDX-License-Identifier: Apache-2.0

#include "store/segment_writer.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <utility>

#include "base/hash.h"
#include "base/little_endian.h"
#include "base/status_util.h"

namespace nuskha::internal {
namespace {

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
  writer->folder_ = folder;
  writer->temporary_ =
      folder + "/" + SegmentName(shape.first, shape.end) + ".tmp";
  const std::string& name = writer->temporary_;
  writer->file_ =
      open(name.c_str(), O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
  if (writer->file_ < 0) return SystemError(name, errno);
  const auto size = static_cast<off_t>(head.file_size);
  // Returns the error number. A signal may come in between on any system.
  int error = EINTR;
  while (error == EINTR) error = posix_fallocate(writer->file_, 0, size);
  if (error != 0) return SystemError(name, error);
  void* const data = mmap(nullptr, head.file_size, PROT_READ | PROT_WRITE,
                          MAP_SHARED, writer->file_, 0);
  if (data == MAP_FAILED) return SystemError("map " + name, errno);
  writer->data_ = static_cast<char*>(data);
  std::copy_n(kSegmentMagicBytes, kSegmentMagic, writer->data_);
  writer->WriteTables(tables);
  return writer;
}

SegmentWriter::~SegmentWriter() {
  if (data_ != nullptr) munmap(data_, head_.file_size);
  if (file_ < 0) return;
  close(file_);
  unlink(temporary_.c_str());
}

void SegmentWriter::WriteTables(const SegmentTables& tables) {
  for (size_t i = 0; i < tables.stems.size(); ++i) {
    char* const bytes = At(kStemsPart, i);
    StoreLittle(tables.stems[i].word, bytes);
    StoreLittle(tables.stems[i].stem, bytes + 4);
  }
  for (size_t i = 0; i < tables.sources.size(); ++i) {
    char* const bytes = At(kSourcesPart, i);
    StoreLittle(tables.sources[i].source, bytes);
    StoreLittle(tables.sources[i].articles, bytes + 4);
  }
  for (size_t i = 0; i < tables.source_stems.size(); ++i) {
    char* const bytes = At(kSourceStemsPart, i);
    StoreLittle(tables.source_stems[i].source, bytes);
    StoreLittle(tables.source_stems[i].stem, bytes + 4);
    StoreLittle(tables.source_stems[i].headlines, bytes + 8);
  }
}

void SegmentWriter::Document(const DocumentInfo& info,
                             std::span<const uint32_t> topics) {
  char* const bytes = At(kDocumentsPart, documents_++);
  StoreLittle(info.flags, bytes);
  StoreLittle(info.source, bytes + 4);
  StoreLittle(info.day, bytes + 8);
  StoreLittle(info.keys, bytes + 12);
  StoreLittle(info.shingles, bytes + 16);
  StoreLittle(static_cast<uint32_t>(topics_), bytes + 20);
  StoreLittle(info.largest_key, bytes + 24);
  StoreLittle(info.content, bytes + 32);
  for (const uint32_t stem : topics)
    StoreLittle(stem, At(kTopicsPart, topics_++));
}

void SegmentWriter::Add(PostingKind kind, const Posting& posting) {
  const auto number = static_cast<size_t>(kind);
  const PostingLayout& layout = layouts_[number];
  const auto begins = static_cast<SegmentPart>(kFirstPostingsPart + 2 * number);
  const size_t bucket = layout.Bucket(posting.key);
  size_t& next = next_bucket_[number];
  for (; next <= bucket; ++next) {
    StoreLittle(static_cast<uint32_t>(written_[number]), At(begins, next));
  }
  const auto entries = static_cast<SegmentPart>(begins + 1);
  PostingLayout::Store(layout.Pack(posting), At(entries, written_[number]++));
}

void SegmentWriter::EndBuckets() {
  for (size_t kind = 0; kind < kPostingKinds; ++kind) {
    const auto begins = static_cast<SegmentPart>(kFirstPostingsPart + 2 * kind);
    for (size_t& next = next_bucket_[kind]; next < head_.parts[begins].count;
         ++next) {
      StoreLittle(static_cast<uint32_t>(written_[kind]), At(begins, next));
    }
  }
}

absl::StatusOr<std::shared_ptr<const Segment>> SegmentWriter::Finish(
    bool sync) {
  EndBuckets();
  const SegmentHead::Part& blocks = head_.parts[kBlocksPart];
  for (uint64_t block = 0; block < blocks.count; ++block) {
    const uint64_t from = block * kSegmentBlock;
    const uint64_t size = std::min(kSegmentBlock, blocks.begin - from);
    StoreLittle(Hash64({data_ + from, size}), At(kBlocksPart, block));
  }
  head_.blocks_checksum =
      Hash64({data_ + blocks.begin, blocks.count * sizeof(uint64_t)});
  const std::string footer = head_.Encode();
  std::copy(footer.begin(), footer.end(),
            data_ + head_.file_size - kSegmentFooter);
  if (sync &&
      (msync(data_, head_.file_size, MS_SYNC) != 0 || fsync(file_) != 0)) {
    return SystemError(temporary_, errno);
  }
  const std::string name = folder_ + "/" + SegmentName(head_.first, head_.end);
  if (rename(temporary_.c_str(), name.c_str()) != 0) {
    return SystemError(name, errno);
  }
  munmap(std::exchange(data_, nullptr), head_.file_size);
  close(std::exchange(file_, -1));
  return Segment::Open(name, head_.family);
}

}  // namespace nuskha::internal
