// SPDX-License-Identifier: Apache-2.0

#include "text/icu_normalizers.h"

#include "base/guarded.h"

namespace nuskha::internal {

const IcuNormalizers& IcuNormalizers::Get() {
  static const IcuNormalizers normalizers = [] {
    UErrorCode status = U_ZERO_ERROR;
    const IcuNormalizers found{
        icu::Normalizer2::getNFCInstance(status),
        icu::Normalizer2::getNFDInstance(status),
        icu::Normalizer2::getNFKCInstance(status),
        icu::Normalizer2::getNFKCCasefoldInstance(status)};
    CheckIcu(status);
    return found;
  }();
  return normalizers;
}

void CheckIcu(UErrorCode status) {
  if (U_FAILURE(status)) EndOfMemory();
}

void CheckIcu(UErrorCode status, const icu::UnicodeString& text) {
  if (U_FAILURE(status) || text.isBogus()) EndOfMemory();
}

}  // namespace nuskha::internal
