// SPDX-License-Identifier: Apache-2.0

#include "text/scan_kernels.h"

namespace nuskha::internal {
namespace {

constexpr ScanKernel kKernels[] = {
#if defined(__x86_64__)
    {"avx512", SimdLevel::kAvx512, ScanStandardAvx512},
    {"avx2", SimdLevel::kAvx2, ScanStandardAvx2},
    {"sse2", SimdLevel::kSse2, ScanStandardSse2},
#endif
    {"scalar", SimdLevel::kScalar, ScanStandardScalar},
};

}  // namespace

std::span<const ScanKernel> SupportedScanKernels() {
  return KernelsUpTo<ScanKernel>(SupportedSimd(), kKernels);
}

const ScanKernel& ChosenScanKernel() {
  static const ScanKernel& chosen =
      KernelsUpTo<ScanKernel>(AllowedSimd(), kKernels).front();
  return chosen;
}

}  // namespace nuskha::internal
