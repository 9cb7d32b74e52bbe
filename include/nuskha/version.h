// SPDX-License-Identifier: Apache-2.0
//
// Versions of the library and of what results depend on.

#ifndef NUSKHA_VERSION_H_
#define NUSKHA_VERSION_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "nuskha/export.h"

namespace nuskha {

struct VersionInfo {
  std::string version;               // of the library, "0.1.0"
  std::vector<std::string> kernels;  // that this machine runs, fastest first
  std::string kernel;                // the one in use (NUSKHA_SIMD forces it)
  std::string icu;                   // version of ICU in use, "72.1"
  std::string unicode;               // version of its data, "15.0"
  std::string normalizer;            // revision of the normalizer
  std::vector<std::string> formats;  // that can be read
};

// Errors: ResourceExhausted if memory ends.
NUSKHA_EXPORT absl::StatusOr<VersionInfo> GetVersionInfo();

// The environment variable NUSKHA_SIMD, if set, names the instruction set whose
// kernels are used at most: scalar, sse2, avx2 or avx512. Results are the same
// with all. Read once a process. Errors: InvalidArgument for any other name,
// FailedPrecondition if this CPU lacks it; the library then uses the fastest;
// ResourceExhausted if memory ends.
NUSKHA_EXPORT absl::Status CheckKernelChoice();

}  // namespace nuskha

#endif  // NUSKHA_VERSION_H_
