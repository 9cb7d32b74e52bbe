// SPDX-License-Identifier: Apache-2.0
//
// Long strings of giant JSON records, read without a parser that would need
// many times their size.

#ifndef NUSKHA_SRC_CORPUS_LONG_STRINGS_H_
#define NUSKHA_SRC_CORPUS_LONG_STRINGS_H_

#include <string>
#include <string_view>

namespace nuskha::internal {

// Replaces *out by `json` with "" for every string of more than 64 KiB. False
// if one of these is not valid (UTF-8, escapes, control characters). What is
// valid stays so, and what is not stays so, too. O(n).
bool ShortenStrings(std::string_view json, std::string* out);

// Replaces *out by what `quoted`, a JSON string with its quotes, means. False
// if it is not valid. O(n).
bool UnquoteString(std::string_view quoted, std::string* out);

}  // namespace nuskha::internal

#endif  // NUSKHA_SRC_CORPUS_LONG_STRINGS_H_
