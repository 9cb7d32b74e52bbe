// SPDX-License-Identifier: Apache-2.0
//
// Passages: which stretches of two articles are the same, to the byte, and what
// was edited inside them.
//
// A passage joins runs of equal words over gaps of at most 8 edited words on
// either side; it begins and ends with equal words. Of the shorter text no word
// is in two passages.
//
// Guarantee: a range of bytes, cut from the text and normalized, is exactly the
// words that the passage names. So a passage is cut in two where text that is
// not content (boilerplate, a repeated headline) stands inside it; edited words
// next to such a cut are in neither part. A sign that stands for several words
// (U+FDFA) is never divided: a passage that would begin or end inside one is
// shorter. But for those two cases the words of all passages of a pair add up
// to Match::shared_words.
//
// Example:
//
//   auto rules = nuskha::BoilerplateRules::Default();
//   if (!rules.ok()) return rules.status();
//   nuskha::Analyzer analyzer(*rules);
//   auto passages = nuskha::FindPassages(a, b, &analyzer);
//   if (!passages.ok()) return passages.status();
//   for (const nuskha::Passage& passage : *passages)
//     Show(a.text.substr(passage.a.begin, passage.a.size()));

#ifndef NUSKHA_PASSAGE_H_
#define NUSKHA_PASSAGE_H_

#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "nuskha/article.h"
#include "nuskha/document.h"
#include "nuskha/export.h"

namespace nuskha {

enum class EditKind : uint8_t {
  kInsertion,     // words of b that a has not
  kDeletion,      // words of a that b has not
  kSubstitution,  // words of a in place of which b has others
};

// "insertion", "deletion", "substitution".
NUSKHA_EXPORT std::string_view EditKindName(EditKind kind);

// A place inside a passage where the two texts differ; equal words stand before
// and behind it. At most 8 words on either side.
struct Edit {
  // An empty range is the point between two words; its bytes are the end of the
  // word before.
  WordSpan words_a = {}, words_b = {};
  ByteSpan a = {}, b = {};

  EditKind kind() const {
    if (words_a.size() == 0) return EditKind::kInsertion;
    return words_b.size() == 0 ? EditKind::kDeletion : EditKind::kSubstitution;
  }
  friend bool operator==(const Edit&, const Edit&) = default;
};

struct Passage {
  uint32_t words = 0;         // of the text with fewer words
  WordSpan words_a, words_b;  // indices of PlacedWords::words
  ByteSpan a, b;              // bytes of the original texts
  std::vector<Edit> edits;    // in text order

  friend bool operator==(const Passage&, const Passage&) = default;
};

// Keeps its tables: one per thread.
class NUSKHA_EXPORT PassageFinder {
 public:
  PassageFinder();
  ~PassageFinder();
  PassageFinder(PassageFinder&&) noexcept;
  PassageFinder& operator=(PassageFinder&&) noexcept;

  // Replaces *passages by those of `a` and `b`, longest first; of equal ones
  // the one that comes first in a. Cost: that of one alignment, linear in both
  // texts; bounded by 192 comparisons a word where they repeat themselves, and
  // 64 more for each edit. Errors: ResourceExhausted if memory ends, now or in
  // the constructor; then and later, as of Analyzer.
  absl::Status Find(const PlacedWords& a, const PlacedWords& b,
                    std::vector<Passage>* passages);

 private:
  class NUSKHA_HIDDEN Impl;
  std::unique_ptr<Impl> impl_;
};

// The same for two articles. A record without a word in its body is judged on
// its headline: its ranges are bytes of Article::title. Of a text in
// windows-1256 they are bytes of its UTF-8 form (PlacedDocument::decoded).
// Errors: ResourceExhausted if memory ends.
NUSKHA_EXPORT absl::StatusOr<std::vector<Passage>> FindPassages(
    const Article& a, const Article& b, Analyzer* analyzer);

}  // namespace nuskha

#endif  // NUSKHA_PASSAGE_H_
