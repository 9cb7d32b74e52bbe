// SPDX-License-Identifier: Apache-2.0

#include "reference/shingle_sets.h"

#include <algorithm>

namespace nuskha::reference {

Shingles ShinglesOf(std::span<const uint32_t> words, size_t width) {
  Shingles shingles;
  if (words.empty()) return shingles;
  if (words.size() < width) width = words.size();
  for (size_t i = 0; i + width <= words.size(); ++i) {
    const auto run = words.subspan(i, width);
    shingles.emplace(run.begin(), run.end());
  }
  return shingles;
}

size_t SharedShingles(const Shingles& a, const Shingles& b) {
  size_t shared = 0;
  for (const auto& x : a) {
    for (const auto& y : b) shared += x == y;
  }
  return shared;
}

Scores ScoresOf(std::span<const uint32_t> a, std::span<const uint32_t> b) {
  const Shingles set_a = ShinglesOf(a, 3), set_b = ShinglesOf(b, 3);
  if (set_a.empty() || set_b.empty()) return {};
  const auto shared = static_cast<double>(SharedShingles(set_a, set_b));
  const auto size_a = static_cast<double>(set_a.size());
  const auto size_b = static_cast<double>(set_b.size());
  return {.jaccard = shared / (size_a + size_b - shared),
          .a_in_b = shared / size_a,
          .b_in_a = shared / size_b};
}

double CoverageOf(std::span<const uint32_t> shorter,
                  std::span<const uint32_t> longer) {
  if (shorter.size() < 5) return 0;
  std::vector<bool> covered(shorter.size());
  for (size_t i = 0; i + 5 <= shorter.size(); ++i) {
    const auto run = shorter.subspan(i, 5);
    if (std::search(longer.begin(), longer.end(), run.begin(), run.end()) ==
        longer.end()) {
      continue;
    }
    for (size_t k = 0; k < 5; ++k) covered[i + k] = true;
  }
  const auto count = std::count(covered.begin(), covered.end(), true);
  return static_cast<double>(count) / static_cast<double>(shorter.size());
}

std::set<std::pair<uint32_t, uint32_t>> CandidateTruth(
    const std::vector<std::vector<uint32_t>>& texts) {
  constexpr size_t kMinWords = 12;
  std::vector<Shingles> shingles;
  for (const auto& text : texts) shingles.push_back(ShinglesOf(text, 5));
  std::set<std::pair<uint32_t, uint32_t>> pairs;
  for (uint32_t b = 0; b < texts.size(); ++b) {
    for (uint32_t a = 0; a < b; ++a) {
      if (texts[a].empty() || texts[b].empty()) continue;
      const bool is_short =
          std::min(texts[a].size(), texts[b].size()) < kMinWords;
      if (is_short ? texts[a] == texts[b]
                   : std::ranges::any_of(shingles[a], [&](const auto& run) {
                       return shingles[b].contains(run);
                     })) {
        pairs.emplace(a, b);
      }
    }
  }
  return pairs;
}

}  // namespace nuskha::reference
