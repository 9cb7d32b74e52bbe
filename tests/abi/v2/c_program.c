// SPDX-License-Identifier: Apache-2.0
//
// What a program in C does with an index, and what it should not: every
// function of c_index.h.

#define _POSIX_C_SOURCE 200809L

#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "c_testing.h"

static char folder[] = "/tmp/nuskha_c_index_XXXXXX";
static char path[64];
static char text_a[4096], text_b[4096], text_c[4096];

// `count` different words: Arabic letters, different ones for each seed.
static void Write(unsigned seed, int count, char* out) {
  char* end = out + strlen(out);
  int i, k;
  for (i = 0; i < count; ++i) {
    if (end != out) *end++ = ' ';
    for (k = 0; k < 5; ++k) {
      seed = seed * 1103515245u + 12345u;
      *end++ = (char)0xd8;
      *end++ = (char)(0xa8 + (seed >> 16) % 20);
    }
  }
  *end = '\0';
}

static nuskha_article WithId(const char* id, const char* text) {
  nuskha_article article = Article(text);
  article.id = Str(id);
  article.url = Str("https://news.example/");
  article.source = Str("news.example");
  article.date = Str("2024-05-01");
  return article;
}

static int Same(nuskha_str string, const char* text) {
  return string.len == strlen(text) &&
         memcmp(string.ptr, text, string.len) == 0;
}

static nuskha_index* Open(uint32_t flags) {
  nuskha_index* index = NULL;
  nuskha_index_open_options options;
  nuskha_index_open_options_init(&options, sizeof options);
  CHECK(options.struct_size == sizeof options && options.threads == 1);
  options.flags = flags;
  options.owner = Str("the test");
  CHECK(nuskha_index_open(Str(path), &options, &index) == NUSKHA_OK);
  return index;
}

static void TestCreate(void) {
  nuskha_index* index = (nuskha_index*)path;
  nuskha_index_create_options options;
  nuskha_index_create_options_init(&options, sizeof options);
  CHECK(options.durability == NUSKHA_DURABLE_PROCESS && options.flags == 0);
  CHECK_FAILS(NUSKHA_E_INPUT, path, nuskha_index_open(Str(path), NULL, &index));
  CHECK(index == NULL);
  options.flags = 8;
  CHECK_FAILS(NUSKHA_E_ARG, "flag", nuskha_index_create(Str(path), &options));
  options.flags = NUSKHA_INDEX_SEED;
  options.durability = NUSKHA_AS_CREATED;
  CHECK_FAILS(NUSKHA_E_ARG, "durability",
              nuskha_index_create(Str(path), &options));
  options.durability = NUSKHA_DURABLE_SYNC;
  CHECK(nuskha_index_create(Str(path), &options) == NUSKHA_OK);
  CHECK_FAILS(NUSKHA_E_EXISTS, path, nuskha_index_create(Str(path), NULL));
}

static void TestCheckAndAdd(nuskha_index* index) {
  const nuskha_article a = WithId("a", text_a);
  nuskha_article b = WithId("b", text_b);
  nuskha_answer* answer = NULL;
  CHECK(nuskha_index_check_and_add(index, &a, NULL, &answer) == NUSKHA_OK);
  CHECK(nuskha_answer_status(answer) == NUSKHA_INDEX_NEW);
  CHECK(nuskha_answer_documents(answer) == 0);
  CHECK(nuskha_answer_match_count(answer) == 0);
  CHECK_FAILS(NUSKHA_E_ARG, "match 0",
              nuskha_answer_match(answer, 0, NULL, NULL, NULL));
  nuskha_answer_free(answer);
  CHECK(nuskha_index_check_and_add(index, &a, NULL, &answer) == NUSKHA_OK);
  CHECK(nuskha_answer_status(answer) == NUSKHA_INDEX_KNOWN);
  nuskha_answer_free(answer);
  b.id = Str("a");
  CHECK(nuskha_index_check_and_add(index, &b, NULL, &answer) == NUSKHA_OK);
  CHECK(nuskha_answer_status(answer) == NUSKHA_INDEX_CHANGED);
  nuskha_answer_free(answer);
  b.id = Str("b");
  CHECK(nuskha_index_check_and_add(index, &b, NULL, NULL) == NUSKHA_OK);
  b.id.len = 0;
  CHECK_FAILS(NUSKHA_E_ARG, "id",
              nuskha_index_check_and_add(index, &b, NULL, NULL));
  // A program of version 1 knows of no id.
  b.struct_size = (uint32_t)offsetof(nuskha_article, id);
  b.id = Str("b");
  CHECK_FAILS(NUSKHA_E_ARG, "id",
              nuskha_index_check_and_add(index, &b, NULL, NULL));
}

static void TestQuery(const nuskha_index* index) {
  const nuskha_article c = WithId("", text_c);  // a part of a
  nuskha_query_options options;
  nuskha_answer* answer = NULL;
  const nuskha_comparison* comparison = NULL;
  nuskha_match match = {.struct_size = sizeof match};
  nuskha_passage passage = {.struct_size = sizeof passage};
  nuskha_str id = {NULL, 0};
  uint64_t number = 99;
  int32_t in_title = 7;
  nuskha_query_options_init(&options, sizeof options);
  options.flags = NUSKHA_PASSAGES;
  CHECK(nuskha_index_query(index, &c, &options, &answer) == NUSKHA_OK);
  CHECK(nuskha_answer_status(answer) == NUSKHA_INDEX_MATCH);
  CHECK(nuskha_answer_documents(answer) == 2);
  CHECK(nuskha_answer_match_count(answer) == 1);
  CHECK(nuskha_answer_match(answer, 0, &number, &id, &comparison) == 0);
  CHECK(number == 0 && Same(id, "a"));
  CHECK(nuskha_comparison_match(comparison, &match) == NUSKHA_OK);
  CHECK(match.relation == NUSKHA_PARTIAL && match.container == 1);
  CHECK(match.a_in_b == 1 && match.words_a == 60);
  CHECK(nuskha_comparison_reason_count(comparison) >= 2);
  CHECK(nuskha_comparison_passage_count(comparison) == 1);
  CHECK(nuskha_comparison_passage(comparison, 0, &passage) == NUSKHA_OK);
  CHECK(passage.a.begin == 0 && passage.a.end == strlen(text_c));
  CHECK(memcmp(text_a + passage.b.begin, text_c, strlen(text_c)) == 0);
  CHECK(nuskha_comparison_ranges_of(comparison, 1, &in_title, NULL) == 0);
  CHECK(in_title == 0);
  nuskha_answer_free(answer);

  options.flags = 0;
  options.relations = 1u << NUSKHA_EXACT | 1u << NUSKHA_UPDATE;
  CHECK(nuskha_index_query(index, &c, &options, &answer) == NUSKHA_OK);
  CHECK(nuskha_answer_match_count(answer) == 0);
  nuskha_answer_free(answer);
  options.relations = 1u << 20;
  CHECK_FAILS(NUSKHA_E_ARG, "relations",
              nuskha_index_query(index, &c, &options, &answer));
  CHECK(answer == NULL);
  CHECK_FAILS(NUSKHA_E_ARG, "read",
              nuskha_index_remove((nuskha_index*)index, &id, 1, NULL));
}

static void TestMany(nuskha_index* index) {
  nuskha_article many[3] = {WithId("a", text_a), WithId("b", text_a),
                            WithId("c", text_c)};
  const nuskha_str ids[2] = {Str("c"), Str("nobody")};
  int32_t statuses[3] = {-1, -1, -1};
  uint64_t documents = 0, removed = 0;
  CHECK(nuskha_index_add_many(index, many, 3, statuses, &documents) == 0);
  CHECK(statuses[0] == NUSKHA_INDEX_KNOWN);
  CHECK(statuses[1] == NUSKHA_INDEX_CHANGED);
  CHECK(statuses[2] == NUSKHA_INDEX_NEW && documents == 3);
  CHECK(nuskha_index_update(index, many, 3, statuses, NULL) == NUSKHA_OK);
  CHECK(statuses[1] == NUSKHA_INDEX_CHANGED);
  CHECK(nuskha_index_add_many(index, many, 3, statuses, NULL) == NUSKHA_OK);
  CHECK(statuses[1] == NUSKHA_INDEX_KNOWN);
  CHECK(nuskha_index_add_many(index, NULL, 0, NULL, &documents) == 0);
  CHECK(nuskha_index_remove(index, ids, 2, &removed) == NUSKHA_OK);
  CHECK(removed == 1);
  CHECK(nuskha_index_remove(index, NULL, 0, NULL) == NUSKHA_OK);
  CHECK(nuskha_index_flush(index, &documents) == NUSKHA_OK && documents == 2);
  many[1].struct_size -= (uint32_t)sizeof many[1].url;
  CHECK_FAILS(NUSKHA_E_ARG, "struct_size",
              nuskha_index_add_many(index, many, 3, NULL, NULL));
  CHECK_FAILS(NUSKHA_E_ARG, "articles",
              nuskha_index_add_many(index, NULL, 1, NULL, NULL));
  CHECK_FAILS(NUSKHA_E_ARG, "ids", nuskha_index_remove(index, NULL, 1, NULL));
}

static int32_t Stop(void* context, uint64_t done, uint64_t all) {
  (void)context, (void)done, (void)all;
  return 1;
}

static int32_t Visit(void* context, const nuskha_index_record* record) {
  int* const visits = context;
  CHECK(record->struct_size >= sizeof *record && record->words == 120);
  CHECK(Same(record->id, *visits == 0 ? "a" : "b"));
  CHECK(Same(record->url, "https://news.example/"));
  CHECK(Same(record->source, "news.example") && record->title.len == 0);
  CHECK(Same(record->date, "2024-05-01"));
  return ++*visits == 9;
}

static void TestUpkeep(nuskha_index* index) {
  nuskha_index_stats stats = {.struct_size = sizeof stats};
  int visits = 0;
  CHECK(nuskha_index_compact(index, 0) == NUSKHA_OK);
  CHECK_FAILS(NUSKHA_E_ARG, "upgrade", nuskha_index_compact(index, 2));
  CHECK(nuskha_index_get_stats(index, &stats) == NUSKHA_OK);
  CHECK(stats.documents == 2 && stats.removed == 2 && stats.bytes > 8192);
  CHECK(stats.durability == NUSKHA_DURABLE_SYNC && stats.stores_texts == 1);
  CHECK(stats.segments == 1 && stats.lost_commits == 0 && stats.family != 0);
  CHECK(stats.created > 1700000000);
  CHECK(stats.normalizer == nuskha_normalizer_revision());
  CHECK(nuskha_index_verify(index, NULL, NULL) == NUSKHA_OK);
  CHECK(nuskha_index_verify(index, Stop, NULL) == NUSKHA_E_CANCELLED);
  CHECK(nuskha_index_export(index, Visit, &visits) == NUSKHA_OK && visits == 2);
  visits = 8;
  CHECK(nuskha_index_export(index, NULL, &visits) == NUSKHA_E_ARG);
}

static void TestLockAndFork(nuskha_index* index) {
  nuskha_index* second = NULL;
  int status = 0;
  pid_t child;
  CHECK_FAILS(NUSKHA_E_LOCKED, "the test",
              nuskha_index_open(Str(path), NULL, &second));
  child = fork();
  if (child == 0) {
    const int before = failures;
    CHECK_FAILS(NUSKHA_E_FORKED, "fork", nuskha_index_flush(index, NULL));
    nuskha_index_free(index);
    _exit(failures - before);
  }
  CHECK(waitpid(child, &status, 0) == child && status == 0);
  CHECK(nuskha_index_flush(index, NULL) == NUSKHA_OK);
}

static void TestNull(void) {
  nuskha_article article = WithId("x", text_a);
  nuskha_answer* answer = (nuskha_answer*)&article;
  nuskha_index_stats stats = {.struct_size = sizeof stats};
  CHECK(nuskha_index_open(Str(path), NULL, NULL) == NUSKHA_E_ARG);
  CHECK(nuskha_index_query(NULL, &article, NULL, &answer) == NUSKHA_E_ARG);
  CHECK(answer == NULL);
  CHECK(nuskha_index_check_and_add(NULL, &article, NULL, NULL) != 0);
  CHECK(nuskha_index_add_many(NULL, NULL, 0, NULL, NULL) == NUSKHA_E_ARG);
  CHECK(nuskha_index_update(NULL, NULL, 0, NULL, NULL) == NUSKHA_E_ARG);
  CHECK(nuskha_index_remove(NULL, NULL, 0, NULL) == NUSKHA_E_ARG);
  CHECK(nuskha_index_flush(NULL, NULL) == NUSKHA_E_ARG);
  CHECK(nuskha_index_get_stats(NULL, &stats) == NUSKHA_E_ARG);
  CHECK(nuskha_index_verify(NULL, NULL, NULL) == NUSKHA_E_ARG);
  CHECK(nuskha_index_compact(NULL, 0) == NUSKHA_E_ARG);
  CHECK(nuskha_index_export(NULL, Visit, NULL) == NUSKHA_E_ARG);
  CHECK(nuskha_answer_match(NULL, 0, NULL, NULL, NULL) == NUSKHA_E_ARG);
  CHECK(nuskha_answer_match_count(NULL) == 0);
  CHECK(nuskha_answer_documents(NULL) == 0);
  CHECK(nuskha_answer_status(NULL) == 0);
  CHECK(nuskha_index_create((nuskha_str){"a\0b", 3}, NULL) == NUSKHA_E_ARG);
  nuskha_answer_free(NULL);
  nuskha_index_free(NULL);
  nuskha_index_create_options_init(NULL, 0);
  nuskha_index_open_options_init(NULL, 0);
  nuskha_query_options_init(NULL, 0);
  CHECK(strcmp(nuskha_index_status_name(NUSKHA_INDEX_MATCH), "match") == 0);
  CHECK(strcmp(nuskha_index_status_name(-1), "unknown") == 0);
  CHECK(strcmp(nuskha_status_name(NUSKHA_E_EXISTS), "NUSKHA_E_EXISTS") == 0);
}

int main(void) {
  nuskha_index* index;
  char command[128];
  if (mkdtemp(folder) == NULL) return EXIT_FAILURE;
  sprintf(path, "%s/seen.index", folder);
  Write(1, 120, text_a);
  Write(2, 120, text_b);
  memcpy(text_c, text_a, 60 * 11 - 1);
  TestNull();
  TestCreate();
  index = Open(0);
  TestCheckAndAdd(index);
  TestLockAndFork(index);
  nuskha_index_free(index);
  index = Open(NUSKHA_READ_ONLY);
  TestQuery(index);
  nuskha_index_free(index);
  index = Open(0);
  TestMany(index);
  TestUpkeep(index);
  nuskha_index_free(index);
  sprintf(command, "rm -r %s", folder);
  CHECK(system(command) == 0);
  if (failures == 0) printf("nuskha %s: ok\n", nuskha_version());
  return failures == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
