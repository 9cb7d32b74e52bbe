// SPDX-License-Identifier: Apache-2.0

#ifndef NUSKHA_SRC_TEXT_SORT_UNIQUE_H_
#define NUSKHA_SRC_TEXT_SORT_UNIQUE_H_

#include <algorithm>
#include <vector>

namespace nuskha::internal {

// Each value once, ascending. (std::ranges::unique does not compile with Clang
// 14 and the library of GCC 12.)
template <typename T>
void SortUnique(std::vector<T>* values) {
  std::sort(values->begin(), values->end());
  values->erase(std::unique(values->begin(), values->end()), values->end());
}

}  // namespace nuskha::internal

#endif  // NUSKHA_SRC_TEXT_SORT_UNIQUE_H_
