// SPDX-License-Identifier: Apache-2.0

#include "verify/furniture.h"

#include <algorithm>
#include <cstddef>

#include "index/recurrence.h"
#include "shingle/all_shingles.h"

namespace nuskha::internal {
namespace {

constexpr size_t kMinRun = 8;
constexpr size_t kOpening = 15;
constexpr size_t kMinOpeningRun = 12;

}  // namespace

uint32_t MarkWords(std::span<const uint32_t> words, const GramTable& table,
                   uint64_t seed, std::vector<uint64_t>* hashes,
                   std::vector<uint8_t>* marks) {
  marks->assign(words.size(), 0);
  if (words.size() < kCandidateWidth) return 0;
  AllShingles(words, kCandidateWidth, seed, hashes);
  bool scattered = false;
  table.FindAll(*hashes, [&](size_t i, uint64_t value) {
    (*marks)[i] |= kRecurrent;
    if (!IsScattered(value)) return;
    scattered = true;
    for (size_t k = 0; k < kCandidateWidth; ++k) (*marks)[i + k] |= kFurniture;
  });
  return scattered ? SettleFurniture(*marks) : 0;
}

uint32_t SettleFurniture(std::span<uint8_t> marks) {
  size_t left = 0;
  for (size_t begin = 0; begin < marks.size();) {
    size_t end = begin;
    while (end < marks.size() && (marks[end] & kFurniture) != 0) ++end;
    const size_t run = end - begin;
    if (run < kMinRun || (begin < kOpening && run >= kMinOpeningRun)) {
      for (size_t i = begin; i < end; ++i) {
        marks[i] = static_cast<uint8_t>(marks[i] & ~kFurniture);
      }
    } else {
      left += run;
    }
    begin = std::max(end, begin + 1);
  }
  return static_cast<uint32_t>(left);
}

}  // namespace nuskha::internal
