// SPDX-License-Identifier: Apache-2.0
//
// Inline cuts and numbers on plain strings, written from their description
// without hashes, tables or early exits.

#ifndef NUSKHA_TESTS_REFERENCE_CONTENT_REFERENCE_H_
#define NUSKHA_TESTS_REFERENCE_CONTENT_REFERENCE_H_

#include <string>
#include <vector>

#include "nuskha/document.h"

namespace nuskha::testing {

using Words = std::vector<std::string>;

// `words` without the furniture of data/inline_cuts.tsv.
Words CutInline(Words words);

// The numbers in `words`.
std::vector<Number> NumbersIn(const Words& words);

}  // namespace nuskha::testing

#endif  // NUSKHA_TESTS_REFERENCE_CONTENT_REFERENCE_H_
