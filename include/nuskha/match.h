// SPDX-License-Identifier: Apache-2.0
//
// Match: what two articles are to each other, with the figures it rests on.
// Every figure is exact; estimates only choose which pairs are looked at.

#ifndef NUSKHA_MATCH_H_
#define NUSKHA_MATCH_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace nuskha {

enum class Relation : uint8_t {
  kNothing,   // different articles
  kExact,     // equal content words
  kCopy,      // the same article, edited
  kPartial,   // one is a shortened version or an excerpt of the other
  kUpdate,    // the same source carried its story on
  kPassage,   // different articles that share a passage
  kTemplate,  // the same wording, other facts
};

// "exact", "copy", ...; "nothing" for kNothing.
std::string_view RelationName(Relation relation);
std::optional<Relation> RelationFromName(std::string_view name);

// Whether the two are the same article: exact, copy or partial.
constexpr bool IsSameArticle(Relation relation) {
  return relation == Relation::kExact || relation == Relation::kCopy ||
         relation == Relation::kPartial;
}

struct Match {
  uint32_t a = 0;  // document numbers, a < b in batch results
  uint32_t b = 0;
  Relation relation = Relation::kNothing;
  // kPartial only: a is the longer text, the container.
  bool container_is_a = false;
  // Share of pairs judged like this one that were judged rightly on labelled
  // pairs, in [0, 1] (docs/evaluation.md).
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

  double coverage = 0;   // share of the shorter's words in shared 5-word runs
  uint32_t numbers = 0;  // distinct numbers of the shorter text
  uint32_t numbers_shared = 0;  // those the longer text has, too
};

// Short English sentences that say why, from a closed list, each with figures
// of `match` only. `name_a`, `name_b`: what to call the two texts.
std::vector<std::string> Reasons(const Match& match, std::string_view name_a,
                                 std::string_view name_b);

}  // namespace nuskha

#endif  // NUSKHA_MATCH_H_
