// SPDX-License-Identifier: Apache-2.0
//
// Seeded random texts of everything the normalizer has a rule for.

#ifndef NUSKHA_TESTS_TEXT_HOSTILE_TEXT_H_
#define NUSKHA_TESTS_TEXT_HOSTILE_TEXT_H_

#include <cstdint>
#include <random>
#include <string>
#include <vector>

namespace nuskha::testing {

// Single constructs: code points of every rule in UTF-8, line breaks,
// entities, ill-formed bytes.
const std::vector<std::string>& HostilePieces();

// A text of up to `max_pieces` pieces. Each text draws from a few constructs
// and plain letters only, so that constructs meet often.
std::string HostileText(std::mt19937_64& rng, size_t max_pieces);

// How many random texts a test tries: `usual`, or the value of the
// environment's NUSKHA_RANDOM_TEXTS.
uint64_t RandomTexts(uint64_t usual);

// "\x61" for each byte, for failure messages.
std::string Escaped(const std::string& bytes);

}  // namespace nuskha::testing

#endif  // NUSKHA_TESTS_TEXT_HOSTILE_TEXT_H_
