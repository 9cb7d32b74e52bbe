// SPDX-License-Identifier: Apache-2.0
//
// HTML character references that end with a semicolon.

#ifndef NUSKHA_SRC_TEXT_ENTITIES_H_
#define NUSKHA_SRC_TEXT_ENTITIES_H_

#include <cstddef>
#include <string>
#include <string_view>

namespace nuskha::internal {

// If `text` starts with a reference that HTML defines (&name; &#1; &#x1;),
// appends its characters to *out, unless out is null, and returns its length;
// otherwise returns 0. References to forbidden controls append nothing; those
// to U+0080..009F are read as windows-1252, as browsers do.
// O(1).
size_t MatchEntity(std::string_view text, std::string* out);

// True if there is a reference anywhere in `text`.
bool HasEntity(std::string_view text);

}  // namespace nuskha::internal

#endif  // NUSKHA_SRC_TEXT_ENTITIES_H_
