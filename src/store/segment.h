// SPDX-License-Identifier: Apache-2.0
//
// An immutable file of postings, mapped (docs/formats/index.md). Blocks are
// checked when they are first touched; once one is found damaged, lists may be
// incomplete and damaged() says so: ask it before an answer is given.

#ifndef NUSKHA_SRC_STORE_SEGMENT_H_
#define NUSKHA_SRC_STORE_SEGMENT_H_

#include <array>
#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "nuskha/document.h"
#include "store/document_keys.h"
#include "store/postings.h"

namespace nuskha::internal {

struct SourceCount {
  uint32_t source;
  uint32_t articles;
};
struct SourceStem {
  uint32_t source;
  uint32_t stem;
  uint32_t headlines;
};

// Parts of a file, in their order.
enum SegmentPart : uint8_t {
  kDocumentsPart,
  kTopicsPart,
  kStemsPart,
  kSourcesPart,
  kSourceStemsPart,
  kFirstPostingsPart,  // begins and entries, of each kind
  kBlocksPart = kFirstPostingsPart + 2 * kPostingKinds,
  kSegmentParts,
};

inline constexpr std::array<uint32_t, kSegmentParts> kPartSizes = {
    48, 4, 8, 8, 12, 4, 6, 4, 6, 4, 6, 8};
inline constexpr size_t kSegmentMagic = 16;
inline constexpr char kSegmentMagicBytes[kSegmentMagic + 1] =
    "nuskha-segment2\n";
inline constexpr size_t kSegmentBlock = size_t{1} << 16;
inline constexpr size_t kSegmentFooter = 264;

struct SegmentHead {
  uint64_t family = 0;  // hash
  uint32_t first = 0;
  uint32_t end = 0;
  uint64_t present = 0;
  uint64_t sum = 0;
  uint64_t file_size = 0;
  uint64_t blocks_checksum = 0;
  struct Part {
    uint64_t begin = 0;
    uint64_t count = 0;
  };
  std::array<Part, kSegmentParts> parts = {};

  std::string Encode() const;
  // False: no footer of ours, or parts that are not in the file.
  bool Decode(std::string_view bytes, uint64_t size);
};

// Safe to share between threads.
class Segment {
 public:
  // Errors: DataLoss, NotFound; FailedPrecondition for another family.
  static absl::StatusOr<std::shared_ptr<const Segment>> Open(
      const std::string& path, uint64_t family);
  ~Segment();
  Segment(const Segment&) = delete;
  Segment& operator=(const Segment&) = delete;

  const std::string& path() const { return path_; }
  const SegmentHead& head() const { return head_; }
  uint32_t first() const { return head_.first; }
  uint32_t end() const { return head_.end; }
  uint32_t size() const { return head_.end - head_.first; }
  bool damaged() const { return damaged_.load(std::memory_order_relaxed); }

  // Checks every block.
  bool CheckAll() const;

  // document: number less first(). Of a damaged block: one that is not there.
  DocumentInfo Info(uint32_t document) const;
  void Topics(uint32_t document, std::vector<uint32_t>* topics) const;

  // Entries of a kind.
  uint64_t Count(PostingKind kind) const { return PartCount(Entries(kind)); }
  // The entries of a key: where the first is, and how many. Where they are
  // looked up in numbers, prefetch both first.
  struct List {
    uint64_t begin = 0;
    uint32_t size = 0;
  };
  void PrefetchBucket(PostingKind kind, uint64_t key) const;
  void PrefetchEntries(PostingKind kind, uint64_t key) const;
  List Find(PostingKind kind, uint64_t key) const;
  uint32_t DocumentAt(PostingKind kind, uint64_t entry) const;

  uint32_t ArticlesOf(uint32_t source) const;
  uint32_t Headlines(uint32_t source, uint32_t stem) const;

  uint64_t PartCount(SegmentPart part) const { return head_.parts[part].count; }
  WordWithStem Stem(uint64_t i) const;
  SourceCount Source(uint64_t i) const;
  SourceStem StemOfSource(uint64_t i) const;

  // All postings of a kind in order. REQUIRES: CheckAll()
  class Cursor {
   public:
    Cursor(const Segment& segment, PostingKind kind)
        : segment_(&segment), kind_(kind) {}
    // Appends those of keys below `end` that were not yet, packed, with
    // documents numbered `shift` higher. REQUIRES: end - first_key and the
    // documents fit
    void Take(uint64_t first_key, uint64_t end, uint32_t document_bits,
              uint32_t shift, std::vector<uint64_t>* postings);

   private:
    bool NextBucket();

    const Segment* segment_;
    PostingKind kind_;
    size_t bucket_ = 0;  // the next one
    uint64_t entry_ = 0;
    uint64_t bucket_end_ = 0;
  };

 private:
  Segment(std::string path, const char* data, uint64_t size)
      : path_(std::move(path)), data_(data), size_(size) {}

  // The bytes of `count` elements of a part from `i` on; null, after having
  // taken note, if they are damaged.
  const char* Read(SegmentPart part, uint64_t i, uint64_t count = 1) const;
  bool CheckBlocks(uint64_t begin, uint64_t end) const;
  bool Bucket(PostingKind kind, size_t bucket, uint64_t* begin,
              uint64_t* end) const;
  static SegmentPart Begins(PostingKind kind) {
    return static_cast<SegmentPart>(kFirstPostingsPart +
                                    2 * static_cast<int>(kind));
  }
  static SegmentPart Entries(PostingKind kind) {
    return static_cast<SegmentPart>(Begins(kind) + 1);
  }

  std::string path_;
  const char* data_;  // mapped
  uint64_t size_;
  SegmentHead head_;
  std::vector<PostingLayout> layouts_;                  // by kind
  mutable std::vector<std::atomic<uint64_t>> checked_;  // a bit for each block
  mutable std::atomic<bool> damaged_ = false;
};

}  // namespace nuskha::internal

#endif  // NUSKHA_SRC_STORE_SEGMENT_H_
