// SPDX-License-Identifier: Apache-2.0
//
// The documents of a run, numbered from 0 in input order: about 4 bytes a
// word, in large blocks so that growing never copies.

#ifndef NUSKHA_SRC_INDEX_DOCUMENT_STORE_H_
#define NUSKHA_SRC_INDEX_DOCUMENT_STORE_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "index/stem_table.h"
#include "nuskha/document.h"

namespace nuskha::internal {

// Values of one type in blocks; spans stay valid while the arena lives.
template <typename T>
class Arena {
 public:
  std::span<const T> Copy(std::span<const T> values) {
    if (blocks_.empty() ||
        blocks_.back().capacity() - blocks_.back().size() < values.size()) {
      blocks_.emplace_back();
      blocks_.back().reserve(values.size() > kBlock ? values.size() : kBlock);
    }
    std::vector<T>& block = blocks_.back();
    const size_t begin = block.size();
    block.insert(block.end(), values.begin(), values.end());
    return std::span<const T>(block).subspan(begin);
  }

 private:
  static constexpr size_t kBlock = size_t{1} << 18;
  std::vector<std::vector<T>> blocks_;
};

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

  // Where a document comes from: number of the article's outlet, days since
  // 1970-01-01.
  struct Origin {
    uint32_t source = kNoSource;
    int32_t day = kNoDay;
  };

  // A document with a title and no body stands for its title. Returns the new
  // document's number. At most 2^32 - 1 documents.
  uint32_t Add(const Document& document, Origin origin) {
    const bool body = document.all_words > 0 || !document.words.empty() ||
                      document.title.empty();
    records_.push_back({words_.Copy(body ? document.words : document.title),
                        words_.Copy(document.title),
                        numbers_.Copy(document.numbers), document.text_hash,
                        origin});
    stems_.Add(document.new_stems);
    light_stems_.Add(document.new_light_stems);
    return static_cast<uint32_t>(records_.size() - 1);
  }

  // Of a document that is not kept: later ones do not list these words again.
  void AddStems(std::span<const WordWithStem> words) { stems_.Add(words); }

  size_t size() const { return records_.size(); }
  std::span<const uint32_t> words(uint32_t doc) const {
    return records_[doc].words;
  }
  std::span<const uint32_t> title(uint32_t doc) const {
    return records_[doc].title;
  }
  std::span<const Number> numbers(uint32_t doc) const {
    return records_[doc].numbers;
  }
  // Document::text_hash.
  uint64_t text_hash(uint32_t doc) const { return records_[doc].text_hash; }
  uint32_t source(uint32_t doc) const { return records_[doc].origin.source; }
  int32_t day(uint32_t doc) const { return records_[doc].origin.day; }
  const StemTable& stems() const { return stems_; }
  // Empty unless documents come with them.
  const StemTable& light_stems() const { return light_stems_; }

 private:
  struct Record {
    std::span<const uint32_t> words;
    std::span<const uint32_t> title;
    std::span<const Number> numbers;
    uint64_t text_hash;
    Origin origin;
  };

  std::vector<Record> records_;
  Arena<uint32_t> words_;
  Arena<Number> numbers_;
  StemTable stems_;
  StemTable light_stems_;
};

}  // namespace nuskha::internal

#endif  // NUSKHA_SRC_INDEX_DOCUMENT_STORE_H_
