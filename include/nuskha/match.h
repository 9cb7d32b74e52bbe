// SPDX-License-Identifier: Apache-2.0
//
// Match: what two articles are to each other, with the figures it rests on.
// Every figure is exact; estimates only choose which pairs are looked at.

#ifndef NUSKHA_MATCH_H_
#define NUSKHA_MATCH_H_

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "nuskha/export.h"

namespace nuskha {

enum class Relation : uint8_t {
  kNothing,   // different articles
  kExact,     // equal content words
  kCopy,      // the same article, edited
  kPartial,   // one is a shortened version or an excerpt of the other
  kUpdate,    // the same source carried its story on
  kPassage,   // different articles that share a passage
  kTemplate,  // the same wording, other facts
  // Possibly two translations of one original: a suggestion, by names and
  // numbers and not by wording.
  kTranslation,
};

// "exact", "copy", ...; "nothing" for kNothing.
NUSKHA_EXPORT std::string_view RelationName(Relation relation);
NUSKHA_EXPORT std::optional<Relation> RelationFromName(std::string_view name);

// Whether the two are the same article: exact, copy or partial.
constexpr bool IsSameArticle(Relation relation) {
  return relation == Relation::kExact || relation == Relation::kCopy ||
         relation == Relation::kPartial;
}

// What is known beside the two texts, and so which rule applied.
enum class Tier : uint8_t {
  kText,    // nothing: templates cannot be told well
  kDates,   // dates, and the wording of the collection on other days
  kSource,  // sources, and the wording that returns within each
};

// Different numbers in the same place of otherwise equal wording.
struct NumberConflict {
  double a = 0;
  double b = 0;
};

// What the relation rests on. "Shorter" and "longer" by content words, see
// Match::a_is_longer. Shares are in [0, 1]. Figures that
// could not change the verdict of a pair keep their defaults.
struct Evidence {
  Tier tier = Tier::kText;
  bool same_source = false;
  int32_t days_later = 0;  // date of b less that of a; 0: unknown

  // Words in supported runs of at least 3 equal words, in any order.
  uint32_t matched = 0;
  double of_shorter = 0;  // matched, as a share of the shorter text
  double of_longer = 0;
  double from = 1;  // first matched word of the longer text, as a share of it

  // The same without furniture: wording that returns in articles of the source
  // that are about other things.
  uint32_t own = 0;
  double own_share = 0;  // of the shorter text's own words
  double own_from = 1;   // place among the longer text's own words
  double own_lead = 0;   // share of the longer text's first 40 own words

  double fresh = 0;      // share of the shorter text in shared 5-word runs that
                         // do not return
  double recurrent = 0;  // share of the shared 5-word runs that do
  double unseen = 0;     // share of the shorter text whose stems are nowhere in
                         // the longer one

  uint32_t title_words = 0;  // words of the longer text's headline
  uint32_t title_found = 0;  // those whose stem is in the shorter text
  double titles_common = 0;  // common stems / stems of the shorter headline
  double headline = 0;       // the larger of the two; .75: no headline
  double alike = 0;          // headlines or first 25 words, common stems

  uint32_t numbers = 0;         // distinct numbers of the shorter text
  uint32_t numbers_shared = 0;  // those the longer text has, too
  uint32_t numbers_all = 0;     // distinct numbers of both
  uint32_t numbers_kept = 0;    // the shorter text's within matched words
  uint32_t conflicts = 0;       // places with different numbers
  std::array<NumberConflict, 3> conflict_examples = {};  // the first ones

  double probability = 0;  // of the rule, that this is one article
};

// What a suggestion of kTranslation rests on; zero for other relations. Stems
// are those of StemArabic(); a rare one is in at most 1 % of the documents.
struct Translation {
  uint32_t anchors = 0;     // rare stems that stand once in each of the texts
  uint32_t in_order = 0;    // those in an order that both have
  double displacement = 0;  // mean distance of their places, as shares of the
                            // two texts
  double overlap = 0;       // weight of the common stems / of all, weighted by
                            // ln(documents / documents with the stem)
  uint32_t numbers = 0;     // different numbers of the text with fewer of them
  uint32_t numbers_shared = 0;
};

struct Match {
  uint32_t a = 0;  // document numbers, a < b in batch results; 0 and 1 where
                   // the two have none
  uint32_t b = 0;
  Relation relation = Relation::kNothing;
  // kPartial only: a is the longer text, the container.
  bool container_is_a = false;
  // Which text is called the longer one below: it has more content words, or
  // as many, and their hashes come later in lexicographic order.
  bool a_is_longer = false;
  // Share of pairs judged like this one that were judged rightly on labelled
  // pairs, in [0, 1] (docs/evaluation.md). kTranslation: .5, not calibrated.
  double confidence = 0;

  // On sets of word 3-shingles of the content words, in [0, 1].
  double jaccard = 0;
  double a_in_b = 0;
  double b_in_a = 0;

  uint32_t words_a = 0;  // content words
  uint32_t words_b = 0;
  // Words of the shorter text inside shared passages: runs of equal words,
  // joined over gaps of at most 8 edited words.
  uint32_t shared_words = 0;
  uint32_t longest_run = 0;  // equal words without a gap
  // First shared word of the longer text, as a share of its words.
  double starts_at = 0;

  Evidence evidence;
  Translation translation;
};

// Short English sentences that say why, from a closed list, each with figures
// of `match` only. `name_a`, `name_b`: what to call the two texts. Errors:
// ResourceExhausted if memory ends.
NUSKHA_EXPORT absl::StatusOr<std::vector<std::string>> Reasons(
    const Match& match, std::string_view name_a, std::string_view name_b);

}  // namespace nuskha

#endif  // NUSKHA_MATCH_H_
