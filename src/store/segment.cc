// SPDX-License-Identifier: Apache-2.0

#include "store/segment.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include <cerrno>
#include <utility>

#include "base/descriptor.h"
#include "base/hash.h"
#include "base/little_endian.h"
#include "base/status_util.h"

namespace nuskha::internal {
namespace {

absl::Status Damaged(const std::string& path, std::string_view what) {
  return MakeStatus(absl::StatusCode::kDataLoss,
                    fmt::format("{} is damaged: {}", path, what));
}

}  // namespace

std::string SegmentHead::Encode() const {
  std::string bytes(kSegmentMagicBytes, kSegmentMagic);
  AppendLittle(family, &bytes);
  AppendLittle(first, &bytes);
  AppendLittle(end, &bytes);
  AppendLittle(present, &bytes);
  AppendLittle(sum, &bytes);
  AppendLittle(file_size, &bytes);
  AppendLittle(blocks_checksum, &bytes);
  for (const Part& part : parts) {
    AppendLittle(part.begin, &bytes);
    AppendLittle(part.count, &bytes);
  }
  AppendLittle(Hash64(bytes), &bytes);
  return bytes;
}

bool SegmentHead::Decode(std::string_view bytes, uint64_t size) {
  LittleReader reader(bytes);
  if (reader.TakeBytes(kSegmentMagic, 1) !=
      std::string_view(kSegmentMagicBytes, kSegmentMagic)) {
    return false;
  }
  reader.Take(&family);
  reader.Take(&first);
  reader.Take(&end);
  reader.Take(&present);
  reader.Take(&sum);
  reader.Take(&file_size);
  reader.Take(&blocks_checksum);
  uint64_t place = kSegmentMagic;
  bool fits = true;
  for (size_t i = 0; i < kSegmentParts; ++i) {
    reader.Take(&parts[i].begin);
    reader.Take(&parts[i].count);
    fits = fits && parts[i].begin >= place && parts[i].begin <= size &&
           parts[i].count <= (size - parts[i].begin) / kPartSizes[i];
    if (fits) place = parts[i].begin + parts[i].count * kPartSizes[i];
  }
  uint64_t checksum = 0;
  reader.Take(&checksum);
  return reader.AtEnd() && fits && file_size == size && first < end &&
         place + kSegmentFooter == size &&
         parts[kDocumentsPart].count == end - first &&
         checksum == Hash64(bytes.substr(0, bytes.size() - sizeof checksum));
}

absl::StatusOr<std::shared_ptr<const Segment>> Segment::Open(
    const std::string& path, uint64_t family) {
  const Descriptor file(open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file.valid()) return SystemError(path, errno);
  struct stat status {};
  if (fstat(file.get(), &status) != 0) return SystemError(path, errno);
  if (!S_ISREG(status.st_mode)) return Damaged(path, "no file");
  const auto size = static_cast<uint64_t>(status.st_size);
  if (size < kSegmentMagic + kSegmentFooter) return Damaged(path, "too short");
  void* const data = mmap(nullptr, size, PROT_READ, MAP_SHARED, file.get(), 0);
  if (data == MAP_FAILED) return SystemError("map " + path, errno);
  std::shared_ptr<Segment> segment(
      new Segment(path, static_cast<const char*>(data), size));
  SegmentHead& head = segment->head_;
  if (!head.Decode({segment->data_ + size - kSegmentFooter, kSegmentFooter},
                   size)) {
    return Damaged(path, "no whole footer");
  }
  if (head.family != family) {
    return MakeStatus(absl::StatusCode::kFailedPrecondition,
                      path + " belongs to another index");
  }
  const SegmentHead::Part& blocks = head.parts[kBlocksPart];
  if (blocks.count != (blocks.begin + kSegmentBlock - 1) / kSegmentBlock ||
      Hash64({segment->data_ + blocks.begin, blocks.count * 8}) !=
          head.blocks_checksum) {
    return Damaged(path, "wrong checksum");
  }
  segment->checked_ = std::vector<std::atomic<uint64_t>>(blocks.count / 64 + 1);
  for (size_t kind = 0; kind < kPostingKinds; ++kind) {
    const auto begins = Begins(static_cast<PostingKind>(kind));
    const uint64_t entries = head.parts[begins + 1].count;
    if (entries > UINT32_MAX) return Damaged(path, "too many entries");
    segment->layouts_.emplace_back(entries, segment->size());
    if (head.parts[begins].count != segment->layouts_.back().buckets() + 1) {
      return Damaged(path, "wrong number of buckets");
    }
  }
  // Pages are read here and there: reading ahead would only push others out.
  madvise(data, size, MADV_RANDOM);
  return std::shared_ptr<const Segment>(std::move(segment));
}

Segment::~Segment() { munmap(const_cast<char*>(data_), size_); }

bool Segment::CheckBlocks(uint64_t begin, uint64_t end) const {
  const SegmentHead::Part& blocks = head_.parts[kBlocksPart];
  for (uint64_t block = begin / kSegmentBlock; block * kSegmentBlock < end;
       ++block) {
    std::atomic<uint64_t>& word = checked_[block / 64];
    const uint64_t bit = uint64_t{1} << (block % 64);
    if ((word.load(std::memory_order_relaxed) & bit) != 0) continue;
    const uint64_t from = block * kSegmentBlock;
    const uint64_t size = std::min(kSegmentBlock, blocks.begin - from);
    if (Hash64({data_ + from, size}) !=
        LoadLittle<uint64_t>(data_ + blocks.begin + block * 8)) {
      damaged_.store(true, std::memory_order_relaxed);
      return false;
    }
    word.fetch_or(bit, std::memory_order_relaxed);
  }
  return true;
}

bool Segment::CheckAll() const {
  return CheckBlocks(0, head_.parts[kBlocksPart].begin) && !damaged();
}

const char* Segment::Read(SegmentPart part, uint64_t i, uint64_t count) const {
  const SegmentHead::Part& place = head_.parts[part];
  if (i > place.count || count > place.count - i) {
    damaged_.store(true, std::memory_order_relaxed);
    return nullptr;
  }
  const uint64_t begin = place.begin + i * kPartSizes[part];
  return CheckBlocks(begin, begin + count * kPartSizes[part]) ? data_ + begin
                                                              : nullptr;
}

DocumentInfo Segment::Info(uint32_t document) const {
  const char* const bytes = Read(kDocumentsPart, document);
  if (bytes == nullptr) return {};
  return {.flags = LoadLittle<uint32_t>(bytes),
          .source = LoadLittle<uint32_t>(bytes + 4),
          .day = LoadLittle<int32_t>(bytes + 8),
          .keys = LoadLittle<uint32_t>(bytes + 12),
          .shingles = LoadLittle<uint32_t>(bytes + 16),
          .largest_key = LoadLittle<uint64_t>(bytes + 24),
          .content = LoadLittle<uint64_t>(bytes + 32),
          .opening = LoadLittle<uint64_t>(bytes + 40)};
}

void Segment::Topics(uint32_t document, std::vector<uint32_t>* topics) const {
  topics->clear();
  constexpr size_t kBegin = 20;
  const char* const bytes = Read(kDocumentsPart, document);
  if (bytes == nullptr) return;
  const uint64_t begin = LoadLittle<uint32_t>(bytes + kBegin);
  uint64_t end = PartCount(kTopicsPart);
  if (document + 1 < size()) {
    const char* const next = Read(kDocumentsPart, document + 1);
    if (next == nullptr) return;
    end = LoadLittle<uint32_t>(next + kBegin);
  }
  const char* const stems =
      begin <= end ? Read(kTopicsPart, begin, end - begin) : nullptr;
  if (stems == nullptr) return;
  for (uint64_t i = 0; i < end - begin; ++i) {
    topics->push_back(LoadLittle<uint32_t>(stems + 4 * i));
  }
}

bool Segment::Bucket(PostingKind kind, size_t bucket, uint64_t* begin,
                     uint64_t* end) const {
  const char* const begins = Read(Begins(kind), bucket, 2);
  if (begins == nullptr) return false;
  *begin = LoadLittle<uint32_t>(begins);
  *end = LoadLittle<uint32_t>(begins + 4);
  return *begin <= *end && *end <= PartCount(Entries(kind));
}

void Segment::PrefetchBucket(PostingKind kind, uint64_t key) const {
  const size_t bucket = layouts_[static_cast<size_t>(kind)].Bucket(key);
  __builtin_prefetch(data_ + head_.parts[Begins(kind)].begin + bucket * 4);
}

void Segment::PrefetchEntries(PostingKind kind, uint64_t key) const {
  const size_t bucket = layouts_[static_cast<size_t>(kind)].Bucket(key);
  const uint64_t begin = LoadLittle<uint32_t>(
      data_ + head_.parts[Begins(kind)].begin + bucket * 4);
  const char* const entries = data_ + head_.parts[Entries(kind)].begin;
  // A bucket is about as long as a cache line: most are in two.
  constexpr uint64_t kUsualBytes = 8 * PostingLayout::kEntryBytes;
  __builtin_prefetch(entries + begin * PostingLayout::kEntryBytes);
  __builtin_prefetch(entries + begin * PostingLayout::kEntryBytes +
                     kUsualBytes);
}

Segment::List Segment::Find(PostingKind kind, uint64_t key) const {
  const PostingLayout& layout = layouts_[static_cast<size_t>(kind)];
  uint64_t begin = 0, end = 0;
  if (!Bucket(kind, layout.Bucket(key), &begin, &end) || begin == end) {
    return {};
  }
  const char* const entries = Read(Entries(kind), begin, end - begin);
  if (entries == nullptr) return {};
  const uint64_t least = layout.FirstOf(key);
  const uint64_t most = least + layout.documents();
  // Few entries, but for the buckets of common keys.
  uint64_t low = 0, high = end - begin;
  while (high - low > 16) {
    const uint64_t middle = (low + high) / 2;
    (PostingLayout::Load(entries, middle) < least ? low : high) = middle;
  }
  while (low < end - begin && PostingLayout::Load(entries, low) < least) ++low;
  uint64_t inside = low;
  high = end - begin;
  while (inside < high) {
    const uint64_t middle = (inside + high) / 2;
    if (PostingLayout::Load(entries, middle) < most) {
      inside = middle + 1;
    } else {
      high = middle;
    }
  }
  return {begin + low, static_cast<uint32_t>(inside - low)};
}

uint32_t Segment::DocumentAt(PostingKind kind, uint64_t entry) const {
  const SegmentHead::Part& part = head_.parts[Entries(kind)];
  // Find() has checked the bucket.
  const uint32_t document = layouts_[static_cast<size_t>(kind)].DocumentOf(
      PostingLayout::Load(data_ + part.begin, entry));
  if (document < size()) return document;
  damaged_.store(true, std::memory_order_relaxed);
  return 0;
}

bool Segment::Cursor::NextBucket() {
  const PostingLayout& layout = segment_->layouts_[static_cast<size_t>(kind_)];
  while (entry_ == bucket_end_) {
    if (bucket_ >= layout.buckets() ||
        !segment_->Bucket(kind_, bucket_, &entry_, &bucket_end_)) {
      return false;
    }
    ++bucket_;
  }
  return true;
}

void Segment::Cursor::Take(uint64_t first_key, uint64_t end,
                           uint32_t document_bits, uint32_t shift,
                           std::vector<uint64_t>* postings) {
  const PostingLayout& layout = segment_->layouts_[static_cast<size_t>(kind_)];
  const char* const entries =
      segment_->data_ + segment_->head_.parts[Entries(kind_)].begin;
  uint32_t largest = 0;
  while (NextBucket()) {
    // Below 0, modulo 2^64, for a bucket that began in an earlier range.
    const uint64_t base = layout.FirstKey(bucket_ - 1) - first_key;
    const size_t size = postings->size();
    postings->resize(size + (bucket_end_ - entry_));
    uint64_t* to = postings->data() + size;
    for (; entry_ < bucket_end_; ++entry_) {
      const uint64_t entry = PostingLayout::Load(entries, entry_);
      const uint64_t key = base + layout.KeyInBucket(entry);
      if (key >= end - first_key) break;
      const uint32_t document = layout.DocumentOf(entry);
      largest = std::max(largest, document);
      *to++ = key << document_bits | (document + shift);
    }
    if (entry_ == bucket_end_) continue;
    postings->resize(static_cast<size_t>(to - postings->data()));
    break;
  }
  const bool behind =
      entry_ < bucket_end_ &&
      layout.FirstKey(bucket_ - 1) +
              layout.KeyInBucket(PostingLayout::Load(entries, entry_)) <
          first_key;
  if (largest < segment_->size() && !behind) return;
  segment_->damaged_.store(true, std::memory_order_relaxed);
  postings->clear();
}

}  // namespace nuskha::internal
