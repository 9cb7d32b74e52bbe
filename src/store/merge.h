// SPDX-License-Identifier: Apache-2.0

#ifndef NUSKHA_SRC_STORE_MERGE_H_
#define NUSKHA_SRC_STORE_MERGE_H_

#include <bit>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "store/segment.h"

namespace nuskha::internal {

// Documents, by number.
class NumberSet {
 public:
  // REQUIRES: it is not there
  void Add(uint32_t number) {
    if (number / 64 >= bits_.size()) bits_.resize(number / 64 + 1);
    bits_[number / 64] |= uint64_t{1} << (number % 64);
    ++size_;
  }
  // REQUIRES: it is there
  void Erase(uint32_t number) {
    bits_[number / 64] &= ~(uint64_t{1} << (number % 64));
    --size_;
  }
  bool Contains(uint32_t number) const {
    return number / 64 < bits_.size() &&
           (bits_[number / 64] >> (number % 64) & 1) != 0;
  }
  size_t size() const { return size_; }

  // Calls fn(number) for those of [from, end), ascending. fn may erase them.
  template <typename Function>
  void ForEach(uint32_t from, uint32_t end, const Function& fn) const {
    for (size_t i = from / 64; i < bits_.size() && i * 64 < end; ++i) {
      for (uint64_t left = bits_[i]; left != 0; left &= left - 1) {
        const auto number = static_cast<uint32_t>(i * 64) +
                            static_cast<uint32_t>(std::countr_zero(left));
        if (number >= from && number < end) fn(number);
      }
    }
  }

 private:
  std::vector<uint64_t> bits_;
  size_t size_ = 0;
};

// Neighbours, ascending, as one segment in `folder`, without the documents that
// are removed; of `changed` ones it is the other way round whether they count
// for recurrence. Memory: that of the small tables. Errors: DataLoss if one of
// them is damaged, Unavailable if there is no room.
absl::StatusOr<std::shared_ptr<const Segment>> MergeSegments(
    const std::string& folder,
    std::span<const std::shared_ptr<const Segment>> segments,
    const NumberSet& removed, const NumberSet& changed, bool sync);

}  // namespace nuskha::internal

#endif  // NUSKHA_SRC_STORE_MERGE_H_
