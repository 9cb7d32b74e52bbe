// SPDX-License-Identifier: Apache-2.0
//
// Document: an article as matching sees it, and the analyzer that makes it.
//
// Content words are the standard words of the body in order, without
// boilerplate paragraphs, repeats of the title (3 words or more), repeats of
// an earlier paragraph (4 words or more) and inline furniture at both ends
// (docs/boilerplate.md). The title is not among them; it is kept beside them.
// Without a title field it is the first paragraph if that is repeated and
// other text follows, or by the rule of Article::first_line_may_be_title.
//
// Example:
//
//   auto rules = nuskha::BoilerplateRules::Default();
//   if (!rules.ok()) return rules.status();
//   nuskha::Analyzer analyzer(*rules);
//   nuskha::Document document;
//   absl::Status status =
//       analyzer.Analyze({.title = title, .text = text}, &document);

#ifndef NUSKHA_DOCUMENT_H_
#define NUSKHA_DOCUMENT_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "nuskha/article.h"
#include "nuskha/export.h"
#include "nuskha/normalize.h"

namespace nuskha {

namespace internal {
class RuleTable;
}

// A number in the content words: digits of any script, number words, scales.
struct Number {
  uint32_t first_word = 0;  // index into Document::words
  uint32_t length = 0;      // words it takes, at least 1
  double value = 0;

  friend bool operator==(const Number&, const Number&) = default;
};

// A word and what is left of it without a common prefix and suffix, hashed:
// tells new words from inflected ones.
struct WordWithStem {
  uint32_t word = 0;
  uint32_t stem = 0;

  friend bool operator==(const WordWithStem&, const WordWithStem&) = default;
};

// A paragraph of at most kShortParagraph words, all of them content.
struct ShortParagraph {
  uint32_t first_word = 0;  // index into Document::words
  uint32_t length = 0;      // words, at least 1
  ByteSpan at = {};         // bytes of Article::text, as in ScanReport

  friend bool operator==(const ShortParagraph&,
                         const ShortParagraph&) = default;
};

inline constexpr uint32_t kShortParagraph = 12;

// About 4 bytes a word. A word is the 32-bit hash of its standard form
// (WordHash()); equal words have equal hashes, different words differ except
// with probability 2^-32.
struct NUSKHA_EXPORT Document {
  std::vector<uint32_t> words;  // content words of the body
  std::vector<uint32_t> title;  // words of the headline
  // Stems of the words above that the analyzer had not met before: those of
  // all its documents together name every word once. A word without a known
  // stem is its own stem.
  std::vector<WordWithStem> new_stems;
  // The same words with what StemArabic() leaves of them; only by
  // Analyzer::ListLightStems().
  std::vector<WordWithStem> new_light_stems;
  std::vector<Number> numbers;  // in order of first_word
  // In order of first_word; only by Analyzer::ListShortParagraphs().
  std::vector<ShortParagraph> short_paragraphs;
  uint32_t all_words = 0;  // standard words of the body, nothing left out
  // Of all those words, in order; 0 if there are none. Texts that differ in
  // their paragraphs only have different content words, if a standing paragraph
  // is not told as one, but the same hash.
  uint64_t text_hash = 0;

  // No word in the body and none in the title: nothing to compare.
  bool empty() const { return all_words == 0 && title.empty(); }
  void clear();
};

// Content words [begin, end) of a document.
struct WordSpan {
  uint32_t begin = 0;
  uint32_t end = 0;

  uint32_t size() const { return end - begin; }
  friend bool operator==(const WordSpan&, const WordSpan&) = default;
};

// Words and where they stand in the text they were read from.
struct PlacedWords {
  std::span<const uint32_t> words;
  std::span<const ByteSpan> places;  // shape [words.size()]
  // Words, ascending, right before which other text stands that is not content.
  std::span<const uint32_t> breaks;
};

// A document and where the words it is judged on stand: its content words, or
// those of its headline if it has no word in the body.
struct PlacedDocument {
  Document document;
  std::vector<ByteSpan> places;
  std::vector<uint32_t> breaks;
  bool in_title = false;  // places are bytes of Article::title, not of the text
  // What they are bytes of instead if the text was in windows-1256, else empty.
  std::string decoded;

  PlacedWords view() const {
    return {in_title ? document.title : document.words, places, breaks};
  }
};

// Hash of one standard token. Part of every stored family: never changes
// without kNormalizerRevision.
NUSKHA_EXPORT uint32_t WordHash(std::string_view token);

// Rules for standing paragraphs, read from a tab-separated table with the
// columns id, zone (any|head|tail), max_tokens, guard_on_light, action,
// pattern_on_standard (docs/boilerplate.md). Immutable, safe to share.
class NUSKHA_EXPORT BoilerplateRules {
 public:
  // The rules that come with the library (data/boilerplate_rules.tsv).
  // Errors: ResourceExhausted if memory ends, here as below.
  static absl::StatusOr<std::shared_ptr<const BoilerplateRules>> Default();

  // `table`: the text of a rules file; `name` is used in messages.
  // Errors: InvalidArgument naming line and column of the first bad rule.
  static absl::StatusOr<std::shared_ptr<const BoilerplateRules>> Parse(
      std::string_view table, std::string_view name);

  // The built-in rules followed by those of `table`.
  static absl::StatusOr<std::shared_ptr<const BoilerplateRules>> Extend(
      std::string_view table, std::string_view name);

  ~BoilerplateRules();

  // For the library's own use.
  const internal::RuleTable& table() const { return *table_; }

 private:
  explicit BoilerplateRules(std::unique_ptr<const internal::RuleTable> table);
  static absl::StatusOr<std::shared_ptr<const BoilerplateRules>> Wrap(
      absl::StatusOr<std::unique_ptr<const internal::RuleTable>> table);

  std::unique_ptr<const internal::RuleTable> table_;
};

// One paragraph or stretch of the body that is not content.
struct Boilerplate {
  std::string rule;  // id of the rule, such as "BP05"
  // truncated, caption, credit, dateline, headline, furniture (all the rest),
  // or mark: of that kind perhaps, and left among the content.
  std::string kind;
  ByteSpan at;
};

struct Repetition {
  ByteSpan first;
  std::vector<ByteSpan> again;
};

// What stands twice, and what is not content, inside one article. Ranges are
// bytes of Article::text (of its decoded form if it was not UTF-8), without
// surrounding blanks.
struct ScanReport {
  bool title_is_field = false;  // the headline stands in the title field
  std::optional<Repetition> repeated_headline;  // `first` unused for a field
  std::vector<Repetition> repeated_paragraphs;
  std::vector<Boilerplate> boilerplate;
  std::optional<double> truncated_percent;  // share of the article cut away
  uint32_t words = 0;
  uint32_t content_words = 0;
  RepairReport repair;

  bool has_findings() const {
    return repeated_headline.has_value() || !repeated_paragraphs.empty() ||
           !boilerplate.empty() || truncated_percent.has_value();
  }
};

// Turns articles into documents. One per thread: it keeps scratch buffers.
// The only failure is memory that ends, in the constructor too: that call and
// all later ones return ResourceExhausted, what they were to fill in is
// unspecified, and the analyzer can only be destroyed or assigned to.
class NUSKHA_EXPORT Analyzer {
 public:
  // rules: null for none; inline furniture and markers are left out even then.
  explicit Analyzer(std::shared_ptr<const BoilerplateRules> rules);
  ~Analyzer();
  Analyzer(Analyzer&&) noexcept;
  Analyzer& operator=(Analyzer&&) noexcept;

  // Replaces *document. O(bytes of the article). An ordinary
  // article is read without an allocation once the buffers have grown; what is
  // rare may take some: a match of a rule with a guard, a shortcode, a headline
  // with a site's name behind it, text that is repaired.
  absl::Status Analyze(const Article& article, Document* document);

  // The next document lists the stems of all its words again.
  void ForgetStems();

  // Whether Document::short_paragraphs is filled in; not so at first.
  void ListShortParagraphs(bool on);

  // Whether Document::new_light_stems is filled in; not so at first. Before the
  // first document, or before ForgetStems().
  void ListLightStems(bool on);

  // The same reading with every finding placed in the original bytes; slower.
  // `spans`, if not null, receives the byte range of each content word, shape
  // [document->words.size()].
  absl::StatusOr<ScanReport> Scan(const Article& article, Document* document,
                                  std::vector<ByteSpan>* spans);

  // Analyze(), and the place of every word that the document is judged on.
  absl::Status Locate(const Article& article, PlacedDocument* placed);

 private:
  class NUSKHA_HIDDEN Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace nuskha

#endif  // NUSKHA_DOCUMENT_H_
