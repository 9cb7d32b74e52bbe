// SPDX-License-Identifier: Apache-2.0
//
// Furniture that stands inside a paragraph, at either end of the article
// (data/inline_cuts.tsv): many scraped texts are a single paragraph, which no
// rule for paragraphs can take apart.

#ifndef NUSKHA_SRC_TEXT_INLINE_CUTS_H_
#define NUSKHA_SRC_TEXT_INLINE_CUTS_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "text/content.h"
#include "text/word_index.h"

namespace nuskha::internal {

// The id of the cuts whose words announce the headline again.
inline constexpr std::string_view kTrailerCut = "inline-trailer";

struct InlineCut {
  enum class Place : uint8_t {
    kHead,      // the words themselves are taken out
    kTail,      // all from these words on
    kDateline,  // all up to and including these words
  };

  std::string id = {};
  Place place = Place::kHead;
  bool trailer = false;  // its id is kTrailerCut
  uint32_t window = 0;   // how many words of that end are searched
  std::vector<uint32_t> words = {};
};

class InlineCuts {
 public:
  static const InlineCuts& Get();

  // Takes the furniture out of *content and *words, which are the same words;
  // appends what was taken to *erased and the cut it was, once a range, to
  // *cuts. O(window) unless something is found.
  void Apply(Content* content, std::vector<uint32_t>* words,
             std::vector<TokenRange>* erased,
             std::vector<const InlineCut*>* cuts) const;

  const std::vector<InlineCut>& cuts() const { return cuts_; }

 private:
  InlineCuts();

  std::vector<InlineCut> cuts_;
  HashBitmap<12> head_, tail_, dateline_;  // first words
};

// True if `sequence` stands in `words` at position `at`.
bool StandsAt(std::span<const uint32_t> words, size_t at,
              std::span<const uint32_t> sequence);

}  // namespace nuskha::internal

#endif  // NUSKHA_SRC_TEXT_INLINE_CUTS_H_
