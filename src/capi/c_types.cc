// SPDX-License-Identifier: Apache-2.0

#include "nuskha/c_types.h"

#include "nuskha/normalize.h"

const char* nuskha_status_name(nuskha_status status) {
  switch (status) {
#define NUSKHA_NAME(code) \
  case code:              \
    return #code
    NUSKHA_NAME(NUSKHA_OK);
    NUSKHA_NAME(NUSKHA_E_ARG);
    NUSKHA_NAME(NUSKHA_E_INPUT);
    NUSKHA_NAME(NUSKHA_E_IO);
    NUSKHA_NAME(NUSKHA_E_CORRUPT);
    NUSKHA_NAME(NUSKHA_E_INCOMPATIBLE);
    NUSKHA_NAME(NUSKHA_E_LOCKED);
    NUSKHA_NAME(NUSKHA_E_LIMIT);
    NUSKHA_NAME(NUSKHA_E_NOMEM);
    NUSKHA_NAME(NUSKHA_E_DISK_FULL);
    NUSKHA_NAME(NUSKHA_E_FORKED);
    NUSKHA_NAME(NUSKHA_E_EXISTS);
    NUSKHA_NAME(NUSKHA_E_CANCELLED);
    NUSKHA_NAME(NUSKHA_E_INTERNAL);
#undef NUSKHA_NAME
    default:
      return "unknown";
  }
}

uint32_t nuskha_abi_version(void) { return NUSKHA_ABI; }

const char* nuskha_version(void) { return NUSKHA_VERSION; }

uint32_t nuskha_normalizer_revision(void) {
  return nuskha::kNormalizerRevision;
}
