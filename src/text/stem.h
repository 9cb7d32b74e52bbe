// SPDX-License-Identifier: Apache-2.0
//
// Light stemming of Arabic words: L. Larkey, L. Ballesteros, M. Connell,
// "Light stemming for Arabic information retrieval", 2007 (light10), on words
// of level standard, where its suffixes with teh marbuta cannot occur.

#ifndef NUSKHA_SRC_TEXT_STEM_H_
#define NUSKHA_SRC_TEXT_STEM_H_

#include <string_view>

namespace nuskha::internal {

// The part of `word` that is left: at least two letters of a longer word.
std::string_view StemArabic(std::string_view word);

}  // namespace nuskha::internal

#endif  // NUSKHA_SRC_TEXT_STEM_H_
