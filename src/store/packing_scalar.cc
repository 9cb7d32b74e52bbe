// SPDX-License-Identifier: Apache-2.0

#include "store/packing_kernels.h"

namespace nuskha::internal {
namespace {

constexpr PackingKernel kKernels[] = {
#ifdef __x86_64__
    {"avx512", SimdLevel::kAvx512, PackLettersAvx512},
#endif
    {"scalar", SimdLevel::kScalar, PackLettersScalar},
};

}  // namespace

size_t PackLettersScalar(const char* text, size_t size, char** to) noexcept {
  const auto byte = [&](size_t i) { return static_cast<uint8_t>(text[i]); };
  const auto plain = [](uint8_t value) {
    return value < kPackedLetter && value != kPackedEscape;
  };
  char* out = *to;
  size_t i = 0;
  for (size_t before = 0;; before = i) {
    // Words, and what stands between them: one surprise each for the processor.
    for (; i + 1 < size && (byte(i) & 0xfe) == 0xd8 &&
           (byte(i + 1) & 0xc0) == 0x80;
         i += 2) {
      *out++ = static_cast<char>(kPackedLetter | (byte(i) & 1) << 6 |
                                 (byte(i + 1) & 0x3f));
    }
    for (; i < size && plain(byte(i)); ++i) *out++ = text[i];
    if (i == before) break;
  }
  *to = out;
  return i;
}

std::span<const PackingKernel> SupportedPackingKernels() {
  return KernelsUpTo<PackingKernel>(SupportedSimd(), kKernels);
}

const PackingKernel& ChosenPackingKernel() {
  static const PackingKernel& kernel =
      KernelsUpTo<PackingKernel>(AllowedSimd(), kKernels).front();
  return kernel;
}

}  // namespace nuskha::internal
