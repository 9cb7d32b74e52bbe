// SPDX-License-Identifier: Apache-2.0

#include "sketch/sampled_keys.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <limits>

namespace nuskha::internal {
namespace {

void SmallestKeys(std::span<const uint64_t> hashes,
                  std::vector<uint64_t>* keys) {
  keys->assign(hashes.begin(), hashes.end());
  std::sort(keys->begin(), keys->end());
  keys->erase(std::unique(keys->begin(), keys->end()), keys->end());
  if (keys->size() > kMinKeys) keys->resize(kMinKeys);
}

// Whether `keys` has fewer than kMinKeys distinct values; a few steps unless
// the text repeats itself.
bool HasFewDistinct(std::span<const uint64_t> keys) {
  std::array<uint64_t, kMinKeys> seen = {};
  size_t count = 0;
  for (const uint64_t key : keys) {
    if (std::find(seen.begin(), seen.begin() + count, key) !=
        seen.begin() + count) {
      continue;
    }
    seen[count++] = key;
    if (count == kMinKeys) return false;
  }
  return true;
}

}  // namespace

void SampleKeys(std::span<const uint64_t> hashes, uint64_t rate,
                std::vector<uint64_t>* keys) {
  assert(rate >= 1);
  const uint64_t limit = std::numeric_limits<uint64_t>::max() / rate;
  keys->resize(hashes.size());
  uint64_t* const out = keys->data();
  size_t count = 0;
  // Written always, kept only if below: one in `rate` is no branch to predict.
  for (const uint64_t hash : hashes) {
    out[count] = hash;
    count += hash <= limit;
  }
  keys->resize(count);
  if (HasFewDistinct(*keys)) SmallestKeys(hashes, keys);
}

}  // namespace nuskha::internal
