// SPDX-License-Identifier: Apache-2.0
//
// Text without some of its ranges, as if they had never been there.

#ifndef NUSKHA_SRC_TEXT_CUT_OUT_H_
#define NUSKHA_SRC_TEXT_CUT_OUT_H_

#include <span>
#include <string>
#include <string_view>

#include "nuskha/article.h"

namespace nuskha::internal {

// Replaces *out by `text` without `cuts`, which are ascending and disjoint. A
// line of which only blanks are left goes with its line break and the blank
// lines behind it; blanks and loose punctuation at a cut (") - ") go, too; a
// cut between two words leaves a blank. The end of the text stays as it was.
// O(n).
void CutOut(std::string_view text, std::span<const ByteSpan> cuts,
            std::string* out);

}  // namespace nuskha::internal

#endif  // NUSKHA_SRC_TEXT_CUT_OUT_H_
