// SPDX-License-Identifier: Apache-2.0
//
// Rows of tests/golden/normalization_golden.tsv. The expected values were
// written by hand from the rules and then compared with an implementation in
// Python on its unicodedata.

#ifndef NUSKHA_TESTS_TEXT_GOLDEN_ROWS_H_
#define NUSKHA_TESTS_TEXT_GOLDEN_ROWS_H_

#include <string>
#include <vector>

namespace nuskha::testing {

struct GoldenRow {
  std::string level;
  std::string input;
  std::string expected;
  std::string note;
};

// Empty if the file cannot be read.
std::vector<GoldenRow> ReadGoldenRows();

}  // namespace nuskha::testing

#endif  // NUSKHA_TESTS_TEXT_GOLDEN_ROWS_H_
