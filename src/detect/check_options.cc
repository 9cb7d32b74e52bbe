// SPDX-License-Identifier: Apache-2.0

#include "detect/check_options.h"

#include <fmt/format.h>

#include <string_view>

#include "base/parallel.h"
#include "base/status_util.h"

namespace nuskha::internal {
namespace {

absl::Status OutOfRange(std::string_view option, std::string_view range,
                        double value) {
  return InvalidArgument(
      fmt::format("{} must be in {}, not {}", option, range, value));
}

absl::Status CheckMinScore(double min_score) {
  // Not NaN either.
  if (min_score >= 0 && min_score <= 1) return absl::OkStatus();
  return OutOfRange("min_score", "[0, 1]", min_score);
}

}  // namespace

absl::Status CheckOptions(const DetectorOptions& options) {
  if (options.sampling_rate < 1 || options.sampling_rate > 65536) {
    return OutOfRange("sampling_rate", "[1, 65536]", options.sampling_rate);
  }
  if (!(options.minhash_threshold > 0 && options.minhash_threshold <= 1)) {
    return OutOfRange("minhash_threshold", "(0, 1]", options.minhash_threshold);
  }
  NUSKHA_RETURN_IF_ERROR(CheckThreads(options.threads));
  if (options.frequency_cap < 2) {
    return OutOfRange("frequency_cap", "[2, 4294967295]",
                      options.frequency_cap);
  }
  return CheckMinScore(options.min_score);
}

absl::Status CheckOptions(const AuditOptions& options) {
  if (options.documents < 1) {
    return OutOfRange("documents", "[1, 4294967295]", options.documents);
  }
  NUSKHA_RETURN_IF_ERROR(CheckThreads(options.threads));
  return CheckMinScore(options.min_score);
}

}  // namespace nuskha::internal
