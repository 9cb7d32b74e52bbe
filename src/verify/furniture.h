// SPDX-License-Identifier: Apache-2.0
//
// Which words of a text are wording that returns, and which of those belong to
// the page and not to the article. Nothing is taken away: marks only tell own
// words from others.

#ifndef NUSKHA_SRC_VERIFY_FURNITURE_H_
#define NUSKHA_SRC_VERIFY_FURNITURE_H_

#include <cstdint>
#include <span>
#include <vector>

#include "index/gram_table.h"

namespace nuskha::internal {

// Marks of a word.
inline constexpr uint8_t kRecurrent = 1;  // the w5 that begins here returns
inline constexpr uint8_t kFurniture = 2;  // not the article's own

// Replaces *marks, shape [words.size()], and returns how many words are
// furniture. `table`: of FindRecurrent() with this seed. `hashes`: scratch.
// O(words).
uint32_t MarkWords(std::span<const uint32_t> words, const GramTable& table,
                   uint64_t seed, std::vector<uint64_t>* hashes,
                   std::vector<uint8_t>* marks);

// Takes kFurniture off runs shorter than 8 words (formulas) and off runs of 12
// words or more that begin within the first 15 (an article's own opening is
// never furniture, even when other pages show it as a teaser). Returns how many
// words are left.
uint32_t SettleFurniture(std::span<uint8_t> marks);

}  // namespace nuskha::internal

#endif  // NUSKHA_SRC_VERIFY_FURNITURE_H_
