// SPDX-License-Identifier: Apache-2.0

#include "text/icu_normalizers.h"

namespace nuskha::internal {

const IcuNormalizers& IcuNormalizers::Get() {
  static const IcuNormalizers normalizers = [] {
    UErrorCode status = U_ZERO_ERROR;
    return IcuNormalizers{icu::Normalizer2::getNFCInstance(status),
                          icu::Normalizer2::getNFDInstance(status),
                          icu::Normalizer2::getNFKCInstance(status),
                          icu::Normalizer2::getNFKCCasefoldInstance(status)};
  }();
  return normalizers;
}

}  // namespace nuskha::internal
