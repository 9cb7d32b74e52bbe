// SPDX-License-Identifier: Apache-2.0
//
// Disjoint sets of small numbers.

#ifndef NUSKHA_SRC_CLUSTER_UNION_FIND_H_
#define NUSKHA_SRC_CLUSTER_UNION_FIND_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <vector>

namespace nuskha::internal {

// Union by the smaller number: the representative does not depend on order.
class UnionFind {
 public:
  explicit UnionFind(size_t n) : parent_(n) {
    std::iota(parent_.begin(), parent_.end(), 0u);
  }
  uint32_t Find(uint32_t x) {
    while (parent_[x] != x) x = parent_[x] = parent_[parent_[x]];
    return x;
  }
  void Unite(uint32_t x, uint32_t y) {
    x = Find(x);
    y = Find(y);
    parent_[std::max(x, y)] = std::min(x, y);
  }

 private:
  std::vector<uint32_t> parent_;
};

}  // namespace nuskha::internal

#endif  // NUSKHA_SRC_CLUSTER_UNION_FIND_H_
