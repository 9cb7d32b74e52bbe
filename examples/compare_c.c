// SPDX-License-Identifier: Apache-2.0
//
// compare.cc in C: are the articles in these two files the same, and which
// bytes do they share?

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "nuskha/nuskha.h"

// An article that is a whole file; its text is freed by the caller.
static nuskha_article Read(const char* name) {
  nuskha_article article;
  char* bytes = NULL;
  size_t size = 0, got = 0;
  FILE* const file = fopen(name, "rb");
  nuskha_article_init(&article, sizeof article);
  article.flags = NUSKHA_FIRST_LINE_MAY_BE_TITLE;
  while (file != NULL && (bytes = realloc(bytes, size + 65536)) != NULL &&
         (got = fread(bytes + size, 1, 65536, file)) > 0) {
    size += got;
  }
  if (file != NULL) fclose(file);
  article.text.ptr = bytes;
  article.text.len = bytes == NULL ? 0 : size;
  return article;
}

static void Print(const nuskha_comparison* comparison) {
  nuskha_match match = {.struct_size = sizeof match};
  nuskha_passage passage = {.struct_size = sizeof passage};
  size_t i;
  nuskha_comparison_match(comparison, &match);
  printf("%s\n", nuskha_relation_name(match.relation));
  for (i = 0; i < nuskha_comparison_reason_count(comparison); ++i) {
    const nuskha_str reason = nuskha_comparison_reason(comparison, i);
    printf("  %.*s\n", (int)reason.len, reason.ptr);
  }
  for (i = 0; i < nuskha_comparison_passage_count(comparison); ++i) {
    nuskha_comparison_passage(comparison, i, &passage);
    printf("%" PRIu32 " words: a %" PRIu64 "-%" PRIu64 ", b %" PRIu64
           "-%" PRIu64 "\n",
           passage.words, passage.a.begin, passage.a.end, passage.b.begin,
           passage.b.end);
  }
}

int main(int argc, char** argv) {
  nuskha_analyzer* analyzer = NULL;
  nuskha_comparison* comparison = NULL;
  nuskha_article a, b;
  nuskha_status status;
  if (argc != 3) return 2;
  a = Read(argv[1]);
  b = Read(argv[2]);
  status = nuskha_analyzer_create(&analyzer);
  if (!status) status = nuskha_compare(analyzer, &a, &b, &comparison);
  if (!status) Print(comparison);
  if (status) fprintf(stderr, "%s\n", nuskha_last_error());
  nuskha_comparison_free(comparison);
  nuskha_analyzer_free(analyzer);
  free((void*)a.text.ptr);
  free((void*)b.text.ptr);
  return status ? 1 : 0;
}
