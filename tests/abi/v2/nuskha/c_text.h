// SPDX-License-Identifier: Apache-2.0
//
// The C interface to one text: normalization (nuskha/normalize.h) and what
// stands in an article twice or is no content (nuskha/document.h). Include
// nuskha/nuskha.h.

#ifndef NUSKHA_C_TEXT_H_
#define NUSKHA_C_TEXT_H_

#include "nuskha/c_types.h"

#ifdef __cplusplus
extern "C" {
#endif

// ---- Normalization. Functions of their arguments only: any thread. ----

enum {
  NUSKHA_LIGHT = 0,  // readable text: only what a reader cannot see changes
  NUSKHA_STANDARD =
      1,  // words; spelling variants are equal: what matching sees
  NUSKHA_AGGRESSIVE = 2  // words; inflection is merged, too
};
enum {
  NUSKHA_NO_REPAIR = 1  // flag: no windows-1256, mojibake or HTML entities
};

// A normalized text: a result.
typedef struct nuskha_normalized nuskha_normalized;

// Normalizes `text`: any bytes, at most 4 GiB - 1. level: one of the above;
// flags: 0 or NUSKHA_NO_REPAIR. O(bytes). Errors: NUSKHA_E_ARG, NUSKHA_E_LIMIT
// (the text is too long), NUSKHA_E_NOMEM.
NUSKHA_EXPORT nuskha_status nuskha_normalize(nuskha_str text, int32_t level,
                                             uint32_t flags,
                                             nuskha_normalized** normalized);
NUSKHA_EXPORT void nuskha_normalized_free(nuskha_normalized* normalized);

// UTF-8; paragraphs are separated by one LF, words of the levels of words by
// one blank.
NUSKHA_EXPORT nuskha_str
nuskha_normalized_text(const nuskha_normalized* normalized);

// Words; 0 at NUSKHA_LIGHT.
NUSKHA_EXPORT size_t
nuskha_normalized_word_count(const nuskha_normalized* normalized);

// Word i and the bytes of the original that it was made of (of
// nuskha_normalized_decoded() if that is not empty). `word` or `at` may be
// NULL. Errors: NUSKHA_E_ARG.
NUSKHA_EXPORT nuskha_status
nuskha_normalized_word(const nuskha_normalized* normalized, size_t i,
                       nuskha_str* word, nuskha_range* at);

// The UTF-8 form of a text that was in windows-1256; empty for all others, and
// at NUSKHA_LIGHT.
NUSKHA_EXPORT nuskha_str
nuskha_normalized_decoded(const nuskha_normalized* normalized);

// ---- Articles ----

// Any bytes are valid in every string: ill-formed UTF-8 is repaired where it is
// read. Each may be empty, and takes at most 4 GiB - 1.
typedef struct nuskha_article {
  uint32_t struct_size;
  uint32_t flags;     // 0 or NUSKHA_FIRST_LINE_MAY_BE_TITLE
  nuskha_str title;   // the headline, if it is known apart from the text
  nuskha_str text;    // the body
  nuskha_str source;  // the outlet: what returns in its articles is its own
  // The day it was published: ISO 8601, RFC 2822, seconds or milliseconds since
  // 1970, "D MONTH YYYY" in Arabic or English. What cannot be read is no date.
  nuskha_str date;
  // Since NUSKHA_2; only an index looks at them and keeps them.
  nuskha_str id;
  nuskha_str url;
} nuskha_article;

enum {
  // The text is a plain file whose first line may be its headline.
  NUSKHA_FIRST_LINE_MAY_BE_TITLE = 1
};

// Makes *article empty. size: sizeof(nuskha_article).
NUSKHA_EXPORT void nuskha_article_init(nuskha_article* article, size_t size);

// Reads articles; keeps its tables, so keep it, too: some 200 kB, made in a
// millisecond. One thread at a time: make one per thread.
typedef struct nuskha_analyzer nuskha_analyzer;

// The first one of a process also compiles the built-in boilerplate rules,
// which takes tens of milliseconds. Errors: NUSKHA_E_NOMEM.
NUSKHA_EXPORT nuskha_status nuskha_analyzer_create(nuskha_analyzer** analyzer);
NUSKHA_EXPORT void nuskha_analyzer_free(nuskha_analyzer* analyzer);

// ---- Scan: what stands twice in an article, and what is no content ----

enum {
  NUSKHA_REPEATED_HEADLINE = 1,
  NUSKHA_REPEATED_PARAGRAPH = 2,
  NUSKHA_BOILERPLATE = 3
};

typedef struct nuskha_finding {
  uint32_t struct_size;
  int32_t kind;     // one of the above
  nuskha_range at;  // the repetition or the boilerplate: bytes of the text
  // Where a repetition stands first; empty for a headline in the title field
  // and for boilerplate.
  nuskha_range first;
  // Boilerplate only: the id of the rule, "BP05", and what it is: "truncated",
  // "caption", "credit", "dateline", "headline", "furniture" or "mark".
  nuskha_str rule;
  nuskha_str category;
} nuskha_finding;

enum {                        // nuskha_scan_summary.flags
  NUSKHA_TITLE_IS_FIELD = 1,  // the headline stands in the title field
  NUSKHA_WINDOWS_1256 = 2,    // of the text: ranges are of its decoded form
  NUSKHA_MOJIBAKE = 4         // the text was encoded twice
};

typedef struct nuskha_scan_summary {
  uint32_t struct_size;
  uint32_t flags;
  uint32_t words;            // of the body
  uint32_t content_words;    // those that are content
  uint32_t ill_formed;       // places that are not UTF-8
  uint32_t entities;         // HTML entities decoded
  double truncated_percent;  // share the page says it left out; -1 if none
} nuskha_scan_summary;

// What was found in one article: a result.
typedef struct nuskha_scan nuskha_scan;

// O(bytes of the article). Errors: NUSKHA_E_ARG, NUSKHA_E_INCOMPATIBLE,
// NUSKHA_E_LIMIT, NUSKHA_E_NOMEM.
NUSKHA_EXPORT nuskha_status nuskha_scan_article(nuskha_analyzer* analyzer,
                                                const nuskha_article* article,
                                                nuskha_scan** scan);
NUSKHA_EXPORT void nuskha_scan_free(nuskha_scan* scan);

NUSKHA_EXPORT nuskha_status
nuskha_scan_get_summary(const nuskha_scan* scan, nuskha_scan_summary* summary);

// Findings: headlines, paragraphs, boilerplate, each kind in text order.
NUSKHA_EXPORT size_t nuskha_scan_finding_count(const nuskha_scan* scan);
NUSKHA_EXPORT nuskha_status nuskha_scan_finding(const nuskha_scan* scan,
                                                size_t i,
                                                nuskha_finding* finding);

// As nuskha_normalized_decoded().
NUSKHA_EXPORT nuskha_str nuskha_scan_decoded(const nuskha_scan* scan);

#ifdef __cplusplus
}
#endif

#endif  // NUSKHA_C_TEXT_H_
