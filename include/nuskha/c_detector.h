// SPDX-License-Identifier: Apache-2.0
//
// The C interface to the batch detector: the same and the nearly same articles
// of a collection (nuskha/detector.h, nuskha/cluster.h). Include
// nuskha/nuskha.h.
//
//   create  add...  run  { match, compare, clusters }...  free
//
// One thread at a time, except where said.

#ifndef NUSKHA_C_DETECTOR_H_
#define NUSKHA_C_DETECTOR_H_

#include "nuskha/c_compare.h"

#ifdef __cplusplus
extern "C" {
#endif

enum {
  NUSKHA_SAMPLED = 0,  // an index of sampled shingles
  NUSKHA_MINHASH = 1,  // banded MinHash signatures: resemblance only
  NUSKHA_ALL_KEYS = 2  // every shingle: finds all pairs, for audits
};

typedef struct nuskha_detector_options {
  uint32_t struct_size;
  int32_t candidates;        // which pairs are looked at (NUSKHA_SAMPLED)
  uint32_t sampling_rate;    // one shingle in this many, [1, 65536] (8)
  uint32_t threads;          // of nuskha_detector_run(), [1, 1024] (1)
  uint32_t frequency_cap;    // documents of a key that all meet, >= 2 (256)
  uint32_t isolate_sources;  // 1: no matches within a source (0)
  uint64_t seed;
  double minhash_threshold;  // Jaccard it aims at, (0, 1] (0.4)
  double min_score;          // smallest max(a_in_b, b_in_a), [0, 1] (0.3)
} nuskha_detector_options;

// Sets the defaults. size: sizeof(nuskha_detector_options).
NUSKHA_EXPORT void nuskha_detector_options_init(
    nuskha_detector_options* options, size_t size);

typedef struct nuskha_detector nuskha_detector;

// options: NULL for the defaults. Errors: NUSKHA_E_ARG naming the option that
// is out of range, NUSKHA_E_INCOMPATIBLE, NUSKHA_E_NOMEM.
NUSKHA_EXPORT nuskha_status nuskha_detector_create(
    const nuskha_detector_options* options, nuskha_detector** detector);
NUSKHA_EXPORT void nuskha_detector_free(nuskha_detector* detector);

// Adds an article; *number (may be NULL) is how many were added before it. Its
// words are kept, about 4 bytes each, its text is not. What the last run found
// is forgotten. Errors: NUSKHA_E_ARG, NUSKHA_E_INCOMPATIBLE, NUSKHA_E_LIMIT;
// NUSKHA_E_NOMEM: the detector is of no use any more, and says so at each call.
NUSKHA_EXPORT nuskha_status nuskha_detector_add(nuskha_detector* detector,
                                                const nuskha_article* article,
                                                uint32_t* number);
NUSKHA_EXPORT size_t
nuskha_detector_document_count(const nuskha_detector* detector);

// Finds all matches, for any number of threads the same. May be called again
// after more articles. O(words) and the pairs looked at. Errors: NUSKHA_E_ARG,
// NUSKHA_E_NOMEM as above.
NUSKHA_EXPORT nuskha_status nuskha_detector_run(nuskha_detector* detector);

// Matches of the last run with a relation other than NUSKHA_NOTHING, ascending
// by (a, b); 0 before it. Any thread until the next add or run.
NUSKHA_EXPORT size_t
nuskha_detector_match_count(const nuskha_detector* detector);
NUSKHA_EXPORT nuskha_status nuskha_detector_match(
    const nuskha_detector* detector, size_t i, nuskha_match* match);

// The relation of two documents, matched or not, with its reasons; after a run
// what the run says of them: NUSKHA_NOTHING, with its scores, if min_score or
// isolate_sources leaves the pair out. Any thread until the next add or run.
// Errors: NUSKHA_E_ARG (also if a == b), NUSKHA_E_NOMEM, which changes nothing.
NUSKHA_EXPORT nuskha_status
nuskha_detector_compare(const nuskha_detector* detector, uint32_t a, uint32_t b,
                        nuskha_comparison** comparison);

// ---- Clusters: one original and the documents that are the same article ----

typedef struct nuskha_cluster {
  uint32_t struct_size;
  uint32_t original;      // document number
  uint32_t member_count;  // without the original, at least 1
} nuskha_cluster;

typedef struct nuskha_member {
  uint32_t struct_size;
  uint32_t document;
  int32_t relation;  // to the original: exact, copy, partial, or update, which
                     // is an article of its own and no duplicate
  uint32_t reserved;
  double jaccard;
  double in_original;  // share of the member found in the original
} nuskha_member;

// The clusters of a run, ascending by original: a result.
typedef struct nuskha_clusters nuskha_clusters;

// keep: which copy is the original: a comma list of oldest, newest, longest and
// first, or the empty string for "oldest,longest,first". Of the matches of the
// last run. O(matches log matches) and at most 16 comparisons a document.
// Errors: NUSKHA_E_ARG (also without a run), NUSKHA_E_NOMEM, which changes
// nothing.
NUSKHA_EXPORT nuskha_status
nuskha_detector_clusters(const nuskha_detector* detector, nuskha_str keep,
                         nuskha_clusters** clusters);
NUSKHA_EXPORT void nuskha_clusters_free(nuskha_clusters* clusters);

NUSKHA_EXPORT size_t nuskha_clusters_count(const nuskha_clusters* clusters);
NUSKHA_EXPORT nuskha_status nuskha_clusters_cluster(
    const nuskha_clusters* clusters, size_t i, nuskha_cluster* cluster);

// Member j of cluster i.
NUSKHA_EXPORT nuskha_status nuskha_clusters_member(
    const nuskha_clusters* clusters, size_t i, size_t j, nuskha_member* member);

#ifdef __cplusplus
}
#endif

#endif  // NUSKHA_C_DETECTOR_H_
