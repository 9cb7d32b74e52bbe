// SPDX-License-Identifier: Apache-2.0
//
// The C interface to two articles: are they the same, how much of one stands in
// the other, and where (nuskha/match.h, nuskha/passage.h). Include
// nuskha/nuskha.h.

#ifndef NUSKHA_C_COMPARE_H_
#define NUSKHA_C_COMPARE_H_

#include "nuskha/c_text.h"

#ifdef __cplusplus
extern "C" {
#endif

// Values are fixed; later versions may add some: take those you do not know for
// NUSKHA_NOTHING.
enum {
  NUSKHA_NOTHING = 0,   // different articles
  NUSKHA_EXACT = 1,     // equal content words
  NUSKHA_COPY = 2,      // the same article, edited
  NUSKHA_PARTIAL = 3,   // one is a shortened version or an excerpt of the other
  NUSKHA_UPDATE = 4,    // the same source carried its story on
  NUSKHA_PASSAGE = 5,   // different articles that share a passage
  NUSKHA_TEMPLATE = 6,  // the same wording, other facts
  NUSKHA_TRANSLATION = 7  // possibly two translations of one original
};

// "copy"; "unknown" for other values. Never NULL, valid for ever.
NUSKHA_EXPORT const char* nuskha_relation_name(int32_t relation);

// 1 for NUSKHA_EXACT, NUSKHA_COPY and NUSKHA_PARTIAL, 0 for all others.
NUSKHA_EXPORT int32_t nuskha_is_same_article(int32_t relation);

// What was known beside the two texts, and so which rule applied.
enum {
  NUSKHA_TIER_TEXT = 0,   // nothing: templates cannot be told well
  NUSKHA_TIER_DATES = 1,  // dates, and the wording of the collection
  NUSKHA_TIER_SOURCE = 2  // sources, and the wording that returns in each
};

// All figures are exact. Scores are in [0, 1], on the sets of runs of three
// content words.
typedef struct nuskha_match {
  uint32_t struct_size;
  int32_t relation;
  uint32_t a;  // document numbers: a < b in a match of a run, as given to
               // nuskha_detector_compare(); 0 and 1 of other comparisons
  uint32_t b;
  int32_t container;  // NUSKHA_PARTIAL: 0 if a contains b, 1 if b contains a;
                      // -1 for all others
  int32_t tier;
  uint32_t words_a;  // content words
  uint32_t words_b;
  uint32_t shared_words;  // of the shorter text, in shared passages
  uint32_t longest_run;   // equal words without a gap
  double confidence;      // share of pairs judged like this that were judged
                          // rightly on labelled pairs (docs/evaluation.md)
  double jaccard;         // in both / in either
  double a_in_b;          // share of a found in b
  double b_in_a;
  double starts_at;  // first shared word of the longer text, as a share of it
} nuskha_match;

// A stretch that both texts have, with at most 8 edited words at a time inside.
typedef struct nuskha_passage {
  uint32_t struct_size;
  uint32_t words;  // of the text with fewer words
  nuskha_range a;  // bytes of the texts: see nuskha_comparison_ranges_of()
  nuskha_range b;
} nuskha_passage;

// Two articles against each other: a result.
typedef struct nuskha_comparison nuskha_comparison;

// The relation of two articles by their texts and headlines alone: sources and
// dates are not looked at. O(bytes of both) for texts that do not repeat
// themselves; bounded for those that do. Errors: NUSKHA_E_ARG,
// NUSKHA_E_INCOMPATIBLE, NUSKHA_E_LIMIT, NUSKHA_E_NOMEM.
NUSKHA_EXPORT nuskha_status nuskha_compare(nuskha_analyzer* analyzer,
                                           const nuskha_article* a,
                                           const nuskha_article* b,
                                           nuskha_comparison** comparison);
NUSKHA_EXPORT void nuskha_comparison_free(nuskha_comparison* comparison);

NUSKHA_EXPORT nuskha_status nuskha_comparison_match(
    const nuskha_comparison* comparison, nuskha_match* match);

// Short English sentences that say why, in which the texts are called a and b.
// Reason i; the empty string if there is none.
NUSKHA_EXPORT size_t
nuskha_comparison_reason_count(const nuskha_comparison* comparison);
NUSKHA_EXPORT nuskha_str
nuskha_comparison_reason(const nuskha_comparison* comparison, size_t i);

// Shared passages, longest first, whatever the relation. None in a comparison
// of nuskha_detector_compare(), which keeps no texts.
NUSKHA_EXPORT size_t
nuskha_comparison_passage_count(const nuskha_comparison* comparison);
NUSKHA_EXPORT nuskha_status nuskha_comparison_passage(
    const nuskha_comparison* comparison, size_t i, nuskha_passage* passage);

// What the ranges of one side (0: a, 1: b) are bytes of.
// *in_title: 1 if they are of the headline, as the text has no word; else 0.
// *decoded: if not empty, they are bytes of this, the UTF-8 form of a text that
//     was in windows-1256.
// Either may be NULL. Errors: NUSKHA_E_ARG.
NUSKHA_EXPORT nuskha_status
nuskha_comparison_ranges_of(const nuskha_comparison* comparison, int32_t side,
                            int32_t* in_title, nuskha_str* decoded);

#ifdef __cplusplus
}
#endif

#endif  // NUSKHA_C_COMPARE_H_
