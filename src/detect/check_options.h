// SPDX-License-Identifier: Apache-2.0

#ifndef NUSKHA_SRC_DETECT_CHECK_OPTIONS_H_
#define NUSKHA_SRC_DETECT_CHECK_OPTIONS_H_

#include "absl/status/status.h"
#include "nuskha/audit.h"
#include "nuskha/detector.h"

namespace nuskha::internal {

// InvalidArgument naming the option that is out of range.
absl::Status CheckOptions(const DetectorOptions& options);
absl::Status CheckOptions(const AuditOptions& options);

}  // namespace nuskha::internal

#endif  // NUSKHA_SRC_DETECT_CHECK_OPTIONS_H_
