// SPDX-License-Identifier: Apache-2.0

#include "detect/check_options.h"

#include <fmt/format.h>

#include <string_view>

#include "base/status_util.h"

namespace nuskha::internal {
namespace {

absl::Status OutOfRange(std::string_view option, std::string_view range,
                        double value) {
  return InvalidArgument(
      fmt::format("{} must be in {}, not {}", option, range, value));
}

}  // namespace

absl::Status CheckOptions(const DetectorOptions& options) {
  if (options.sampling_rate < 1 || options.sampling_rate > 65536) {
    return OutOfRange("sampling_rate", "[1, 65536]", options.sampling_rate);
  }
  if (!(options.minhash_threshold > 0 && options.minhash_threshold <= 1)) {
    return OutOfRange("minhash_threshold", "(0, 1]", options.minhash_threshold);
  }
  if (options.threads < 1 || options.threads > 1024) {
    return OutOfRange("threads", "[1, 1024]", options.threads);
  }
  if (options.frequency_cap < 2) {
    return OutOfRange("frequency_cap", "[2, 4294967295]",
                      options.frequency_cap);
  }
  if (!(options.min_score >= 0 && options.min_score <= 1)) {
    return OutOfRange("min_score", "[0, 1]", options.min_score);
  }
  return absl::OkStatus();
}

}  // namespace nuskha::internal
