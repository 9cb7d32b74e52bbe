// SPDX-License-Identifier: Apache-2.0
//
// Short paragraphs that a source puts under article after article: credits,
// ways to write to the author, calls to subscribe.

#ifndef NUSKHA_SRC_INDEX_STANDING_PARAGRAPHS_H_
#define NUSKHA_SRC_INDEX_STANDING_PARAGRAPHS_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <unordered_map>
#include <vector>

#include "nuskha/document.h"

namespace nuskha::internal {

// A paragraph stands in a source if at least 20 of the source's articles with
// different headlines have it. Paragraphs of more than 12 words do not count
// (Analyzer::ListShortParagraphs), nor do they that many sources print a few
// times each: that is an agency's text. An article without a headline is told
// from others by its first 30 words.
//
// Call order: Add* Settle Find*. About 16 bytes for each short paragraph of an
// article until Settle(). Not thread-safe until then; Find() is.
class StandingParagraphs {
 public:
  static constexpr size_t kMinArticles = 20;

  // `document`: with its short paragraphs. `source`: any number that tells
  // sources apart.
  void Add(const Document& document, uint32_t source);

  void Settle();

  // Articles of `source` with different headlines that have this paragraph; 0:
  // it does not stand there.
  uint32_t Find(std::span<const uint32_t> paragraph, uint32_t source) const;

  // After Settle().
  struct Source {
    uint64_t paragraphs = 0;  // different ones that stand there
    uint64_t articles = 0;    // that have at least one of them
  };
  const std::unordered_map<uint32_t, Source>& sources() const {
    return sources_;
  }

 private:
  struct Entry {
    uint64_t key;
    uint32_t article;
    uint32_t source;
  };

  std::vector<Entry> entries_;
  std::vector<uint64_t> headlines_;  // of each article with an entry
  std::vector<uint64_t> keys_;       // scratch
  std::unordered_map<uint64_t, uint32_t> standing_;
  std::unordered_map<uint32_t, Source> sources_;
};

}  // namespace nuskha::internal

#endif  // NUSKHA_SRC_INDEX_STANDING_PARAGRAPHS_H_
