// SPDX-License-Identifier: Apache-2.0
//
// The one pass over the words of a text.

#ifndef NUSKHA_SRC_TEXT_HASH_WORDS_H_
#define NUSKHA_SRC_TEXT_HASH_WORDS_H_

#include <cstdint>
#include <span>
#include <vector>

#include "nuskha/normalize.h"

namespace nuskha::internal {

// Puts WordHash of each token into *hashes, which becomes tokens.size() long,
// and returns the tokens, ascending, that a number can start with. The result
// points into *scratch.
std::span<const uint32_t> HashWords(const Tokens& tokens,
                                    std::vector<uint32_t>* hashes,
                                    std::vector<uint32_t>* scratch);

}  // namespace nuskha::internal

#endif  // NUSKHA_SRC_TEXT_HASH_WORDS_H_
