// SPDX-License-Identifier: Apache-2.0
//
// The ICU normalizers, looked up once.

#ifndef NUSKHA_SRC_TEXT_ICU_NORMALIZERS_H_
#define NUSKHA_SRC_TEXT_ICU_NORMALIZERS_H_

#include <unicode/normalizer2.h>

namespace nuskha::internal {

// Owned by ICU, immutable, safe from any thread. Their data is compiled into
// the ICU library: looking them up fails only when memory ends, but then for as
// long as the process lives, as ICU remembers it.
struct IcuNormalizers {
  const icu::Normalizer2* nfc;
  const icu::Normalizer2* nfd;
  const icu::Normalizer2* nfkc;
  const icu::Normalizer2* nfkc_casefold;

  static const IcuNormalizers& Get();
};

// ICU says that memory ended by a code, or by a string that it makes "bogus".
// Both are std::bad_alloc here; nothing else can fail in what is asked of it.
void CheckIcu(UErrorCode status);
void CheckIcu(UErrorCode status, const icu::UnicodeString& text);

}  // namespace nuskha::internal

#endif  // NUSKHA_SRC_TEXT_ICU_NORMALIZERS_H_
