// SPDX-License-Identifier: Apache-2.0
//
// A comparison of the C interface: of two articles, or of two documents of a
// detector.

#ifndef NUSKHA_SRC_CAPI_C_COMPARISON_H_
#define NUSKHA_SRC_CAPI_C_COMPARISON_H_

#include <array>
#include <string>
#include <vector>

#include "nuskha/c_compare.h"
#include "nuskha/match.h"
#include "nuskha/passage.h"

struct nuskha_comparison {
  struct Side {
    bool in_title = false;
    std::string decoded;
  };

  nuskha::Match match;
  std::vector<std::string> reasons;
  std::vector<nuskha::Passage> passages;
  std::array<Side, 2> sides;
};

namespace nuskha::internal {

nuskha_match MatchOf(const Match& match);

}  // namespace nuskha::internal

#endif  // NUSKHA_SRC_CAPI_C_COMPARISON_H_
