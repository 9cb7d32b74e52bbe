// SPDX-License-Identifier: Apache-2.0
//
// nuskha in C99, and so in every language that can call C: normalize, scan and
// compare articles, find the same ones in a collection, ask an index which are known. In
// C++ use the other headers of this folder.
//
// Guarantee: the binary interface only grows. A program that was built against
// any version of this header with the same NUSKHA_ABI runs with the shared
// library of every later one (symbol versions NUSKHA_1 and up;
// docs/decisions/abi.md). What all calls have in common: nuskha/c_types.h.
//
// Example:
//
//   nuskha_analyzer* analyzer;
//   nuskha_comparison* comparison = NULL;
//   nuskha_article a, b;
//   nuskha_match match = {.struct_size = sizeof match};
//   nuskha_status status = nuskha_analyzer_create(&analyzer);
//   nuskha_article_init(&a, sizeof a);
//   nuskha_article_init(&b, sizeof b);
//   a.text.ptr = text_a;
//   a.text.len = strlen(text_a);
//   b.text.ptr = text_b;
//   b.text.len = strlen(text_b);
//   if (!status) status = nuskha_compare(analyzer, &a, &b, &comparison);
//   if (!status) status = nuskha_comparison_match(comparison, &match);
//   if (status) fprintf(stderr, "%s\n", nuskha_last_error());
//   else puts(nuskha_relation_name(match.relation));
//   nuskha_comparison_free(comparison);
//   nuskha_analyzer_free(analyzer);

#ifndef NUSKHA_NUSKHA_H_
#define NUSKHA_NUSKHA_H_

#include "nuskha/c_compare.h"   // IWYU pragma: export
#include "nuskha/c_detector.h"  // IWYU pragma: export
#include "nuskha/c_index.h"     // IWYU pragma: export
#include "nuskha/c_text.h"      // IWYU pragma: export
#include "nuskha/c_types.h"     // IWYU pragma: export

#endif  // NUSKHA_NUSKHA_H_
