// SPDX-License-Identifier: Apache-2.0
//
// One of two documents that are judged, and what is derived from it when a
// judgement asks for it.

#ifndef NUSKHA_SRC_VERIFY_SIDE_H_
#define NUSKHA_SRC_VERIFY_SIDE_H_

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <vector>

#include "index/document_store.h"
#include "index/stem_table.h"
#include "nuskha/document.h"
#include "verify/furniture.h"

namespace nuskha::internal {

// What verification sees of a document.
struct DocumentView {
  std::span<const uint32_t> words;  // content words, or the title if none
  std::span<const Number> numbers = {};
  std::span<const uint32_t> title = {};
  uint64_t text_hash = 0;  // Document::text_hash; 0: not known
  DocumentStore::Origin origin = {};
  // Where the number of distinct w3 is kept once it is known, 0 before; may be
  // null. Threads that find it at the same time write the same value.
  std::atomic<uint32_t>* distinct = nullptr;
  // One verifier sees one document under a number, so that it may keep what it
  // derived.
  static constexpr uint32_t kNoNumber = 0xffffffff;
  uint32_t number = kNoNumber;
};

// Marks the words of a document as MarkWords() does; leaves *marks empty where
// it knows nothing of them. Called from several threads.
using WordMarker =
    std::function<uint32_t(const DocumentView&, std::vector<uint64_t>* hashes,
                           std::vector<uint8_t>* marks)>;

// The stems of all words of a text, in their order and as a set. Filled, probed
// and forgotten thousands of times a second.
class WordStems {
 public:
  void Assign(std::span<const uint32_t> words, const StemTable& table);

  uint32_t operator[](size_t word) const { return stems_[word]; }

  bool Contains(uint32_t stem) const {
    size_t i = Place(stem);
    while (slots_[i].epoch == epoch_) {
      if (slots_[i].stem == stem) return true;
      i = (i + 1) & mask_;
    }
    return false;
  }

 private:
  struct Slot {
    uint32_t stem = 0;
    uint32_t epoch = 0;
  };

  // The lowest bit of a stem has a meaning.
  size_t Place(uint32_t stem) const { return stem >> 1 & mask_; }

  std::vector<uint32_t> stems_;
  std::vector<Slot> slots_ = std::vector<Slot>(2);
  size_t mask_ = 1;
  uint32_t epoch_ = 1;
};

// Keeps its buffers from document to document, and what it derived while the
// document stays the same.
class Side {
 public:
  // Forgets all, unless both views have the same number.
  void Set(const DocumentView& view);

  const DocumentView& view() const { return view_; }
  size_t size() const { return view_.words.size(); }
  // Distinct values of the numbers, ascending.
  const std::vector<double>& values();

  // Marks, and stems of the title and the first words.
  // REQUIRES for what follows each: that it was called since Set(). hashes:
  // scratch.
  void ReadMarks(const WordMarker& marker, std::vector<uint64_t>* hashes);
  // Shape [size()], or empty: none.
  std::span<const uint8_t> marks() const { return marks_; }
  bool furniture(size_t i) const {
    return !marks_.empty() && (marks_[i] & kFurniture) != 0;
  }
  uint32_t furniture_words() const { return furniture_words_; }

  void ReadHeads(const StemTable& table);
  const std::vector<uint32_t>& title_stems() const { return title_stems_; }
  // Distinct stems of the title, of the first 25 words; ascending.
  const std::vector<uint32_t>& title_set() const { return title_set_; }
  const std::vector<uint32_t>& lead_set() const { return lead_set_; }

 private:
  DocumentView view_;
  bool has_values_ = false;
  bool has_marks_ = false;
  bool has_heads_ = false;
  std::vector<double> values_;
  std::vector<uint8_t> marks_;
  uint32_t furniture_words_ = 0;
  std::vector<uint32_t> title_stems_;
  std::vector<uint32_t> title_set_;
  std::vector<uint32_t> lead_set_;
};

// The sides of the documents seen last: in a corpus the same few are compared
// again and again. A place for each number modulo kKept, of about 1 kB.
class Sides {
 public:
  // The side of `view`, until the next call that does not leave it alone:
  // `stays` is the one that does, null for none.
  Side* For(const DocumentView& view, const Side* stays);

 private:
  static constexpr size_t kKept = 2048;
  // Words and numbers of a document that is kept, at most.
  static constexpr size_t kLongest = 4096;

  std::vector<std::unique_ptr<Side>> kept_;
  std::vector<Side> others_ = std::vector<Side>(2);
};

}  // namespace nuskha::internal

#endif  // NUSKHA_SRC_VERIFY_SIDE_H_
