// SPDX-License-Identifier: Apache-2.0
//
// Posting lists, and how they are packed in a segment (docs/formats/index.md).

#ifndef NUSKHA_SRC_STORE_POSTINGS_H_
#define NUSKHA_SRC_STORE_POSTINGS_H_

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>

#include "base/little_endian.h"
#include "store/document_keys.h"

namespace nuskha::internal {

enum class PostingKind : uint8_t { kGrams, kShorts, kSpecials };
inline constexpr size_t kPostingKinds = 3;

// A key and a document of the segment.
struct Posting {
  uint64_t key;
  uint32_t document;

  friend auto operator<=>(const Posting&, const Posting&) = default;
};

// Postings as one number each, so that they sort and merge fast: the key less
// `first_key`, then the document in `document_bits` bits.
struct PackedPostings {
  uint64_t first_key = 0;
  uint32_t document_bits = 0;
  std::span<const uint64_t> postings = {};  // ascending
};

// How many bits are what in the entries of one list.
class PostingLayout {
 public:
  static constexpr size_t kEntryBytes = 6;

  // entries: at most 2^32 - 1; documents: at least 1.
  PostingLayout(uint64_t entries, uint32_t documents)
      : document_bits_(std::max<uint32_t>(1, std::bit_width(documents - 1))) {
    while ((entries >> bucket_bits_) > 8 ||
           kKeyBits - bucket_bits_ + document_bits_ > 8 * kEntryBytes) {
      ++bucket_bits_;
    }
  }

  size_t buckets() const { return size_t{1} << bucket_bits_; }
  size_t Bucket(uint64_t key) const { return key >> (kKeyBits - bucket_bits_); }
  // The smallest entry that a key could have in its bucket.
  uint64_t FirstOf(uint64_t key) const {
    const uint64_t residual =
        key & ((uint64_t{1} << (kKeyBits - bucket_bits_)) - 1);
    return residual << document_bits_;
  }
  uint64_t FirstKey(size_t bucket) const {
    return uint64_t{bucket} << (kKeyBits - bucket_bits_);
  }
  // Key of an entry less FirstKey() of its bucket.
  uint64_t KeyInBucket(uint64_t entry) const {
    return (entry >> document_bits_) &
           ((uint64_t{1} << (kKeyBits - bucket_bits_)) - 1);
  }
  uint32_t DocumentOf(uint64_t entry) const {
    return static_cast<uint32_t>(entry & ((uint64_t{1} << document_bits_) - 1));
  }
  uint64_t documents() const { return uint64_t{1} << document_bits_; }

  uint32_t document_bits() const { return document_bits_; }

  // Entries may be read, and written, with two bytes of what follows.
  static uint64_t Load(const char* entries, size_t i) {
    return LoadLittle<uint64_t>(entries + i * kEntryBytes) &
           ((uint64_t{1} << (8 * kEntryBytes)) - 1);
  }
  static void Store(uint64_t entry, char* bytes) { StoreLittle(entry, bytes); }

 private:
  uint32_t document_bits_;
  uint32_t bucket_bits_ = 0;
};

}  // namespace nuskha::internal

#endif  // NUSKHA_SRC_STORE_POSTINGS_H_
