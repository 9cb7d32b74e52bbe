// SPDX-License-Identifier: Apache-2.0

#include <algorithm>
#include <array>

#include "sketch/minhash_kernels.h"

namespace nuskha::internal {
namespace {

// Lanes per block. The block's minima live in a local array so that the
// compiler knows that storing them changes neither coefficients nor shingles:
// written straight to `lanes`, this loop does not vectorize.
constexpr size_t kBlock = 16;

template <size_t n>
void UpdateBlock(std::span<const uint64_t> shingles,
                 const uint32_t* multipliers, const uint32_t* offsets,
                 uint32_t* lanes) {
  std::array<uint32_t, n> a, b, low;
  std::copy_n(multipliers, n, a.begin());
  std::copy_n(offsets, n, b.begin());
  std::copy_n(lanes, n, low.begin());
  for (const uint64_t shingle : shingles) {
    const auto x = static_cast<uint32_t>(shingle);
    for (size_t i = 0; i < n; ++i) low[i] = std::min(low[i], a[i] * x + b[i]);
  }
  std::copy_n(low.begin(), n, lanes);
}

constexpr MinHashKernel kKernels[] = {{"scalar", MinHashUpdateScalar}};

}  // namespace

void MinHashUpdateScalar(std::span<const uint64_t> shingles,
                         std::span<const uint32_t> multipliers,
                         std::span<const uint32_t> offsets,
                         std::span<uint32_t> lanes) noexcept {
  size_t i = 0;
  for (; i + kBlock <= lanes.size(); i += kBlock) {
    UpdateBlock<kBlock>(shingles, &multipliers[i], &offsets[i], &lanes[i]);
  }
  for (; i < lanes.size(); ++i) {
    UpdateBlock<1>(shingles, &multipliers[i], &offsets[i], &lanes[i]);
  }
}

std::span<const MinHashKernel> SupportedMinHashKernels() { return kKernels; }

}  // namespace nuskha::internal
