// SPDX-License-Identifier: Apache-2.0
//
// What a program in C does with the library: every function of nuskha.h. A copy
// of the first version of this file is kept in tests/abi/v1, built against the
// header of that time.

#include <stdlib.h>

#include "c_testing.h"

// Ten Arabic words; a text is made of them by number.
static const char* const kWords[] = {
    "\u0623\u0639\u0644\u0646\u062a",                    // announced
    "\u0648\u0632\u0627\u0631\u0629",                    // ministry
    "\u0627\u0644\u0646\u0642\u0644",                    // the transport
    "\u0627\u0641\u062a\u062a\u0627\u062d",              // opening
    "\u062e\u0637",                                      // line
    "\u062c\u062f\u064a\u062f",                          // new
    "\u0644\u0644\u062d\u0627\u0641\u0644\u0627\u062a",  // for buses
    "\u0641\u064a",                                      // in
    "\u0627\u0644\u0639\u0627\u0635\u0645\u0629",        // the capital
    "\u0627\u0644\u064a\u0648\u0645"};                   // today

// Appends `count` words to the text in `out`, different ones for each seed.
static void AppendWords(unsigned seed, int count, char* out) {
  char* end = out + strlen(out);
  int i;
  for (i = 0; i < count; ++i) {
    seed = seed * 1103515245u + 12345u;
    end += sprintf(end, "%s%s%s", end == out ? "" : " ",
                   kWords[(seed >> 16) % 10], kWords[(seed >> 20) % 10]);
  }
}

static char text_a[8192], text_b[8192], text_c[8192];

static void TestVersion(void) {
  CHECK(nuskha_abi_version() == NUSKHA_ABI);
  CHECK(strchr(nuskha_version(), '.') != NULL);
  CHECK(nuskha_normalizer_revision() >= 1);
  CHECK(strcmp(nuskha_status_name(NUSKHA_E_NOMEM), "NUSKHA_E_NOMEM") == 0);
  CHECK(strcmp(nuskha_status_name(12345), "unknown") == 0);
  CHECK(strcmp(nuskha_relation_name(NUSKHA_PARTIAL), "partial") == 0);
  CHECK(strcmp(nuskha_relation_name(-1), "unknown") == 0);
  CHECK(nuskha_is_same_article(NUSKHA_COPY) == 1);
  CHECK(nuskha_is_same_article(NUSKHA_UPDATE) == 0);
}

static void TestNormalize(void) {
  // "al-madinah", vowelled and with kashida, and "25" in Arabic digits.
  const char* const text =
      "\u0627\u0644\u0645\u064e\u062f\u0640\u064a\u0646\u0629 \u0662\u0665";
  nuskha_normalized* words = NULL;
  nuskha_str word = {NULL, 0};
  nuskha_range at = {0, 0};
  CHECK(nuskha_normalize(Str(text), NUSKHA_STANDARD, 0, &words) == NUSKHA_OK);
  CHECK(nuskha_normalized_word_count(words) == 2);
  CHECK(nuskha_normalized_word(words, 1, &word, &at) == NUSKHA_OK);
  CHECK(word.len == 2 && memcmp(word.ptr, "25", 2) == 0);
  CHECK(at.end == strlen(text) && at.end - at.begin == 4);
  CHECK(nuskha_normalized_text(words).len > word.len);
  CHECK(nuskha_normalized_decoded(words).len == 0);
  CHECK(nuskha_normalized_word(words, 0, NULL, NULL) == NUSKHA_OK);
  CHECK_FAILS(NUSKHA_E_ARG, "word 2",
              nuskha_normalized_word(words, 2, &word, &at));
  nuskha_normalized_free(words);

  CHECK(nuskha_normalize(Str("a &amp; b"), NUSKHA_LIGHT, 0, &words) == 0);
  CHECK(nuskha_normalized_text(words).len == 5);
  CHECK(nuskha_normalized_word_count(words) == 0);
  nuskha_normalized_free(words);
  CHECK(nuskha_normalize(Str("a &amp; b"), NUSKHA_LIGHT, NUSKHA_NO_REPAIR,
                         &words) == 0);
  CHECK(nuskha_normalized_text(words).len == 9);
  nuskha_normalized_free(words);
  CHECK(nuskha_normalize(Str(text), NUSKHA_AGGRESSIVE, 0, &words) == 0);
  CHECK(nuskha_normalized_word_count(words) == 2);
  nuskha_normalized_free(words);
}

static void TestScan(nuskha_analyzer* analyzer) {
  nuskha_scan* scan = NULL;
  nuskha_scan_summary summary = {.struct_size = sizeof summary};
  nuskha_finding finding = {.struct_size = sizeof finding};
  nuskha_article article;
  char text[8192] = "";
  strcat(text, text_c);
  strcat(text, "\n");
  strcat(text, text_b);
  strcat(text, "\n");
  strcat(text, text_b);
  article = Article(text);
  CHECK(nuskha_scan_article(analyzer, &article, &scan) == NUSKHA_OK);
  CHECK(nuskha_scan_get_summary(scan, &summary) == NUSKHA_OK);
  CHECK(summary.words == 2 * 60 + 100);
  CHECK(summary.content_words == 60 + 100);
  CHECK(summary.truncated_percent == -1 && summary.flags == 0);
  CHECK(nuskha_scan_finding_count(scan) == 1);
  CHECK(nuskha_scan_finding(scan, 0, &finding) == NUSKHA_OK);
  CHECK(finding.kind == NUSKHA_REPEATED_PARAGRAPH);
  CHECK(finding.at.end == strlen(text));
  CHECK(finding.at.end - finding.at.begin == strlen(text_b));
  CHECK(finding.first.begin == strlen(text_c) + 1);
  CHECK(finding.first.end == finding.first.begin + strlen(text_b));
  CHECK(finding.rule.len == 0 && finding.category.len == 0);
  CHECK(nuskha_scan_decoded(scan).len == 0);
  CHECK_FAILS(NUSKHA_E_ARG, "finding 1",
              nuskha_scan_finding(scan, 1, &finding));
  nuskha_scan_free(scan);
}

// Two paragraphs, and both again in the other order.
static void TestOrderOfFindings(nuskha_analyzer* analyzer) {
  const char* const order[] = {"no headline", text_b, text_c, text_c, text_b};
  nuskha_scan* scan = NULL;
  nuskha_finding first = {.struct_size = sizeof first};
  nuskha_finding second = {.struct_size = sizeof second};
  nuskha_article article;
  char text[16384] = "";
  int i;
  for (i = 0; i < 5; ++i) {
    if (i > 0) strcat(text, "\n");
    strcat(text, order[i]);
  }
  article = Article(text);
  CHECK(nuskha_scan_article(analyzer, &article, &scan) == NUSKHA_OK);
  CHECK(nuskha_scan_finding_count(scan) == 2);
  CHECK(nuskha_scan_finding(scan, 0, &first) == NUSKHA_OK);
  CHECK(nuskha_scan_finding(scan, 1, &second) == NUSKHA_OK);
  CHECK(first.kind == NUSKHA_REPEATED_PARAGRAPH && second.kind == first.kind);
  CHECK(first.at.begin < second.at.begin);
  CHECK(first.first.begin > second.first.begin);
  nuskha_scan_free(scan);
}

static void TestCompare(nuskha_analyzer* analyzer) {
  nuskha_comparison* comparison = NULL;
  nuskha_match match = {.struct_size = sizeof match};
  nuskha_passage passage = {.struct_size = sizeof passage};
  const nuskha_article a = Article(text_a);
  const nuskha_article b = Article(text_b);
  int32_t in_title = 7;
  nuskha_str decoded = {NULL, 1};
  CHECK(nuskha_compare(analyzer, &a, &b, &comparison) == NUSKHA_OK);
  CHECK(nuskha_comparison_match(comparison, &match) == NUSKHA_OK);
  CHECK(match.relation == NUSKHA_PARTIAL && match.container == 0);
  CHECK(match.words_a == 160 && match.words_b == 60);
  CHECK(match.b_in_a == 1 && match.a_in_b < 0.5 && match.longest_run == 60);
  CHECK(nuskha_comparison_passage_count(comparison) == 1);
  CHECK(nuskha_comparison_passage(comparison, 0, &passage) == NUSKHA_OK);
  CHECK(passage.words == 60);
  CHECK(passage.b.begin == 0 && passage.b.end == strlen(text_b));
  CHECK(memcmp(text_a + passage.a.begin, text_b, strlen(text_b)) == 0);
  CHECK(nuskha_comparison_reason_count(comparison) >= 1);
  CHECK(nuskha_comparison_reason(comparison, 0).len > 0);
  CHECK(nuskha_comparison_reason(comparison, 99).len == 0);
  CHECK(nuskha_comparison_ranges_of(comparison, 1, &in_title, &decoded) == 0);
  CHECK(in_title == 0 && decoded.len == 0);
  nuskha_comparison_free(comparison);
}

static void TestClusters(const nuskha_detector* detector) {
  nuskha_clusters* clusters = NULL;
  nuskha_cluster cluster = {.struct_size = sizeof cluster};
  nuskha_member member = {.struct_size = sizeof member};
  const nuskha_str by_default = {NULL, 0};
  CHECK(nuskha_detector_clusters(detector, by_default, &clusters) == 0);
  CHECK(nuskha_clusters_count(clusters) == 1);
  CHECK(nuskha_clusters_cluster(clusters, 0, &cluster) == NUSKHA_OK);
  CHECK(cluster.original == 0 && cluster.member_count == 1);
  CHECK(nuskha_clusters_member(clusters, 0, 0, &member) == NUSKHA_OK);
  CHECK(member.document == 1 && member.relation == NUSKHA_PARTIAL);
  CHECK(member.in_original == 1 && member.reserved == 0);
  CHECK_FAILS(NUSKHA_E_ARG, "member 1",
              nuskha_clusters_member(clusters, 0, 1, &member));
  CHECK_FAILS(NUSKHA_E_ARG, "cluster 1",
              nuskha_clusters_cluster(clusters, 1, &cluster));
  nuskha_clusters_free(clusters);
  CHECK_FAILS(NUSKHA_E_ARG, "no field",
              nuskha_detector_clusters(detector, Str("likes:asc"), &clusters));
  CHECK(clusters == NULL);
}

static void TestDetector(void) {
  const char* const texts[] = {text_a, text_b, text_c};
  nuskha_detector_options options;
  nuskha_detector* detector = NULL;
  nuskha_comparison* comparison = NULL;
  nuskha_match match = {.struct_size = sizeof match};
  nuskha_match again = {.struct_size = sizeof again};
  uint32_t i, number = 99;
  nuskha_detector_options_init(&options, sizeof options);
  CHECK(options.struct_size == sizeof options && options.threads == 1);
  options.threads = 2;
  CHECK(nuskha_detector_create(&options, &detector) == NUSKHA_OK);
  for (i = 0; i < 3; ++i) {
    const nuskha_article article = Article(texts[i]);
    CHECK(nuskha_detector_add(detector, &article, &number) == NUSKHA_OK);
    CHECK(number == i);
  }
  CHECK(nuskha_detector_document_count(detector) == 3);
  CHECK(nuskha_detector_match_count(detector) == 0);
  CHECK(nuskha_detector_run(detector) == NUSKHA_OK);
  CHECK(nuskha_detector_match_count(detector) == 1);
  CHECK(nuskha_detector_match(detector, 0, &match) == NUSKHA_OK);
  CHECK(match.a == 0 && match.b == 1 && match.relation == NUSKHA_PARTIAL);
  CHECK(nuskha_detector_compare(detector, 0, 1, &comparison) == NUSKHA_OK);
  CHECK(nuskha_comparison_match(comparison, &again) == NUSKHA_OK);
  CHECK(memcmp(&match, &again, sizeof match) == 0);
  CHECK(nuskha_comparison_reason_count(comparison) >= 1);
  CHECK(nuskha_comparison_passage_count(comparison) == 0);
  nuskha_comparison_free(comparison);
  TestClusters(detector);
  nuskha_detector_free(detector);
}

int main(void) {
  nuskha_analyzer* analyzer = NULL;
  // b is a part of a; c is another article.
  AppendWords(1, 100, text_a);
  AppendWords(2, 60, text_a);
  AppendWords(2, 60, text_b);
  AppendWords(3, 100, text_c);
  CHECK(nuskha_analyzer_create(&analyzer) == NUSKHA_OK);
  TestVersion();
  TestNormalize();
  TestScan(analyzer);
  TestOrderOfFindings(analyzer);
  TestCompare(analyzer);
  TestDetector();
  nuskha_analyzer_free(analyzer);
  if (failures == 0) printf("nuskha %s: ok\n", nuskha_version());
  return failures == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
