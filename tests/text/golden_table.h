// SPDX-License-Identifier: Apache-2.0
//
// Tables of tests/golden, and texts for tests.

#ifndef NUSKHA_TESTS_TEXT_GOLDEN_TABLE_H_
#define NUSKHA_TESTS_TEXT_GOLDEN_TABLE_H_

#include <cstdint>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "nuskha/document.h"

namespace nuskha::testing {

// The rows of tests/golden/`name` without header and comments, "\n" turned
// into a line break. Empty if the file cannot be read.
std::vector<std::vector<std::string>> ReadGoldenTable(std::string_view name);

// The pieces of `text` between separators; none for an empty text.
std::vector<std::string> SplitText(std::string_view text,
                                   std::string_view separator);

// A word of 2 to 9 Arabic letters, never one of the words of data/.
std::string InventedWord(std::mt19937& rng);

// `words` invented words.
std::string InventedParagraph(std::mt19937& rng, int words);

// WordHash of each standard token of `text`.
std::vector<uint32_t> WordsOf(std::string_view text);

// Every word of the data tables and of the built-in rules, and the names in
// them; seasoning for random texts.
std::vector<std::string> WordsOfTables();

// A text of paragraphs made of invented words, words of the tables, numbers,
// signs, markers and repeated lines.
std::string RandomText(std::mt19937& rng,
                       const std::vector<std::string>& words);

}  // namespace nuskha::testing

#endif  // NUSKHA_TESTS_TEXT_GOLDEN_TABLE_H_
