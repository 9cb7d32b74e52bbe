// SPDX-License-Identifier: Apache-2.0
//
// Later versions of a story, listed under the earliest one.

#ifndef NUSKHA_SRC_CLUSTER_UPDATES_H_
#define NUSKHA_SRC_CLUSTER_UPDATES_H_

#include <cstddef>
#include <functional>
#include <span>
#include <vector>

#include "nuskha/cluster.h"
#include "nuskha/match.h"

namespace nuskha::internal {

// Appends to each cluster the documents that carry its original's story on, by
// date, and adds clusters for stories without copies. clusters: ascending by
// original, and so afterwards. A document that is a copy or a part of another
// stands for nothing here: its original does. O(matches log matches).
void AddUpdates(std::span<const Match> matches, size_t documents,
                std::vector<Cluster>* clusters);

}  // namespace nuskha::internal

#endif  // NUSKHA_SRC_CLUSTER_UPDATES_H_
