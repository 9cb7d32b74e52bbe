// SPDX-License-Identifier: Apache-2.0
//
// Possible translations as their definition reads: all pairs, maps and sets.

#ifndef NUSKHA_TESTS_REFERENCE_TRANSLATION_REFERENCE_H_
#define NUSKHA_TESTS_REFERENCE_TRANSLATION_REFERENCE_H_

#include <cstdint>
#include <map>
#include <utility>
#include <vector>

#include "nuskha/match.h"

namespace nuskha::reference {

// A text as the stems of its words, and its numbers.
struct StemmedText {
  std::vector<uint32_t> stems;
  std::vector<double> numbers;
};

// The figures of each pair a < b with at least 10 anchors.
std::map<std::pair<uint32_t, uint32_t>, Translation> TranslationFigures(
    const std::vector<StemmedText>& texts);

}  // namespace nuskha::reference

#endif  // NUSKHA_TESTS_REFERENCE_TRANSLATION_REFERENCE_H_
