// SPDX-License-Identifier: Apache-2.0
//
// Segment: its small tables, ascending.

#include "base/little_endian.h"
#include "store/segment.h"

namespace nuskha::internal {
namespace {

// The first of `count` elements that is not below; `below` takes its number.
template <typename Below>
uint64_t LowerBound(uint64_t count, const Below& below) {
  uint64_t low = 0, high = count;
  while (low < high) {
    const uint64_t middle = (low + high) / 2;
    if (below(middle)) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

}  // namespace

WordWithStem Segment::Stem(uint64_t i) const {
  const char* const bytes = Read(kStemsPart, i);
  if (bytes == nullptr) return {};
  return {LoadLittle<uint32_t>(bytes), LoadLittle<uint32_t>(bytes + 4)};
}

SourceCount Segment::Source(uint64_t i) const {
  const char* const bytes = Read(kSourcesPart, i);
  if (bytes == nullptr) return {};
  return {LoadLittle<uint32_t>(bytes), LoadLittle<uint32_t>(bytes + 4)};
}

SourceStem Segment::StemOfSource(uint64_t i) const {
  const char* const bytes = Read(kSourceStemsPart, i);
  if (bytes == nullptr) return {};
  return {LoadLittle<uint32_t>(bytes), LoadLittle<uint32_t>(bytes + 4),
          LoadLittle<uint32_t>(bytes + 8)};
}

uint32_t Segment::ArticlesOf(uint32_t source) const {
  const uint64_t count = PartCount(kSourcesPart);
  const uint64_t i = LowerBound(
      count, [&](uint64_t at) { return Source(at).source < source; });
  if (i == count) return 0;
  const SourceCount found = Source(i);
  return found.source == source ? found.articles : 0;
}

uint32_t Segment::Headlines(uint32_t source, uint32_t stem) const {
  const uint64_t count = PartCount(kSourceStemsPart);
  const auto key = [](uint32_t first, uint32_t second) {
    return uint64_t{first} << 32 | second;
  };
  const uint64_t i = LowerBound(count, [&](uint64_t at) {
    const SourceStem one = StemOfSource(at);
    return key(one.source, one.stem) < key(source, stem);
  });
  if (i == count) return 0;
  const SourceStem found = StemOfSource(i);
  return found.source == source && found.stem == stem ? found.headlines : 0;
}

}  // namespace nuskha::internal
