// SPDX-License-Identifier: Apache-2.0

#include "nuskha/minhash.h"

#include <algorithm>
#include <cassert>
#include <string>

#include "base/guarded.h"
#include "base/hash.h"
#include "base/status_util.h"
#include "sketch/minhash_kernels.h"

namespace nuskha {
namespace {

// Part of family_id(): raise it whenever a signature changes meaning.
constexpr uint64_t kAlgorithmRevision = 1;

}  // namespace

absl::StatusOr<MinHasher> MinHasher::Create(const MinHashOptions& options) {
  return internal::Guarded([&]() -> absl::StatusOr<MinHasher> {
    if (options.width < 1 || options.width > kMaxWidth) {
      return internal::InvalidArgument("MinHash width must be in [1, " +
                                       std::to_string(kMaxWidth) + "], not " +
                                       std::to_string(options.width));
    }
    return MinHasher(options);
  });
}

MinHasher::MinHasher(const MinHashOptions& options) {
  multipliers_.reserve(options.width);
  offsets_.reserve(options.width);
  uint64_t state = options.seed;
  for (uint32_t i = 0; i < options.width; ++i) {
    // splitmix64 (Steele, Lea, Flood, OOPSLA 2014): one draw, both numbers.
    state += 0x9e3779b97f4a7c15;
    const uint64_t draw = internal::Mix64(state);
    multipliers_.push_back(static_cast<uint32_t>(draw >> 32) | 1);
    offsets_.push_back(static_cast<uint32_t>(draw));
  }
  family_id_ = static_cast<uint32_t>(internal::Mix64(
      internal::Mix64(options.seed + kAlgorithmRevision) + options.width));
}

void MinHasher::Sketch(std::span<const uint64_t> shingles,
                       std::span<uint32_t> lanes) const {
  assert(lanes.size() == width());
  std::fill(lanes.begin(), lanes.end(), kEmptyLane);
  internal::ChosenMinHashKernel().update(shingles.data(), shingles.size(),
                                         multipliers_.data(), offsets_.data(),
                                         lanes.data(), lanes.size());
}

double EstimateJaccard(std::span<const uint32_t> a,
                       std::span<const uint32_t> b) {
  assert(a.size() == b.size() && !a.empty());
  size_t equal = 0;
  for (size_t i = 0; i < a.size(); ++i) {
    equal += a[i] == b[i] && a[i] != MinHasher::kEmptyLane;
  }
  return static_cast<double>(equal) / static_cast<double>(a.size());
}

void MergeSignature(std::span<uint32_t> lanes,
                    std::span<const uint32_t> other) {
  assert(lanes.size() == other.size());
  for (size_t i = 0; i < lanes.size(); ++i) {
    lanes[i] = std::min(lanes[i], other[i]);
  }
}

}  // namespace nuskha
