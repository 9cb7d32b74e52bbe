// SPDX-License-Identifier: Apache-2.0
//
// The index of the C interface.

#ifndef NUSKHA_SRC_CAPI_C_INDEX_H_
#define NUSKHA_SRC_CAPI_C_INDEX_H_

#include <unistd.h>

#include <utility>

#include "capi/c_call.h"
#include "nuskha/c_index.h"
#include "nuskha/index.h"

struct nuskha_index {
  explicit nuskha_index(nuskha::Index opened) : index(std::move(opened)) {}

  mutable nuskha::Index index;
  pid_t process = getpid();
};

namespace nuskha::internal {

// Whether a call can be made with this handle: NUSKHA_E_ARG, NUSKHA_E_FORKED.
nuskha_status CheckIndex(const nuskha_index* index) noexcept;

// What `call`, a nuskha_status(nuskha::Index&) function, returns.
template <typename Call>
nuskha_status WithIndex(const nuskha_index* index, const Call& call) noexcept {
  if (const auto bad = CheckIndex(index)) return bad;
  return Guard([&] { return call(index->index); });
}

}  // namespace nuskha::internal

#endif  // NUSKHA_SRC_CAPI_C_INDEX_H_
