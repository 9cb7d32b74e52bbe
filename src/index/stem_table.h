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

#include "nuskha/document.h"

namespace nuskha::internal {

// Not thread-safe while words are added; read-only use is.
class StemTable {
 public:
  // under: asked for words that were never added here; may be null, must stay.
  explicit StemTable(const StemTable* under = nullptr) : under_(under) {}

  // The first stem of a word stays.
  void Add(std::span<const WordWithStem> words) {
    for (const WordWithStem& word : words) Insert(word.word, word.stem);
  }

  // The stem of a word; the word itself if it was never added.
  uint32_t operator[](uint32_t word) const {
    size_t i = Place(word);
    while (slots_[i].stem != 0 && slots_[i].word != word) i = Next(i);
    if (slots_[i].stem != 0) return slots_[i].stem;
    return under_ != nullptr ? (*under_)[word] : word;
  }

  // Replaces *stems by the stems of all `words`: faster than one by one, as the
  // table is out of the near caches.
  void Read(std::span<const uint32_t> words,
            std::vector<uint32_t>* stems) const {
    for (const uint32_t word : words) {
      __builtin_prefetch(&slots_[Place(word)]);
      if (under_ != nullptr) {
        __builtin_prefetch(&under_->slots_[under_->Place(word)]);
      }
    }
    stems->resize(words.size());
    for (size_t i = 0; i < words.size(); ++i) (*stems)[i] = (*this)[words[i]];
  }

  // Words that were added here.
  size_t size() const { return size_; }
  void Clear() {
    if (size_ == 0) return;
    slots_.assign(kFirstSlots, {});
    slots_.shrink_to_fit();
    size_ = 0;
  }

 private:
  struct Slot {
    uint32_t word = 0;
    uint32_t stem = 0;  // 0: free
  };

  static constexpr size_t kFirstSlots = size_t{1} << 12;

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

  const StemTable* under_;
  std::vector<Slot> slots_ = std::vector<Slot>(kFirstSlots);
  size_t size_ = 0;
};

}  // namespace nuskha::internal

#endif  // NUSKHA_SRC_INDEX_STEM_TABLE_H_
