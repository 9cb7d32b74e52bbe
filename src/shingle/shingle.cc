// SPDX-License-Identifier: Apache-2.0

#include "nuskha/shingle.h"

#include <bit>
#include <cassert>

#include "base/hash.h"

namespace nuskha {
namespace {

// Words keep their order because each place in the run has its own rotation.
constexpr int kRotation = 11;

uint64_t Spread(uint32_t word) { return (word + 1) * 0x9e3779b97f4a7c15u; }

// Both halves of a full product, folded: every bit of `hash` moves the result.
uint64_t Finish(uint64_t hash, uint64_t key) {
  const auto product =
      static_cast<unsigned __int128>(hash ^ key) * 0xa0761d6478bd642fu;
  return static_cast<uint64_t>(product) ^ static_cast<uint64_t>(product >> 64);
}

}  // namespace

void ShingleHashes(std::span<const uint32_t> words, uint32_t width,
                   uint64_t seed, std::vector<uint64_t>* hashes) {
  assert(width >= 1 && width <= 16);
  const size_t count = ShingleCount(words.size(), width);
  hashes->resize(count);
  if (count == 0) return;
  const size_t run = words.size() < width ? words.size() : width;
  // The length of the run is part of the key: a whole text of two words is no
  // shingle of three.
  const uint64_t key = internal::Mix64(seed + run);
  uint64_t rolling = 0;
  for (size_t i = 0; i < run; ++i) {
    rolling = std::rotl(rolling, kRotation) ^ Spread(words[i]);
  }
  uint64_t* const out = hashes->data();
  out[0] = Finish(rolling, key);
  const int leaving = static_cast<int>(width * kRotation % 64);
  for (size_t i = 1; i < count; ++i) {
    rolling = std::rotl(rolling, kRotation) ^
              std::rotl(Spread(words[i - 1]), leaving) ^
              Spread(words[i + width - 1]);
    out[i] = Finish(rolling, key);
  }
}

}  // namespace nuskha
