// SPDX-License-Identifier: Apache-2.0
//
// A program in C that uses the library.

#include <stdio.h>

#include "nuskha/nuskha.h"

int main(void) {
  nuskha_normalized* words = NULL;
  const nuskha_str text = {"one two three", 13};
  if (nuskha_normalize(text, NUSKHA_STANDARD, 0, &words) != NUSKHA_OK) return 1;
  printf("%s %d\n", nuskha_version(), (int)nuskha_normalized_word_count(words));
  nuskha_normalized_free(words);
  return 0;
}
