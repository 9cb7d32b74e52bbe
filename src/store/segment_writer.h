// SPDX-License-Identifier: Apache-2.0
//
// Writes a segment under another name, and renames it when it is complete.

#ifndef NUSKHA_SRC_STORE_SEGMENT_WRITER_H_
#define NUSKHA_SRC_STORE_SEGMENT_WRITER_H_

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "store/part_file.h"
#include "store/segment.h"

namespace nuskha::internal {

// All but documents, topics and postings, ascending.
struct SegmentTables {
  std::vector<WordWithStem> stems;
  std::vector<SourceCount> sources;
  std::vector<SourceStem> source_stems;

  // Sorts, keeps the first stem of a word, adds up counts.
  void Settle();
};

// How much there will be.
struct SegmentShape {
  uint64_t family = 0;
  uint32_t first = 0;
  uint32_t end = 0;
  uint64_t present = 0;
  uint64_t sum = 0;
  uint64_t topics = 0;
  std::array<uint64_t, kPostingKinds> postings = {};
};

// "0000000000-0000000100.seg" in hexadecimal digits.
std::string SegmentName(uint32_t first, uint32_t end);

// Call order: Document* (one for each number), Add* by kind and ascending,
// Finish. Without Finish no file is left.
class SegmentWriter {
 public:
  static absl::StatusOr<std::unique_ptr<SegmentWriter>> Create(
      const std::string& folder, const SegmentShape& shape,
      const SegmentTables& tables);

  void Document(const DocumentInfo& info, std::span<const uint32_t> topics);
  void Add(PostingKind kind, const PackedPostings& run);

  // sync: waits for the disk. Returns the segment, open.
  absl::StatusOr<std::shared_ptr<const Segment>> Finish(bool sync);

 private:
  SegmentWriter() = default;
  char* Next(SegmentPart part) { return file_->Next(part, kPartSizes[part]); }
  void WriteTables(const SegmentTables& tables);
  void EndBuckets();
  absl::Status WriteFooter();

  std::string folder_;
  std::unique_ptr<PartFile> file_;
  SegmentHead head_;
  std::vector<PostingLayout> layouts_;
  std::array<uint32_t, kPostingKinds> written_ = {};
  std::array<size_t, kPostingKinds> next_bucket_ = {};
  std::vector<uint32_t> ends_;  // of buckets, while they are filled
  uint32_t topics_ = 0;
};

}  // namespace nuskha::internal

#endif  // NUSKHA_SRC_STORE_SEGMENT_WRITER_H_
