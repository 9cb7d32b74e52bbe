// SPDX-License-Identifier: Apache-2.0
//
// Wording that returns, as far as the index knows: what index/recurrence.h says
// of a whole collection, asked for the w5 of one document.

#ifndef NUSKHA_SRC_STORE_WORDING_H_
#define NUSKHA_SRC_STORE_WORDING_H_

#include <cstdint>
#include <optional>
#include <span>
#include <unordered_map>
#include <vector>

#include "index/gram_table.h"
#include "index/recurrence.h"
#include "store/document_keys.h"
#include "store/known.h"

namespace nuskha::internal {

// Of a w5 with more holders, this many are looked at: the first, the last, and
// others evenly between.
inline constexpr size_t kMaxHoldersSeen = 512;
// Where some were removed, these are chosen among so many, evenly between.
inline constexpr size_t kMaxHoldersSifted = 8192;

// Keeps its buffers: one per thread.
class Wording {
 public:
  explicit Wording(uint64_t seed) : seed_(seed) {}

  // For the questions of one article. asked: its keys if it is not among the
  // known and shall count as if it were, else null; both must stay.
  void Begin(const Known& known, const DocumentKeys* asked);

  // As MarkWords() with the table of FindRecurrent(). grams: distinct keys of
  // the words, ascending.
  uint32_t Mark(std::span<const uint32_t> words,
                std::span<const uint64_t> grams, std::vector<uint8_t>* marks);

  // The part of FindDayRanges() for these keys.
  GramTable Days(std::span<const uint64_t> grams);

 private:
  struct Holder {
    uint32_t number;
    uint32_t source;
    uint64_t content;
    int32_t day;
  };

  // What is to be said of grams, of those where there is something.
  std::vector<GramTable::Entry> LookUp(std::span<const uint64_t> grams);
  void Collect(uint64_t gram, const Holders& holders);
  template <typename List>
  void Choose(const List& holders);
  std::optional<uint64_t> Describe();
  std::optional<DayRange> DaysOfTexts();
  bool KeepLargestSource();
  bool Cohere(uint32_t source);
  bool IsCommonplace(uint32_t source, uint32_t stem) const;

  uint64_t seed_;
  const Known* known_ = nullptr;
  const DocumentKeys* asked_ = nullptr;
  std::vector<Holder> holders_;
  std::vector<uint32_t> numbers_, living_;
  std::vector<uint32_t> topics_, stems_;
  std::vector<uint64_t> hashes_;
  // What was said of these holders before: neighbouring w5 have the same.
  std::unordered_map<uint64_t, std::optional<uint64_t>> said_;
  // Of the first text that was marked: its matches have most of its grams.
  std::vector<uint64_t> first_grams_, fresh_;
  std::vector<GramTable::Entry> first_entries_;
};

}  // namespace nuskha::internal

#endif  // NUSKHA_SRC_STORE_WORDING_H_
