// SPDX-License-Identifier: Apache-2.0
//
// Word -> stem for every word of a run: a few hundred thousand entries of 8
// bytes for millions of texts.

#ifndef NUSKHA_SRC_INDEX_STEM_TABLE_H_
#define NUSKHA_SRC_INDEX_STEM_TABLE_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace nuskha::internal {

// Not thread-safe while words are added; read-only use is.
class StemTable {
 public:
  StemTable() : slots_(kFirstSlots), recent_(kRecent) {
    // No word that belongs into a slot is the complement of its number.
    for (size_t i = 0; i < kRecent; ++i) {
      recent_[i] = ~static_cast<uint32_t>(i);
    }
  }

  // Empty `stems`, or of another shape: every word is its own stem. The first
  // stem of a word stays.
  void Add(std::span<const uint32_t> words, std::span<const uint32_t> stems) {
    if (words.size() != stems.size()) return;
    for (size_t i = 0; i < words.size(); ++i) {
      uint32_t& recent = recent_[words[i] % kRecent];
      if (recent == words[i]) continue;
      recent = words[i];
      Insert(words[i], stems[i]);
    }
  }

  // The stem of a word; the word itself if it was never added.
  uint32_t operator[](uint32_t word) const {
    size_t i = Place(word);
    while (slots_[i].stem != 0 && slots_[i].word != word) i = Next(i);
    return slots_[i].stem != 0 ? slots_[i].stem : word;
  }

  size_t size() const { return size_; }

 private:
  struct Slot {
    uint32_t word = 0;
    uint32_t stem = 0;  // 0: free
  };

  static constexpr size_t kFirstSlots = size_t{1} << 12;
  // Words seen a moment ago need no look into the large table.
  static constexpr size_t kRecent = size_t{1} << 14;

  // Word hashes are well mixed, and their low bits are used by recent_.
  size_t Place(uint32_t word) const {
    return (uint64_t{word} * slots_.size()) >> 32;
  }
  size_t Next(size_t i) const { return i + 1 == slots_.size() ? 0 : i + 1; }

  void Insert(uint32_t word, uint32_t stem) {
    size_t i = Place(word);
    while (slots_[i].stem != 0) {
      if (slots_[i].word == word) return;
      i = Next(i);
    }
    slots_[i] = {word, stem == 0 ? 2 : stem};
    if (++size_ * 2 > slots_.size()) Grow();
  }

  void Grow() {
    std::vector<Slot> old(slots_.size() * 2);
    old.swap(slots_);
    for (const Slot& slot : old) {
      if (slot.stem == 0) continue;
      size_t i = Place(slot.word);
      while (slots_[i].stem != 0) i = Next(i);
      slots_[i] = slot;
    }
  }

  std::vector<Slot> slots_;
  std::vector<uint32_t> recent_;
  size_t size_ = 0;
};

}  // namespace nuskha::internal

#endif  // NUSKHA_SRC_INDEX_STEM_TABLE_H_
