// SPDX-License-Identifier: Apache-2.0
//
// The tables of data/ that are compiled into the library (cmake/embed.cmake).

#ifndef NUSKHA_SRC_TEXT_EMBEDDED_H_
#define NUSKHA_SRC_TEXT_EMBEDDED_H_

#include <string_view>

namespace nuskha::internal {

std::string_view BoilerplateRulesTable();  // data/boilerplate_rules.tsv
std::string_view InlineCutsTable();        // data/inline_cuts.tsv
std::string_view MonthNamesTable();        // data/month_names.tsv
std::string_view NumberWordsTable();       // data/number_words.tsv
std::string_view StopWordsTable();         // data/stop_words.tsv

}  // namespace nuskha::internal

#endif  // NUSKHA_SRC_TEXT_EMBEDDED_H_
