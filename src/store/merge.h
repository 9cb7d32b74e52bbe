// SPDX-License-Identifier: Apache-2.0

#ifndef NUSKHA_SRC_STORE_MERGE_H_
#define NUSKHA_SRC_STORE_MERGE_H_

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "store/segment.h"

namespace nuskha::internal {

// Removed documents, by number.
class NumberSet {
 public:
  void Add(uint32_t number) {
    if (number / 64 >= bits_.size()) bits_.resize(number / 64 + 1);
    bits_[number / 64] |= uint64_t{1} << (number % 64);
    ++size_;
  }
  bool Contains(uint32_t number) const {
    return number / 64 < bits_.size() &&
           (bits_[number / 64] >> (number % 64) & 1) != 0;
  }
  // Numbers that were added.
  size_t size() const { return size_; }

 private:
  std::vector<uint64_t> bits_;
  size_t size_ = 0;
};

// Neighbours, ascending, as one segment in `folder`, without the documents that
// are removed. Memory: that of the small tables. Errors: DataLoss if one of
// them is damaged, Unavailable if there is no room.
absl::StatusOr<std::shared_ptr<const Segment>> MergeSegments(
    const std::string& folder,
    std::span<const std::shared_ptr<const Segment>> segments,
    const NumberSet& removed, bool sync);

}  // namespace nuskha::internal

#endif  // NUSKHA_SRC_STORE_MERGE_H_
