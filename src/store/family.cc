// SPDX-License-Identifier: Apache-2.0

#include "store/family.h"

#include <fmt/format.h>

#include "base/hash.h"
#include "nuskha/shingle.h"
#include "store/document_keys.h"

namespace nuskha::internal {

std::string FamilyId(uint32_t normalizer, uint64_t seed) {
  // The seed itself would let an outsider craft texts that collide.
  return fmt::format(
      "nuskha-index1 normalizer={} width={} rate={} keys={} seed={:016x}",
      normalizer, kCandidateWidth, kSamplingRate, kKeyBits, Mix64(~seed));
}

}  // namespace nuskha::internal
