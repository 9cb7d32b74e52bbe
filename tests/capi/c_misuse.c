// SPDX-License-Identifier: Apache-2.0
//
// Every function of nuskha.h with what it should not be given: an error that
// says what is wrong, and no other harm.

#include <stdlib.h>

#include "c_testing.h"

static const nuskha_str kNoPointer = {NULL, 5};
// Longer than any text may be: the length is looked at before the bytes.
static const nuskha_str kTooLong = {"x", (size_t)1 << 32};

static void TestNullOutputs(nuskha_analyzer* analyzer) {
  const nuskha_article article = Article("x");
  CHECK_FAILS(NUSKHA_E_ARG, "NULL",
              nuskha_normalize(Str("x"), NUSKHA_LIGHT, 0, NULL));
  CHECK_FAILS(NUSKHA_E_ARG, "NULL", nuskha_analyzer_create(NULL));
  CHECK_FAILS(NUSKHA_E_ARG, "NULL",
              nuskha_scan_article(analyzer, &article, NULL));
  CHECK_FAILS(NUSKHA_E_ARG, "NULL",
              nuskha_compare(analyzer, &article, &article, NULL));
  CHECK_FAILS(NUSKHA_E_ARG, "NULL", nuskha_detector_create(NULL, NULL));
  nuskha_article_init(NULL, sizeof(nuskha_article));
  nuskha_detector_options_init(NULL, sizeof(nuskha_detector_options));
}

static void TestNullHandles(void) {
  nuskha_article article = Article("x");
  nuskha_scan* scan = (nuskha_scan*)&article;
  nuskha_comparison* comparison = (nuskha_comparison*)&article;
  nuskha_clusters* clusters = (nuskha_clusters*)&article;
  nuskha_match match = {.struct_size = sizeof match};
  CHECK(nuskha_scan_article(NULL, &article, &scan) == NUSKHA_E_ARG);
  CHECK(scan == NULL);
  CHECK(nuskha_compare(NULL, &article, &article, &comparison) == NUSKHA_E_ARG);
  CHECK(comparison == NULL);
  CHECK(nuskha_detector_add(NULL, &article, NULL) == NUSKHA_E_ARG);
  CHECK(nuskha_detector_run(NULL) == NUSKHA_E_ARG);
  CHECK(nuskha_detector_match(NULL, 0, &match) == NUSKHA_E_ARG);
  CHECK(nuskha_detector_compare(NULL, 0, 1, &comparison) == NUSKHA_E_ARG);
  CHECK(nuskha_detector_clusters(NULL, Str(""), &clusters) == NUSKHA_E_ARG);
  CHECK(clusters == NULL);
  CHECK(nuskha_comparison_match(NULL, &match) == NUSKHA_E_ARG);
  CHECK(nuskha_comparison_passage(NULL, 0, NULL) == NUSKHA_E_ARG);
  CHECK(nuskha_comparison_ranges_of(NULL, 0, NULL, NULL) == NUSKHA_E_ARG);
  CHECK(nuskha_normalized_word(NULL, 0, NULL, NULL) == NUSKHA_E_ARG);
  CHECK(nuskha_scan_get_summary(NULL, NULL) == NUSKHA_E_ARG);
  CHECK(nuskha_scan_finding(NULL, 0, NULL) == NUSKHA_E_ARG);
  CHECK(nuskha_clusters_cluster(NULL, 0, NULL) == NUSKHA_E_ARG);
  CHECK(nuskha_clusters_member(NULL, 0, 0, NULL) == NUSKHA_E_ARG);
}

static void TestNullCounts(void) {
  CHECK(nuskha_normalized_text(NULL).len == 0);
  CHECK(nuskha_normalized_decoded(NULL).len == 0);
  CHECK(nuskha_normalized_word_count(NULL) == 0);
  CHECK(nuskha_scan_finding_count(NULL) == 0);
  CHECK(nuskha_scan_decoded(NULL).len == 0);
  CHECK(nuskha_comparison_reason_count(NULL) == 0);
  CHECK(nuskha_comparison_reason(NULL, 0).len == 0);
  CHECK(nuskha_comparison_passage_count(NULL) == 0);
  CHECK(nuskha_detector_document_count(NULL) == 0);
  CHECK(nuskha_detector_match_count(NULL) == 0);
  CHECK(nuskha_clusters_count(NULL) == 0);
  nuskha_normalized_free(NULL);
  nuskha_analyzer_free(NULL);
  nuskha_scan_free(NULL);
  nuskha_comparison_free(NULL);
  nuskha_detector_free(NULL);
  nuskha_clusters_free(NULL);
}

static void TestStrings(nuskha_analyzer* analyzer) {
  nuskha_normalized* words = NULL;
  nuskha_scan* scan = NULL;
  nuskha_article article = Article("x");
  CHECK_FAILS(NUSKHA_E_ARG, "ptr is NULL",
              nuskha_normalize(kNoPointer, NUSKHA_LIGHT, 0, &words));
  CHECK_FAILS(NUSKHA_E_LIMIT, "4294967296 bytes",
              nuskha_normalize(kTooLong, NUSKHA_LIGHT, 0, &words));
  CHECK_FAILS(NUSKHA_E_ARG, "level", nuskha_normalize(Str("x"), 3, 0, &words));
  CHECK_FAILS(NUSKHA_E_ARG, "level", nuskha_normalize(Str("x"), -1, 0, &words));
  CHECK_FAILS(NUSKHA_E_ARG, "flags",
              nuskha_normalize(Str("x"), NUSKHA_LIGHT, 2, &words));
  article.date = kNoPointer;
  CHECK_FAILS(NUSKHA_E_ARG, "nuskha_article.date",
              nuskha_scan_article(analyzer, &article, &scan));
  article.date = Str("");
  article.title = kTooLong;
  CHECK_FAILS(NUSKHA_E_LIMIT, "nuskha_article.title",
              nuskha_scan_article(analyzer, &article, &scan));
  article.title = Str("");
  article.flags = 2;
  CHECK_FAILS(NUSKHA_E_ARG, "flags",
              nuskha_scan_article(analyzer, &article, &scan));
  CHECK(scan == NULL && words == NULL);
}

// A structure of a later version: known fields, then others.
typedef struct {
  nuskha_article known;
  unsigned char later[24];
} later_article;

static void TestSizesOfInputs(nuskha_analyzer* analyzer) {
  nuskha_scan* scan = NULL;
  later_article later;
  nuskha_article article = Article("x");
  nuskha_article_init(&later.known, sizeof later);
  CHECK(later.known.struct_size == sizeof later && later.later[23] == 0);
  later.known.text = Str("x");
  CHECK(nuskha_scan_article(analyzer, &later.known, &scan) == NUSKHA_OK);
  nuskha_scan_free(scan);
  later.later[23] = 1;
  CHECK_FAILS(NUSKHA_E_INCOMPATIBLE, "does not know",
              nuskha_scan_article(analyzer, &later.known, &scan));
  CHECK(scan == NULL);
  article.struct_size = 0;
  CHECK_FAILS(NUSKHA_E_ARG, "struct_size",
              nuskha_scan_article(analyzer, &article, &scan));
  article.struct_size = (uint32_t)offsetof(nuskha_article, id) - 1;
  CHECK_FAILS(NUSKHA_E_ARG, "struct_size",
              nuskha_scan_article(analyzer, &article, &scan));
  article.struct_size = 0xffffffff;  // no size: not read as one
  CHECK_FAILS(NUSKHA_E_ARG, "struct_size",
              nuskha_scan_article(analyzer, &article, &scan));
  CHECK_FAILS(NUSKHA_E_ARG, "NULL", nuskha_scan_article(analyzer, NULL, &scan));
  // Sizes that are none leave the structure alone.
  article.struct_size = 77;
  nuskha_article_init(&article, 3);
  nuskha_article_init(&article, (size_t)-1);
  CHECK(article.struct_size == 77);
}

static void TestSizesOfOutputs(nuskha_analyzer* analyzer) {
  const nuskha_article article = Article("x");
  nuskha_comparison* comparison = NULL;
  struct {
    nuskha_match known;
    unsigned char later[8], behind[8];
  } later;
  nuskha_match match;
  CHECK(nuskha_compare(analyzer, &article, &article, &comparison) == 0);
  memset(&later, 0xaa, sizeof later);
  later.known.struct_size = sizeof(nuskha_match) + 8;
  CHECK(nuskha_comparison_match(comparison, &later.known) == NUSKHA_OK);
  CHECK(later.known.struct_size == sizeof(nuskha_match) + 8);
  CHECK(later.later[0] == 0 && later.later[7] == 0);  // unknown here: 0
  CHECK(later.behind[0] == 0xaa);
  memset(&match, 0xaa, sizeof match);
  match.struct_size = sizeof match - 1;
  CHECK_FAILS(NUSKHA_E_ARG, "nuskha_match",
              nuskha_comparison_match(comparison, &match));
  CHECK(match.words_a == 0xaaaaaaaa);
  CHECK_FAILS(NUSKHA_E_ARG, "NULL", nuskha_comparison_match(comparison, NULL));
  CHECK_FAILS(NUSKHA_E_ARG, "side",
              nuskha_comparison_ranges_of(comparison, 2, NULL, NULL));
  nuskha_comparison_free(comparison);
}

static void TestOptions(void) {
  nuskha_detector* detector = (nuskha_detector*)&failures;
  nuskha_detector_options options;
  nuskha_detector_options_init(&options, sizeof options);
  options.threads = 0;
  CHECK_FAILS(NUSKHA_E_ARG, "threads",
              nuskha_detector_create(&options, &detector));
  CHECK(detector == NULL);
  options.threads = 1;
  options.min_score = 2;
  CHECK_FAILS(NUSKHA_E_ARG, "min_score",
              nuskha_detector_create(&options, &detector));
  nuskha_detector_options_init(&options, sizeof options);
  options.candidates = 3;
  CHECK_FAILS(NUSKHA_E_ARG, "candidates",
              nuskha_detector_create(&options, &detector));
  options.candidates = NUSKHA_ALL_KEYS;
  options.isolate_sources = 2;
  CHECK_FAILS(NUSKHA_E_ARG, "isolate_sources",
              nuskha_detector_create(&options, &detector));
}

static void TestOrder(void) {
  const nuskha_article article = Article("x");
  nuskha_detector* detector = NULL;
  nuskha_comparison* comparison = NULL;
  nuskha_clusters* clusters = NULL;
  nuskha_match match = {.struct_size = sizeof match};
  CHECK(nuskha_detector_create(NULL, &detector) == NUSKHA_OK);
  CHECK(nuskha_detector_run(detector) == NUSKHA_OK);
  CHECK(nuskha_detector_add(detector, &article, NULL) == NUSKHA_OK);
  CHECK_FAILS(NUSKHA_E_ARG, "nuskha_detector_run",
              nuskha_detector_clusters(detector, Str(""), &clusters));
  CHECK_FAILS(NUSKHA_E_ARG, "match 0",
              nuskha_detector_match(detector, 0, &match));
  CHECK_FAILS(NUSKHA_E_ARG, "document 1",
              nuskha_detector_compare(detector, 0, 1, &comparison));
  CHECK_FAILS(NUSKHA_E_ARG, "same document",
              nuskha_detector_compare(detector, 0, 0, &comparison));
  CHECK(nuskha_detector_run(detector) == NUSKHA_OK);
  CHECK_FAILS(NUSKHA_E_ARG, "keep",
              nuskha_detector_clusters(detector, Str("best"), &clusters));
  CHECK_FAILS(NUSKHA_E_ARG, "ptr is NULL",
              nuskha_detector_clusters(detector, kNoPointer, &clusters));
  nuskha_detector_free(detector);
}

// Cut at its end, between two characters.
static void TestLongMessage(void) {
  char policy[2000] = "x";
  nuskha_detector* detector = NULL;
  nuskha_clusters* clusters = NULL;
  size_t i, size;
  for (i = 0; i < 900; ++i) strcat(policy, "\u0646");
  strcat(policy, ":asc");
  CHECK(nuskha_detector_create(NULL, &detector) == NUSKHA_OK);
  CHECK(nuskha_detector_run(detector) == NUSKHA_OK);
  for (i = 0; i < 2; ++i) {
    CHECK(nuskha_detector_clusters(detector, Str(policy + i), &clusters) ==
          NUSKHA_E_ARG);
    size = strlen(nuskha_last_error());
    CHECK(size == 510 || size == 511);
    CHECK((nuskha_last_error()[size - 1] & 0xc0) == 0x80);  // ends a letter
  }
  nuskha_detector_free(detector);
}

int main(void) {
  nuskha_analyzer* analyzer = NULL;
  CHECK(strcmp(nuskha_last_error(), "") == 0);
  CHECK(nuskha_analyzer_create(&analyzer) == NUSKHA_OK);
  TestNullOutputs(analyzer);
  TestNullHandles();
  TestNullCounts();
  TestStrings(analyzer);
  TestSizesOfInputs(analyzer);
  TestSizesOfOutputs(analyzer);
  TestOptions();
  TestOrder();
  TestLongMessage();
  nuskha_analyzer_free(analyzer);
  return failures == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
