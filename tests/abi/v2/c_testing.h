// SPDX-License-Identifier: Apache-2.0
//
// What the C programs among the tests share: checks, and articles to compare.

#ifndef NUSKHA_TESTS_CAPI_C_TESTING_H_
#define NUSKHA_TESTS_CAPI_C_TESTING_H_

#include <stdio.h>
#include <string.h>

#include "nuskha/nuskha.h"

static int failures = 0;

#define CHECK(condition)                                                \
  do {                                                                  \
    if (!(condition)) {                                                 \
      fprintf(stderr, "%s:%d: not so: %s (last error: %s)\n", __FILE__, \
              __LINE__, #condition, nuskha_last_error());               \
      ++failures;                                                       \
    }                                                                   \
  } while (0)

// The call fails with the code and a message that names something.
#define CHECK_FAILS(code, part, call)                   \
  do {                                                  \
    CHECK((call) == (code));                            \
    CHECK(strstr(nuskha_last_error(), (part)) != NULL); \
  } while (0)

static nuskha_str Str(const char* text) {
  nuskha_str string;
  string.ptr = text;
  string.len = strlen(text);
  return string;
}

static nuskha_article Article(const char* text) {
  nuskha_article article;
  nuskha_article_init(&article, sizeof article);
  article.text = Str(text);
  return article;
}

#endif  // NUSKHA_TESTS_CAPI_C_TESTING_H_
