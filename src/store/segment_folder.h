// SPDX-License-Identifier: Apache-2.0
//
// The files of segments/, and which of them make the index.

#ifndef NUSKHA_SRC_STORE_SEGMENT_FOLDER_H_
#define NUSKHA_SRC_STORE_SEGMENT_FOLDER_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "store/segment.h"

namespace nuskha::internal {

struct SegmentChoice {
  // Ascending, without overlap; gaps are possible.
  std::vector<std::shared_ptr<const Segment>> segments;
  // Files that are not among them, of damaged ones too.
  std::vector<std::string> others;
  // A file that is not whole; empty: none.
  std::string damage;
  uint32_t beyond = 0;  // the largest end, chosen or not
};

// Of documents below `next`. A file that a merge takes away meanwhile is looked
// for again.
absl::StatusOr<SegmentChoice> ChooseSegments(const std::string& folder,
                                             uint64_t family, uint64_t next);

// How many of the last segments should become one: 0 or `factor` and more.
// Segments of about one size are merged by so many, so that there are few, and
// each posting is written a few times only.
inline constexpr size_t kMergeFactor = 4;
inline constexpr size_t kBulkMergeFactor = 8;
size_t SegmentsToMerge(
    const std::vector<std::shared_ptr<const Segment>>& segments, size_t factor);

}  // namespace nuskha::internal

#endif  // NUSKHA_SRC_STORE_SEGMENT_FOLDER_H_
