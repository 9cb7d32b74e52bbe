// SPDX-License-Identifier: Apache-2.0
//
// Small sets of words by hash, made for the answer "no".

#ifndef NUSKHA_SRC_TEXT_WORD_INDEX_H_
#define NUSKHA_SRC_TEXT_WORD_INDEX_H_

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <vector>

#include "text/sort_unique.h"

namespace nuskha::internal {

// One bit for each value of the top kBits bits of a hash.
template <int kBits>
class HashBitmap {
 public:
  void Insert(uint32_t hash) {
    const uint32_t slot = hash >> (32 - kBits);
    bits_[slot / 64] |= uint64_t{1} << (slot % 64);
  }

  // True for every inserted hash, and for few others.
  bool MayContain(uint32_t hash) const {
    const uint32_t slot = hash >> (32 - kBits);
    return (bits_[slot / 64] >> (slot % 64) & 1) != 0;
  }

 private:
  std::array<uint64_t, (size_t{1} << kBits) / 64> bits_ = {};
};

// Four bytes as a number, only for comparing, and its hash for HashBitmap.
inline uint32_t LoadBlock(const char* p) {
  uint32_t block;
  std::memcpy(&block, p, sizeof(block));
  return block;
}

inline uint32_t HashBlock(uint32_t block) { return block * 0x9e3779b1u; }

// Word hash -> numbers. (Add* Sort Find*)
class WordIndex {
 public:
  struct Entry {
    uint32_t hash;
    uint32_t value;
    friend auto operator<=>(const Entry&, const Entry&) = default;
  };

  void Add(uint32_t hash, uint32_t value) {
    entries_.push_back({hash, value});
    bitmap_.Insert(hash);
  }

  void Sort() { SortUnique(&entries_); }

  std::span<const Entry> Find(uint32_t hash) const {
    if (!bitmap_.MayContain(hash)) return {};
    const auto begin =
        std::ranges::lower_bound(entries_, hash, {}, &Entry::hash);
    auto end = begin;
    while (end != entries_.end() && end->hash == hash) ++end;
    return {begin, end};
  }

 private:
  std::vector<Entry> entries_;
  HashBitmap<12> bitmap_;
};

}  // namespace nuskha::internal

#endif  // NUSKHA_SRC_TEXT_WORD_INDEX_H_
