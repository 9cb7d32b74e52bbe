// SPDX-License-Identifier: Apache-2.0

#include "cluster/match_graph.h"

#include <algorithm>
#include <utility>

namespace nuskha::internal {

EdgeLists::EdgeLists(std::span<const Match> matches, size_t documents,
                     const std::function<bool(const Match&)>& wanted)
    : begin_(documents + 1) {
  std::vector<uint32_t> listed;
  for (uint32_t i = 0; i < matches.size(); ++i) {
    if (!wanted(matches[i])) continue;
    listed.push_back(i);
    ++begin_[matches[i].a + 1];
    ++begin_[matches[i].b + 1];
  }
  for (size_t i = 1; i < begin_.size(); ++i) begin_[i] += begin_[i - 1];
  edges_.resize(begin_.back());
  std::vector<size_t> next(begin_.begin(), begin_.end() - 1);
  for (const uint32_t i : listed) {
    edges_[next[matches[i].a]++] = i;
    edges_[next[matches[i].b]++] = i;
  }
}

const Match* FindMatch(std::span<const Match> matches, uint32_t a, uint32_t b) {
  const std::pair<uint32_t, uint32_t> wanted = std::minmax(a, b);
  const auto found = std::lower_bound(
      matches.begin(), matches.end(), wanted,
      [](const Match& match, const std::pair<uint32_t, uint32_t>& pair) {
        return std::pair(match.a, match.b) < pair;
      });
  const bool is_it =
      found != matches.end() && std::pair(found->a, found->b) == wanted;
  return is_it ? &*found : nullptr;
}

}  // namespace nuskha::internal
