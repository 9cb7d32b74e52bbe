// SPDX-License-Identifier: Apache-2.0

#ifndef NUSKHA_SRC_CLUSTER_COMPONENT_H_
#define NUSKHA_SRC_CLUSTER_COMPONENT_H_

#include <cstdint>
#include <tuple>
#include <vector>

#include "nuskha/match.h"

namespace nuskha::internal {

// Documents that matches connect, before it is known which of them belong
// together.
struct Component {
  std::vector<uint32_t> members;  // ascending
  uint32_t words = 0;             // of the longest member
  uint32_t round = 0;

  // The queue serves the longest first, so that a text's container is settled
  // before the text itself.
  friend bool operator<(const Component& x, const Component& y) {
    return std::tuple(x.words, y.members.front()) <
           std::tuple(y.words, x.members.front());
  }
};

// An original and what a document is to it.
struct Host {
  uint32_t original;
  Match match;
};

}  // namespace nuskha::internal

#endif  // NUSKHA_SRC_CLUSTER_COMPONENT_H_
