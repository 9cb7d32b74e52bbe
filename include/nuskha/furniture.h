// SPDX-License-Identifier: Apache-2.0
//
// FurnitureLearner: what the sources of a collection say again and again, and
// where it stands in an article.
//
// Two things are learned, each within one source, never over sources, where
// repetition is syndication:
//  - standing paragraphs: at most 12 words, in at least 20 of the source's
//    articles with different headlines;
//  - returning wording: runs of at least 8 words made of 5-word runs that at
//    least 3 of the source's articles about different things hold. It is what
//    Detector::Run() tells own words from others by.
// Nothing is taken out of any text. What is learned does not depend on threads
// or on the order of the articles, but that of equal texts filed twice the
// first one counts.
//
// Example (without the checks of each status):
//
//   nuskha::FurnitureLearner learner({});
//   analyzer.ListShortParagraphs(true);
//   for (const nuskha::Article& article : articles) {
//     analyzer.Analyze(article, &document);
//     learner.Add(document, article.source);
//   }
//   learner.Learn();
//   analyzer.Scan(article, &document, &spans);
//   const auto found = learner.Find(document, article.source, spans);
//   for (const nuskha::LearnedFurniture& one : *found)
//     Use(one.at, one.documents);

#ifndef NUSKHA_FURNITURE_H_
#define NUSKHA_FURNITURE_H_

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "nuskha/article.h"
#include "nuskha/detector.h"
#include "nuskha/document.h"
#include "nuskha/export.h"

namespace nuskha {

struct FurnitureOptions {
  // Learn returning wording, too: 4 bytes a word until Learn().
  bool wording = true;
  uint32_t threads = 1;  // for Learn(), in [1, 1024]
};

struct LearnedFurniture {
  enum class Kind : uint8_t { kStandingParagraph, kReturningWording };
  Kind kind = Kind::kStandingParagraph;
  ByteSpan at = {};  // bytes of the text
  // Articles of one source: with different headlines that have the paragraph;
  // that hold the rarest of the 5-word runs.
  uint32_t documents = 0;
};

// "standing_paragraph" or "returning_wording".
NUSKHA_EXPORT std::string_view FurnitureKindName(LearnedFurniture::Kind kind);

// What was learned of one source.
struct SourceFurniture {
  std::string source;
  uint64_t documents = 0;
  uint64_t words = 0;
  uint64_t words_marked = 0;         // in returning wording
  uint64_t standing_paragraphs = 0;  // different ones
  uint64_t documents_with_them = 0;
};

struct FurnitureStats {
  uint64_t recurrent_grams = 0;  // 5-word runs of 3 articles of one source
  uint64_t furniture_grams = 0;  // those whose articles have no common subject
  // Sources of which something was learned, by name.
  std::vector<SourceFurniture> sources;
};

// Call order: Add* Learn Find*. Not thread-safe until Learn() is done; Find()
// is. The only failure is memory that ends. After ResourceExhausted from Add()
// or Learn(), or if memory ended in the constructor, every call returns it, and
// the learner can only be destroyed or assigned to; a constant call that fails
// changes nothing.
class NUSKHA_EXPORT FurnitureLearner {
 public:
  explicit FurnitureLearner(const FurnitureOptions& options);
  ~FurnitureLearner();
  FurnitureLearner(FurnitureLearner&&) noexcept;
  FurnitureLearner& operator=(FurnitureLearner&&) noexcept;

  // `document`: of an analyzer that lists short paragraphs. Without a source
  // nothing is kept of it. Documents of one analyzer must come in its order,
  // none left out: see Document::new_stems.
  absl::Status Add(const Document& document, std::string_view source);

  // O(words), and forgets the words. Errors: InvalidArgument if `threads` is
  // out of range, before anything is learned.
  absl::Status Learn();

  // Of an article of `source`, ascending by place. `spans`: byte range of each
  // content word, as Analyzer::Scan() gives them. Empty without a source.
  absl::StatusOr<std::vector<LearnedFurniture>> Find(
      const Document& document, std::string_view source,
      std::span<const ByteSpan> spans) const;

  absl::StatusOr<FurnitureStats> Stats() const;

  // For a learner without wording: what it learned, and the wording that
  // `detector`, which got the same documents, found in its last Run().
  absl::StatusOr<FurnitureStats> StatsWith(const Detector& detector) const;

 private:
  class NUSKHA_HIDDEN Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace nuskha

#endif  // NUSKHA_FURNITURE_H_
