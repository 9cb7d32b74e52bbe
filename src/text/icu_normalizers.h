// SPDX-License-Identifier: Apache-2.0
//
// The ICU normalizers, looked up once.

#ifndef NUSKHA_SRC_TEXT_ICU_NORMALIZERS_H_
#define NUSKHA_SRC_TEXT_ICU_NORMALIZERS_H_

#include <unicode/normalizer2.h>

namespace nuskha::internal {

// Owned by ICU, immutable, safe from any thread. Their data is compiled into
// the ICU library, so that looking them up cannot fail.
struct IcuNormalizers {
  const icu::Normalizer2* nfc;
  const icu::Normalizer2* nfd;
  const icu::Normalizer2* nfkc;
  const icu::Normalizer2* nfkc_casefold;

  static const IcuNormalizers& Get();
};

}  // namespace nuskha::internal

#endif  // NUSKHA_SRC_TEXT_ICU_NORMALIZERS_H_
