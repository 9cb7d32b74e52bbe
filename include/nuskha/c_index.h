// SPDX-License-Identifier: Apache-2.0
//
// The C interface to the persistent index: is this article known, from where,
// how much of it? (nuskha/index.h, which says what is guaranteed.) Include
// nuskha/nuskha.h.
//
//   create  open  { check_and_add, query, add_many, ... }...  free
//
// One writer at a time, any number of readers, across processes. A handle may
// be used by several threads at once; in a process other than the one that
// opened it every call is NUSKHA_E_FORKED. A process that was forked while
// another thread was in a call of an index can open none (NUSKHA_E_IO).
//
// Errors of all calls, beside those named at each:
//   NUSKHA_E_CORRUPT       damaged; the message says what, and what to do
//   NUSKHA_E_INCOMPATIBLE  made with other parameters or another normalizer
//   NUSKHA_E_LOCKED        another writer has it; the message names it
//   NUSKHA_E_DISK_FULL, NUSKHA_E_IO  nothing was acknowledged, reading goes on
//   NUSKHA_E_NOMEM         a handle that was to write is of no use any more
//   NUSKHA_E_LIMIT         a string of 4 GiB or more; a document to be added of
//                          more than 1,000,000,000 bytes: fields, words and
//                          compressed text; nothing is added
//   NUSKHA_E_ARG           also: to write to what is open for reading only

#ifndef NUSKHA_C_INDEX_H_
#define NUSKHA_C_INDEX_H_

#include "nuskha/c_compare.h"

#ifdef __cplusplus
extern "C" {
#endif

// ---- Making and opening ----

enum {
  NUSKHA_AS_CREATED = 0,       // to open: what it was created with
  NUSKHA_DURABLE_PROCESS = 1,  // survives the end of the process
  NUSKHA_DURABLE_SYNC = 2      // and the loss of power: each commit is synced
};

enum {
  // The seed is used; without it a random one, so that an outsider cannot craft
  // texts that collide.
  NUSKHA_INDEX_SEED = 1,
  // Texts are not kept: neither passages nor an upgrade.
  NUSKHA_INDEX_NO_TEXTS = 2
};

typedef struct nuskha_index_create_options {
  uint32_t struct_size;
  uint32_t flags;      // NUSKHA_INDEX_SEED, NUSKHA_INDEX_NO_TEXTS (0)
  int32_t durability;  // of those who open it (NUSKHA_DURABLE_PROCESS)
  uint32_t reserved;   // 0
  uint64_t seed;       // (that of batch runs)
} nuskha_index_create_options;

enum {
  NUSKHA_READ_ONLY = 1,
  // Another revision of the normalizer is no error: for an upgrade only.
  NUSKHA_UPGRADING = 2
};

typedef struct nuskha_index_open_options {
  uint32_t struct_size;
  uint32_t flags;      // NUSKHA_READ_ONLY, NUSKHA_UPGRADING (0)
  int32_t durability;  // (NUSKHA_AS_CREATED)
  uint32_t threads;    // of adding many, [1, 1024] (1)
  uint64_t wait;       // milliseconds for another writer to end (0)
  nuskha_str owner;    // named to those who find the index locked
} nuskha_index_open_options;

// Set the defaults. size: that of the structure.
NUSKHA_EXPORT void nuskha_index_create_options_init(
    nuskha_index_create_options* options, size_t size);
NUSKHA_EXPORT void nuskha_index_open_options_init(
    nuskha_index_open_options* options, size_t size);

typedef struct nuskha_index nuskha_index;

// Makes the folder `path`, in one that is there: NUSKHA_E_IO else. options:
// NULL for the defaults. Errors: NUSKHA_E_EXISTS. A relative path is resolved
// here, and when an index is opened, once.
NUSKHA_EXPORT nuskha_status nuskha_index_create(
    nuskha_str path, const nuskha_index_create_options* options);

// A writer completes what another left undone. options: NULL for the defaults.
// Errors: NUSKHA_E_INPUT if there is no index.
NUSKHA_EXPORT nuskha_status
nuskha_index_open(nuskha_str path, const nuskha_index_open_options* options,
                  nuskha_index** index);
// Closes it; what was acknowledged is there. In another process than the one
// that opened it, it only forgets the handle.
NUSKHA_EXPORT void nuskha_index_free(nuskha_index* index);

// ---- One article ----

// Values are fixed; later versions may add some: take those you do not know for
// NUSKHA_INDEX_CHANGED.
enum {
  NUSKHA_INDEX_NEW = 0,      // unknown, nothing like it: added
  NUSKHA_INDEX_KNOWN = 1,    // this id with this title and text
  NUSKHA_INDEX_MATCH = 2,    // unknown id, like documents of the index: added
  NUSKHA_INDEX_CHANGED = 3,  // a known id with another text: not added
  NUSKHA_INDEX_EMPTY = 4     // no word in title and text, whatever is known of
                             // the id: nothing is added or replaced
};

// "match"; "unknown" for other values. Never NULL, valid for ever.
NUSKHA_EXPORT const char* nuskha_index_status_name(int32_t status);

enum {
  NUSKHA_PASSAGES = 1  // also find passages: not without texts
};

typedef struct nuskha_query_options {
  uint32_t struct_size;
  uint32_t flags;  // 0 or NUSKHA_PASSAGES (0)
  // Relations that are matches: 1 << NUSKHA_EXACT | ...; 0: exact, copy,
  // partial and update (0). Of an index none is NUSKHA_TRANSLATION: its bit
  // is taken and changes nothing.
  uint32_t relations;
  uint32_t reserved;  // 0
} nuskha_query_options;

NUSKHA_EXPORT void nuskha_query_options_init(nuskha_query_options* options,
                                             size_t size);

// What the index says of an article: a result.
typedef struct nuskha_answer nuskha_answer;

// Whether the article is known, and adds it if it is not: one step, however
// many threads ask. article->id must not be empty. options: NULL for the
// defaults. answer: NULL if only adding matters.
NUSKHA_EXPORT nuskha_status nuskha_index_check_and_add(
    nuskha_index* index, const nuskha_article* article,
    const nuskha_query_options* options, nuskha_answer** answer);

// The same, but nothing is added. A document with article->id, which may be
// empty, is no match of itself.
NUSKHA_EXPORT nuskha_status
nuskha_index_query(const nuskha_index* index, const nuskha_article* article,
                   const nuskha_query_options* options, nuskha_answer** answer);

NUSKHA_EXPORT void nuskha_answer_free(nuskha_answer* answer);
NUSKHA_EXPORT int32_t nuskha_answer_status(const nuskha_answer* answer);
// In the index when it was asked.
NUSKHA_EXPORT uint64_t nuskha_answer_documents(const nuskha_answer* answer);

// Matches, best first. *number: of the document, from 0 in order of addition.
// *comparison: the article asked about (a) against the document (b). *id and
// *comparison are the answer's own: not to be freed, gone with it. Each but
// answer may be NULL.
NUSKHA_EXPORT size_t nuskha_answer_match_count(const nuskha_answer* answer);
NUSKHA_EXPORT nuskha_status
nuskha_answer_match(const nuskha_answer* answer, size_t i, uint64_t* number,
                    nuskha_str* id, const nuskha_comparison** comparison);

// ---- Many ----

// Adds without looking for matches; one commit for all, or none is added.
// articles: shape [count], all of one struct_size. statuses: shape [count],
// new, known, changed or empty each, or NULL. *documents: in the index; or
// NULL.
NUSKHA_EXPORT nuskha_status
nuskha_index_add_many(nuskha_index* index, const nuskha_article* articles,
                      size_t count, int32_t* statuses, uint64_t* documents);

// The same, but NUSKHA_INDEX_CHANGED means that the text was replaced.
NUSKHA_EXPORT nuskha_status nuskha_index_update(nuskha_index* index,
                                                const nuskha_article* articles,
                                                size_t count, int32_t* statuses,
                                                uint64_t* documents);

// Takes documents out. ids: shape [count]. *removed: how many were known; or
// NULL. One commit.
NUSKHA_EXPORT nuskha_status nuskha_index_remove(nuskha_index* index,
                                                const nuskha_str* ids,
                                                size_t count,
                                                uint64_t* removed);

// ---- Upkeep ----

// Brings all that was acknowledged to the disk, whatever the durability.
// *documents: in the index; or NULL.
NUSKHA_EXPORT nuskha_status nuskha_index_flush(nuskha_index* index,
                                               uint64_t* documents);

typedef struct nuskha_index_stats {
  uint32_t struct_size;
  int32_t durability;
  uint64_t documents;
  uint64_t removed;  // since it was created; updates count, too
  uint64_t bytes;    // on disk
  // Acknowledged once, but not there when it was opened: power was lost.
  uint64_t lost_commits;
  uint64_t family;  // the same: the same hashes
  int64_t created;  // seconds since 1970-01-01 UTC
  uint32_t segments;
  uint32_t stores_texts;  // 0 or 1
  uint32_t normalizer;    // revision
  uint32_t reserved;
} nuskha_index_stats;

NUSKHA_EXPORT nuskha_status nuskha_index_get_stats(const nuskha_index* index,
                                                   nuskha_index_stats* stats);

// Functions of the program: 0 to go on, anything else to end the call with
// NUSKHA_E_CANCELLED. They must return, and must not use the index.
typedef int32_t (*nuskha_progress)(void* context, uint64_t done, uint64_t all);

// Reads and checks everything. progress: called with documents done, at the
// start, at times in between, and when all is checked; or NULL.
// Errors: NUSKHA_E_CORRUPT with the first damage, NUSKHA_E_CANCELLED.
NUSKHA_EXPORT nuskha_status nuskha_index_verify(const nuskha_index* index,
                                                nuskha_progress progress,
                                                void* context);

// Merges all segments, forgets what was removed, gives space back. upgrade: 1
// to analyze the texts again after the normalizer changed, else 0.
NUSKHA_EXPORT nuskha_status nuskha_index_compact(nuskha_index* index,
                                                 int32_t upgrade);

typedef struct nuskha_index_record {
  uint32_t struct_size;  // of the library
  uint32_t words;        // content words
  uint64_t number;
  nuskha_str id;  // strings: until the function returns
  nuskha_str url;
  nuskha_str source;
  nuskha_str date;
  nuskha_str title;
} nuskha_index_record;

typedef int32_t (*nuskha_index_visitor)(void* context,
                                        const nuskha_index_record* record);

// All documents in the order of their numbers, of one moment. Errors:
// NUSKHA_E_CANCELLED.
NUSKHA_EXPORT nuskha_status nuskha_index_export(const nuskha_index* index,
                                                nuskha_index_visitor visitor,
                                                void* context);

#ifdef __cplusplus
}
#endif

#endif  // NUSKHA_C_INDEX_H_
