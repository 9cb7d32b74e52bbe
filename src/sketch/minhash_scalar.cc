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

constexpr MinHashKernel kKernels[] = {
#if defined(__x86_64__)
    {"avx512", SimdLevel::kAvx512, MinHashUpdateAvx512},
    {"avx2", SimdLevel::kAvx2, MinHashUpdateAvx2},
    {"sse41", SimdLevel::kSse41, MinHashUpdateSse41},
#endif
    {"scalar", SimdLevel::kScalar, MinHashUpdateScalar},
};

}  // namespace

void MinHashUpdateScalar(const uint64_t* shingles, size_t n,
                         const uint32_t* multipliers, const uint32_t* offsets,
                         uint32_t* lanes, size_t width) noexcept {
  const std::span all(shingles, n);
  size_t i = 0;
  for (; i + kBlock <= width; i += kBlock) {
    UpdateBlock<kBlock>(all, multipliers + i, offsets + i, lanes + i);
  }
  for (; i < width; ++i) {
    UpdateBlock<1>(all, multipliers + i, offsets + i, lanes + i);
  }
}

std::span<const MinHashKernel> SupportedMinHashKernels() {
  return KernelsUpTo<MinHashKernel>(SupportedSimd(), kKernels);
}

const MinHashKernel& ChosenMinHashKernel() {
  static const MinHashKernel& chosen =
      KernelsUpTo<MinHashKernel>(AllowedSimd(), kKernels).front();
  return chosen;
}

}  // namespace nuskha::internal
