// SPDX-License-Identifier: Apache-2.0

#include "nuskha/version.h"

#include <unicode/uchar.h>
#include <unicode/uversion.h>

#include <cstdlib>

#include "base/guarded.h"
#include "base/simd.h"
#include "base/status_util.h"
#include "nuskha/normalize.h"
#include "text/scan_kernels.h"

namespace nuskha {
namespace {

std::string Dotted(const UVersionInfo& version) {
  char text[U_MAX_VERSION_STRING_LENGTH];
  u_versionToString(version, text);
  return text;
}

VersionInfo ReadVersionInfo() {
  VersionInfo info;
  info.version = NUSKHA_VERSION;
  for (const auto& kernel : internal::SupportedScanKernels()) {
    info.kernels.emplace_back(kernel.name);
  }
  info.kernel = internal::ChosenScanKernel().name;
  UVersionInfo version;
  u_getVersion(version);
  info.icu = Dotted(version);
  u_getUnicodeVersion(version);
  info.unicode = Dotted(version);
  info.normalizer = std::to_string(kNormalizerRevision);
  info.formats = {"jsonl", "json", "csv",  "text",  "html",
                  "warc",  "gzip", "zstd", "bzip2", "xz"};
  return info;
}

}  // namespace

absl::StatusOr<VersionInfo> GetVersionInfo() {
  return internal::Guarded(
      []() -> absl::StatusOr<VersionInfo> { return ReadVersionInfo(); });
}

absl::Status CheckKernelChoice() {
  return internal::Guarded([] {
    const char* const name = std::getenv(internal::kSimdVariable);
    if (name == nullptr || *name == '\0') return absl::OkStatus();
    const absl::Status status = internal::ParseSimd(name).status();
    if (status.ok()) return status;
    return internal::MakeStatus(
        status.code(), "NUSKHA_SIMD: " + internal::StatusMessage(status));
  });
}

}  // namespace nuskha
