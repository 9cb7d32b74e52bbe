// SPDX-License-Identifier: Apache-2.0
//
// Seeded texts for tests. Only std::mt19937_64 itself is used, never a
// std:: distribution: the texts are the same with every standard library.

#ifndef NUSKHA_TESTS_REFERENCE_RANDOM_TEXTS_H_
#define NUSKHA_TESTS_REFERENCE_RANDOM_TEXTS_H_

#include <cstddef>
#include <cstdint>
#include <random>
#include <span>
#include <vector>

#include "nuskha/document.h"

namespace nuskha::reference {

using Rng = std::mt19937_64;
using Words = std::vector<uint32_t>;

// A number in [0, n).
inline size_t Below(Rng& rng, size_t n) { return rng() % n; }

// `n` words of a vocabulary of `vocabulary` word hashes that look like those
// of real words: 32 well-mixed bits.
Words RandomWords(Rng& rng, size_t n, size_t vocabulary);

// The word hash that stands for number `i` of a vocabulary.
uint32_t WordOf(size_t i);

// `words` with about `share` of its words replaced, dropped, doubled or moved
// in blocks.
Words Edit(Rng& rng, const Words& words, double share,
           size_t vocabulary = 1000000);

Words Concat(std::span<const uint32_t> a, std::span<const uint32_t> b);
Words Slice(const Words& words, size_t begin, size_t count);

// A document with these content words and the numbers given (each one word).
Document MakeDocument(const Words& words,
                      const std::vector<double>& numbers = {});

}  // namespace nuskha::reference

#endif  // NUSKHA_TESTS_REFERENCE_RANDOM_TEXTS_H_
