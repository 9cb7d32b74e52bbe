// SPDX-License-Identifier: Apache-2.0

#include "text/scan_kernels.h"

namespace nuskha::internal {

std::span<const ScanKernel> SupportedScanKernels() {
  static constexpr ScanKernel kKernels[] = {{"scalar", ScanStandardScalar}};
  return kKernels;
}

}  // namespace nuskha::internal
