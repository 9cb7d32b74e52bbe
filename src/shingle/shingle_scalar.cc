// SPDX-License-Identifier: Apache-2.0

#include <bit>

#include "base/hash.h"
#include "shingle/shingle_kernels.h"

namespace nuskha::internal {
namespace {

constexpr ShingleKernel kKernels[] = {
#if defined(__x86_64__)
    {"avx512", SimdLevel::kAvx512, HashShinglesAvx512},
    {"avx2", SimdLevel::kAvx2, HashShinglesAvx2},
#endif
    {"scalar", SimdLevel::kScalar, HashShinglesScalar},
};

uint64_t Spread(uint32_t word) { return (word + 1) * kShingleSpread; }

}  // namespace

void HashShinglesScalar(const uint32_t* words, size_t count, uint32_t width,
                        uint64_t key, uint64_t* hashes) noexcept {
  uint64_t rolling = 0;
  for (size_t i = 0; i < width; ++i) {
    rolling = std::rotl(rolling, kShingleRotation) ^ Spread(words[i]);
  }
  hashes[0] = Mix64(rolling ^ key);
  const int leaving = static_cast<int>(width * kShingleRotation % 64);
  for (size_t i = 1; i < count; ++i) {
    rolling = std::rotl(rolling, kShingleRotation) ^
              std::rotl(Spread(words[i - 1]), leaving) ^
              Spread(words[i + width - 1]);
    hashes[i] = Mix64(rolling ^ key);
  }
}

std::span<const ShingleKernel> SupportedShingleKernels() {
  return KernelsUpTo<ShingleKernel>(SupportedSimd(), kKernels);
}

const ShingleKernel& ChosenShingleKernel() {
  static const ShingleKernel& chosen =
      KernelsUpTo<ShingleKernel>(AllowedSimd(), kKernels).front();
  return chosen;
}

}  // namespace nuskha::internal
