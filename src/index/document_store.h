// SPDX-License-Identifier: Apache-2.0
//
// The documents of a run, numbered from 0 in input order: about 4 bytes a
// word, in large blocks so that growing never copies, and in a file where they
// are more than a run may keep in memory.

#ifndef NUSKHA_SRC_INDEX_DOCUMENT_STORE_H_
#define NUSKHA_SRC_INDEX_DOCUMENT_STORE_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "base/block_pool.h"
#include "index/stem_table.h"
#include "nuskha/document.h"

namespace nuskha::internal {

// Days since 1970-01-01 of a time in seconds, as DocumentStore::Origin has
// them.
inline int32_t DayOf(int64_t seconds) {
  constexpr int64_t kDay = 86400;
  const int64_t day = seconds / kDay - (seconds % kDay < 0 ? 1 : 0);
  // Days are compared only, and no article is of another geological age.
  constexpr int64_t kFar = 1'000'000'000;
  return static_cast<int32_t>(std::clamp(day, -kFar, kFar));
}

// Not thread-safe while documents are added; read-only use is.
class DocumentStore {
 public:
  static constexpr uint32_t kNoSource = 0xffffffff;
  static constexpr int32_t kNoDay = INT32_MIN;
  // What a run keeps of a document beside its words, numbers and keys, for the
  // budget: its record here, and its places in the indices.
  static constexpr uint64_t kBytesBeside = 160;

  // Where a document comes from: number of the article's outlet, days since
  // 1970-01-01.
  struct Origin {
    uint32_t source = kNoSource;
    int32_t day = kNoDay;
  };

  // See BlockPool.
  explicit DocumentStore(uint64_t budget = 0, std::string folder = {})
      : pool_(std::make_unique<BlockPool>(budget, std::move(folder))) {}

  DocumentStore(DocumentStore&&) = default;
  DocumentStore& operator=(DocumentStore&&) = delete;

  // A document with a title and no body stands for its title. Returns the new
  // document's number. At most 2^32 - 1 documents. Throws as Arena does.
  uint32_t Add(const Document& document, Origin origin) {
    const bool body = document.all_words > 0 || !document.words.empty() ||
                      document.title.empty();
    const std::vector<uint32_t>& words = body ? document.words : document.title;
    const std::vector<uint32_t>& title = document.title;
    const size_t numbers = PlaceOfNumbers(words.size() + title.size());
    const std::span<uint32_t> room = words_.Allocate(
        numbers + document.numbers.size() * (sizeof(Number) / kWord));
    std::ranges::copy(words, room.begin());
    std::ranges::copy(title, room.data() + words.size());
    if (!document.numbers.empty()) {
      std::memcpy(room.data() + numbers, document.numbers.data(),
                  document.numbers.size() * sizeof(Number));
    }
    records_.push_back(
        {.words = room.data(),
         .text_hash = document.text_hash,
         .word_count = static_cast<uint32_t>(words.size()),
         .title_count = static_cast<uint32_t>(title.size()),
         .number_count = static_cast<uint32_t>(document.numbers.size()),
         .origin = origin});
    pool_->SetOther(records_.size() * kBytesBeside);
    stems_.Add(document.new_stems);
    light_stems_.Add(document.new_light_stems);
    return static_cast<uint32_t>(records_.size() - 1);
  }

  // Of a document that is not kept: later ones do not list these words again.
  void AddStems(std::span<const WordWithStem> words) { stems_.Add(words); }

  size_t size() const { return records_.size(); }
  std::span<const uint32_t> words(uint32_t doc) const {
    const Record& record = records_[doc];
    pool_->NoteRead(record.words, record.word_count * kWord);
    return {record.words, record.word_count};
  }
  std::span<const uint32_t> title(uint32_t doc) const {
    const auto title = TextOf(records_[doc], records_[doc].words).title;
    pool_->NoteRead(title.data(), title.size_bytes());
    return title;
  }
  std::span<const Number> numbers(uint32_t doc) const {
    const auto numbers = TextOf(records_[doc], records_[doc].words).numbers;
    pool_->NoteRead(numbers.data(), numbers.size_bytes());
    return numbers;
  }

  // All that is kept of a document's text.
  struct Text {
    std::span<const uint32_t> words;
    std::span<const uint32_t> title;
    std::span<const Number> numbers;
  };
  // For documents that are read here and there: they may be copied to *buffer,
  // and are valid until that is used again. Throws as BlockPool::Read() does.
  Text Read(uint32_t doc, std::vector<char>* buffer) const {
    const Record& record = records_[doc];
    const size_t bytes =
        PlaceOfNumbers(record.word_count + record.title_count) * kWord +
        record.number_count * sizeof(Number);
    return TextOf(record, reinterpret_cast<const uint32_t*>(
                              pool_->Read(record.words, bytes, buffer)));
  }

  size_t word_count(uint32_t doc) const { return records_[doc].word_count; }
  // Document::text_hash.
  uint64_t text_hash(uint32_t doc) const { return records_[doc].text_hash; }
  uint32_t source(uint32_t doc) const { return records_[doc].origin.source; }
  int32_t day(uint32_t doc) const { return records_[doc].origin.day; }
  const StemTable& stems() const { return stems_; }
  // Empty unless documents come with them.
  const StemTable& light_stems() const { return light_stems_; }

  // For other large arrays of the same run.
  BlockPool* pool() const { return pool_.get(); }

 private:
  static constexpr size_t kWord = sizeof(uint32_t);

  struct Record {
    const uint32_t* words;  // then those of the title, then the numbers
    uint64_t text_hash;
    uint32_t word_count;
    uint32_t title_count;
    uint32_t number_count;
    Origin origin;
  };

  // Numbers follow so many words at the next place that suits them, which every
  // document begins at.
  static constexpr size_t PlaceOfNumbers(size_t words) {
    constexpr size_t kUnit = alignof(Number) / kWord;
    return (words + kUnit - 1) / kUnit * kUnit;
  }

  static Text TextOf(const Record& record, const uint32_t* words) {
    const size_t all = record.word_count + record.title_count;
    return {.words = {words, record.word_count},
            .title = {words + record.word_count, record.title_count},
            .numbers = {
                reinterpret_cast<const Number*>(words + PlaceOfNumbers(all)),
                record.number_count}};
  }

  std::unique_ptr<BlockPool> pool_;
  std::vector<Record> records_;
  Arena<uint32_t> words_{pool_.get()};
  StemTable stems_;
  StemTable light_stems_;
};

}  // namespace nuskha::internal

#endif  // NUSKHA_SRC_INDEX_DOCUMENT_STORE_H_
