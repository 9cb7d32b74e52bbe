// SPDX-License-Identifier: Apache-2.0
//
// The Arabic letters that level standard replaces, typed a second time.

#ifndef NUSKHA_TESTS_REFERENCE_LETTER_FOLDS_H_
#define NUSKHA_TESTS_REFERENCE_LETTER_FOLDS_H_

namespace nuskha::testing {

// The base letter of `c`; `c` itself if it has none.
char32_t ReferenceFoldLetter(char32_t c);

}  // namespace nuskha::testing

#endif  // NUSKHA_TESTS_REFERENCE_LETTER_FOLDS_H_
