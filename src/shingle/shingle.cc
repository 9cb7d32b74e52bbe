// SPDX-License-Identifier: Apache-2.0

#include "nuskha/shingle.h"

#include <algorithm>
#include <cassert>

#include "base/guarded.h"
#include "base/hash.h"
#include "shingle/all_shingles.h"
#include "shingle/shingle_kernels.h"

namespace nuskha {

void internal::AllShingles(std::span<const uint32_t> words, uint32_t width,
                           uint64_t seed, std::vector<uint64_t>* hashes) {
  assert(width >= 1 && width <= internal::kMaxShingleWidth);
  const size_t count = ShingleCount(words.size(), width);
  hashes->resize(count);
  if (count == 0) return;
  const auto run = static_cast<uint32_t>(std::min<size_t>(words.size(), width));
  // The length of the run is part of the key: a whole text of two words is no
  // shingle of three.
  const uint64_t key = internal::Mix64(seed + run);
  internal::ChosenShingleKernel().hash(words.data(), count, run, key,
                                       hashes->data());
}

absl::Status ShingleHashes(std::span<const uint32_t> words, uint32_t width,
                           uint64_t seed, std::vector<uint64_t>* hashes) {
  return internal::Guarded([&] {
    internal::AllShingles(words, width, seed, hashes);
    return absl::OkStatus();
  });
}

}  // namespace nuskha
